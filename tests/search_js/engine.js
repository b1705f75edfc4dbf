// @ts-check
/**
 * The search engine under Node, with a folder in place of a host.
 *
 * Enters: the folder of static files, lunr.min.js, a folder with a site's search/; BROADSHEET_TEXTS, what scripts say as JSON. Leaves: what asks questions.
 */
"use strict";

const { readFileSync } = require("node:fs");
const { join } = require("node:path");
const vm = require("node:vm");

const ROOT = "https://example.org/digest/";

/** @param {string[]} parts @param {string} statics */
function run(parts, statics) {
  for (const part of parts) {
    if (!part.startsWith("vendor/")) vm.runInThisContext(readFileSync(join(statics, part), "utf8"), { filename: part });
  }
}

/**
 * @param {string} folder
 * @param {{statics: string, lunr: string}} files
 */
function start(folder, { statics, lunr }) {
  const scope = /** @type {any} */ (globalThis);
  /** @type {string[]} the parts that were fetched */
  const fetched = [];
  /** @type {{failures: Map<string, number>, folder: string}} how often a path is not answered; the folder may change */
  const host = { failures: new Map(), folder };
  scope.self = scope;
  scope.lunr = require(lunr);
  scope.fetch = async (/** @type {string} */ address) => {
    const path = address.slice(ROOT.length);
    fetched.push(path);
    const left = host.failures.get(path) ?? 0;
    host.failures.set(path, left - 1);
    if (left > 0) throw new TypeError("no connection");
    try {
      const text = readFileSync(join(host.folder, path), "utf8");
      return { ok: true, status: 200, text: async () => text };
    } catch {
      return { ok: false, status: 404, text: async () => "" };
    }
  };
  const bundles = JSON.parse(readFileSync(join(statics, "js", "bundles.json"), "utf8"));
  scope.broadsheet = { texts: JSON.parse(process.env.BROADSHEET_TEXTS ?? "{}"), loadRest: async () => run(bundles["js/search-rest.js"], statics) };
  run(bundles["js/search-worker.js"], statics);
  /** @type {Map<number, (message: any) => void>} */
  const waiting = new Map();
  const send = scope.broadsheet.serve((/** @type {any} */ message) => waiting.get(message.id)?.(message));
  send({ kind: "open", root: ROOT });
  let id = 0;

  /** @param {Record<string, any>} question @returns {Promise<any>} */
  function ask(question) {
    id += 1;
    return new Promise((resolve) => {
      waiting.set(id, resolve);
      send({
        kind: "search",
        from: 0,
        count: 20,
        sort: "relevance",
        typing: false,
        passages: true,
        filters: {},
        ...question,
        id,
      });
    });
  }

  return { ask, send, fetched, host };
}

module.exports = { start };
