const KINDS = {
  payment: ["elements-inner-payment", "Secure payment input frame"],
  address: ["elements-inner-address", "Secure address input frame"],
  linkAuthentication: ["elements-inner-email", "Secure email input frame"],
  card: ["elements-inner-card", "Secure card payment input frame"],
  cardNumber: ["elements-inner-card", "Secure card number input frame"],
  cardExpiry: ["elements-inner-card", "Secure expiration date input frame"],
  cardCvc: ["elements-inner-card", "Secure CVC input frame"],
  expressCheckout: ["elements-inner-express-checkout", "Secure express checkout frame"],
  paymentRequestButton: ["elements-inner-express-checkout", "Secure payment button frame"],
};
const STATES = { base: "StripeElement", complete: "StripeElement--complete", empty: "StripeElement--empty", focus: "StripeElement--focus", invalid: "StripeElement--invalid", webkitAutofill: "StripeElement--webkit-autofill" };
const FRAMED = { payment: 1, address: 1, linkAuthentication: 1 };

const pixels = (text, base, otherwise) => {
  const [, number, unit] = /^([\d.]+)(px|rem|em)?$/.exec(text ?? "") ?? [];
  return number ? number * (unit === "rem" || unit === "em" ? base : 1) : otherwise;
};

/** How high a frame will be, so that the page does not move when it is there. The frame says it exactly later. */
function expectedHeight(type, options, { variables = {}, rules = {} }) {
  if (!FRAMED[type]) return type === "expressCheckout" || type === "paymentRequestButton" ? "0" : 1.2 * pixels(options.style?.base?.fontSize, 16, 14) + "px";
  const [font, space] = [pixels(variables.fontSizeBase, 16, 16), pixels(variables.spacingUnit, 16, 4)];
  const gap = pixels(variables.gridRowSpacing, font, 3 * space);
  const padding = pixels(rules[".Input"]?.padding?.split(" ")[0], font, 3 * space);
  const billing = options.fields?.billingDetails;
  const country = options.defaultValues?.address?.country ?? new Intl.Locale(navigator.language).region ?? "US";
  const rows = {
    payment: billing === "never" || billing?.address === "never" ? 2 : 3,
    address: 5 + /US|CA|AU/.test(country) + Boolean(options.fields?.phone),
    linkAuthentication: 1,
  }[type];
  return Math.ceil(rows * (2.5 * font + space + 2 * padding + 2) + (rows - 1) * gap + 8) + "px";
}

class StripeElement extends Emitter {
  #group;
  #type;
  #options;
  #frame;
  #container;
  #wrapper;
  #state = { empty: true, complete: false };
  #focused = false;
  #destroyed = false;
  #announced = false;
  #loaded = waiting();

