// Answers of the site's search and of lunr.js to the same queries, under Node, for search_parity.py and search_finding.py.
//
//     node search_answers.cjs SITE ENGINE LUNR INDEX < queries
//
// SITE is the folder of a built site, ENGINE its js/search-worker.js, LUNR lunr.js, INDEX the whole index of the same
// build. The engine runs as in a worker, with messages, and fetches its parts from the folder; of documents, which
// have no part in what is found, it gets empty ones. Reads a JSON object a line and answers each with one:
//
//     {text, ref, count}       -> {text, ours, lunrs}: the ref's place in each, from 1, or null if it is not among the first so
//                                 many; one of several with the same score is in the middle of them
//     {text, compare: true}    -> {text, agrees, why, total, worst}: refs, order and scores of all results, where `worst` is
//                                 the largest relative difference of two scores, and {lacks}, whether a word of the query,
//                                 as Lunr reads it, is in no document; {hint} is the engine's
//
// `plain: true` goes to the engine as it is: Lunr's language alone. `lunrs` tells lunr.js another text.
"use strict";

const { readFileSync } = require("node:fs");
const { relative } = require("node:path");
const { createInterface } = require("node:readline");
const { runInThisContext } = require("node:vm");

const [, , SITE, ENGINE, LUNR, INDEX] = process.argv;
const ROOT = "https://site.invalid/";
const TOLERANCE = 1e-9; // relative
const DOCUMENT = '["","",null,[],"",{}]';

/** @type {{documents: number, documents_a_part: number}} */
const manifest = valueOf(readFileSync(`${SITE}/search/manifest.js`, "utf8"));
const { documents, documents_a_part: size } = manifest;

/** @param {string} part a script of one call */
function valueOf(part) {
  return JSON.parse(part.slice(part.indexOf(",") + 1, part.lastIndexOf(")")));
}

/** As the browser does, from the worker's own address. @param {string} address */
const pathOf = (address) => new URL(address, scope.location).href.slice(ROOT.length);

/** @param {string} path below the site's root */
function textAt(path) {
  const number = /\/documents\/(\d+)\.js$/.exec(path)?.[1];
  if (number === undefined) return readFileSync(`${SITE}/${path}`, "utf8");
  const count = Math.min(size, documents - Number(number) * size);
  return `searchPart("documents/${number}",[${Array(count).fill(DOCUMENT)}])\n`;
}

/** @type {any} */
const scope = globalThis;
scope.self = scope;
scope.fetch = async (/** @type {string} */ address) => {
  try {
    const text = textAt(pathOf(address));
    return { ok: true, status: 200, text: async () => text, json: async () => JSON.parse(text) };
  } catch {
    return { ok: false, status: 404, text: async () => "", json: async () => null };
  }
};
/** @type {((message: any) => void)[]} */
const listeners = [];
/** @type {(message: any) => void} */
let hear = () => {};
scope.postMessage = (/** @type {any} */ message) => hear(message);
scope.addEventListener = (/** @type {string} */ kind, /** @type {any} */ listener) => kind === "message" && listeners.push(listener);
scope.location = new URL(relative(SITE, ENGINE), ROOT);
scope.importScripts = (/** @type {string[]} */ ...addresses) => {
  for (const address of addresses) {
    const file = `${SITE}/${pathOf(address)}`;
    runInThisContext(readFileSync(file, "utf8"), { filename: file });
  }
};
scope.importScripts(scope.location.href);

const send = (/** @type {any} */ data) => {
  for (const listener of [...listeners, scope.onmessage]) listener?.({ data });
};

let last = 0;

/** Ask the engine. @param {any} message @returns {Promise<any>} */
function ask(message) {
  last += 1;
  const id = last;
  return new Promise((resolve, reject) => {
    hear = (answer) => {
      if (answer.id !== id) return;
      if (answer.kind === "failed") reject(new Error(`${answer.reason} (${answer.error ?? ""})`));
      else resolve(answer);
    };
    const filters = { topics: [], since: null, until: null, code: false, sources: [], among: null, notAmong: null };
    send({ kind: "search", id, from: 0, sort: "relevance", typing: false, passages: false, filters, ...message });
  });
}

const lunr = require(LUNR);
const index = lunr.Index.load(JSON.parse(readFileSync(INDEX, "utf8")));
send({ kind: "open", root: ROOT });

/** @param {number} one @param {number} other */
function difference(one, other) {
  if (one === other || (Number.isNaN(one) && Number.isNaN(other))) return 0;
  return Math.abs(one - other) / Math.max(Math.abs(one), Math.abs(other));
}

/** @param {{ref: string, score: number}[]} theirs @param {any[]} ours */
function comparison(theirs, ours) {
  if (theirs.length !== ours.length) return { why: `${ours.length} results, Lunr has ${theirs.length}`, worst: 0 };
  const scores = new Map(theirs.map(({ ref, score }) => [ref, score]));
  let worst = 0;
  for (const { ref, score } of ours) {
    const expected = scores.get(String(ref));
    if (expected === undefined) return { why: `Lunr has no result ${ref}`, worst };
    worst = Math.max(worst, difference(score, expected));
    if (worst > TOLERANCE) return { why: `${ref} scores ${score}, Lunr has ${expected}`, worst };
  }
  // The scores are Lunr's, so the order is, but for ties, where they never rise.
  for (let at = 1; at < ours.length; at += 1) {
    const [before, after] = [ours[at - 1].score, ours[at].score];
    if (after > before && difference(before, after) > TOLERANCE) return { why: `result ${at} is out of order`, worst };
  }
  return { why: "", worst };
}

/** The place of a ref among results. @param {any[]} results @param {number} wanted */
function place(results, wanted) {
  const at = results.findIndex(({ ref }) => Number(ref) === wanted);
  if (at < 0) return null;
  const isTied = (/** @type {any} */ other) =>
    other !== undefined && other.beside === results[at].beside && difference(other.score, results[at].score) <= TOLERANCE;
  let [first, last] = [at, at];
  while (isTied(results[first - 1])) first -= 1;
  while (isTied(results[last + 1])) last += 1;
  return 1 + (first + last) / 2;
}

/** Whether a word of a query is in no document. @param {string} text */
function lacks(text) {
  const query = new lunr.Query(index.fields);
  new lunr.QueryParser(text, query).parse();
  return query.clauses.some((/** @type {any} */ clause) => {
    if (clause.editDistance || clause.wildcard || clause.term.includes("*")) return false;
    const terms = clause.usePipeline ? index.pipeline.runString(clause.term, { fields: clause.fields }) : [clause.term];
    return !terms.some((/** @type {string} */ term) => Object.hasOwn(index.invertedIndex, term));
  });
}

/** @param {any} query */
async function answer({ text, ref = 0, count = documents, plain = false, compare = false, lunrs = text }) {
  const theirs = index.search(lunrs);
  const { results, hint } = await ask({ text, count, plain });
  if (!compare) return { text, ours: place(results, ref), lunrs: place(theirs.slice(0, count), ref) };
  const { why, worst } = comparison(theirs, results.filter((/** @type {any} */ result) => result.beside === null));
  return { text, agrees: why === "", why, total: theirs.length, worst, lacks: lacks(lunrs), hint };
}

(async () => {
  for await (const line of createInterface({ input: process.stdin })) {
    const query = JSON.parse(line);
    const given = await answer(query).catch((error) => ({ text: query.text, agrees: false, why: String(error), total: 0, worst: 0 }));
    console.log(JSON.stringify(given));
  }
  process.exit();
})();
