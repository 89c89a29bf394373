// The Address Element: a name, an address in the manner of its country, and a telephone number where one is wanted.
import { listen, make, tell, watchHeight, watchKeys } from "./link.js";
import { loadFonts, wear } from "./look.js";
import { Field, filled, firstError } from "./field.js";
import { countries } from "./countries.js";
import { postalError } from "./cards.js";
import { hasPostalCode, postalLabel, stateLabel, statesOf } from "./places.js";

const main = make("main", { class: "Frame" });
const grid = make("div", { class: "Grid Address" });
let options = {};
let asked = [];
let last = "";
let states = "";

const missing = filled("incomplete_address", "This field is incomplete.");
const field = (name, label, autocomplete, more = {}) => new Field({ id: name, name, label, input: { autocomplete: `${options.mode} ${autocomplete}` }, check: missing, changed, ...more });
const at = (name) => asked.find((one) => one.name === name);
const value = (name) => at(name)?.shown && at(name).value || null;

function state() {
  const shown = asked.filter((one) => one.shown && one.name !== "country" && one.name !== "administrativeArea");
  return { elementMode: options.mode, isNewAddress: true, complete: asked.every((one) => one.complete), empty: shown.every((one) => one.empty), value: whole() };
}

function whole() {
  const [first, second] = [value("firstName"), value("lastName")];
  const given = {
    name: first || second ? [first, second].filter(Boolean).join(" ") : value("name") ?? "",
    address: {
      line1: value("addressLine1") ?? "", line2: value("addressLine2"), city: value("locality") ?? "", country: value("country"),
      postal_code: value("postalCode") ?? "", state: value("administrativeArea") ?? "",
    },
  };
  if (options.display?.name === "split") Object.assign(given, { firstName: first ?? "", lastName: second ?? "" });
  if (at("phone")) given.phone = value("phone") ?? "";
  return given;
}

function changed() {
  const now = JSON.stringify(state());
  if (now === last) return;
  last = now;
  tell("change", { change: JSON.parse(now) });
}

function names(defaults) {
  const half = (one) => { one.node.classList.add("Field--half"); return one; };
  if (options.display?.name === "split") {
    return [half(field("firstName", "First name", "given-name", { value: defaults.firstName ?? "" })), half(field("lastName", "Last name", "family-name", { value: defaults.lastName ?? "" }))];
  }
  return [field("name", options.display?.name === "organization" ? "Organization" : "Full name", "name", { value: defaults.name ?? "" })];
}

function build() {
  const defaults = options.defaultValues ?? {};
  const address = defaults.address ?? {};
  const allowed = countries.filter(([code]) => !options.allowedCountries || options.allowedCountries.includes(code));
  const home = [address.country, new Intl.Locale(navigator.language).region, options.allowedCountries?.[0], "US"].find((code) => allowed.some(([one]) => one === code)) ?? allowed[0][0];
  const phoneNeeded = options.validation?.phone?.required;
  asked = [
    ...names(defaults),
    field("country", "Country or region", "country", { options: allowed, value: home }),
    field("addressLine1", "Address line 1", "address-line1", { value: address.line1 ?? "" }),
    field("addressLine2", "Address line 2", "address-line2", { value: address.line2 ?? "", required: false, check: undefined }),
    field("locality", "City", "address-level2", { value: address.city ?? "" }),
    field("administrativeArea", "State", "address-level1", { options: [["", ""]], value: "" }),
    field("postalCode", "Postal code", "postal-code", { value: address.postal_code ?? "", check: (text, typing) => postalError(text, typing, value("country")) }),
  ];
  if (options.fields?.phone === "always" || (options.fields?.phone === "auto" && options.mode === "shipping")) {
    asked.push(field("phone", "Phone number", "tel", { value: defaults.phone ?? "", required: phoneNeeded === "always" || (phoneNeeded !== "never" && options.mode === "shipping") }));
  }
  grid.replaceChildren(...asked.map((one) => one.node));
  at("country").input.addEventListener("change", follow);
  states = "";
  follow();
  if (address.state && at("administrativeArea").shown) at("administrativeArea").set(address.state);
}

/** The fields after the country are those of the country. */
function follow() {
  const country = value("country");
  const own = statesOf(country);
  const area = at("administrativeArea");
  if (states !== country && own) {
    area.input.replaceChildren(make("option", { value: "" }, ""), ...own.map(([code, name]) => make("option", { value: code }, name)));
    area.set("");
  }
  states = country;
  area.show(Boolean(own), stateLabel(country));
  at("postalCode").show(hasPostalCode(country), postalLabel(country));
  at("postalCode").node.classList.toggle("Field--half", true);
  area.node.classList.toggle("Field--half", hasPostalCode(country));
  at("locality").node.classList.toggle("Field--half", !own && hasPostalCode(country));
  changed();
}

globalThis.fields = {
  collect() {
    const { name, address, phone } = whole();
    const given = { name, address: Object.fromEntries(Object.entries(address).filter(([, text]) => text)), phone: phone || undefined };
    return options.mode === "shipping" ? { shipping: given } : { payment_method_data: { billing_details: given } };
  },
  validate({ quietly }) {
    const error = firstError(asked, quietly);
    changed();
    return error;
  },
};

listen({
  async init(first) {
    options = first.options ?? {};
    wear(first.appearance);
    loadFonts(first.fonts);
    build();
    main.replaceChildren(grid);
    document.body.replaceChildren(main);
    last = JSON.stringify(state());
    if (!state().empty) tell("change", { change: state() });
    watchHeight(main);
    watchKeys(main);
    tell("ready");
  },
  look({ appearance }) { wear(appearance); },
  update({ options: changes }) {
    Object.assign(options, changes);
    build();
    changed();
  },
  value: () => { const { complete, isNewAddress, value: given } = state(); return { complete, isNewAddress, value: given }; },
  focus() { asked[0]?.input.focus(); },
  blur() { document.activeElement?.blur(); },
  clear() {
    for (const one of asked) if (one.name !== "country") one.set("");
    changed();
  },
});
