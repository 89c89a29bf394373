// An intent and the Elements that it is paid with have to be about the same payment.
import { call } from "./api.js";

const places = { payment: "payment_intents", setup: "setup_intents" };

export const kindOf = (secret) => secret.startsWith("pi_") ? "payment" : "setup";
export const pathOf = (secret) => `${places[kindOf(secret)]}/${encodeURIComponent(secret.split("_secret_")[0])}`;
export const retrieve = (secret) => call("GET", pathOf(secret), { client_secret: secret });

/** An intent that was made after its Elements has to be the one that they were made for. */
export function disagreement(expected, intent, offered) {
  const isPayment = intent.object === "payment_intent";
  const told = (name, has, wants) => `The provided ${name} (${has}) does not match the expected ${name} (${wants}).`;
  if (isPayment !== (expected.mode !== "setup")) return told("mode", isPayment ? "payment" : "setup", expected.mode);
  const compared = { amount: expected.amount, currency: expected.currency, setup_future_usage: expected.setupFutureUsage ?? null };
  if (expected.mode === "subscription") delete compared.setup_future_usage;
  for (const [name, wanted] of Object.entries(isPayment ? compared : {})) {
    if (intent[name] !== wanted) return told(name, intent[name], wanted);
  }
  if (isPayment && (intent.capture_method === "manual") !== (expected.captureMethod === "manual")) {
    return told("capture_method", intent.capture_method, expected.captureMethod ?? "automatic");
  }
  const has = intent.payment_method_types ?? [];
  const wants = expected.methods ?? offered;
  const agrees = expected.methods ? has.length === wants.length && has.every((type) => wants.includes(type))
    : intent.automatic_payment_methods?.enabled || wants.every((type) => has.includes(type));
  return agrees ? null : told("payment_method_types", JSON.stringify(has), JSON.stringify(wants));
}

/** What is to be paid and how it may be, as the API says of an intent or of what the page is going to make. */
export async function sessionOf({ secret, deferred }) {
  const asked = secret ? { type: kindOf(secret) + "_intent", client_secret: secret } : {
    type: "deferred_intent",
    deferred_intent: {
      mode: deferred.mode === "setup" ? "setup" : "payment", amount: deferred.amount, currency: deferred.currency,
      payment_method_types: deferred.methods, setup_future_usage: deferred.setupFutureUsage ?? undefined,
    },
  };
  const { object, error } = await call("GET", "elements/sessions", asked);
  if (error) return { error };
  const { amount, currency, setup_future_usage: setupFutureUsage, business_name: merchant } = object;
  const methods = object.payment_method_types.filter((type) => !deferred?.excluded?.includes(type));
  return { mode: deferred?.mode ?? object.mode, amount, currency, methods, setupFutureUsage, merchant };
}
