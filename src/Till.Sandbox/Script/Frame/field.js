import { make } from "./link.js";

/**
 * A field with its label above and its error below. `check(value, typing)` answers null for what is right, undefined for what is not yet
 * wrong, or the error. Nothing is called wrong before its visitor has left it.
 */
export class Field {
  #check;
  #changed;
  #error = null;
  #required;

  constructor({ id, name, label, input = {}, options, value = "", check, required = true, changed }) {
    [this.#check, this.#required, this.#changed] = [check, required, changed];
    this.name = name;
    const attributes = { id: `Field-${id}Input`, name, "aria-required": required ? "true" : undefined, "aria-invalid": "false", "aria-describedby": `Field-${id}Error`, ...input };
    this.input = options
      ? make("select", { class: "Input", ...attributes }, ...options.map(([code, words]) => make("option", { value: code }, words)))
      : make("input", { class: "Input", type: "text", ...attributes });
    this.input.value = value;
    this.error = make("p", { class: "Error", id: `Field-${id}Error`, role: "alert" });
    this.label = make("label", { class: "Label", for: attributes.id }, label);
    this.node = make("div", { class: "Field", "data-field": name }, this.label, make("div", { class: "Field-box" }, this.input), this.error);
    this.input.addEventListener("input", () => { this.judge(true); this.#changed?.(); });
    this.input.addEventListener("change", () => { this.judge(true); this.#changed?.(); });
    this.input.addEventListener("blur", () => { if (this.input.value.trim()) { this.judge(false); this.#changed?.(); } });
    this.#mark();
  }

  get value() { return this.input.value.trim(); }
  get shown() { return !this.node.hidden; }
  get empty() { return this.value === ""; }
  get complete() { return !this.shown || (this.empty ? !this.#required : (this.#check?.(this.value, true) ?? null) === null && this.#check?.(this.value, false) == null); }
  get failure() { return this.shown ? this.#error : null; }

  set(value) { this.input.value = value; this.#error = null; this.#mark(); }

  /** Shows or hides it with its error; a hidden field is complete. */
  show(visible, label) {
    this.node.hidden = !visible;
    if (label) this.label.textContent = label;
  }

  /** Says what is wrong; with `typing` only what more typing cannot mend. */
  judge(typing) {
    const found = this.empty && !this.#required ? null : this.empty && typing ? null : this.#check?.(this.value, typing) ?? null;
    this.#error = found || null;
    this.#mark();
    return this.failure;
  }

  #mark() {
    const message = this.#error?.message ?? "";
    // A live region that is written anew is read anew.
    if (this.error.textContent !== message) this.error.textContent = message;
    this.input.setAttribute("aria-invalid", String(Boolean(this.#error)));
    this.input.classList.toggle("Input--invalid", Boolean(this.#error));
    this.input.classList.toggle("Input--empty", this.empty);
    this.label.classList.toggle("Label--invalid", Boolean(this.#error));
  }
}

/** For fields that only have to be filled in. */
export const filled = (code, message) => (value, typing) => value.trim() ? null : typing ? undefined : { type: "validation_error", code, message };

/** Says everything that is wrong, and answers the first of it; its field is focused unless that is not wanted. */
export function firstError(fields, quietly) {
  let first = null;
  for (const field of fields.filter((one) => one.shown)) {
    const error = field.judge(false);
    if (error && !first) {
      first = error;
      if (!quietly) field.input.focus();
    }
  }
  return first;
}
