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
    if (clientSecret !== undefined && mode !== undefined) misuse("Invalid value for elements(): You cannot pass both clientSecret and mode.");
    if (clientSecret !== undefined && !/^(pi|seti)_\w+_secret_\w+$/.test(clientSecret)) {
      misuse(`Invalid value for elements(): clientSecret should be a client secret of the form \${id}_secret_\${secret}. You specified: ${shown(clientSecret)}.`);
    }
    if (mode !== undefined) this.#checkTerms(mode, amount, currency);
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
    if (changed.mode) this.#checkTerms(changed.mode, changed.amount, changed.currency);
    this.#options = changed;
    if (options.appearance) {
      this.appearance = plain(options.appearance);
      for (const element of this.#elements.values()) element._look();
    }
    if (changed.mode && Object.keys(options).some((name) => !["appearance", "locale"].includes(name))) this.#refresh();
    return this;
  }

  async submit() {
    const result = await this.#stripe._call("submit", [this]);
    this.#submitted ||= !result.error;
    return result;
  }

  async fetchUpdates() {
    if (!this.#options.clientSecret) misuse("elements.fetchUpdates() can only be called when the Elements group was created with a clientSecret.");
    return this.#refresh();
  }

  /** What is to be paid, and how it may be: of the intent, or as it was told. */
  async _terms(element) {
    if (element._type !== "payment") return {};
    const { clientSecret, mode } = this.#options;
    this.#session ??= this.#stripe._controller.ask("session", clientSecret ? { secret: clientSecret } : { deferred: this.#told() });
    return { ...await this.#session, billing: this.#elements.get("address")?._options.mode === "billing" };
  }

  _forget(element) { this.#elements.delete(element._type); }

  get _mounted() { return [...this.#elements.values()].filter((one) => one._mounted); }

  get _described() {
    const own = this._mounted;
    return {
      isElements: true,
      secret: this.#options.clientSecret,
      expected: this.#options.mode && this.#told(),
      submitted: this.#submitted,
      fields: own.find((one) => one._type === "payment")?._options.fields,
      frames: own.map((one) => [one._type, one._frame.name]),
    };
  }

  async #refresh() {
    this.#session = undefined;
    const payment = this.#elements.get("payment");
    if (!payment) return {};
    const session = await this._terms(payment);
    if (session.error) return { error: session.error };
    payment._frame.tell("session", { session });
    return {};
  }

  #told() {
    const { mode, amount, currency, setupFutureUsage, captureMethod, allowedPaymentMethodTypes, paymentMethodTypes, excludedPaymentMethodTypes } = this.#options;
    return { mode, amount, currency, setupFutureUsage, captureMethod, methods: allowedPaymentMethodTypes ?? paymentMethodTypes, excluded: excludedPaymentMethodTypes };
  }

  #checkTerms(mode, amount, currency) {
    if (!MODES.includes(mode)) misuse(`Invalid value for elements(): mode should be one of the following strings: ${MODES.join(", ")}. You specified: ${shown(mode)}.`);
    if (mode === "setup") return;
    if (!Number.isInteger(amount) || amount < 0) misuse(`Invalid value for elements(): amount should be a positive integer in the currency's subunit. You specified: ${shown(amount)}.`);
    if (!/^[a-z]{3}$/.test(currency)) misuse(`Invalid value for elements(): currency should be a three-letter ISO currency code, in lowercase. You specified: ${shown(currency)}.`);
  }
}
