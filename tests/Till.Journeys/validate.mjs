// Reads a page's HTML from standard input and prints what is wrong with it, a line each.
import { HtmlValidate } from "html-validate";
import { text } from "node:stream/consumers";

const validate = new HtmlValidate({
  extends: ["html-validate:recommended", "html-validate:document"],
  rules: {
    "no-trailing-whitespace": "off", // templates leave some; browsers do not mind
    "long-title": "off", // a title is the product's name, which is the seller's to choose
    "void-style": "off", // both ways of closing a void element are HTML
    "attribute-boolean-style": "off", // required="" is what the framework writes, and means the same as required
    "no-redundant-role": "off", // Safari forgets that a list without bullets is one unless it is told
    "require-sri": "off", // everything comes from the shop itself
    "form-dup-name": ["error", { shared: ["radio", "button", "reset", "submit", "checkbox"] }], // several of one name are a list
    "tel-non-breaking": "off", // a matter of typography
  },
});

const { results } = await validate.validateString(await text(process.stdin));
for (const { ruleId, message, line, column } of results.flatMap((result) => result.messages)) {
  console.log(`line ${line}, column ${column}: ${message} (${ruleId})`);
}
