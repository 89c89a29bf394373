// Frames of the sandbox's origin, and what is said between them and this page: options and states, never what is typed into a card's
// fields. A message counts when it comes from that very frame and from the sandbox's origin; what is sent goes to that origin only.
const frames = new Set();
let lastNumber = 1000 + crypto.getRandomValues(new Uint16Array(1))[0] % 8000;

addEventListener("message", (event) => {
  if (event.origin !== ORIGIN || !isObject(event.data)) return;
  for (const frame of frames) if (frame.node.contentWindow === event.source) frame.hear(event.data);
});

const FRAME_STYLE = {
  border: "0", margin: "0", padding: "0", width: "1px", minWidth: "100%", display: "block", overflow: "hidden", userSelect: "none",
};

class Frame {
  #waiting = [];
  #questions = new Map();
  #heard;
  #greeted = false;
  #met = false;

  /** @param init answers what the frame is told first; it may wait for something. */
  constructor(kind, { prefix = "__privateStripeFrame", title, style, init, heard, lost }) {
    this.init = init;
    this.#heard = heard ?? (() => {});
    this.node = document.createElement("iframe");
    this.node.name = prefix + ++lastNumber;
    this.node.title = title;
    this.node.allow = "payment *; publickey-credentials-get *";
    this.node.setAttribute("allowtransparency", "true");
    Object.assign(this.node.style, FRAME_STYLE, style);
    this.node.src = `${ORIGIN}/endive/${kind}.html#origin=${encodeURIComponent(location.origin)}`;
    // A frame that the network or the page's policy keeps away never says hello.
    this.node.addEventListener("load", () => setTimeout(() => { if (!this.#met && this.node.isConnected) lost?.(); }, 5000));
    frames.add(this);
  }

  get name() { return this.node.name; }

  async hear(message) {
    if (message.type === "hello") {
      // Also a frame that was moved in the document, which browsers load anew.
      this.#greeted = false;
      this.#met = true;
      const first = plain(await this.init());
      this.#greeted = true;
      this.#post({ type: "init", ...first });
      this.#waiting.splice(0).forEach((one) => this.#post(one));
    } else if (message.type === "answer") {
      this.#questions.get(message.id)?.(message.result);
      this.#questions.delete(message.id);
    } else {
      this.#heard(message);
    }
  }

  tell(type, body) {
    const message = { ...plain(body), type };
    if (this.#greeted) this.#post(message);
    else this.#waiting.push(message);
  }

  ask(type, body) {
    return new Promise((resolve) => {
      const id = String(++lastNumber);
      this.#questions.set(id, resolve);
      this.tell(type, { ...body, id });
    });
  }

  remove() {
    this.node.remove();
    this.#greeted = false;
  }

  destroy() {
    this.remove();
    frames.delete(this);
  }

  #post(message) { this.node.contentWindow?.postMessage(message, ORIGIN); }
}

/** The hidden frame that speaks with the API, one for each Stripe(). */
function controllerOf(key, options) {
  const frame = new Frame("controller", {
    prefix: "__privateStripeController",
    title: "",
    style: { display: "none" },
    init: () => ({ key, version: options.apiVersion, account: options.stripeAccount }),
    lost: () => console.error(`Stripe.js could not open its frame from ${ORIGIN}. Does the page's Content-Security-Policy allow it in frame-src?`),
  });
  frame.node.setAttribute("aria-hidden", "true");
  frame.node.tabIndex = -1;
  const attach = () => document.body.append(frame.node);
  if (document.body) attach(); else addEventListener("DOMContentLoaded", attach);
  return frame;
}
