const MODES = ["payment", "setup", "subscription"];

/** Elements that belong together: one payment. */
class Elements {
  #stripe;
  #options;
  #elements = new Map();
  #session;
  #submitted = false;

  constructor(stripe, options) {
    [this.#stripe, this.#options] = [stripe, { ...options }];
    const { clientSecret, mode, amount, currency } = this.#options;
    if (clientSecret !== undefined && mode !== undefined) {
      misuse("Invalid value for elements(): You cannot pass both clientSecret and mode. Please pass one or the other.");
    }
    if (clientSecret !== undefined) checkSecret(clientSecret, "elements()");
    if (mode !== undefined && !MODES.includes(mode)) misuse(`Invalid value for elements(): mode should be one of the following strings: ${MODES.join(", ")}. You specified: ${shown(mode)}.`);
    if (mode === "payment" || mode === "subscription") this.#checkAmount(amount, currency);
    this.appearance = plain(this.#options.appearance) ?? {};
    this.fonts = (this.#options.fonts ?? []).filter((font) => isObject(font) && font.family && font.src);
  }

  create(type, options = {}) {
    if (!Object.hasOwn(KINDS, type)) misuse(`A valid Element name must be provided. Valid Elements are:\n  ${Object.keys(KINDS).join(", ")}; you passed: ${shown(type)}.`);
    if (this.#elements.has(type)) misuse(`Can only create one Element of type ${type}.`);
    if ((type === "payment" || type === "expressCheckout") && !this.#options.clientSecret && !this.#options.mode) {
      misuse(`In order to create a ${type} element, you must pass a clientSecret or mode when creating the Elements group.\n\ne.g. stripe.elements({clientSecret: '{{CLIENT_SECRET}}'})`);
    }
    if (type === "address" && !["shipping", "billing"].includes(options.mode)) misuse(`Invalid value for elements.create('address'): mode should be one of the following strings: shipping, billing. You specified: ${shown(options.mode)}.`);
    const element = new StripeElement(type, this, options);
    this.#elements.set(type, element);
    if (type === "address" && this.#session) this.#refresh();
    return element;
  }

  getElement(type) {
    return this.#elements.get(typeof type === "function" ? type.__elementType : type) ?? null;
  }

  update(options) {
    if (!isObject(options)) misuse("Invalid value for elements.update(): options should be an object.");
    if (options.clientSecret !== undefined) misuse("Invalid value for elements.update(): clientSecret is not a mutable property.");
    const changed = { ...this.#options, ...options };
    if (changed.mode === "payment" || changed.mode === "subscription") this.#checkAmount(changed.amount, changed.currency);
    this.#options = changed;
    if (options.appearance) {
      this.appearance = plain(options.appearance);
      for (const element of this.#elements.values()) element._look();
    }
    if (this._deferred) this.#refresh();
    return this;
  }

  async submit() {
    const main = this._main;
    if (!main) misuse("elements.submit() requires a mounted Payment Element or Express Checkout Element.");
    const error = await this._validate();
    if (error) return { error };
    this.#submitted = true;
    const { selected } = await main._frame.ask("selected");
    return { selectedPaymentMethod: selected };
  }

  async fetchUpdates() {
    if (!this.#options.clientSecret) misuse("elements.fetchUpdates() can only be called when the Elements group was created with a clientSecret.");
    return this.#refresh();
  }

  forget(element) { this.#elements.delete(element._type); }

  /** What is to be paid, and how it may be: of the intent, or as it was told. */
  async session(element) {
    if (element._type !== "payment") return {};
    const { clientSecret, mode } = this.#options;
    this.#session ??= this.#stripe._controller.ask("session", clientSecret ? { secret: clientSecret } : { deferred: this.#terms() });
    const billing = this.#elements.get("address")?._options.mode === "billing";
    return { ...await this.#session, billing };
  }

  async #refresh() {
    this.#session = undefined;
    const payment = this.#elements.get("payment");
    if (!payment) return {};
    const session = await this.session(payment);
    if (session.error) return { error: session.error };
    payment._frame.tell("session", { session });
    return {};
  }

  get _deferred() { return this.#options.mode !== undefined; }
  get _secret() { return this.#options.clientSecret; }
  get _submitted() { return this.#submitted; }
  get _stripe() { return this.#stripe; }
  get _main() { return ["payment", "expressCheckout"].map((type) => this.#elements.get(type)).find((one) => one?._mounted); }
  get _mounted() { return [...this.#elements.values()].filter((one) => one._mounted); }

  /** What the intent has to agree with. */
  get _expected() { return this._deferred ? this.#terms() : undefined; }

  async _validate() {
    let first;
    for (const element of this._mounted) {
      const error = await element._validate(Boolean(first));
      first ??= error ?? undefined;
    }
    return first;
  }

  #terms() {
    const { mode, amount, currency, setupFutureUsage, captureMethod, paymentMethodTypes } = this.#options;
    return { mode, amount, currency, setupFutureUsage, captureMethod, methods: paymentMethodTypes };
  }

  #checkAmount(amount, currency) {
    if (!Number.isInteger(amount) || amount < 0) misuse(`Invalid value for elements(): amount should be a positive integer in the currency's subunit. You specified: ${shown(amount)}.`);
    if (typeof currency !== "string" || !/^[a-z]{3}$/.test(currency)) misuse(`Invalid value for elements(): currency should be a three-letter ISO currency code, in lowercase. You specified: ${shown(currency)}.`);
  }
}
