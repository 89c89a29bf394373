// A shop's appearance, and what of it is taken over: variables, and rules for the parts that Stripe names. It goes through the style
// object model, so that the policy of the frames needs no exception; what could load something or leave its declaration is left out.
const THEMES = {
  stripe: {},
  night: {
    colorPrimary: "#85d996", colorBackground: "#30313d", colorText: "#ffffff", colorTextSecondary: "#c3c3ce", colorTextPlaceholder: "#a6a6b5",
    colorDanger: "#fe87a1", colorLine: "#82838f", colorPage: "#30313d",
  },
  flat: { colorBackground: "#f1f1f4", colorLine: "transparent", fieldShadow: "none", borderRadius: "4px" },
  none: { colorPrimary: "LinkText", fieldShadow: "none", borderRadius: "0" },
};
const PROPERTIES = new Set(`accent-color background-color border border-bottom border-bottom-color border-bottom-left-radius border-bottom-right-radius
  border-bottom-style border-bottom-width border-color border-left border-left-color border-left-style border-left-width border-radius border-right
  border-right-color border-right-style border-right-width border-style border-top border-top-color border-top-left-radius border-top-right-radius
  border-top-style border-top-width border-width box-shadow caret-color color fill font-family font-size font-style font-variant
  font-variant-numeric font-weight letter-spacing line-height margin margin-bottom margin-left margin-right margin-top opacity outline
  outline-color outline-offset outline-style outline-width padding padding-bottom padding-left padding-right padding-top text-align
  text-decoration text-shadow text-transform transition -webkit-font-smoothing -webkit-text-fill-color`.split(/\s+/));
const SELECTOR = /^\.[A-Z][A-Za-z]+(?:--[a-z]+)*(?:::?(?:hover|focus|focus-visible|active|disabled|autofill|placeholder|selection|first-child|last-child))*$/;

const isSafe = (value) => typeof value === "string" && value.length <= 300 && !/[;{}@\\<>]|url\s*\(|image|expression|\/\*/i.test(value);
const kebab = (name) => name.replace(/[A-Z]/g, (letter) => "-" + letter.toLowerCase()).replace(/^-?(webkit|moz)-/, "-$1-");

let rules;

/** Puts an appearance in the place of the last one. */
export function wear(appearance = {}) {
  const root = document.documentElement.style;
  root.cssText = "";
  const theme = Object.hasOwn(THEMES, appearance.theme) ? appearance.theme : "stripe";
  root.setProperty("color-scheme", theme === "night" ? "dark" : "light");
  document.documentElement.dataset.theme = theme;
  for (const [name, value] of Object.entries({ ...THEMES[theme], ...appearance.variables })) {
    if (/^[a-zA-Z]{2,50}$/.test(name) && isSafe(String(value))) root.setProperty("--" + name, String(value));
  }
  rules ??= ownSheet();
  while (rules.cssRules.length) rules.deleteRule(0);
  if (appearance.disableAnimations) rules.insertRule("* { transition: none !important; animation: none !important; }");
  for (const [selector, style] of Object.entries(appearance.rules ?? {})) {
    const parts = selector.split(/\s*,\s*|\s+/);
    if (parts.every((part) => SELECTOR.test(part)) && typeof style === "object" && style) declare(selector, style);
  }
}

/** The `style` of a card's Elements: for its input, in each of its states. */
export function wearCard(style = {}) {
  rules ??= ownSheet();
  while (rules.cssRules.length) rules.deleteRule(0);
  for (const state of ["base", "empty", "complete", "invalid"]) {
    const own = style?.[state];
    if (typeof own !== "object" || !own) continue;
    const selector = state === "base" ? ".CardField input" : `.CardField--${state} input`;
    declare(selector, own);
    if (isSafe(own.iconColor)) document.documentElement.style.setProperty(`--icon-${state}`, own.iconColor);
    for (const [pseudo, nested] of Object.entries(own)) {
      if (/^::?(hover|focus|placeholder|selection|-webkit-autofill|disabled)$/.test(pseudo) && typeof nested === "object" && nested) declare(selector + pseudo, nested);
    }
  }
}

export function loadFonts(fonts = []) {
  for (const { family, src, weight, style, unicodeRange, display } of fonts) {
    if (typeof family !== "string" || typeof src !== "string") continue;
    const given = Object.entries({ weight, style, unicodeRange, display }).filter(([, value]) => typeof value === "string");
    try {
      const face = new FontFace(family, src, Object.fromEntries(given));
      document.fonts.add(face);
      face.load().catch(() => {});
    } catch { /* A font that cannot be read is as if it were not named. */ }
  }
}

function ownSheet() {
  const sheet = new CSSStyleSheet();
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  return sheet;
}

function declare(selector, style) {
  let rule;
  try { rule = rules.cssRules[rules.insertRule(`${selector} {}`, rules.cssRules.length)]; } catch { return; }
  for (const [name, value] of Object.entries(style)) {
    const property = kebab(name);
    if (PROPERTIES.has(property) && isSafe(String(value))) rule.style.setProperty(property, String(value));
  }
}
