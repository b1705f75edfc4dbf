// @ts-check
/**
 * Questions of every kind, of any text.
 *
 * Enters: the opened index and a message of the page (engine.js). Leaves: a page of rows, or an answer.
 */
"use strict";

(function (/** @type {any} */ broadsheet) {
  const { best } = broadsheet.score;
  const { find: findPage, documents, topicsOf, refOf } = broadsheet.engine;
  const { marksOf } = broadsheet.passages;
  const { commonWords } = broadsheet.reading;
  const { identifiersOf, addBeside, namesOf } = broadsheet.beside;
  const { exclude, count: countFacets, valuesOf, slugsOf } = broadsheet.filters;
  const MOST_MATCHES = 5_000; // that a saved search remembers
  const MOST_EXPORTED = 1_000;
  const MOST_SUGGESTED = 8;
  const MOST_RESOLVED = 4; // texts whose postings are kept at hand

  /** What is kept for an opened index. @type {WeakMap<object, {table: any, resolved: Map<string, Promise<any>>}>} */
  const kept = new WeakMap();

  /** @param {any} index */
  function keptFor(index) {
    let found = kept.get(index);
    if (found === undefined) kept.set(index, (found = { table: broadsheet.tables(index.table), resolved: new Map() }));
    return found;
  }

  /** @param {any} index @param {{text: string, typing?: boolean, plain?: boolean}} message @returns {Promise<any>} */
  function resolve(index, { text, typing = false, plain = false }) {
    const { table, resolved } = keptFor(index);
    const key = JSON.stringify([text, typing, plain]);
    /** @type {Promise<any>} */
    const found = resolved.get(key) ?? broadsheet.resolve(text, table, { typing, plain });
    found.catch(() => resolved.delete(key));
    resolved.delete(key);
    resolved.set(key, found);
    if (resolved.size > MOST_RESOLVED) resolved.delete([...resolved.keys()][0]);
    return found;
  }

  /** @param {any} index @param {string} text @param {any[]} clauses */
  function outcomeOf(index, text, clauses) {
    const outcome = index.score(clauses);
    // Nothing was asked, so all match; or nothing is left of what was asked.
    if (clauses.length === 0 && text.trim() !== "") outcome.found.fill(0);
    addBeside(outcome, clauses);
    return outcome;
  }

  /** The row of the paper whose identifier a text is. @param {any} index @param {string} text */
  async function identified(index, text) {
    const { keys, isAddress } = identifiersOf(text);
    const named = await keptFor(index).table.names(keys);
    const rows = keys.map((/** @type {string} */ key) => named.get(key)?.at(-1)); // the newest paper
    return { row: rows.find((/** @type {number | undefined} */ row) => row !== undefined) ?? null, isAddress };
  }

  /** @param {any} index @param {any} message @param {() => void} check */
  async function find(index, message, check) {
    const { text, sort, plain, filters, from, count } = message;
    const [{ row, isAddress }, asked, excluded] = await Promise.all([
      plain ? { row: null, isAddress: false } : identified(index, text),
      resolve(index, message),
      exclude(filters, index.store),
    ]);
    check();
    if (row !== null || isAddress) return ofIdentifier(row, from);
    const page = { from, count, byDate: sort === "date" };
    let found = best(outcomeOf(index, text, asked.clauses), excluded, page);
    if (found.total < from + count && asked.more !== null) {
      await asked.more();
      check();
      found = best(outcomeOf(index, text, asked.clauses), excluded, page);
    }
    return {
      ...found,
      hint: asked.hint || (found.total === 0 ? commonWords(text) : ""),
      correction: asked.correction,
      goTo: null,
      marks: marksOf(asked.clauses, asked.keys.size > 0 ? namesOf(asked.keys) : undefined),
    };
  }

  /** @param {number | null} row @param {number} from */
  function ofIdentifier(row, from) {
    const rows = row !== null && from === 0 ? [{ row, score: 0, isBeside: false }] : [];
    const hint = row === null ? broadsheet.say("hint.no_such_id") : "";
    return { rows, total: row === null ? 0 : 1, beside: 0, hint, correction: null, goTo: row, marks: marksOf([]) };
  }

  /** @type {Record<string, (index: any, message: any, check: () => void) => Promise<any>>} */
  const answers = {
    async ranking(index, message, check) {
      const { rows, total } = await findPage(index, message, check);
      const results = rows.map((/** @type {any} */ { row, score }) => ({ ref: refOf(index, row), score }));
      return { kind: "ranking", total, results };
    },

    async facets(index, message) {
      const [asked, excluded, values] = await Promise.all([
        resolve(index, message),
        exclude(message.filters ?? {}, index.store),
        valuesOf(index.store),
      ]);
      const { found } = outcomeOf(index, message.text, asked.clauses);
      return { kind: "facets", ...countFacets(found, excluded, values, index.store.manifest.topics) };
    },

    async suggest(index, { text }) {
      const word = /\p{L}+$/u.exec(text)?.[0].toLowerCase() ?? "";
      return {
        kind: "suggestions",
        words: await broadsheet.words.complete(keptFor(index).table, word, MOST_SUGGESTED),
      };
    },

    async matches(index, message, check) {
      const [{ rows, total }, slugs] = await Promise.all([
        findPage(index, { ...message, from: 0, count: MOST_MATCHES }, check),
        slugsOf(index.store),
      ]);
      return { kind: "matches", total, numbers: rows.map((/** @type {any} */ { row }) => slugs[row]) };
    },

    async export(index, message, check) {
      const { rows } = await findPage(
        index,
        { ...message, from: 0, count: Math.min(message.count, MOST_EXPORTED) },
        check,
      );
      const entries = (await documents(index, rows)).map(
        (/** @type {any[]} */ [slug, title, date, topics, abstract, more]) => {
          const none = { authors: [], ids: {}, links: [], venue: null };
          return { slug, title, date, topics: topicsOf(index, topics), abstract, ...none, ...more };
        },
      );
      return { kind: "export", entries };
    },
  };

  broadsheet.questions = { find, answers };
})((self.broadsheet = self.broadsheet ?? {}));
