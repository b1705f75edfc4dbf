// @ts-check
/**
 * Questions to the search engine under Node.
 *
 * Enters, as arguments: the static files, lunr.min.js, the folder of a site; on standard input a JSON list of steps: a
 * question, {"host": {"folder", "failures"}}, which changes what answers, or {"overtaken": question}, whose answer
 * nobody waits for. Leaves, as JSON: the answers as they came, with the parts that were fetched for each.
 */
"use strict";

const { readFileSync } = require("node:fs");
const { start } = require("./engine.js");

const [, , statics, lunr, folder] = process.argv;
const steps = JSON.parse(readFileSync(0, "utf8"));
const { ask, fetched, host } = start(folder, { statics, lunr });

(async () => {
  const answers = [];
  for (const step of steps) {
    if (step.host) {
      host.folder = step.host.folder ?? host.folder;
      host.failures = new Map(Object.entries(step.host.failures ?? {}));
      continue;
    }
    if (step.overtaken) {
      ask(step.overtaken).then((answer) => answers.push(answer));
      continue;
    }
    fetched.length = 0;
    const answer = await ask(step);
    answers.push({ ...answer, fetched: [...fetched] });
  }
  process.stdout.write(JSON.stringify(answers), () => process.exit());
})();
