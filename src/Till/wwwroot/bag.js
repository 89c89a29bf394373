// The bag beside the page that is open: how much is in it, in the header, and what, in a drawer. Everything here has a page as well.

const link = document.querySelector("[data-bag]");
const [count, total] = link.querySelectorAll("span[data-count], span[data-total]");

const show = (number, sum) => {
  count.textContent = number > 0 ? number : "";
  total.textContent = number > 0 ? sum ?? "" : "";
};

const cookie = (name) => new RegExp(`(?:^|;\\s*)${name}=(\\d+)(?:;|$)`).exec(document.cookie)?.[1];

const refresh = async () => {
  const known = cookie("till\\.bag");
  if (!known && !cookie("till\\.known")) {
    show(0);
    return;
  }
  if (known && !count.textContent) {
    show(known);
  }
  try {
    const bag = await (await fetch("/bag/badge")).json();
    show(bag.count, bag.total);
  } catch {
    // The number that the browser knows is good enough.
  }
};

const drawer = document.createElement("dialog");
drawer.className = "drawer";
drawer.setAttribute("aria-labelledby", "drawer");
drawer.innerHTML = "<header><h2 id='drawer'>Your bag</h2><button type='button' class='link'>Close</button></header><p class='visually-hidden' role='status'></p><div></div>";
drawer.addEventListener("click", (event) => {
  if (event.target === drawer || event.target.closest("header button")) {
    drawer.close(); // the browser gives the focus back to where it was
  }
});
document.body.append(drawer);

const open = async (answer) => {
  if (!answer.ok) {
    throw new Error(`${answer.status}`);
  }
  const [content, status] = [drawer.querySelector(":scope > div"), drawer.querySelector("[role=status]")];
  content.innerHTML = await answer.text();
  const bag = content.firstElementChild.dataset;
  show(Number(bag.count), bag.total);
  status.textContent = "";
  if (!drawer.open) {
    drawer.showModal();
  }
  // Said once the drawer is there: what was in it before it opened is not read out.
  setTimeout(() => { status.textContent = bag.said ?? ""; }, 50);
};

const add = async (form, button) => {
  const body = new URLSearchParams(new FormData(form, button));
  const { token, field } = await (await fetch("/visitor", { headers: { accept: "application/json" } })).json();
  body.set(field, token);
  body.set("drawer", "true");
  await open(await fetch("/bag/add", { method: "POST", body }));
};

// Before the listener that all forms share.
document.addEventListener("submit", (event) => {
  const form = event.target;
  const to = event.submitter?.getAttribute("formaction") ?? form.getAttribute("action");
  if (to !== "/bag/add" || "whole" in form.dataset) {
    return;
  }
  event.preventDefault();
  if ("busy" in form.dataset) {
    return;
  }
  form.dataset.busy = "";
  add(form, event.submitter).then(() => delete form.dataset.busy, () => {
    // The page says what is wrong.
    delete form.dataset.busy;
    form.dataset.whole = "";
    form.requestSubmit(event.submitter);
  });
}, true);

link.addEventListener("click", (event) => {
  if (event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey && !/^\/(bag|checkout)/.test(location.pathname)) {
    event.preventDefault();
    fetch("/bag/drawer").then(open).catch(() => { location.href = link.href; });
  }
});

addEventListener("pageshow", (event) => {
  if (event.persisted) {
    refresh();
  }
});
refresh();
