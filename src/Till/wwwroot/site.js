// What a browser adds to pages that work without it: the form token, the account's name and badge, a smaller player.

const visitor = async () => (await fetch("/visitor", { headers: { accept: "application/json" } })).json();

/** Pages that are the same for everybody carry no form token, so it is fetched when a form is sent. */
const send = async (form, button) => {
  try {
    const { token, field } = await visitor();
    hidden(form, field, token);
  } catch {
    // Sent without one, the shop answers with a page that asks to confirm.
  }
  if (button?.name) {
    hidden(form, button.name, button.value);
  }
  if (!button?.hasAttribute("formaction")) {
    form.submit();
    return;
  }
  const own = form.getAttribute("action");
  form.action = button.formAction;
  form.submit();
  form.setAttribute("action", own); // for the other button, when the visitor comes back
};

const hidden = (form, name, value) => {
  const input = document.createElement("input");
  Object.assign(input, { type: "hidden", name, value });
  input.dataset.added = "";
  form.append(input);
};

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") {
    return;
  }
  if ("busy" in form.dataset) {
    event.preventDefault(); // a second click while the first one is under way
    return;
  }
  form.dataset.busy = "";
  if ("token" in form.dataset) {
    event.preventDefault();
    send(form, event.submitter);
  }
});

// Back from where the form led: it can be sent again.
addEventListener("pageshow", (event) => {
  if (event.persisted) {
    document.querySelectorAll("[data-added]").forEach((input) => input.remove());
    document.querySelectorAll("[data-busy]").forEach((form) => delete form.dataset.busy);
  }
});

const account = document.querySelector("[data-account]");
if (account && /(?:^|;\s*)till\.known=1(?:;|$)/.test(document.cookie)) {
  visitor().then(({ name, badge }) => {
    if (name) {
      account.textContent = name;
    }
    if (badge) {
      const link = document.createElement("a");
      Object.assign(link, { href: "/account/membership", className: "badge" });
      link.innerHTML = "<span class='visually-hidden'>Your membership: </span><span class='mark good'></span>";
      link.lastChild.textContent = badge;
      account.parentElement.after(link);
    }
  }, () => {});
}

const icon = (name, path) => `<svg class="${name}" viewBox="0 0 16 16" aria-hidden="true"><path d="${path}"/></svg>`;

for (const list of document.querySelectorAll(".tracks")) {
  const players = [...list.querySelectorAll("audio")];
  for (const audio of players) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "play";
    button.innerHTML = icon("go", "M3 1.5v13l11-6.5z") + icon("pause", "M3 2h3.5v12H3zM9.5 2H13v12H9.5z");
    button.setAttribute("aria-label", audio.getAttribute("aria-label"));
    button.setAttribute("aria-pressed", "false");
    const progress = document.createElement("progress");
    progress.value = 0;
    progress.setAttribute("aria-hidden", "true");
    button.addEventListener("click", () => { if (audio.paused) { audio.play(); } else { audio.pause(); } });
    audio.addEventListener("play", () => {
      players.forEach((other) => { if (other !== audio) { other.pause(); } });
      button.setAttribute("aria-pressed", "true");
    });
    audio.addEventListener("pause", () => button.setAttribute("aria-pressed", "false"));
    audio.addEventListener("timeupdate", () => { progress.value = audio.duration ? audio.currentTime / audio.duration : 0; });
    audio.addEventListener("ended", () => { progress.value = 0; });
    audio.controls = false;
    audio.closest("li").prepend(button);
    audio.after(progress);
  }
  list.classList.toggle("enhanced", players.length > 0);
}
