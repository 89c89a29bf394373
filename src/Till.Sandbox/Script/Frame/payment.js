// The Payment Element: a tab for each method, where there are several, and the fields of the chosen one.
import { listen, make, tell, watchHeight, watchKeys } from "./link.js";
import { loadFonts, wear } from "./look.js";
import { Field, firstError } from "./field.js";
import { cardForm } from "./cardform.js";
import { FIELDS, bankParams, methodOf } from "./methods.js";

const main = make("main", { class: "Frame" });
const tabs = make("div", { class: "Tabs", role: "tablist", "aria-label": "Payment methods" });
const panel = make("div", { class: "Panel", id: "panel" });
const forms = new Map();
let options = {};
let session = {};
let selected = null;
let last = "";

const billing = () => options.fields?.billingDetails ?? {};
const current = () => forms.get(selected);
const fields = () => current()?.fields ?? [];

function state() {
  const own = fields();
  const empty = selected === "card" ? !current().typed() : own.every((field) => field.empty);
  return { collapsed: selected === null, complete: selected !== null && own.every((field) => field.complete), empty, value: { type: selected ?? "" } };
}

function changed() {
  const now = JSON.stringify(state());
  if (now === last) return;
  last = now;
  tell("change", { change: JSON.parse(now) });
}

/** Fields that are asked for only where the shop says so. */
function extraFields(type) {
  const wanted = billing();
  const never = (name) => wanted === "never" || wanted[name] === "never";
  const always = ["name", "email", "phone"].filter((name) => wanted[name] === "always");
  return [...new Set([...always, ...methodOf(type).fields])].filter((name) => !never(name));
}

function formOf(type) {
  if (forms.has(type)) return forms.get(type);
  const defaults = options.defaultValues?.billingDetails ?? {};
  const extra = extraFields(type).map((name) => {
    const { label, input, check } = FIELDS[name];
    return new Field({ id: `${type}-${name}`, name, label, input, check, value: defaults[name] ?? "", changed });
  });
  const card = type === "card" ? cardForm({ billing: billing(), defaults, changed }) : null;
  const words = methodOf(type).redirects ? make("p", { class: "RedirectText" }, `After submission, you will be redirected to securely complete next steps.`) : null;
  const node = make("div", { class: "Method" }, ...extra.map((field) => field.node), card?.node, words, termsOf(type));
  const form = { ...card, node, fields: [...extra, ...(card?.fields ?? [])], extra, card };
  forms.set(type, form);
  if (options.readOnly) for (const field of form.fields) field.input.disabled = true;
  return form;
}

/** What the buyer agrees to. A card only says so when it is kept. */
function termsOf(type) {
  const who = options.business?.name ?? session.merchant;
  const asked = { card: "card", sepa_debit: "sepaDebit", us_bank_account: "usBankAccount", bacs_debit: "bacsDebit", au_becs_debit: "auBecsDebit" }[type];
  const keeps = session.mode === "setup" || session.mode === "subscription" || session.setupFutureUsage;
  const when = options.terms?.[asked] ?? "auto";
  if (!asked || when === "never" || (asked === "card" && when === "auto" && !keeps)) return null;
  return make("p", { class: "TermsText" }, asked === "card"
    ? `By providing your card information, you allow ${who} to charge your card for future payments in accordance with their terms.`
    : `By providing your bank details and confirming this payment, you allow ${who} to debit your account.`);
}

function choose(type, focus) {
  selected = type;
  panel.replaceChildren(...(type ? [formOf(type).node] : []));
  panel.hidden = !type;
  for (const tab of tabs.children) {
    const on = tab.value === type;
    tab.setAttribute("aria-selected", String(on));
    tab.tabIndex = on || (!type && tab === tabs.firstChild) ? 0 : -1;
    tab.classList.toggle("Tab--selected", on);
    if (on && focus) tab.focus();
  }
  panel.setAttribute("aria-labelledby", `${type}-tab`);
  forms.get(type)?.card?.billedElsewhere(Boolean(session.billing));
}

/** Left and right go from tab to tab, as in any list of tabs. */
function turn(event) {
  const all = [...tabs.children];
  const at = all.indexOf(event.target);
  const next = { ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
  if (next === undefined || at < 0) return;
  event.preventDefault();
  choose(all[(next + all.length) % all.length].value, true);
  changed();
}
tabs.addEventListener("keydown", turn);

function offer() {
  const types = session.methods?.length ? [...session.methods] : ["card"];
  const order = options.paymentMethodOrder ?? [];
  types.sort((a, b) => (order.indexOf(a) + 1 || 99) - (order.indexOf(b) + 1 || 99));
  tabs.replaceChildren(...types.map((type) => make("button", {
    type: "button", class: "Tab", role: "tab", id: `${type}-tab`, value: type, "data-testid": type, "aria-controls": "panel",
    onclick: () => { choose(type); changed(); },
  }, make("span", { class: "TabLabel" }, methodOf(type).label))));
  const several = types.length > 1;
  if (several) panel.setAttribute("role", "tabpanel"); else panel.removeAttribute("role");
  tabs.hidden = !several;
  const collapsed = several && selected === null && (options.layout?.defaultCollapsed ?? false);
  choose(collapsed ? null : types.includes(selected) ? selected : types[0]);
}

function collect() {
  const { extra, card } = current();
  const value = (name) => extra.find((field) => field.name === name)?.value || undefined;
  const details = { name: value("name"), email: value("email"), phone: value("phone"), ...card?.params().billing };
  const data = { type: selected, billing_details: details };
  if (card) data.card = card.params().card;
  else if (extra.some((field) => FIELDS[field.name].param)) data[selected] = bankParams(extra);
  if (selected === "us_bank_account") data.us_bank_account.account_holder_type = "individual";
  return { payment_method_data: data };
}

function validate({ quietly }) {
  if (selected === null) return { type: "validation_error", code: "incomplete_payment_details", message: "Please complete your payment details." };
  const error = firstError(fields(), quietly);
  changed();
  return error;
}

// For the controller beside this frame; the page is of another origin and cannot reach it.
globalThis.fields = { collect, validate, selected: () => selected };

listen({
  async init(first) {
    options = first.options ?? {};
    wear(first.appearance);
    loadFonts(first.fonts);
    session = first.session ?? {};
    if (session.error) {
      tell("loaderror", { error: session.error });
      return;
    }
    main.replaceChildren(tabs, panel);
    document.body.replaceChildren(main);
    offer();
    watchHeight(main);
    watchKeys(main);
    last = JSON.stringify(state());
    await document.fonts.ready;
    tell("ready");
  },
  look({ appearance }) { wear(appearance); },
  session(told) {
    session = told.session;
    offer();
    changed();
  },
  update(told) {
    Object.assign(options, told.options);
    if (options.readOnly !== undefined) for (const form of forms.values()) for (const field of form.fields) field.input.disabled = Boolean(options.readOnly);
    offer();
  },
  focus() { (fields().find((field) => field.shown)?.input ?? tabs.firstChild)?.focus(); },
  blur() { document.activeElement?.blur(); },
  clear() {
    for (const form of forms.values()) {
      for (const field of form.extra) field.set("");
      form.card?.clear();
    }
    changed();
  },
  collapse() {
    if (tabs.hidden) return;
    choose(null);
    changed();
  },
});
