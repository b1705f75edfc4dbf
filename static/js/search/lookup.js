// @ts-check
/**
 * Terms to their postings.
 *
 * Enters: terms, and the opened parts. Leaves: `Posting`s with Lunr's weights. All shards of a question are loaded at
 * once.
 */
"use strict";

(function (/** @type {any} */ broadsheet) {
  const { numbers, words, rows, place } = broadsheet.numbers;
  const HAS_COUNTS = 16;
  const NEAR_HALF = 1e-6;
  const MOST_KNOWN = 8; // how often a term is in a text

  /**
   * The documents that have a term in a field, ascending; Lunr's weight there; how often it is there, less one.
   * @typedef {{rows: Uint32Array, weights: Float64Array, counts: Uint32Array | null}} List
   * @typedef {{term: string, shard: number, at: number, lists: (List | null)[]}} Posting by field
   * @typedef {{words: string[], values: Uint32Array, starts: Uint32Array, postings: Posting[]}} Shard
   * @typedef {{manifest: any, part: <T>(name: string, make: (json: any) => T) => Promise<T>}} Store
   */

  /** @param {Store} store */
  function lookup(store) {
    const { manifest } = store;
    /** @type {string[]} */
    const firsts = words(manifest.terms);
    /** @type {Uint32Array[]} */
    const lengths = manifest.lengths.map(numbers);

    /**
     * How many documents have a term, by field; how many lists there are of them; where those begin.
     *
     * @param {Uint32Array} values
     * @param {number} at
     */
    function headOf(values, at) {
      const head = values[at++];
      const sizes = lengths.map((_, field) => ((head >> field) & 1 ? values[at++] + 1 : 0));
      return { sizes, lists: head & HAS_COUNTS ? 3 : 2, at };
    }

    /** @param {[string, string]} json @returns {Shard} */
    function termShard([list, text]) {
      const values = numbers(text);
      let next = 0;
      const starts = words(list).map(() => {
        const start = next;
        const { sizes, lists, at } = headOf(values, start);
        next = sizes.reduce((end, size) => end + size * lists, at);
        return start;
      });
      return { words: words(list), values, starts, postings: [] };
    }

    /** @param {Shard} shard @param {number} at @param {number} number @returns {Posting} */
    function posting(shard, at, number) {
      return (shard.postings[at] ??= {
        term: shard.words[at],
        shard: number,
        at,
        lists: listsOf(shard.values, shard.starts[at]),
      });
    }

    /** @param {Uint32Array} values @param {number} start @returns {(List | null)[]} */
    function listsOf(values, start) {
      let { sizes, lists, at } = headOf(values, start);
      const having = sizes.reduce((sum, size) => sum + size);
      const idf = Math.log(1 + Math.abs((manifest.documents - having + 0.5) / (having + 0.5)));
      return sizes.map((size, field) => {
        if (size === 0) return null;
        const list = rows(values.slice(at, (at += size)));
        const ranks = values.subarray(at, (at += size));
        const counts = lists === 3 ? values.subarray(at, (at += size)) : null;
        return { rows: list, weights: weightsOf(idf, field, ranks, counts), counts };
      });
    }

    /**
     * Lunr's weights (lunr.Builder).
     *
     * @param {number} idf
     * @param {number} field
     * @param {Uint32Array} ranks
     * @param {Uint32Array | null} counts
     */
    function weightsOf(idf, field, ranks, counts) {
      const weights = new Float64Array(ranks.length);
      const many = lengths[field].length;
      const known = new Float64Array(ranks.length < many ? 0 : MOST_KNOWN * many); // each is worked out once
      for (let at = 0; at < ranks.length; at += 1) {
        const more = counts === null ? 0 : counts[at];
        const key = more * many + ranks[at];
        weights[at] = known[key] || (known[key] = weightOf(idf, field, more + 1, lengths[field][ranks[at]]));
      }
      return weights;
    }

    /** @param {number} idf @param {number} field @param {number} times @param {number} length */
    function weightOf(idf, field, times, length) {
      const norm = 1.2 * (1 - 0.75 + 0.75 * (length / (manifest.averages[field] || 1)));
      return thousandths(((idf * (2.2 * times)) / (norm + times)) * manifest.boosts[field]);
    }

    /** Load some shards. @param {Iterable<number>} shards @returns {Promise<Map<number, Shard>>} */
    async function load(shards) {
      const every = [...new Set(shards)].filter((number) => number >= 0);
      const loaded = await Promise.all(every.map((number) => store.part(`terms/${number}`, termShard)));
      return new Map(every.map((number, at) => [number, loaded[at]]));
    }

    const shardOf = (/** @type {string} */ term) => place(firsts, term);

    /**
     * The postings of those of some terms that the index has.
     *
     * @param {string[]} terms
     * @returns {Promise<Map<string, Posting>>}
     */
    async function postings(terms) {
      const shards = await load(terms.map(shardOf));
      /** @type {Map<string, Posting>} */
      const found = new Map();
      for (const term of terms) {
        const number = shardOf(term);
        const shard = shards.get(number);
        const at = shard === undefined ? -1 : place(shard.words, term);
        if (shard?.words[at] === term) found.set(term, posting(shard, at, number));
      }
      return found;
    }

    return { store, firsts, fields: lengths.length, headOf, load, shardOf, posting, postings };
  }

  /** Round as Python's `%.3f` does. @param {number} value */
  function thousandths(value) {
    const whole = Math.floor(value * 1000);
    const rest = value * 1000 - whole - 0.5;
    return Math.abs(rest) < NEAR_HALF ? Number(value.toFixed(3)) : (whole + (rest > 0 ? 1 : 0)) / 1000;
  }

  broadsheet.lookup = lookup;
})((self.broadsheet = self.broadsheet ?? {}));
