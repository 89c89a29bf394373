// Confirmations, and what comes after them.
import { call, merged } from "./api.js";
import {
  cardFrames, checkAddress, checkGroup, checkNever, checkObject, checkOneOf, checkSecret, firstError, framesOf, isObject, misuse,
} from "./arguments.js";
import { disagreement, kindOf, pathOf, retrieve, sessionOf } from "./terms.js";

export const confirmPayment = (options) => confirmWithElements(options, "payment", "stripe.confirmPayment()");
export const confirmSetup = (options) => confirmWithElements(options, "setup", "stripe.confirmSetup()");
export const confirmCardPayment = (secret, data, options) => confirmCard(secret, data, options, "pi_", "stripe.confirmCardPayment()");
export const confirmCardSetup = (secret, data, options) => confirmCard(secret, data, options, "seti_", "stripe.confirmCardSetup()");
export const retrievePaymentIntent = (secret) => shownIntent(checkSecret(secret, "stripe.retrievePaymentIntent()", "pi_"));
export const retrieveSetupIntent = (secret) => shownIntent(checkSecret(secret, "stripe.retrieveSetupIntent()", "seti_"));
export const handleCardAction = (secret) => proceed(checkSecret(secret, "stripe.handleCardAction()", "pi_"));
export const handleNextAction = (options) => proceed(checkSecret(options?.clientSecret, "stripe.handleNextAction()"));

async function confirmWithElements(options, kind, where) {
  const { elements, clientSecret, confirmParams = {}, redirect = "always" } = checkObject(options, where, "options");
  checkOneOf(redirect, ["always", "if_required"], where, "redirect");
  const group = elements && checkGroup(elements, where);
  const given = clientSecret ?? group?.secret ?? misuse(`You must pass in a clientSecret when calling ${where}.`);
  const secret = checkSecret(given, where, kind === "payment" ? "pi_" : "seti_");
  if (group?.expected && !group.submitted) misuse(`elements.submit() must be called before ${where}.`);
  if (redirect === "always" || confirmParams.return_url !== undefined) checkAddress(confirmParams.return_url, where);
  let fields = {};
  if (group) {
    checkNever(group, confirmParams, where);
    const frames = framesOf(group);
    const error = firstError(frames);
    if (error) return { result: { error } };
    fields = merged(...frames.map((frame) => frame.collect()));
  }
  if (group?.expected) {
    const error = await disagreementWith(group.expected, secret);
    if (error) return { result: { error } };
  }
  return confirm(secret, merged(fields, confirmParams), { redirect, returnUrl: confirmParams.return_url });
}

async function disagreementWith(expected, secret) {
  const { object, error } = await retrieve(secret);
  if (error) return error;
  const { methods = [] } = await sessionOf({ deferred: expected });
  const message = disagreement(expected, object, methods);
  return message && { type: "invalid_request_error", message };
}

async function confirmCard(secret, data, options, prefix, where) {
  checkSecret(secret, where, prefix);
  const { payment_method: method, payment_method_options: methodOptions, ...others } = data === undefined ? {} : checkObject(data, where, "data");
  const params = { ...others, ...methodParams(method, where) };
  if (isObject(method) && method.card?.isElement) {
    const frames = cardFrames(method.card, where);
    const error = firstError(frames);
    if (error) return { result: { error } };
    params.payment_method_data = merged(...frames.map((frame) => frame.collect().payment_method_data), params.payment_method_data);
  }
  // A CVC Element beside a kept card is checked by the real thing; here nothing hangs on it.
  const { cvc, ...cardOptions } = methodOptions?.card ?? {};
  if (Object.keys(cardOptions).length) params.payment_method_options = { card: cardOptions };
  return confirm(secret, params, { actions: options?.handleActions !== false, returnUrl: others.return_url });
}

function methodParams(method, where) {
  if (method === undefined) return {};
  if (typeof method === "string") return { payment_method: method };
  const { card, ...rest } = checkObject(method, where, "payment_method");
  return { payment_method_data: { type: "card", ...rest, ...(card?.isElement ? {} : { card }) } };
}

/** What Stripe's script says for a buyer who has read the terms above the button. */
const ACCEPTED = { customer_acceptance: { type: "online", online: { user_agent: navigator.userAgent } } };
const isDebit = (type) => type?.endsWith("_debit") || type === "us_bank_account";

async function confirm(secret, params, how) {
  const body = { ...params, client_secret: secret, use_stripe_sdk: true };
  if (isDebit(params.payment_method_data?.type)) body.mandate_data ??= ACCEPTED;
  if (kindOf(secret) === "setup") delete body.shipping;
  return conclude(secret, await call("POST", `${pathOf(secret)}/confirm`, body), how);
}

const proceed = async (secret) => conclude(secret, await retrieve(secret), {});

/** Lets the buyer do what is still to be done, and then answers as the promise of a confirmation is answered. */
function conclude(secret, { object: intent, error }, how) {
  if (error) return { result: { error } };
  const { redirect = "if_required", returnUrl, actions = true } = how;
  const name = intent.object;
  if (intent.status === "requires_action" && actions) {
    const action = intent.next_action ?? {};
    if (action.type === "redirect_to_url") return { leave: action.redirect_to_url.url };
    if (action.type === "use_stripe_sdk") {
      return { challenge: secret, resume: async () => conclude(secret, await retrieve(secret), { ...how, actions: false }) };
    }
  }
  const failure = intent.last_payment_error ?? intent.last_setup_error;
  if (intent.status === "requires_payment_method" && failure) return { result: { error: { ...failure, [name]: intent } } };
  if (redirect !== "always" || !returnUrl) return { result: { [name === "payment_intent" ? "paymentIntent" : "setupIntent"]: intent } };
  const url = new URL(returnUrl);
  url.searchParams.set(name, intent.id);
  url.searchParams.set(`${name}_client_secret`, intent.client_secret);
  url.searchParams.set("redirect_status", ["succeeded", "processing", "requires_capture"].includes(intent.status) ? "succeeded" : "pending");
  return { leave: url.href };
}

async function shownIntent(secret) {
  const { object, error } = await retrieve(secret);
  return { result: error ? { error } : { [kindOf(secret) + "Intent"]: object } };
}
