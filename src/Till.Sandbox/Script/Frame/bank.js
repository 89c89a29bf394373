// The bank's page inside the frame that covers the shop's. It works only where its parent is of its own origin and is not the window
// itself, so that no other page can lay it under a visitor's pointer.
function parentIsOurs() {
  try { return parent !== window && parent !== top && parent.location.origin === location.origin; } catch { return false; }
}

const form = document.querySelector("form");
const status = document.querySelector("[role=status]");
if (parentIsOurs()) {
  const say = (what) => parent.postMessage(what, location.origin);
  for (const button of form?.querySelectorAll("button") ?? []) button.disabled = false;
  form?.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (form.ariaBusy === "true") return;
    form.ariaBusy = "true";
    status.textContent = "Processing…";
    const body = new URLSearchParams(new FormData(form, event.submitter));
    try {
      const answer = await fetch(form.action, { method: "POST", body });
      if (answer.ok) return say("answered");
    } catch { /* said below */ }
    form.ariaBusy = "false";
    status.textContent = "This could not be sent. Try again.";
  });
  if (!form) say("answered");
  addEventListener("keydown", (event) => { if (event.key === "Escape") say("escape"); });
  new ResizeObserver(() => say({ height: Math.ceil(document.querySelector("main").getBoundingClientRect().height) })).observe(document.querySelector("main"));
}
