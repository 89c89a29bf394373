// Does for the shop's page what it asks of Stripe(): knows the rules, takes what was typed from the frames beside it, which are of its own
// origin as the API is, and speaks with the API. The page gets the API's answers, in which no card number stands.
import { listen } from "./link.js";
import { useKey } from "./api.js";
import { sessionOf } from "./terms.js";
import { Misuse } from "./arguments.js";
import * as confirming from "./confirm.js";
import * as making from "./create.js";

const calls = { ...confirming, ...making };
const waiting = new Map();

/** What is answered to the page: a result, the address that it has to go to, a challenge to be shown first, or what was wrong with the call. */
async function settle(promise) {
  try {
    const { challenge, resume, ...answer } = await promise;
    if (!challenge) return answer;
    const token = crypto.randomUUID();
    waiting.set(token, resume);
    return { challenge, token };
  } catch (error) {
    if (!(error instanceof Misuse)) console.error(error);
    return { misuse: error.message };
  }
}

listen({
  init: useKey,
  session: sessionOf,
  call: ({ name, given }) => settle((async () => {
    if (!Object.hasOwn(calls, name)) throw new Misuse(`stripe.${name}() is not part of the sandbox's Stripe.js.`);
    return calls[name](...given.map((one) => one ?? undefined));
  })()),
  resume({ token }) {
    const resume = waiting.get(token);
    waiting.delete(token);
    return settle(resume());
  },
});