  constructor(type, group, options) {
    super();
    [this.#type, this.#group, this.#options] = [type, group, { ...options }];
    const [kind, title] = KINDS[type];
    const wide = FRAMED[type] ? { margin: "-4px", minWidth: "calc(100% + 8px)" } : {};
    const dark = group.appearance.theme === "night";
    this.#frame = new Frame(kind, {
      title,
      style: { ...wide, colorScheme: dark ? "dark" : "light", height: expectedHeight(type, this.#options, group.appearance) },
      init: async () => ({ element: type, options: this.#options, appearance: group.appearance, fonts: group.fonts, session: await group._terms(this) }),
      heard: (message) => this.#hear(message),
      lost: () => this.#hear({ type: "loaderror", error: { type: "api_connection_error", message: "The Element could not be loaded." } }),
    });
  }

  get _type() { return this.#type; }
  get _group() { return this.#group; }
  get _options() { return this.#options; }
  get _frame() { return this.#frame; }
  get _mounted() { return this.#frame.node.isConnected; }

  mount(target) {
    this.#live();
    const container = typeof target === "string" ? document.querySelector(target) : target;
    if (typeof target === "string" && !container) {
      misuse(`The selector you specified (${target}) applies to no DOM elements that are currently on the page.\nMake sure the element exists on the page before calling mount().`);
    }
    if (!container?.appendChild) misuse("Invalid DOM element. Please provide either a valid selector or an existing DOM element.");
    if (container === this.#container && this._mounted) return this;
    if (this._mounted) this.unmount();
    this.#container = container;
    this.#wrapper = document.createElement("div");
    this.#wrapper.className = "__PrivateStripeElement";
    Object.assign(this.#wrapper.style, { margin: "0", padding: "0", border: "0", display: "block", background: "transparent", position: "relative", opacity: "1" });
    this.#wrapper.append(this.#frame.node);
    container.replaceChildren(this.#wrapper);
    this.#mark();
    document.addEventListener("click", this.#labelled);
    // Whoever registers after mount() hears of it all the same.
    queueMicrotask(() => this.emit("loaderstart", { elementType: this.#type }));
    return this;
  }

  unmount() {
    this.#live();
    document.removeEventListener("click", this.#labelled);
    this.#frame.remove();
    this.#wrapper?.remove();
    const classes = this.#classes();
    for (const name of Object.values(classes)) this.#container?.classList.remove(...name.split(" ").filter(Boolean));
    this.#container = this.#wrapper = undefined;
    this.#announced = false;
    return this;
  }

  destroy() {
    this.unmount();
    this.#frame.destroy();
    this.#group._forget(this);
    this.#destroyed = true;
    return this;
  }

  update(options) {
    this.#live();
    Object.assign(this.#options, options);
    this.#frame.tell("update", { options });
    return this;
  }

  focus() { this.#live(); this.#frame.node.focus(); this.#frame.tell("focus"); return this; }
  blur() { this.#live(); this.#frame.tell("blur"); this.#frame.node.blur(); return this; }
  clear() { this.#live(); this.#frame.tell("clear"); return this; }
  collapse() { this.#live(); this.#frame.tell("collapse"); return this; }

  async getValue() {
    this.#live();
    if (this.#type !== "address") misuse("getValue() is available for the Address Element only.");
    return this.#frame.ask("value");
  }

  _look() {
    this.#frame.node.style.colorScheme = this.#group.appearance.theme === "night" ? "dark" : "light";
    this.#frame.tell("look", { appearance: this.#group.appearance });
  }

  /** Settled once its fields can be read, or never can. */
  get _loaded() { return this.#loaded.promise; }

  get _described() { return { isElement: this.#type, mounted: this._mounted, group: this.#group._described }; }

  #hear(message) {
    switch (message.type) {
      case "resize":
        this.#frame.node.style.height = `${message.height}px`;
        break;
      case "ready":
        this.#loaded.resolve();
        if (!this.#announced) {
          this.#announced = true;
          const expressCheckout = this.#type === "expressCheckout" ? { availablePaymentMethods: undefined } : {};
          this.emit("ready", { elementType: this.#type, ...expressCheckout });
        }
        break;
      case "change":
        this.#state = message.change;
        this.#mark();
        this.emit("change", { elementType: this.#type, ...message.change });
        break;
      case "focus":
      case "blur":
        this.#focused = message.type === "focus";
        this.#mark();
        this.emit(message.type, { elementType: this.#type });
        break;
      case "escape":
        this.emit("escape", { elementType: this.#type });
        break;
      case "enter":
        this.#submitForm();
        break;
      case "loaderror":
        this.#loaded.resolve();
        if (!this.listens("loaderror")) console.error(`Unhandled ${this.#type} Element loaderror`, message.error);
        this.emit("loaderror", { elementType: this.#type, error: message.error });
    }
  }

  /** As Enter in a field of the page's own would: through the form's first button, unless it is disabled. */
  #submitForm() {
    const form = this.#container?.closest("form");
    const button = form && [...form.elements].find((one) => one.matches("button:not([type]), [type=submit], [type=image]"));
    if (button) button.click();
  }

  #labelled = (event) => {
    const label = event.target instanceof Element ? event.target.closest("label") : null;
    if (label?.htmlFor && label.htmlFor === this.#container?.id) this.focus();
  };

  #classes() { return { ...STATES, ...(FRAMED[this.#type] ? {} : this.#options.classes) }; }

  #mark() {
    const classes = this.#classes();
    const { empty, complete, error } = this.#state;
    const on = { base: true, complete, empty, focus: this.#focused, invalid: Boolean(error), webkitAutofill: false };
    for (const [state, name] of Object.entries(classes)) {
      for (const one of name.split(" ").filter(Boolean)) this.#container?.classList.toggle(one, Boolean(on[state]));
    }
  }

  #live() {
    if (this.#destroyed) misuse("This Element has already been destroyed. Please create a new one.");
  }
}
