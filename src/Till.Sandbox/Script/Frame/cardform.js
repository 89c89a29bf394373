// The card's fields as the Payment Element lays them out.
import { make } from "./link.js";
import { Field, filled } from "./field.js";
import { countries } from "./countries.js";
import {
  brandOf, cardParams, cvcError, digitsOf, expiryError, formatWhileTyping, numberError, postalError, writeExpiry, writeNumber,
} from "./cards.js";

const POSTAL = { US: ["ZIP code", "12345"], CA: ["Postal code", "M5T 1T4"], GB: ["Postal code", "WS11 1DB"] };
const numeric = { inputmode: "numeric", spellcheck: "false" };

export function cardForm({ billing = {}, defaults = {}, changed }) {
  const address = billing === "never" || billing.address === "never" ? { country: "never", postalCode: "never" } : billing.address ?? {};
  const home = defaults.address?.country ?? new Intl.Locale(navigator.language).region ?? "US";

  const number = new Field({
    id: "number", name: "number", label: "Card number", changed,
    input: { ...numeric, autocomplete: "cc-number", placeholder: "1234 1234 1234 1234" },
    check: (value, typing) => numberError(value, typing),
  });
  const expiry = new Field({
    id: "expiry", name: "expiry", label: "Expiration date", changed,
    input: { ...numeric, autocomplete: "cc-exp", placeholder: "MM / YY" },
    check: (value, typing) => expiryError(value, typing),
  });
  const cvc = new Field({
    id: "cvc", name: "cvc", label: "Security code", changed,
    input: { ...numeric, autocomplete: "cc-csc", placeholder: "CVC", maxlength: "4" },
    check: (value, typing) => cvcError(value, typing, number.value),
  });
  const country = new Field({
    id: "country", name: "country", label: "Country", options: countries, value: countries.some(([code]) => code === home) ? home : "US", changed,
    input: { autocomplete: "billing country" }, check: filled("incomplete_country", "Choose a country."),
  });
  const postal = new Field({
    id: "postalCode", name: "postalCode", label: "ZIP code", changed, value: defaults.address?.postal_code ?? "",
    input: { autocomplete: "billing postal-code", spellcheck: "false", maxlength: "20" },
    check: (value, typing) => postalError(value, typing, country.value),
  });
  const brand = make("span", { class: "Brand", "aria-hidden": "true" });
  number.node.querySelector(".Field-box").append(brand);

  formatWhileTyping(number.input, writeNumber);
  formatWhileTyping(expiry.input, writeExpiry);
  formatWhileTyping(cvc.input, (text) => digitsOf(text).slice(0, 4));

  const follow = () => {
    const { name, cvc: length } = brandOf(digitsOf(number.value));
    brand.textContent = name;
    cvc.input.maxLength = length || 4;
    if (!cvc.empty) cvc.judge(document.activeElement !== cvc.input ? Boolean(!cvc.failure) : true);
  };
  number.input.addEventListener("input", follow);

  let hasBilling = false;
  const ask = () => {
    const words = POSTAL[country.value];
    country.show(address.country !== "never" && !hasBilling);
    postal.show(Boolean(words) && address.postalCode !== "never" && !hasBilling, words?.[0]);
    postal.input.placeholder = words?.[1] ?? "";
    node.classList.toggle("Card--short", !country.shown && !postal.shown);
  };
  country.input.addEventListener("change", () => { postal.judge(true); ask(); });
  const node = make("div", { class: "Grid Card" }, number.node, expiry.node, cvc.node, country.node, postal.node);
  ask();

  return {
    node,
    fields: [number, expiry, cvc, country, postal],
    typed: () => [number, expiry, cvc].some((field) => !field.empty),
    clear() { for (const field of [number, expiry, cvc, postal]) field.set(""); follow(); },
    billedElsewhere(yes) { hasBilling = yes; ask(); },
    params: () => ({ card: cardParams(number.value, expiry.value, cvc.value), billing: {
      address: { country: country.shown ? country.value : undefined, postal_code: postal.shown ? postal.value : undefined },
    } }),
  };
}
