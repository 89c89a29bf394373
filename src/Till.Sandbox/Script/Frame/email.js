// The Link Authentication Element: an e-mail address. There is no Link here to sign in to.
import { listen, make, tell, watchHeight, watchKeys } from "./link.js";
import { loadFonts, wear } from "./look.js";
import { Field, firstError } from "./field.js";
import { FIELDS } from "./methods.js";

const main = make("main", { class: "Frame" });
let last = "";

const state = () => ({ empty: email.empty, complete: email.complete, value: { email: email.value } });

function changed() {
  const now = JSON.stringify(state());
  if (now === last) return;
  last = now;
  tell("change", { change: JSON.parse(now) });
}

const email = new Field({ id: "email", name: "email", ...FIELDS.email, changed });

globalThis.fields = {
  collect: () => ({ payment_method_data: { billing_details: { email: email.value } } }),
  validate({ quietly }) {
    const error = firstError([email], quietly);
    changed();
    return error;
  },
};

listen({
  async init({ options = {}, appearance, fonts }) {
    wear(appearance);
    loadFonts(fonts);
    email.set(options.defaultValues?.email ?? "");
    main.replaceChildren(email.node);
    document.body.replaceChildren(main);
    last = JSON.stringify({ ...state(), empty: true });
    changed();
    watchHeight(main);
    watchKeys(main);
    tell("ready");
  },
  look({ appearance }) { wear(appearance); },
  update() {},
  focus() { email.input.focus(); },
  blur() { document.activeElement?.blur(); },
  clear() { email.set(""); changed(); },
});
