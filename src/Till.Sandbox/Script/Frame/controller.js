// Speaks with the API for the shop's page. What was typed it takes from the frames beside it, which are of its own origin as the API is;
// the page gets the API's answers, in which no card number stands.
import { listen } from "./link.js";

let key = "";
let version;
let account;
const CONNECTION = { type: "api_connection_error", message: "We are experiencing issues connecting to our payments provider. Please check your internet connection and try again." };

/** a[b][0][c]=d, as the API takes it. */
function encode(value, name = "", pairs = []) {
  if (value === undefined || value === null) return pairs;
  if (typeof value !== "object") pairs.push([name, String(value)]);
  else for (const [at, part] of Object.entries(value)) encode(part, name ? `${name}[${at}]` : at, pairs);
  return pairs;
}

async function call(method, path, params = {}) {
  const form = new URLSearchParams(encode(params));
  const headers = { Authorization: `Bearer ${key}` };
  if (version) headers["Stripe-Version"] = version;
  if (account) headers["Stripe-Account"] = account;
  try {
    const answer = await fetch(`/v1/${path}${method === "GET" && form.size ? `?${form}` : ""}`, { method, headers, body: method === "GET" ? undefined : form });
    const body = await answer.json();
    return body.error ? { error: body.error } : { object: body };
  } catch {
    return { error: CONNECTION };
  }
}

/** Frames of this page that are the sandbox's own. Another origin's cannot be looked into, and are passed over. */
function* collected(names = []) {
  for (let i = 0; i < parent.length; i++) {
    try {
      if (names.includes(parent[i].name) && parent[i].collect) yield parent[i].collect();
    } catch { /* of another origin */ }
  }
}

/** Later parts win, name by name; what is undefined or null takes nothing away. */
function merged(...parts) {
  const whole = {};
  for (const part of parts) {
    for (const [name, value] of Object.entries(part ?? {})) {
      if (value === undefined || value === null) continue;
      whole[name] = typeof value === "object" && !Array.isArray(value) ? merged(whole[name], value) : value;
    }
  }
  return whole;
}

/** What the API is sent: what the fields hold, and over it what the page gave. */
const withFields = (params, names) => merged(...collected(names), params);

const places = { payment: "payment_intents", setup: "setup_intents" };
const retrieve = (kind, secret) => call("GET", `${places[kind]}/${encodeURIComponent(secret.split("_secret_")[0])}`, { client_secret: secret });
const intentOf = ({ object, error }) => error ? { error } : { intent: object };

/** An intent that was made after its Elements has to be the one that they were made for. */
function disagreement(expected, intent, offered) {
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
async function sessionOf({ secret, deferred }) {
  const asked = secret ? { type: secret.startsWith("pi_") ? "payment_intent" : "setup_intent", client_secret: secret } : {
    type: "deferred_intent",
    deferred_intent: {
      mode: deferred.mode === "setup" ? "setup" : "payment", amount: deferred.amount, currency: deferred.currency,
      payment_method_types: deferred.methods, setup_future_usage: deferred.setupFutureUsage ?? undefined,
    },
  };
  const { object, error } = await call("GET", "elements/sessions", asked);
  if (error) return { error };
  const { amount, currency, payment_method_types: methods, setup_future_usage: setupFutureUsage, business_name: merchant } = object;
  return { mode: deferred?.mode ?? object.mode, amount, currency, methods, setupFutureUsage, merchant };
}

listen({
  init(first) { ({ key, version, account } = first); },

  async retrieve({ kind, secret }) { return intentOf(await retrieve(kind, secret)); },

  session: sessionOf,

  async confirm({ kind, secret, params = {}, expected, frames }) {
    if (expected) {
      const { object, error } = await retrieve(kind, secret);
      if (error) return { error };
      const { methods = [] } = await sessionOf({ deferred: expected });
      const message = disagreement(expected, object, methods);
      if (message) return { error: { type: "invalid_request_error", message } };
    }
    const body = { ...withFields(params, frames), client_secret: secret, use_stripe_sdk: true };
    if (kind === "setup") delete body.shipping;
    return intentOf(await call("POST", `${places[kind]}/${encodeURIComponent(secret.split("_secret_")[0])}/confirm`, body));
  },

  /** Makes a payment method, a token or a confirmation token. */
  async create({ name, path, params = {}, frames, expected }) {
    let body = params;
    if (frames && name === "confirmationToken") body = withFields(params, frames);
    else if (frames) {
      const { payment_method_data: fields = {} } = merged(...collected(frames));
      body = name === "token" ? { card: merged(fields.card, tokenAddress(fields.billing_details, params)) } : merged(fields, params);
    }
    if (expected?.setupFutureUsage && name === "confirmationToken") body.setup_future_usage = expected.setupFutureUsage;
    const { object, error } = await call("POST", path, body);
    return error ? { error } : { [name]: object };
  },

  async get({ name, path }) {
    const { object, error } = await call("GET", path);
    return error ? { error } : { [name]: object };
  },
});

/** A token has its address flat: address_zip and the like. */
function tokenAddress(billing, given) {
  const { name, address_line1, address_line2, address_city, address_state, address_zip, address_country, currency } = given;
  return { name, address_line1, address_line2, address_city, address_state, currency, address_zip: address_zip ?? billing?.address?.postal_code, address_country: address_country ?? billing?.address?.country };
}
