function checkKey(key) {
  if (typeof key !== "string") misuse("Missing value for Stripe(): apiKey should be a string.");
  if (key === "") misuse("Please call Stripe() with your publishable key. You used an empty string.");
  if (/^(sk|rk)_/.test(key)) misuse("You should not use your secret key with Stripe.js.\n        Please pass a publishable key instead.");
  if (!/^pk_/.test(key)) misuse(`Invalid API Key provided: ${key.slice(0, 4)}${"*".repeat(Math.max(key.length - 4, 0))}`);
  if (/^pk_live_/.test(key)) misuse("This is the sandbox's own Stripe.js, which takes test keys only. Load https://js.stripe.com to use a live key.");
  return key;
}

class StripeInstance {
  #key;
  #controller;

  constructor(key, options = {}) {
    this.#key = checkKey(key);
    this.#controller = controllerOf(this.#key, isObject(options) ? options : {});
  }

  get _key() { return this.#key; }
  get _controller() { return this.#controller; }

  elements(options) { return new Elements(this, options); }

  async confirmPayment(options) { return confirmWithElements(this, options, "payment"); }
  async confirmSetup(options) { return confirmWithElements(this, options, "setup"); }
  async confirmCardPayment(secret, data, options) { return confirmCard(this, "payment", secret, data, options); }
  async confirmCardSetup(secret, data, options) { return confirmCard(this, "setup", secret, data, options); }

  async retrievePaymentIntent(secret) { return this.#retrieve("payment", checkSecret(secret, "stripe.retrievePaymentIntent()", "pi_")); }
  async retrieveSetupIntent(secret) { return this.#retrieve("setup", checkSecret(secret, "stripe.retrieveSetupIntent()", "seti_")); }

  async handleNextAction(options) {
    const secret = checkSecret(options?.clientSecret, "stripe.handleNextAction()");
    return this.#proceed(secret.startsWith("pi_") ? "payment" : "setup", secret);
  }

  async handleCardAction(secret) { return this.#proceed("payment", checkSecret(secret, "stripe.handleCardAction()", "pi_")); }

  /** Either `createPaymentMethod({elements, params})`, or the older `({type, card, billing_details})`, also with the type before it. */
  async createPaymentMethod(first, second, third) {
    const where = "stripe.createPaymentMethod()";
    if (isObject(first) && first.elements) {
      const collected = await this.#collected(first.elements, where);
      return collected.error ? collected : this.#made("paymentMethod", "payment_methods", { ...collected, params: plain(first.params) ?? {} });
    }
    const data = typeof first !== "string" ? first : second instanceof StripeElement ? { type: first, card: second, ...third } : { type: first, ...second };
    if (!isObject(data) || typeof data.type !== "string") misuse(`Missing value for ${where}: type should be a string.`);
    const { card, ...rest } = data;
    if (!(card instanceof StripeElement)) return this.#made("paymentMethod", "payment_methods", { params: plain(data) });
    const fields = await fieldsOf(card, where);
    return fields.error ? fields : this.#made("paymentMethod", "payment_methods", { frames: fields.frames, params: plain(rest) });
  }

  async createConfirmationToken(options) {
    const collected = await this.#collected(options?.elements, "stripe.createConfirmationToken()");
    return collected.error ? collected : this.#made("confirmationToken", "confirmation_tokens", { ...collected, params: plain(options.params) ?? {} });
  }

  async createToken(first, data = {}) {
    if (first instanceof StripeElement) {
      const fields = await fieldsOf(first, "stripe.createToken()");
      return fields.error ? fields : this.#made("token", "tokens", { frames: fields.frames, params: plain(data) });
    }
    if (!["bank_account", "pii", "account", "person", "cvc_update"].includes(first)) {
      misuse("You must provide a Stripe Element or a valid token type to create a Token. Valid token types are: bank_account, pii, account, person, cvc_update.");
    }
    return this.#made("token", "tokens", { params: { [first]: plain(data) } });
  }

  async createSource() { return misuse("stripe.createSource() is no longer supported. Use stripe.createPaymentMethod() instead."); }

  async retrieveToken(id) {
    if (typeof id !== "string") misuse(`Invalid value for stripe.retrieveToken(): token id should be a string. You specified: ${shown(id)}.`);
    return this.#controller.ask("get", { name: "token", path: `tokens/${encodeURIComponent(id)}` });
  }

  paymentRequest(options) {
    if (!isObject(options) || !isObject(options.total)) misuse("Invalid value for paymentRequest(): total should be an object.");
    const request = new Emitter();
    return Object.assign(request, { canMakePayment: async () => null, show: () => misuse("show() can only be called when canMakePayment() has answered with a wallet."), update() {}, abort() {}, isShowing: () => false });
  }

  registerAppInfo() {}
  _registerWrapper() {}

  async #retrieve(kind, secret) {
    const answer = await this.#controller.ask("retrieve", { kind, secret });
    return answer.error ? { error: answer.error } : { [kind === "payment" ? "paymentIntent" : "setupIntent"]: answer.intent };
  }

  async #proceed(kind, secret) {
    return conclude(this, await this.#controller.ask("retrieve", { kind, secret }), { kind, secret });
  }

  async #collected(elements, where) {
    const group = checkGroup(elements, where);
    if (!group._main) misuse(`Invalid value for ${where}: ${NOT_MOUNTED}`);
    if (!group._submitted) misuse(`elements.submit() must be called before ${where}.`);
    const error = await group._validate();
    return error ? { error } : { frames: group._mounted.map((element) => element._frame.name), expected: group._expected };
  }

  async #made(name, path, body) { return this.#controller.ask("create", { name, path, ...body }); }
}

/** May be called with or without new. */
function Stripe(key, options) { return new StripeInstance(key, options); }

Stripe.version = TRAIN;
Stripe.prototype = StripeInstance.prototype;
window.Stripe = Stripe;
