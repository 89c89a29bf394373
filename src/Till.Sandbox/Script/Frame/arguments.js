// What a page passes to Stripe's functions: what is wrong with it, in Stripe's words, and the frames that are meant by an Element.

export class Misuse extends Error {}

export function misuse(message) { throw new Misuse(message); }

export const isObject = (value) => typeof value === "object" && value !== null;
const shown = (value) => typeof value === "string" || typeof value === "number" ? value : value === undefined ? "undefined" : typeof value;

const SECRET = /^(pi|seti)_\w+_secret_\w+$/;

export function checkSecret(secret, where, prefix = "") {
  if (typeof secret === "string" && SECRET.test(secret) && secret.startsWith(prefix)) return secret;
  const name = prefix === "pi_" ? "paymentIntent clientSecret" : prefix === "seti_" ? "setupIntent clientSecret" : "clientSecret";
  return misuse(`Invalid value for ${where}: ${name} should be a client secret of the form \${id}_secret_\${secret}. You specified: ${shown(secret)}.`);
}

export function checkObject(value, where, name) {
  return isObject(value) ? value : misuse(`Invalid value for ${where}: ${name} should be an object. You specified: ${shown(value)}.`);
}

export function checkOneOf(value, choices, where, name) {
  return choices.includes(value) ? value : misuse(`Invalid value for ${where}: ${name} should be one of the following strings: ${choices.join(", ")}. You specified: ${shown(value)}.`);
}

export function checkAddress(value, where) {
  try { if (["http:", "https:"].includes(new URL(value).protocol)) return value; } catch { /* said below */ }
  return misuse(`Invalid value for ${where}: confirmParams.return_url should be a URL string. You specified: ${shown(value)}.`);
}

/** A group with a Payment Element on the page. */
export function checkGroup(group, where) {
  if (!group?.isElements) misuse(`Invalid value for ${where}: elements should be an Elements group. You specified: ${shown(group)}.`);
  if (group.frames.some(([type]) => type === "payment" || type === "expressCheckout")) return group;
  return misuse(`Invalid value for ${where}: elements should have a mounted Payment Element or Express Checkout Element.${group.frames.length ? " It looks like you have other Elements on the page." : ""}`);
}

/** What a Payment Element was told never to ask for has to be given by the page. */
export function checkNever(group, params, where) {
  const never = group.fields?.billingDetails;
  if (!never) return;
  const given = params?.payment_method_data?.billing_details ?? {};
  const names = { name: "name", email: "email", phone: "phone", "address.country": "address.country", "address.postalCode": "address.postal_code" };
  for (const [option, path] of Object.entries(names)) {
    const [first, second] = option.split(".");
    const wanted = never === "never" || never[first] === "never" || (second !== undefined && never[first]?.[second] === "never");
    if (!wanted || path.split(".").reduce((at, name) => at?.[name], given) !== undefined) continue;
    misuse(`You specified "never" for fields.billing_details.${path} when creating the payment Element, but did not pass confirmParams.payment_method_data.billing_details.${path} when calling ${where}. If you opt out of collecting data via the payment Element using the fields option, the data must be passed in when calling ${where}.`);
  }
}

const CARDS = ["card", "cardNumber", "cardExpiry", "cardCvc"];

/**
 * What an Elements group's frames let out: of those of this page that are of the sandbox's origin. Others cannot be looked into. The
 * older Elements for cards are no part of what a Payment Element is confirmed with.
 */
export function framesOf(group, only = (type) => !CARDS.includes(type)) {
  const names = group.frames.filter(([type]) => only(type)).map(([, name]) => name);
  const found = [];
  for (let i = 0; i < parent.length; i++) {
    try {
      if (names.includes(parent[i].name) && parent[i].fields) found.push(parent[i].fields);
    } catch { /* of another origin */ }
  }
  if (found.length < names.length) misuse("We could not retrieve data from the specified Element.\nPlease make sure the Element you are attempting to use is still mounted.");
  return found;
}

/** Shows what is wrong in each of the frames, and answers the first of it. */
export function firstError(frames) {
  let first = null;
  for (const frame of frames) {
    const error = frame.validate({ quietly: first !== null });
    first ??= error;
  }
  return first;
}

/** The frames that hold the card that an Element is a part of. */
export function cardFrames(element, where) {
  if (!CARDS.includes(element.isElement)) misuse(`Invalid value for ${where}: card should be a card, cardNumber, cardExpiry or cardCvc Element. You specified: ${element.isElement}.`);
  if (!element.mounted) misuse("We could not retrieve data from the specified Element.\nPlease make sure the Element you are attempting to use is still mounted.");
  return framesOf(element.group, (type) => CARDS.includes(type));
}
