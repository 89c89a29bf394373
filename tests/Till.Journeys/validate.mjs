// Reads a page's HTML from each line of standard input, as JSON, and answers each with a line: what is wrong with it.
import { HtmlValidate } from "html-validate";
import { createInterface } from "node:readline";

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

for await (const line of createInterface({ input: process.stdin })) {
  const { results } = await validate.validateString(JSON.parse(line));
  const faults = results.flatMap((result) => result.messages)
    .map(({ ruleId, message, line, column }) => `line ${line}, column ${column}: ${message} (${ruleId})`);
  console.log(JSON.stringify(faults));
}
