// @ts-check
/**
 * static/js/citations.js under Node.
 *
 * Enters: the script's path as an argument, entries as JSON on standard input. Leaves, as JSON: the text of each format.
 */
"use strict";

const { readFileSync } = require("node:fs");
const vm = require("node:vm");

/** @type {any} */
const scope = { Intl, JSON, encodeURIComponent, encodeURI };
scope.self = scope;
vm.runInNewContext(readFileSync(process.argv[2], "utf8"), scope);
const entries = JSON.parse(readFileSync(0, "utf8"));
const written = Object.entries(scope.broadsheet.citations).map(([end, format]) => [
  end,
  /** @type {any} */ (format).write(entries, (/** @type {string} */ slug) => `https://example.org/papers/${slug}/`),
]);
process.stdout.write(JSON.stringify(Object.fromEntries(written)));
