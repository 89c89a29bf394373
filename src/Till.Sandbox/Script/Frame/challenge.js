// The bank's question over the shop's page: this frame covers the page, and holds the bank's own in a box that can be closed. To close
// it is to fail it, as with the real one.
import { listen, make, tell } from "./link.js";

let secret = "";
let over = false;

function end() {
  if (over) return;
  over = true;
  tell("done");
}

async function giveUp() {
  const prefix = secret.startsWith("seti_") ? "setup_intent" : "payment_intent";
  const form = new URLSearchParams({ [prefix]: secret.split("_secret_")[0], [`${prefix}_client_secret`]: secret, outcome: "fail" });
  try { await fetch("/3d_secure_2/framed", { method: "POST", body: form }); } finally { end(); }
}

listen({
  init(first) {
    secret = first.secret;
    const prefix = secret.startsWith("seti_") ? "setup_intent" : "payment_intent";
    const query = new URLSearchParams({ [prefix]: secret.split("_secret_")[0], [`${prefix}_client_secret`]: secret });
    const bank = make("iframe", {
      id: "challengeFrame", name: "stripe-challenge-frame", title: "Your bank asks you to confirm", class: "Bank", src: `/3d_secure_2/framed?${query}`,
    });
    const close = make("button", { type: "button", class: "Close", "aria-label": "Cancel", title: "Cancel", onclick: giveUp }, "×");
    const box = make("div", { class: "Box", role: "dialog", "aria-modal": "true", "aria-label": "3D Secure authentication" }, close, bank);
    document.body.className = "Veil";
    document.body.replaceChildren(make("main", { class: "Centre" }, box));
    addEventListener("message", (event) => {
      if (event.source !== bank.contentWindow || event.origin !== location.origin) return;
      if (event.data === "answered") end();
      if (event.data === "escape") giveUp();
      if (event.data?.height) bank.style.height = `${Math.min(event.data.height, innerHeight - 32)}px`;
    });
    addEventListener("keydown", (event) => { if (event.key === "Escape") giveUp(); });
    tell("ready");
    close.focus();
  },
});
