function checkKey(key) {
  if (typeof key !== "string") misuse("Missing value for Stripe(): apiKey should be a string.");
  if (key === "") misuse("Please call Stripe() with your publishable key. You used an empty string.");
  if (/^(sk|rk)_/.test(key)) misuse("You should not use your secret key with Stripe.js.\n        Please pass a publishable key instead.");
  if (!/^pk_/.test(key)) misuse(`Invalid API Key provided: ${key.slice(0, 4)}${"*".repeat(Math.max(key.length - 4, 0))}`);
  if (/^pk_live_/.test(key)) misuse("This is the sandbox's own Stripe.js, which takes test keys only. Load https://js.stripe.com to use a live key.");
  return key;
}

/** What is given, as it can be sent: an Element becomes its type and the frames that hold its fields. */
function described(given) {
  return JSON.parse(JSON.stringify(given, (_, value) => value instanceof StripeElement ? value._described
    : value instanceof Elements ? value._described
    : value instanceof Node || value === window ? null
    : value));
}

/** Every Elements group among what is given. */
function groupsOf(given) {
  const of = (value) => value instanceof Elements ? [value] : value instanceof StripeElement ? [value._group] : [];
  return given.flatMap((value) => isObject(value) ? [...of(value), ...Object.values(value).flatMap((part) => isObject(part) ? [...of(part), ...Object.values(part).flatMap(of)] : [])] : []);
}

class StripeInstance {
  constructor(key, options = {}) {
    this._key = checkKey(key);
    Object.defineProperty(this, "_controller", { value: controllerOf(key, isObject(options) ? options : {}) });
  }

  elements(options) { return new Elements(this, options); }

  paymentRequest(options) {
    if (!isObject(options) || !isObject(options.total)) misuse("Invalid value for paymentRequest(): total should be an object.");
    const request = new Emitter();
    return Object.assign(request, { canMakePayment: async () => null, show: () => misuse("show() can only be called when canMakePayment() has answered with a wallet."), update() {}, abort() {}, isShowing: () => false });
  }

  registerAppInfo() {}
  _registerWrapper() {}

  /** Has the controller do it, which knows the rules; what only the page can do is done here. */
  async _call(name, given) {
    await Promise.all(groupsOf(given).flatMap((group) => group._mounted).map((element) => element._loaded));
    let answer = await this._controller.ask("call", { name, given: described(given) });
    if (answer.challenge) {
      await challenge(answer.challenge);
      answer = await this._controller.ask("resume", { token: answer.token });
    }
    if (answer.misuse) misuse(answer.misuse);
    if (!answer.leave) return answer.result;
    // The page goes; nothing that waits for an answer runs on.
    location.assign(answer.leave);
    return new Promise(() => {});
  }
}

for (const name of [
  "confirmPayment", "confirmSetup", "confirmCardPayment", "confirmCardSetup", "handleNextAction", "handleCardAction", "retrievePaymentIntent",
  "retrieveSetupIntent", "createPaymentMethod", "createConfirmationToken", "createToken", "createSource", "retrieveSource", "retrieveToken",
]) {
  StripeInstance.prototype[name] = function (...given) { return this._call(name, given); };
}

/** The bank's question, over the page. It ends when it has been answered or closed. */
function challenge(secret) {
  return new Promise((resolve) => {
    const before = document.activeElement;
    const frame = new Frame("three-ds-2-challenge", {
      title: "3D Secure authentication",
      style: { position: "fixed", inset: "0", width: "100%", minWidth: "0", height: "100%", zIndex: "2147483647", colorScheme: "light" },
      init: () => ({ secret }),
      heard: (message) => {
        if (message.type === "ready") frame.node.focus();
        if (message.type !== "done") return;
        document.removeEventListener("focusin", keep);
        frame.destroy();
        before?.focus?.();
        resolve();
      },
    });
    // The page behind cannot be reached by keyboard while the question is open.
    const keep = (event) => { if (event.target !== frame.node) frame.node.focus(); };
    document.addEventListener("focusin", keep);
    document.body.append(frame.node);
  });
}

/** May be called with or without new. */
function Stripe(key, options) { return new StripeInstance(key, options); }

Stripe.version = TRAIN;
Stripe.prototype = StripeInstance.prototype;
window.Stripe = Stripe;
