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

function waiting() {
  let resolve;
  const promise = new Promise((settle) => { resolve = settle; });
  return { promise, resolve };
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
