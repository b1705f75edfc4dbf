// @ts-check
/**
 * Scores and order, exactly as lunr.Index.prototype.query has them, on arrays by row.
 *
 * Enters: clauses with the postings of their terms. Leaves: an `Outcome`: which rows match, with Lunr's scores;
 * and of those the best. A rank goes before the score; Lunr has none, so it is 0 but for what is found beside its
 * index (beside.js).
 */
"use strict";

(function (/** @type {any} */ broadsheet) {
  const OPTIONAL = 1; // lunr.Query.presence
  const REQUIRED = 2;
  const PROHIBITED = 3;
  const NONE = new Uint32Array(0);

  /**
   * @typedef {{rows: Uint32Array, weights: Float64Array}} List
   * @typedef {{term: string, lists: (List | null)[]}} Posting
   * `rows` are of a phrase.
   * @typedef {{fields: number[], boost: number, presence: number, postings: Posting[], rows?: Uint32Array}} Clause
   * @typedef {{found: Uint8Array, ranks: Int8Array, scores: Float64Array, hits: Uint8Array, banned: Uint8Array,
   *   had: Uint16Array}} Outcome
   */

  /** Arrays are used again: an outcome holds until the next one. @param {number} documents @param {number} fields */
  function scorer(documents, fields) {
    const scores = new Float64Array(documents);
    const hits = new Uint8Array(documents);
    const found = new Uint8Array(documents);
    const banned = new Uint8Array(documents);
    const ranks = new Int8Array(documents);
    const had = new Uint16Array(documents); // how many of the required clauses, from the first on

    /**
     * Add a field's part of the scores: the product of query and document, by the query's magnitude.
     *
     * @param {Clause[]} clauses
     * @param {number} field
     */
    function addField(clauses, field) {
      /** @type {Map<string, {list: List | null, boost: number}>} */
      const vector = new Map();
      for (const { fields: some, postings, boost } of clauses) {
        if (!some.includes(field)) continue;
        for (const { term, lists } of postings) {
          const element = vector.get(term);
          if (element === undefined) vector.set(term, { list: lists[field], boost });
          else element.boost += boost;
        }
      }
      let squares = 0;
      for (const { boost } of vector.values()) squares += boost * boost;
      const magnitude = Math.sqrt(squares);
      for (const { list, boost } of vector.values()) if (list !== null) addList(list, boost / magnitude || 0);
    }

    /** @param {List} list @param {number} factor */
    function addList({ rows, weights }, factor) {
      for (let place = 0; place < rows.length; place += 1) {
        scores[rows[place]] += weights[place] * factor;
        hits[rows[place]] = 1;
      }
    }

    /** @param {Clause[]} clauses @returns {Outcome} */
    return function score(clauses) {
      const others = clauses.filter(({ presence }) => presence !== PROHIBITED);
      for (const array of [scores, banned, ranks, had]) array.fill(0);
      hits.fill(others.length === 0 ? 1 : 0);
      for (let field = 0; field < fields; field += 1) addField(others, field);
      let required = 0;
      for (const clause of clauses) {
        if (clause.presence === REQUIRED) countHad(clause, had, required++);
        else if (clause.presence === PROHIBITED) eachList(clause, (rows) => rows.forEach((row) => (banned[row] = 1)));
      }
      for (let row = 0; row < documents; row += 1)
        found[row] = hits[row] && !banned[row] && had[row] === required ? 1 : 0;
      return { found, ranks, scores, hits, banned, had };
    };
  }

  /** @param {Clause} clause @param {(rows: Uint32Array) => void} take */
  function eachList({ postings, fields, rows }, take) {
    if (rows !== undefined) take(rows);
    for (const { lists } of postings) for (const field of fields) take(lists[field]?.rows ?? NONE);
  }

  /**
   * Note the rows that have a required clause, if they have all before.
   *
   * @param {Clause} clause
   * @param {Uint16Array} had
   * @param {number} before
   */
  function countHad(clause, had, before) {
    eachList(clause, (rows) => {
      for (const row of rows) if (had[row] === before) had[row] = before + 1;
    });
  }

  /**
   * The best rows of an outcome that nothing excludes, and how many there are. The last row is the newest document.
   *
   * @param {Outcome} outcome
   * @param {Uint8Array} excluded
   * @param {{from: number, count: number, byDate: boolean}} page
   */
  function best({ found, ranks, scores }, excluded, { from, count, byDate }) {
    const most = from + count;
    /** @type {number[]} a heap with the worst at its root */
    const heap = [];
    let total = 0;
    let beside = 0;
    /** @param {number} one @param {number} other */
    const worse = (one, other) => ranks[one] - ranks[other] || scores[one] - scores[other] || one - other;
    for (let row = found.length - 1; row >= 0; row -= 1) {
      if (!found[row] || excluded[row]) continue;
      total += 1;
      if (ranks[row] < 0) beside += 1;
      if (heap.length < most) {
        heap.push(row);
        if (!byDate) raiseLast(heap, worse);
      } else if (!byDate && most > 0 && worse(row, heap[0]) > 0) {
        heap[0] = row;
        sinkFirst(heap, worse);
      }
    }
    if (!byDate) heap.sort((one, other) => worse(other, one));
    const rows = heap.slice(from).map((row) => ({ row, score: scores[row], isBeside: ranks[row] < 0 }));
    return { rows, total, beside };
  }

  /** @param {number[]} heap @param {(one: number, other: number) => number} worse */
  function raiseLast(heap, worse) {
    let at = heap.length - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (worse(heap[at], heap[parent]) >= 0) return;
      [heap[at], heap[parent]] = [heap[parent], heap[at]];
      at = parent;
    }
  }

  /** @param {number[]} heap @param {(one: number, other: number) => number} worse */
  function sinkFirst(heap, worse) {
    for (let at = 0; ;) {
      let child = 2 * at + 1;
      if (child >= heap.length) return;
      if (child + 1 < heap.length && worse(heap[child + 1], heap[child]) < 0) child += 1;
      if (worse(heap[at], heap[child]) <= 0) return;
      [heap[at], heap[child]] = [heap[child], heap[at]];
      at = child;
    }
  }

  broadsheet.score = { scorer, best, countHad, OPTIONAL, REQUIRED, PROHIBITED };
})((self.broadsheet = self.broadsheet ?? {}));
