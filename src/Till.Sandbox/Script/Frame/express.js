// Wallets: the sandbox has none, and says so.
import { listen, tell, watchHeight } from "./link.js";

listen({
  init() {
    watchHeight(document.body);
    tell("ready");
  },
});
globalThis.fields = { collect: () => ({}), validate: () => null, selected: () => "" };
