// @ts-check
/**
 * The search engine against lunr.js on the whole index, over queries made from its terms.
 *
 * Enters, as arguments: the static files, lunr.min.js, the folder of a site, how many queries, a seed. Leaves, as
 * JSON: the queries whose answers differ, with how; and how many results were compared.
 */
"use strict";

const { readFileSync } = require("node:fs");
const { join } = require("node:path");
const { start } = require("./engine.js");

const NEAR = 1e-9; // between scores
const SIGNS = ["", "", "", "", "", "", "", "?", ",", ".", "'s", "!", ")", "/", "\u2026"];
const STRANGE = [
  "zzzz",
  "the",
  "of",
  "qqqq*",
  "C++",
  "\u03c00",
  "SU(2)",
  "na\u00efve",
  "constructor",
  "__proto__",
  "*",
  "a*",
  "x~1",
  "\\*",
  "\u{1d4b3}",
  "--",
  "3.5",
];

const [, , statics, lunrFile, folder, count, seed] = process.argv;
const engine = start(folder, { statics, lunr: lunrFile });
const { lunr } = /** @type {any} */ (globalThis);
const serialised = JSON.parse(readFileSync(join(folder, "search", "lunr.json"), "utf8"));
const index = lunr.Index.load(serialised);
/** @type {string[]} */
const terms = serialised.invertedIndex
  .map((/** @type {[string]} */ [term]) => term)
  .filter((/** @type {string} */ term) => /^\w+$/.test(term));
/** @type {string[]} those that many documents have */
const common = serialised.invertedIndex
  .filter((/** @type {[string, any]} */ [term, { abstract }]) => /^\w+$/.test(term) && Object.keys(abstract).length > 9)
  .map((/** @type {[string]} */ [term]) => term);

let state = Number(seed);

/** Mulberry32. @param {number} below */
function random(below) {
  state = (state + 0x6d2b79f5) | 0;
  let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
}

/** @template T @param {T[]} list */
const one = (list) => list[random(list.length)];
const chance = (/** @type {number} */ percent) => random(100) < percent;

function word() {
  const known = one(chance(70) ? common : terms);
  if (chance(6)) return one(STRANGE);
  if (chance(5)) return known.toUpperCase();
  if (chance(4)) return `${known}${one(SIGNS)}`;
  if (chance(4)) return `${known}-${one(common)}`;
  return known;
}

/** @param {string} term */
function withStars(term) {
  const at = random(term.length + 1);
  if (chance(50)) return `${term.slice(0, Math.max(at, 2))}*`;
  if (chance(40)) return `*${term.slice(at)}`;
  return chance(50)
    ? `${term.slice(0, at)}*${term.slice(Math.min(at + 1 + random(3), term.length))}`
    : `*${term.slice(1, -1)}*`;
}

/** @param {string} term */
function misspelt(term) {
  const at = random(term.length);
  const letter = "abcdefghijklmnopqrstuvwxyz"[random(26)];
  return (
    one([
      term.slice(0, at) + term.slice(at + 1),
      term.slice(0, at) + letter + term.slice(at),
      term.slice(0, at) + letter + term.slice(at + 1),
    ]) || term
  );
}

let open = 0;

function clause() {
  let text = word();
  if (open < 4 && chance(14)) {
    open += 1;
    text = withStars(one(chance(60) ? common : terms));
    if (chance(10)) text += "~1";
  } else if (open < 4 && chance(12)) {
    open += 1;
    text = `${misspelt(one(common))}~${chance(60) ? 1 : one([0, 2])}`;
  }
  if (chance(15)) text = `${one(["title", "abstract", "topics", "authors"])}:${text}`;
  if (chance(12)) text += `^${one([0, 1, 2, 10, 1000])}`;
  if (chance(10)) text = `-${text}`;
  else if (chance(14)) text = `+${text}`;
  return text;
}

function query() {
  open = 0;
  return Array.from({ length: 1 + random(4) }, clause).join(one([" ", " ", " ", "  ", "\t"]));
}

/** @param {string} text */
function expectedOf(text) {
  try {
    return index.search(text);
  } catch (error) {
    if (error instanceof lunr.QueryParseError) return null; // the engine reads it as words
    throw error;
  }
}

/** @param {{ref: string, score: number}[]} expected @param {{ref: string, score: number}[]} given */
function difference(expected, given) {
  if (expected.length !== given.length) return `${given.length} results for ${expected.length}`;
  const scores = new Map(expected.map(({ ref, score }) => [ref, score]));
  for (const [place, { ref, score }] of given.entries()) {
    if (!scores.has(ref)) return `${ref} is none of Lunr's`;
    if (Math.abs(score - /** @type {number} */ (scores.get(ref))) > NEAR)
      return `${ref} has ${score} for ${scores.get(ref)}`;
    // With Lunr's score at every place the order is Lunr's, ties aside.
    if (Math.abs(score - expected[place].score) > NEAR)
      return `place ${place} has ${score} for ${expected[place].score}`;
  }
  return "";
}

async function main() {
  const differences = [];
  let compared = 0;
  let refused = 0;
  const milliseconds = { lunr: 0, engine: 0 };
  for (let number = 0; number < Number(count); number += 1) {
    const text = query();
    let started = performance.now();
    const expected = expectedOf(text);
    milliseconds.lunr += performance.now() - started;
    if (expected === null) {
      refused += 1;
      continue;
    }
    started = performance.now();
    const answer = await engine.ask({ text, count: 1e9, passages: false, plain: true, kind: "ranking" });
    milliseconds.engine += performance.now() - started;
    const differs = answer.kind === "failed" ? answer.error : difference(expected, answer.results);
    if (differs !== "") differences.push({ text, differs });
    compared += expected.length;
  }
  process.stdout.write(JSON.stringify({ differences, compared, refused, milliseconds }), () => process.exit());
}

main();
