// The card Element in one line, and its parts as Elements of their own. What is wrong the page shows; for a screen reader it is said here.
import { listen, make, tell, watchHeight, watchKeys } from "./link.js";
import { loadFonts, wear, wearCard } from "./look.js";
import { brandOf, cardParams, cvcError, digitsOf, expiryError, formatWhileTyping, numberError, postalError, writeExpiry, writeNumber } from "./cards.js";

const PARTS = {
  number: { name: "cardnumber", words: "Credit or debit card number", placeholder: "Card number", autocomplete: "cc-number", write: writeNumber },
  expiry: { name: "exp-date", words: "Credit or debit card expiration date", placeholder: "MM / YY", autocomplete: "cc-exp", write: writeExpiry },
  cvc: { name: "cvc", words: "Credit or debit card CVC/CVV", placeholder: "CVC", autocomplete: "cc-csc", write: (text) => digitsOf(text).slice(0, 4) },
  postal: { name: "postal", words: "ZIP", placeholder: "ZIP", autocomplete: "billing postal-code" },
};
const OF = { card: ["number", "expiry", "cvc", "postal"], cardNumber: ["number"], cardExpiry: ["expiry"], cardCvc: ["cvc"] };

const line = make("main", { class: "CardLine" });
const alert = make("p", { class: "Unseen", role: "alert", id: "error" });
const brand = make("span", { class: "Brand", "aria-hidden": "true" });
const parts = new Map();
let element = "card";
let options = {};
let last = "";

const valueOf = (part) => parts.get(part)?.input.value.trim() ?? "";

function check(part, typing) {
  const value = valueOf(part);
  if (part === "number") return numberError(value, typing);
  if (part === "expiry") return expiryError(value, typing);
  if (part === "cvc") return cvcError(value, typing, valueOf("number"));
  // Where a card comes from is not asked here, so that any postal code of some length will do, as with the real one.
  return postalError(value, typing, "");
}

function state() {
  const all = [...parts.values()];
  const error = all.map((one) => one.error).find(Boolean);
  const own = { empty: all.every((one) => one.input.value === ""), complete: [...parts.keys()].every((part) => check(part, true) === null && check(part, false) === null), error };
  if (parts.has("number")) own.brand = brandOf(digitsOf(valueOf("number"))).brand;
  if (element === "card") own.value = { postalCode: valueOf("postal") };
  return own;
}

function changed() {
  const now = state();
  for (const [part, { box, input, error }] of parts) {
    box.classList.toggle("CardField--empty", input.value === "");
    box.classList.toggle("CardField--invalid", Boolean(error));
    box.classList.toggle("CardField--complete", check(part, true) === null);
    input.setAttribute("aria-invalid", String(Boolean(error)));
  }
  brand.textContent = parts.has("number") && !options.hideIcon && (element === "card" || options.showIcon) ? brandOf(digitsOf(valueOf("number"))).name : "";
  const message = now.error?.message ?? "";
  if (alert.textContent !== message) alert.textContent = message;
  const text = JSON.stringify(now);
  if (text === last) return;
  last = text;
  tell("change", { change: JSON.parse(text) });
}

function judge(part, typing) {
  const one = parts.get(part);
  one.error = one.input.value === "" && typing ? undefined : check(part, typing) || undefined;
}

/** What is whole leads on to the next field, and an empty one back. */
function lead(part, event) {
  const all = [...parts.keys()];
  const at = all.indexOf(part);
  const { input } = parts.get(part);
  const next = parts.get(all[at + 1]);
  const whole = part === "number" ? brandOf(digitsOf(input.value)).lengths.at(-1) === digitsOf(input.value).length : check(part, true) === null;
  if (next && part !== "postal" && whole && check(part, true) === null && input.selectionEnd === input.value.length && document.activeElement === input && !event.inputType?.startsWith("delete")) next.input.focus();
}

function build() {
  parts.clear();
  const wanted = OF[element].filter((part) => part !== "postal" || !options.hidePostalCode);
  line.replaceChildren(...element === "card" || element === "cardNumber" ? [brand] : []);
  for (const part of wanted) {
    const { name, words, placeholder, autocomplete, write } = PARTS[part];
    const shown = element === "card" ? placeholder : options.placeholder ?? (part === "number" ? "1234 1234 1234 1234" : placeholder);
    const input = make("input", {
      name, type: "text", autocomplete, placeholder: shown, "aria-label": words, "aria-invalid": "false", "aria-describedby": "error", "aria-required": "true",
      inputmode: part === "postal" ? "text" : "numeric", spellcheck: "false", disabled: Boolean(options.disabled),
    });
    const box = make("span", { class: `CardField CardField--${part}` }, input);
    parts.set(part, { input, box, error: undefined });
    if (write) formatWhileTyping(input, write);
    input.addEventListener("input", (event) => { judge(part, true); changed(); if (element === "card") lead(part, event); });
    input.addEventListener("blur", () => { if (input.value !== "") judge(part, false); changed(); });
    input.addEventListener("keydown", (event) => {
      const before = [...parts.values()].at([...parts.keys()].indexOf(part) - 1);
      if (event.key === "Backspace" && input.value === "" && part !== wanted[0]) { event.preventDefault(); before.input.focus(); }
    });
    line.insertBefore(box, element === "cardNumber" ? brand : null);
  }
  if (parts.has("postal") && options.value?.postalCode) parts.get("postal").input.value = options.value.postalCode;
}

globalThis.fields = {
  collect() {
    const own = (part) => parts.has(part) ? valueOf(part) : undefined;
    const address = parts.has("postal") && valueOf("postal") ? { postal_code: valueOf("postal") } : undefined;
    return { payment_method_data: { type: "card", card: cardParams(own("number"), own("expiry"), own("cvc")), billing_details: address && { address } } };
  },
  validate({ quietly }) {
    for (const part of parts.keys()) judge(part, false);
    changed();
    const [, wrong] = [...parts].find(([, one]) => one.error) ?? [];
    if (wrong && !quietly) wrong.input.focus();
    return wrong?.error ?? null;
  },
};

listen({
  async init(first) {
    element = first.element;
    options = first.options ?? {};
    document.documentElement.classList.add("Bare");
    wear(first.appearance?.theme === "night" ? { theme: "night" } : {});
    wearCard(options.style);
    loadFonts(first.fonts);
    build();
    document.body.replaceChildren(line, alert);
    last = JSON.stringify(state());
    changed();
    watchHeight(line);
    watchKeys(line);
    tell("ready");
  },
  update({ options: changes }) {
    Object.assign(options, changes);
    wearCard(options.style);
    for (const { input } of parts.values()) input.disabled = Boolean(options.disabled);
    if (changes.hidePostalCode !== undefined) build();
    if (changes.value?.postalCode !== undefined && parts.has("postal")) parts.get("postal").input.value = changes.value.postalCode;
    changed();
  },
  focus() { parts.values().next().value?.input.focus(); },
  blur() { document.activeElement?.blur(); },
  clear() {
    for (const one of parts.values()) [one.input.value, one.error] = ["", undefined];
    changed();
  },
});
