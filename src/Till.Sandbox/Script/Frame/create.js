// Payment methods, tokens and confirmation tokens, and what a group's fields hold before there is an intent.
import { call, merged } from "./api.js";
import { cardFrames, checkGroup, checkNever, checkObject, firstError, framesOf, isObject, misuse } from "./arguments.js";

const TOKENS = ["bank_account", "pii", "account", "person", "cvc_update"];

const wrong = (error) => ({ result: { error } });

async function made(name, path, body) {
  const { object, error } = await call("POST", path, body);
  return error ? wrong(error) : { result: { [name]: object } };
}

/** elements.submit() */
export async function submit(group) {
  checkGroup(group, "elements.submit()");
  const frames = framesOf(group);
  const error = firstError(frames);
  return error ? wrong(error) : { result: { selectedPaymentMethod: frames.map((frame) => frame.selected?.()).find(Boolean) } };
}

/** Either `({elements, params})`, or `({type, card, billing_details})`, also with the type before it. */
export async function createPaymentMethod(first, second, third) {
  const where = "stripe.createPaymentMethod()";
  if (isObject(first) && first.elements) return fromGroup(first, where, "paymentMethod", "payment_methods");
  const data = typeof first !== "string" ? first : second?.isElement ? { type: first, card: second, ...third } : { type: first, ...second };
  if (typeof data?.type !== "string") misuse(`Missing value for ${where}: type should be a string.`);
  if (!data.card?.isElement) return made("paymentMethod", "payment_methods", data);
  const { card, ...rest } = data;
  const frames = cardFrames(card, where);
  const error = firstError(frames);
  return error ? wrong(error) : made("paymentMethod", "payment_methods", merged(...frames.map((frame) => frame.collect().payment_method_data), rest));
}

export const createConfirmationToken = (options) =>
  fromGroup(checkObject(options, "stripe.createConfirmationToken()", "options"), "stripe.createConfirmationToken()", "confirmationToken", "confirmation_tokens");

async function fromGroup({ elements, params = {} }, where, name, path) {
  const group = checkGroup(elements, where);
  if (!group.submitted) misuse(`elements.submit() must be called before ${where}.`);
  const isToken = name === "confirmationToken";
  checkNever(group, isToken ? params : { payment_method_data: params }, where);
  const frames = framesOf(group);
  const error = firstError(frames);
  if (error) return wrong(error);
  const fields = merged(...frames.map((frame) => frame.collect()));
  if (!isToken) return made(name, path, merged(fields.payment_method_data, params));
  const kept = group.expected?.setupFutureUsage ? { setup_future_usage: group.expected.setupFutureUsage } : {};
  return made(name, path, merged(fields, kept, params));
}

export async function createToken(first, data = {}) {
  const where = "stripe.createToken()";
  if (first?.isElement === "cardCvc" || (first === "cvc_update" && data.isElement)) return cvcToken(first.isElement ? first : data);
  if (first?.isElement) {
    const frames = cardFrames(first, where);
    const error = firstError(frames);
    if (error) return wrong(error);
    const { card, billing_details: billing } = merged(...frames.map((frame) => frame.collect().payment_method_data));
    return made("token", "tokens", { card: merged(card, { address_zip: billing?.address?.postal_code }, data) });
  }
  if (!TOKENS.includes(first)) misuse(`You must provide a Stripe Element or a valid token type to create a Token. Valid token types are: ${TOKENS.join(", ")}.`);
  return made("token", "tokens", { [first]: data });
}

async function cvcToken(element) {
  const frames = framesOf(element.group, (type) => type === "cardCvc");
  const error = firstError(frames);
  return error ? wrong(error) : made("token", "tokens", { cvc_update: { cvc: frames[0].collect().payment_method_data.card.cvc } });
}

export async function retrieveToken(id) {
  if (typeof id !== "string") misuse("Invalid value for stripe.retrieveToken(): token id should be a string.");
  const { object, error } = await call("GET", `tokens/${encodeURIComponent(id)}`);
  return error ? wrong(error) : { result: { token: object } };
}

const SOURCES = "Sources are no longer supported. Use stripe.createPaymentMethod() and stripe.confirmPayment() instead.";
export const createSource = () => misuse(SOURCES);
export const retrieveSource = () => misuse(SOURCES);
