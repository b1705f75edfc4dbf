// @ts-check
/**
 * The worker that holds the Lunr index and answers queries, so that typing never waits for it.
 *
 * A classic worker: lunr.js 2.3.9 sets a global and throws when it is loaded as a module.
 * Enters: {kind: "open", root} once, then {kind: "query", id, text}.
 * Leaves: {kind: "ready"}, {kind: "too-large"} where the site has no index, {kind: "answer", id, ...} or
 * {kind: "failed", reason}.
 */
"use strict";

/**
 * What results show: topics as slug and title; papers by row as slug, title, newest day, topic numbers.
 * @typedef {{topics: [string, string][], papers: [string, string, string | null, number[]][], too_large?: true}} Documents
 * @typedef {{run: (lunr: any, index: any, text: string) => {results: {ref: string}[], hint: string}}} QueryReader
 */

importScripts("../vendor/lunr/lunr.js", "query.js");

/** What the two scripts above have set. */
const { lunr, query } = /** @type {{lunr: any, query: QueryReader}} */ (/** @type {unknown} */ (self));

const MOST_RESULTS = 50;

/** @type {any} */
let index = null;
/** @type {Documents} */
let documents = { topics: [], papers: [] };

/** @param {string} address */
async function fetchJson(address) {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address} answered ${response.status}`);
  return response.json();
}

/** @param {string} root */
async function open(root) {
  const serialised = fetchJson(`${root}search/lunr.json`);
  serialised.catch(() => {}); // it is looked at below, unless the site has none
  documents = await fetchJson(`${root}search/documents.json`);
  if (documents.too_large) {
    postMessage({ kind: "too-large" });
    return;
  }
  index = lunr.Index.load(await serialised);
  postMessage({ kind: "ready" });
}

/** @param {number} id @param {string} text */
function answer(id, text) {
  const { results, hint } = query.run(lunr, index, text);
  const shown = results.slice(0, MOST_RESULTS).map((result) => documentOf(Number(result.ref)));
  postMessage({ kind: "answer", id, text, hint, total: results.length, results: shown });
}

/** @param {number} row */
function documentOf(row) {
  const [slug, title, date, numbers] = documents.papers[row];
  const topics = numbers.map((number) => ({ slug: documents.topics[number][0], title: documents.topics[number][1] }));
  return { slug, title, date, topics };
}

/** @param {unknown} error */
function fail(error) {
  postMessage({ kind: "failed", reason: error instanceof Error ? error.message : String(error) });
}

addEventListener("message", (/** @type {MessageEvent} */ event) => {
  const message = event.data;
  if (message.kind === "open") {
    open(message.root).catch(fail);
  } else if (message.kind === "query") {
    try {
      answer(message.id, message.text);
    } catch (error) {
      fail(error);
    }
  }
});
