// Runs on the shop's page. What is served is all files of this folder in one function, after a line that says where from.
if (window.Stripe) {
  console.warn("It looks like Stripe.js was loaded more than one time. Please only load it once per page.");
  return;
}

const ownScript = document.currentScript?.src ?? document.querySelector('script[src*="/stripe.js"], script[src*="/v3"]')?.src ?? "";
// A test that answers for js.stripe.com with this file gets its frames from where the file came from.
const ORIGIN = ownScript && new URL(ownScript).hostname !== "js.stripe.com" ? new URL(ownScript).origin : SERVED_FROM;
const TRAIN = /\/([a-z]+)\/stripe\.js/.exec(ownScript)?.[1] ?? 3;

class IntegrationError extends Error {
  name = "IntegrationError";
}

const misuse = (message) => { throw new IntegrationError(message); };
const isObject = (value) => typeof value === "object" && value !== null;
const shown = (value) => typeof value === "string" || typeof value === "number" ? value : value === null ? "null" : typeof value;
/** Only what can be sent: functions, nodes and the like of an options object stay here. */
const plain = (value) => value === undefined ? undefined : JSON.parse(JSON.stringify(value));
const connectionError = { type: "api_connection_error", message: "We are experiencing issues connecting to our payments provider. Please check your internet connection and try again." };

const SECRET = /^(pi|seti)_[A-Za-z0-9]+_secret_[A-Za-z0-9]+$/;

function checkSecret(secret, where, prefix) {
  if (typeof secret !== "string" || !SECRET.test(secret) || (prefix && !secret.startsWith(prefix))) {
    misuse(`Invalid value for ${where}: ${where === "elements()" ? "clientSecret" : prefix === "seti_" ? "setup_intent secret" : "payment_intent client_secret"} should be a client secret of the form \${id}_secret_\${secret}. You specified: ${shown(secret)}.`);
  }
  return secret;
}

/** Handlers by the name of an event. */
class Emitter {
  #handlers = new Map();

  on(event, handler) {
    if (typeof handler !== "function") misuse(`Invalid value for element.on(): handler should be a function. You specified: ${shown(handler)}.`);
    this.#handlers.set(event, [...(this.#handlers.get(event) ?? []), handler]);
    return this;
  }

  once(event, handler) {
    const first = (payload) => { this.off(event, first); handler(payload); };
    return this.on(event, first);
  }

  off(event, handler) {
    this.#handlers.set(event, handler ? (this.#handlers.get(event) ?? []).filter((one) => one !== handler) : []);
    return this;
  }

  listens(event) { return (this.#handlers.get(event) ?? []).length > 0; }

  emit(event, payload) {
    for (const handler of this.#handlers.get(event) ?? []) {
      try { handler(payload); } catch (error) { setTimeout(() => { throw error; }); }
    }
  }
}
