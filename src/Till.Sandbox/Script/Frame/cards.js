// What can be said of a card from its digits, and how they are written while they are typed.
const BRANDS = [
  ["amex", /^3[47]/, [15], 4],
  ["diners", /^3(?:0[0-59]|[689])/, [14, 16], 3],
  ["jcb", /^35(?:2[89]|[3-8])/, [16], 3],
  ["unionpay", /^(?:62|81)/, [16, 17, 18, 19], 3],
  ["mastercard", /^(?:5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/, [16], 3],
  ["discover", /^6(?:011|4[4-9]|5)/, [16], 3],
  ["visa", /^4/, [16], 3],
];
const NAMES = { amex: "American Express", diners: "Diners Club", jcb: "JCB", unionpay: "UnionPay", mastercard: "Mastercard", discover: "Discover", visa: "Visa" };

export const digitsOf = (text) => text.replace(/\D/g, "");

export function brandOf(digits) {
  const [brand, , lengths, cvc] = BRANDS.find(([, pattern]) => pattern.test(digits)) ?? ["unknown", null, [16], 0];
  return { brand, name: NAMES[brand] ?? "", lengths, cvc };
}

function passesLuhn(digits) {
  let sum = 0;
  [...digits].reverse().forEach((digit, index) => {
    const weighted = index % 2 ? digit * 2 : Number(digit);
    sum += weighted > 9 ? weighted - 9 : weighted;
  });
  return sum % 10 === 0;
}

const wrong = (code, message) => ({ code, message, type: "validation_error" });

/** Null for what may be sent. `typing` is true while more may still come. */
export function numberError(text, typing) {
  const digits = digitsOf(text);
  const { lengths } = brandOf(digits);
  if (lengths.includes(digits.length) && passesLuhn(digits)) return null;
  if (digits.length >= lengths.at(-1)) return wrong("invalid_number", "Your card number is invalid.");
  return typing ? undefined : wrong("incomplete_number", "Your card number is incomplete.");
}

export function expiryError(text, typing, now = new Date()) {
  const digits = digitsOf(text);
  const [month, year] = [Number(digits.slice(0, 2)), 2000 + Number(digits.slice(2))];
  if (digits.length < 4 || month < 1 || month > 12) return typing && digits.length < 4 ? undefined : wrong("incomplete_expiry", "Your card's expiration date is incomplete.");
  if (year < now.getFullYear()) return wrong("invalid_expiry_year_past", "Your card's expiration year is in the past.");
  if (year === now.getFullYear() && month < now.getMonth() + 1) return wrong("invalid_expiry_month_past", "Your card's expiration date is in the past.");
  if (year > now.getFullYear() + 50) return wrong("invalid_expiry_year", "Your card's expiration year is invalid.");
  return null;
}

export function cvcError(text, typing, number) {
  const length = digitsOf(text).length;
  const wanted = brandOf(digitsOf(number)).cvc;
  if (wanted ? length === wanted : length >= 3) return null;
  return typing ? undefined : wrong("incomplete_cvc", "Your card's security code is incomplete.");
}

export function postalError(text, typing, country) {
  const plain = text.trim();
  const whole = country === "US" ? /^\d{5}(?:-?\d{4})?$/.test(plain)
    : country === "CA" ? /^[A-Z]\d[A-Z] ?\d[A-Z]\d$/i.test(plain)
    : country === "GB" ? /^[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}$/i.test(plain)
    : plain.length >= 3;
  return whole ? null : typing ? undefined : wrong("incomplete_zip", "Your postal code is incomplete.");
}

export function writeNumber(text) {
  const all = digitsOf(text);
  const { brand, lengths } = brandOf(all);
  const digits = all.slice(0, lengths.at(-1));
  const groups = brand === "amex" || (brand === "diners" && digits.length <= 14 && digits.startsWith("36")) ? [4, 6, 5] : [4, 4, 4, 4, 3];
  let at = 0;
  return groups.map((size) => digits.slice(at, at += size)).filter(Boolean).join(" ");
}

/** Takes 12/34, 12 / 2034, 1234, 2034-12, and what is being typed. */
export function writeExpiry(text, deleting) {
  const machine = /^\s*(\d{4})-(\d{2})\s*$/.exec(text);
  if (machine) return `${machine[2]} / ${machine[1].slice(2)}`;
  const [first, second] = text.split("/");
  let month = digitsOf(first);
  let year = digitsOf(second ?? "");
  if (second === undefined) {
    if (/^[2-9]|^1[3-9]/.test(month)) month = "0" + month;
    [month, year] = [month.slice(0, 2), month.slice(2)];
  } else if (month.length === 1 && !deleting) {
    month = month.padStart(2, "0");
  } else if (month.length > 2) {
    [month, year] = [month.slice(0, 2), month.slice(2) + year];
  }
  if (year.length === 4 && year.startsWith("20")) year = year.slice(2);
  year = year.slice(0, 2);
  if (year) return `${month} / ${year}`;
  return month.length === 2 && !deleting ? `${month} / ` : month;
}

/** Writes while it is typed, and leaves the caret after the same digit. */
export function formatWhileTyping(input, write) {
  input.addEventListener("input", (event) => {
    const deleting = Boolean(event.inputType?.startsWith("delete"));
    const before = digitsOf(input.value.slice(0, input.selectionEnd ?? input.value.length)).length;
    const atEnd = input.selectionEnd === input.value.length;
    const text = write(input.value, deleting);
    if (text === input.value) return;
    input.value = text;
    let at = text.length;
    if (!atEnd) for (at = 0, event = before; event > 0 && at < text.length; at++) if (/\d/.test(text[at])) event--;
    if (document.activeElement === input) input.setSelectionRange(at, at);
  });
}

/** As the API takes it. */
export function cardParams(number, expiry, cvc) {
  const card = {};
  if (number !== undefined) card.number = digitsOf(number);
  if (expiry !== undefined) [card.exp_month, card.exp_year] = [digitsOf(expiry).slice(0, 2), "20" + digitsOf(expiry).slice(2)];
  if (cvc !== undefined) card.cvc = digitsOf(cvc);
  return card;
}
