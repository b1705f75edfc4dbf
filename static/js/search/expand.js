// @ts-check
/**
 * Wildcards and near spellings to terms, exactly as Lunr finds them.
 *
 * Enters: the automaton that Lunr makes of a clause, and ordered lists of terms. Leaves: postings of the terms that
 * it accepts. Lunr walks the automaton beside one of the whole vocabulary; here it is walked along the list: what two
 * neighbours share is walked once, and sets of its states are numbered as they come.
 */
"use strict";

(function (/** @type {any} */ broadsheet) {
  const { words, place, range } = broadsheet.numbers;

  /** @typedef {{term: string, usePipeline: boolean, editDistance?: number}} Clause */
  /** @typedef {{segment: any, number: number}} Wanted a shard */

  const DEAD = 0;
  const FEW_SHARDS = 3; // which cost no more than the vocabulary
  const MOST_SHARDS = 400; // that are loaded for a clause

  /** @param {Clause} clause */
  function walker(clause) {
    /** @type {any[][]} sets of states; the first has none */
    const sets = [[]];
    /** @type {boolean[]} whether a set has a final state */
    const finals = [false];
    /** @type {Map<number, number>[]} by set: what a UTF-16 unit leads to */
    const steps = [new Map()];
    /** @type {Map<string, number>} */
    const numbers = new Map([["", DEAD]]);

    /** @param {Set<any>} states */
    function numberOf(states) {
      const key = Array.from(states, (state) => state.id)
        .sort()
        .join();
      let number = numbers.get(key);
      if (number === undefined) {
        number = sets.length;
        numbers.set(key, number);
        sets.push([...states]);
        finals.push(sets[number].some((state) => state.final));
        steps.push(new Map());
      }
      return number;
    }

    /** @param {number} set @param {number} unit */
    function step(set, unit) {
      let next = steps[set].get(unit);
      if (next === undefined) {
        const letter = String.fromCharCode(unit);
        const states = new Set();
        for (const { edges } of sets[set]) for (const edge of [letter, "*"]) if (edge in edges) states.add(edges[edge]);
        next = numberOf(states);
        steps[set].set(unit, next);
      }
      return next;
    }

    const path = [numberOf(new Set([/** @type {any} */ (self).lunr.TokenSet.fromClause(clause)]))];

    /** The places of the words that the automaton accepts. @param {string[]} words */
    return function accepted(words) {
      const found = [];
      let before = "";
      let walked = 0; // units of `before` along which `path` goes
      for (let place = 0; place < words.length; place += 1) {
        const word = words[place];
        let shared = 0;
        while (shared < walked && word.charCodeAt(shared) === before.charCodeAt(shared)) shared += 1;
        walked = shared;
        while (walked < word.length && path[walked] !== DEAD) {
          path[walked + 1] = step(path[walked], word.charCodeAt(walked));
          walked += 1;
        }
        if (walked > 0 && walked === word.length && finals[path[walked]]) found.push(place);
        before = word;
      }
      return found;
    };
  }

  /** Whether a clause may have other terms than its own. @param {Clause} clause */
  const isOpen = ({ term, usePipeline, editDistance }) => Boolean(editDistance) || (!usePipeline && term.includes("*"));

  /**
   * The postings of the terms of an open clause, and whether those are all.
   *
   * @param {Clause} clause
   * @param {any} table
   * @returns {Promise<{postings: any[], all: boolean}>}
   */
  async function expand(clause, table) {
    const accepted = walker(clause);
    const found = await Promise.all(
      table.segments.map((/** @type {any} */ segment) => shardsOf(clause, segment, table, accepted)),
    );
    const { shards, beyond } = bounded(found.flat());
    /** @type {Map<string, any[]>} by term */
    const places = new Map();
    for (const shard of await table.load(shards)) {
      for (const at of accepted(shard.words)) {
        const term = shard.words[at];
        if (beyond !== null && term >= beyond) break;
        if (!places.has(term)) places.set(term, []);
        places.get(term)?.push({ shard, at });
      }
    }
    // In one order, however the index is cut, for the last digit of a score hangs on it.
    const terms = table.segments.length > 1 ? [...places.keys()].sort() : [...places.keys()];
    return { postings: terms.map((term) => table.posting(places.get(term))), all: beyond === null };
  }

  /**
   * The shards of a segment in which the terms of a clause may be.
   *
   * @param {Clause} clause
   * @param {any} segment
   * @param {any} table
   * @param {(words: string[]) => number[]} accepted
   * @returns {Promise<Wanted[]>}
   */
  async function shardsOf(clause, segment, table, accepted) {
    const beginning = "editDistance" in clause ? "" : clause.term.slice(0, clause.term.indexOf("*"));
    /** @type {number[]} */
    let shards = range(segment.firsts, beginning);
    const isPrefix = beginning !== "" && beginning.length === clause.term.length - 1;
    if (!isPrefix && shards.length > FEW_SHARDS) {
      const terms = segment.vocabulary ?? (await table.store.part(`${segment.folder}/vocabulary`, words));
      const found = accepted(terms).map((/** @type {number} */ at) => place(segment.firsts, terms[at]));
      shards = [...new Set(found)];
    }
    return shards.map((number) => ({ segment, number }));
  }

  /**
   * Of too many shards leave those of the first terms; `beyond` is the term from which on not all are had.
   *
   * @param {Wanted[]} shards
   */
  function bounded(shards) {
    if (shards.length <= MOST_SHARDS) return { shards, beyond: null };
    /** @param {Wanted} shard */
    const first = ({ segment, number }) => segment.firsts[number];
    const beyond = shards.map(first).sort()[MOST_SHARDS];
    return { shards: shards.filter((shard) => first(shard) < beyond), beyond };
  }

  broadsheet.expand = { expand, isOpen };
})((self.broadsheet = self.broadsheet ?? {}));
