// Groups the digits of a card while they are typed, and keeps an impatient second click from sending the form twice. The page works
// without any of it.
const group = {
  cardNumber: digits => /^3[47]/.test(digits)
    ? [digits.slice(0, 4), digits.slice(4, 10), digits.slice(10, 15)].filter(Boolean).join(" ")
    : digits.slice(0, 19).match(/.{1,4}/g)?.join(" ") ?? "",
  cardExpiry: digits => {
    const padded = /^[2-9]/.test(digits) ? "0" + digits : digits;
    return padded.length > 2 ? `${padded.slice(0, 2)} / ${padded.slice(2, 4)}` : padded;
  },
  cardCvc: digits => digits.slice(0, 4),
};

for (const [name, write] of Object.entries(group)) {
  const input = document.querySelector(`input[name="${name}"]`);
  input?.addEventListener("input", event => {
    // Only what is typed at the end is grouped, so that the cursor never jumps; a whole pasted date keeps its century until it is sent.
    if (event.inputType?.startsWith("delete") || input.selectionEnd !== input.value.length) return;
    const digits = input.value.replace(/\D/g, "");
    if (name === "cardExpiry" && digits.length > 4) return;
    input.value = write(digits);
  });
}

const form = document.querySelector("form[data-once]");
const status = form?.querySelector("[role=status]");
let sent = false;
form?.addEventListener("submit", event => {
  if (sent) { event.preventDefault(); return; }
  sent = true;
  form.setAttribute("aria-busy", "true");
  if (status) status.textContent = "Processing…";
});
// A page that the browser has kept, and shows again when its visitor goes back, may be about a payment that is over by now.
addEventListener("pageshow", event => { if (event.persisted) location.reload(); });
document.querySelector("[data-focus]")?.focus();
