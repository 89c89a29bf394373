// What the Payment Element asks for beside the card: by method, its name, its fields, and whether the buyer leaves for another page. Which
// methods there are, the API says.
import { filled } from "./field.js";
import { digitsOf } from "./cards.js";

const debit = (label, ...fields) => ({ label, fields: ["name", "email", ...fields], redirects: false });
const redirect = (label, ...fields) => ({ label, fields, redirects: true });

const KNOWN = {
  sepa_debit: debit("SEPA Debit", "iban"),
  us_bank_account: debit("US bank account", "routingNumber", "accountNumber"),
  acss_debit: debit("Pre-authorized debit", "institutionNumber", "transitNumber", "accountNumber"),
  bacs_debit: debit("Bacs Direct Debit", "sortCode", "accountNumber"),
  au_becs_debit: debit("BECS Direct Debit", "bsbNumber", "accountNumber"),
  ideal: redirect("iDEAL", "name"),
  bancontact: redirect("Bancontact", "name"),
  eps: redirect("EPS", "name"),
  giropay: redirect("giropay", "name"),
  p24: redirect("Przelewy24", "name", "email"),
  sofort: redirect("Sofort", "name", "email"),
  klarna: redirect("Klarna", "email"),
  afterpay_clearpay: redirect("Afterpay", "name", "email"),
  cashapp: redirect("Cash App Pay"),
  paypal: redirect("PayPal"),
};

const bank = (length, words) => (value, typing) => {
  const digits = digitsOf(value).length;
  return digits >= length[0] && digits <= length[1] ? null : typing && digits < length[0] ? undefined : { type: "validation_error", code: "incomplete_bank_account", message: words };
};

/** ISO 13616: the letters as numbers, the first four places last, modulo 97. */
function ibanError(value, typing) {
  const plain = value.replace(/\s/g, "").toUpperCase();
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(plain)) return typing ? undefined : { type: "validation_error", code: "incomplete_iban", message: "Your IBAN is incomplete." };
  let rest = 0;
  for (const sign of plain.slice(4) + plain.slice(0, 4)) for (const digit of String(parseInt(sign, 36))) rest = (rest * 10 + Number(digit)) % 97;
  return rest === 1 ? null : typing ? undefined : { type: "validation_error", code: "invalid_iban", message: "Your IBAN is invalid." };
}

export function emailError(value, typing) {
  if (/^[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;.]+$/.test(value)) return null;
  return typing ? undefined : { type: "validation_error", code: value.includes("@") ? "invalid_email" : "incomplete_email", message: value.includes("@") ? "Your email is invalid." : "Your email is incomplete." };
}

const numeric = { inputmode: "numeric", autocomplete: "off" };
export const FIELDS = {
  name: { label: "Full name", input: { autocomplete: "name", placeholder: "First and last name" }, check: filled("incomplete_name", "Your name is incomplete.") },
  email: { label: "Email", input: { autocomplete: "email", type: "email", placeholder: "you@example.com" }, check: emailError },
  phone: { label: "Phone number", input: { autocomplete: "tel", type: "tel" }, check: filled("incomplete_phone_number", "Your phone number is incomplete.") },
  iban: { label: "IBAN", input: { autocomplete: "off", placeholder: "DE00 0000 0000 0000 0000 00" }, check: ibanError, param: "iban" },
  routingNumber: { label: "Routing number", input: { ...numeric, placeholder: "110000000" }, check: bank([9, 9], "Your routing number is incomplete."), param: "routing_number" },
  accountNumber: { label: "Account number", input: { ...numeric, placeholder: "000123456789" }, check: bank([4, 17], "Your account number is incomplete."), param: "account_number" },
  institutionNumber: { label: "Institution number", input: numeric, check: bank([3, 3], "Your institution number is incomplete."), param: "institution_number" },
  transitNumber: { label: "Transit number", input: numeric, check: bank([5, 5], "Your transit number is incomplete."), param: "transit_number" },
  sortCode: { label: "Sort code", input: { ...numeric, placeholder: "10-88-00" }, check: bank([6, 6], "Your sort code is incomplete."), param: "sort_code" },
  bsbNumber: { label: "BSB", input: { ...numeric, placeholder: "000000" }, check: bank([6, 6], "Your BSB is incomplete."), param: "bsb_number" },
};

/** A bank's numbers without the spaces and dashes that people write in them. */
export function bankParams(fields) {
  const given = fields.filter((field) => FIELDS[field.name]?.param).map((field) => [FIELDS[field.name].param, field.value.replace(/[\s-]/g, "")]);
  return Object.fromEntries(given);
}

export function methodOf(type) {
  const words = type.split("_").map((word) => word[0].toUpperCase() + word.slice(1));
  return type === "card" ? { label: "Card", fields: [] } : KNOWN[type] ?? redirect(words.join(" "));
}
