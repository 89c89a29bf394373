// The payment step. Details go to the shop first; only what the shop has agreed to is paid, by Stripe's own script and fields.
// The secret that allows to pay lives in a variable here, and nowhere else.

const form = document.getElementById("checkout");
const fields = document.getElementById("fields");
const overlay = document.getElementById("overlay");
const progress = document.getElementById("progress");
const problem = document.getElementById("payment-problem");
const night = matchMedia("(prefers-color-scheme: dark)");
const charge = () => document.getElementById("charge").dataset;

let stripe;
let elements;
let card;
let busy = false;
let asked = 0;

// Stripe's fields, in our colours ------------------------------------------------------------------------------------

/** A colour token as six digits: Stripe's fields know neither tokens nor OKLCH. */
const colour = (token) => {
  const pen = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d");
  const probe = document.body.appendChild(document.createElement("i"));
  probe.style.color = `var(${token})`;
  pen.fillStyle = getComputedStyle(probe).color;
  probe.remove();
  pen.fillRect(0, 0, 1, 1);
  return "#" + [...pen.getImageData(0, 0, 1, 1).data.slice(0, 3)].map((part) => part.toString(16).padStart(2, "0")).join("");
};

const appearance = () => {
  const { fontFamily, fontSize } = getComputedStyle(document.body);
  const [edge, ink, bad, accent] = ["--edge", "--ink", "--bad", "--accent"].map(colour);
  return {
    theme: night.matches ? "night" : "stripe",
    variables: {
      colorPrimary: accent, colorBackground: colour("--raised"), colorText: ink, colorTextSecondary: colour("--soft"), colorDanger: bad,
      fontFamily, fontSizeBase: fontSize, borderRadius: "6px", spacingUnit: "4px", gridRowSpacing: "20px",
    },
    rules: {
      ".Label": { fontWeight: "600", fontSize, color: ink },
      ".Input": { border: `1px solid ${edge}`, boxShadow: "none", padding: "10px 12px" },
      ".Input:focus": { border: `1px solid ${accent}`, boxShadow: "none", outline: `3px solid ${accent}` },
      ".Input--invalid": { border: `2px solid ${bad}`, boxShadow: "none" },
      ".Error": { color: bad, fontWeight: "600" },
    },
  };
};

/** Shows Stripe's fields for what is to be paid, as soon as there is something. */
const mount = () => {
  const { amount, currency } = charge();
  const field = document.getElementById("payment-field");
  if (!form.dataset.key || !field) {
    return;
  }
  field.hidden = Number(amount) === 0;
  if (field.hidden) {
    return;
  }
  if (elements) {
    elements.update({ amount: Number(amount), currency });
    return;
  }
  if (typeof Stripe === "undefined") {
    tell("The card fields did not load. Check your connection, or whatever blocks scripts from Stripe, and load this page again.");
    return;
  }
  stripe = Stripe(form.dataset.key, { locale: document.documentElement.lang });
  elements = stripe.elements({ mode: "payment", amount: Number(amount), currency, appearance: appearance() });
  // What is typed on this page is not asked for again in Stripe's fields.
  card = elements.create("payment", {
    fields: { billingDetails: { name: "never", email: "never", phone: "never", address: form.dataset.address } },
  });
  card.on("ready", () => field.removeAttribute("aria-busy"));
  card.on("loaderror", ({ error }) => tell(`${error?.message ?? "The card fields did not load."} Load this page again, or try in a minute.`));
  card.on("change", () => tell(""));
  card.mount("#payment-field");
  night.addEventListener("change", () => elements.update({ appearance: appearance() }));
};

// What is said, and where --------------------------------------------------------------------------------------------

/** Under the payment field. A link may follow the words. */
const tell = (text, link) => {
  problem.hidden = !text;
  problem.replaceChildren(text, ...(link ? [" ", link] : []));
};

const say = (text) => {
  progress.textContent = text;
  overlay.querySelector("p").textContent = text;
};

const begin = (text) => {
  busy = true;
  clear();
  tell("");
  overlay.hidden = false;
  fields.disabled = true;
  card?.update({ readOnly: true });
  say(text);
  overlay.focus();
};

const stop = () => {
  busy = false;
  overlay.hidden = true;
  fields.disabled = false;
  card?.update({ readOnly: false });
  say("");
};

const refuse = (text, link) => {
  stop();
  tell(text, link);
  problem.focus();
};

const clear = () => {
  form.querySelectorAll(".field-validation-error, .validation-summary-errors").forEach((error) => error.remove());
  form.querySelectorAll("[aria-invalid]").forEach((input) => {
    input.removeAttribute("aria-invalid");
    const kept = (input.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => id && !id.endsWith("-error"));
    input[kept.length ? "setAttribute" : "removeAttribute"]("aria-describedby", kept.join(" "));
  });
};

const element = (name, properties, ...children) => {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
};

