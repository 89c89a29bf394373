// What a frame says to the shop's page and hears from it. It hears its parent only, from the origin that it was opened for, and speaks
// to that origin only. What is typed into a card's fields is never said.
const shop = new URLSearchParams(location.hash.slice(1)).get("origin") ?? "";
const framed = parent !== window;

export function tell(type, body) {
  if (framed && shop) parent.postMessage({ ...body, type }, shop);
}

/** @param hear has a function for each type of message; what it returns answers a question. */
export function listen(hear) {
  addEventListener("message", async (event) => {
    if (event.source !== parent || event.origin !== shop || typeof event.data !== "object" || event.data === null) return;
    const { type, id, ...body } = event.data;
    if (!Object.hasOwn(hear, type)) return;
    const result = await hear[type](body);
    if (id !== undefined) tell("answer", { id, result });
  });
  tell("hello");
}

/** Tells the page how high the content is, now and whenever that changes. */
export function watchHeight(root) {
  let last = 0;
  const measure = () => {
    const height = Math.ceil(root.getBoundingClientRect().height);
    if (height !== last) tell("resize", { height: last = height });
  };
  new ResizeObserver(measure).observe(root);
  measure();
}

/** Focus, blur, Escape and Enter anywhere in the frame. A move from field to field is neither focus nor blur. */
export function watchKeys(root) {
  let within = false;
  root.addEventListener("focusin", () => { if (!within) tell("focus"); within = true; });
  root.addEventListener("focusout", (event) => {
    if (event.relatedTarget && root.contains(event.relatedTarget)) return;
    within = false;
    tell("blur");
  });
  root.addEventListener("keydown", (event) => {
    if (event.key === "Escape") tell("escape");
    if (event.key === "Enter" && event.target.matches("input")) { event.preventDefault(); tell("enter"); }
  });
}

/** An element with attributes, listeners (`onclick`) and children. */
export function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value !== undefined && value !== null) node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child !== undefined && child !== null));
  return node;
}