/** Each under its field, and all of them at the head, where the focus goes. */
const complain = (errors) => {
  stop();
  const list = errors.map(({ field, message }) => {
    const named = form.elements[field];
    const input = named instanceof RadioNodeList ? named[0] : named;
    if (!input?.id) {
      return element("li", {}, message);
    }
    const error = element("p", { className: "field-validation-error", id: `${input.id}-error` }, message);
    input.closest(".field").append(error);
    input.setAttribute("aria-invalid", "true");
    input.setAttribute("aria-describedby", `${input.getAttribute("aria-describedby") ?? ""} ${error.id}`.trim());
    return element("li", {}, element("a", { href: `#${input.id}` }, message));
  });
  const head = element("strong", {}, `${errors.length === 1 ? "One thing needs" : `${errors.length} things need`} another look:`);
  const summary = element("div", { className: "validation-summary-errors", tabIndex: -1, role: "alert" }, element("p", {}, head), element("ul", {}, ...list));
  fields.prepend(summary);
  summary.focus();
  summary.scrollIntoView({ block: "center" });
};

// The shop -----------------------------------------------------------------------------------------------------------

const post = (handler, details) => {
  const url = new URL(form.action);
  url.searchParams.set("handler", handler);
  return fetch(url, { method: "POST", body: new URLSearchParams(details), headers: { accept: handler === "pay" ? "application/json" : "text/html" } });
};

/** What was typed while the shop was asked is kept, and so is the place where it is typed. */
const replace = (from, to) => {
  const active = document.activeElement;
  for (const typed of from.querySelectorAll("input:not([type=hidden], [type=radio], [type=checkbox]), select")) {
    const twin = to.querySelector(`[name="${CSS.escape(typed.name)}"]`);
    if (twin) {
      twin.value = typed.value;
    }
  }
  const wasOpen = from.open;
  from.replaceWith(to);
  if (wasOpen !== undefined) {
    to.open = wasOpen;
  }
  if (from.contains(active) && active.id) {
    document.getElementById(active.id)?.focus({ preventScroll: true });
  }
};

/** Delivery and tax for another country: the page as the shop now makes it, of which the parts that depend on it are taken. */
const refresh = async () => {
  const mine = ++asked;
  try {
    const response = await post("update", new FormData(form));
    if (response.redirected) {
      location.assign(response.url);
      return;
    }
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    if (mine !== asked) {
      return; // the country was changed once more
    }
    for (const part of document.querySelectorAll("[data-part]")) {
      const fresh = page.getElementById(part.id);
      if (fresh) {
        replace(part, document.adoptNode(fresh));
      }
    }
    mount();
    progress.textContent = document.getElementById("charge").textContent;
  } catch {
    tell("We could not reach the shop to work out the total. Check your connection and choose the country once more.");
  }
};

// Paying -------------------------------------------------------------------------------------------------------------

const again = (url) => element("a", { href: url }, "See what became of it");

/** What Stripe says of the payment decides, whatever the error was called. */
const conclude = async (answer, error) => {
  let intent = error.payment_intent;
  if (!intent && error.type !== "card_error" && error.type !== "validation_error") {
    const { paymentIntent } = await stripe.retrievePaymentIntent(answer.clientSecret).catch(() => ({}));
    if (!paymentIntent) {
      refuse("The connection broke while you were paying. Nothing is lost, and you will not be charged twice.", again(answer.returnUrl));
      return;
    }
    intent = paymentIntent;
  }
  if (["succeeded", "processing", "requires_capture"].includes(intent?.status)) {
    location.replace(answer.returnUrl);
    return;
  }
  refuse(`${error.message ?? "The payment did not go through."} Nothing was charged.`);
};

const confirm = async (answer) => {
  say(`Paying ${answer.amount}. Your bank may ask you to confirm.`);
  const { error } = await stripe.confirmPayment({
    elements,
    clientSecret: answer.clientSecret,
    redirect: "if_required",
    confirmParams: {
      return_url: answer.returnUrl,
      payment_method_data: { billing_details: answer.billing },
      ...(answer.shipping ? { shipping: answer.shipping } : {}),
    },
  });
  if (error) {
    await conclude(answer, error);
  } else {
    say("Done. Opening your order.");
    location.replace(answer.returnUrl);
  }
};

const ask = async (details) => {
  try {
    const response = await post("pay", details);
    return await response.json();
  } catch {
    return { message: "We could not reach the shop. Nothing was charged. Check your connection and try again." };
  }
};

const pay = async () => {
  const details = new FormData(form); // before the fields are disabled, since those are left out
  begin("Checking your details");
  const wrong = Number(charge().amount) > 0 && (await elements.submit()).error;
  if (wrong) {
    refuse(wrong.message);
    return;
  }
  const answer = await ask(details);
  if (answer.go) {
    location.assign(answer.go);
  } else if (answer.errors) {
    complain(answer.errors);
  } else if (answer.changed) {
    fields.disabled = false;
    await refresh();
    refuse(answer.changed);
  } else if (answer.clientSecret) {
    await confirm(answer);
  } else {
    refuse(answer.message);
  }
};

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const free = Number(charge().amount) === 0;
  if (busy || !(elements || free)) {
    return;
  }
  pay().catch(() => refuse("Something broke on this page. If you were paying, look before you pay again.", again(form.dataset.here)));
});

form.addEventListener("change", (event) => {
  if (["Form.Delivery.Country", "Form.SendTo", "Form.Billing.Country"].includes(event.target.name)) {
    refresh();
  }
});

// A page that the browser has kept may be about a bag that is bought by now.
addEventListener("pageshow", (event) => {
  if (event.persisted) {
    location.reload();
  }
});

mount();
