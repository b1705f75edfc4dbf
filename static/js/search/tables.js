// @ts-check
/**
 * What the index has beside terms: names, written words, positions.
 *
 * Enters: keys, beginnings, postings, and the table of terms. Leaves: rows of names, words with how many documents have
 * them, places of words in texts.
 */
"use strict";

(function (/** @type {any} */ broadsheet) {
  const { numbers, words, rows, place, range } = broadsheet.numbers;

  /** @typedef {{words: string[], counts: Uint32Array}} Words */

  /** @param {any} table the terms (lookup.js) */
  function tables(table) {
    const { store, segments } = table;
    /** @type {string[][]} the first names of shards, by segment */
    const namesOf = segments.map((/** @type {any} */ segment) => words(segment.names));
    /** @type {string[]} */
    const written = words(store.manifest.words);

    /** @param {[string, string]} json */
    function nameShard([list, text]) {
      const values = numbers(text);
      let at = 0;
      const starts = words(list).map(() => (at += values[at] + 2) - 1);
      return {
        words: words(list),
        rowsAt: (/** @type {number} */ key) => rows(values.slice((starts[key - 1] ?? -1) + 2, starts[key] + 1)),
      };
    }

    /** The rows of a key in a segment. @param {string} key @param {number} segment @returns {Promise<Uint32Array>} */
    async function rowsIn(key, segment) {
      const { folder, firstRow } = segments[segment];
      const number = place(namesOf[segment], key);
      if (number < 0) return new Uint32Array(0);
      const shard = await store.part(`${folder}/names/${number}`, nameShard);
      const at = place(shard.words, key);
      if (shard.words[at] !== key) return new Uint32Array(0);
      return shard.rowsAt(at).map((/** @type {number} */ row) => row + firstRow);
    }

    /** The rows of names' keys. @param {Iterable<string>} keys @returns {Promise<Map<string, Uint32Array>>} */
    async function names(keys) {
      const found = new Map();
      const look = async (/** @type {string} */ key) => {
        const lists = await Promise.all(namesOf.map((_, segment) => rowsIn(key, segment)));
        const all = united(lists.filter((list) => list.length > 0));
        if (all.length > 0) found.set(key, all);
      };
      await Promise.all([...new Set(keys)].map(look));
      return found;
    }

    /** The numbers of the shards of written words with a beginning. @param {string} beginning @returns {number[]} */
    const wordShards = (beginning) => range(written, beginning);

    /** Some shards of written words. @param {number[]} shards @returns {Promise<Words[]>} */
    const writtenIn = (shards) =>
      Promise.all(
        shards.map((number) =>
          store.part(`${store.manifest.lists}/words/${number}`, (/** @type {[string, string]} */ [list, text]) => ({
            words: words(list),
            counts: numbers(text),
          })),
        ),
      );

    /**
     * Where a term stands: by field, what gives the ascending positions in a row of its list.
     *
     * @param {any} posting
     * @returns {Promise<((each: number) => Uint32Array)[]>}
     */
    async function positions({ places, lists }) {
      const standing = await Promise.all(places.map(positionsIn));
      return lists.map((/** @type {any} */ _, /** @type {number} */ field) => {
        const ends = standing.flatMap(({ gaps, bounds }) =>
          bounds[field].slice(1).map((/** @type {number} */ end, /** @type {number} */ each) => {
            return { gaps, start: bounds[field][each], end };
          }),
        );
        return (/** @type {number} */ each) => rows(ends[each].gaps.slice(ends[each].start, ends[each].end));
      });
    }

    /** By field, between which bounds of `gaps` the positions in each row are. @param {any} place in a segment */
    async function positionsIn({ shard: { segment, number, values, starts }, at }) {
      const gaps = await store.part(`${segment.folder}/positions/${number}`, numbers);
      let end = 0;
      for (let before = 0; before < at; before += 1) end += timesIn(values, starts[before]);
      const head = table.headOf(values, starts[at]);
      let next = head.at;
      const bounds = head.sizes.map((/** @type {number} */ size) => {
        const ends = [end];
        const counts = head.lists === 3 ? values.subarray(next + 2 * size, next + 3 * size) : null;
        for (let each = 0; each < size; each += 1) ends.push((end += (counts?.[each] ?? 0) + 1));
        next += size * head.lists;
        return ends;
      });
      return { gaps, bounds };
    }

    /** How often a term is in all documents. @param {Uint32Array} values @param {number} start */
    function timesIn(values, start) {
      let { sizes, lists, at } = table.headOf(values, start);
      let times = 0;
      for (const size of sizes) {
        times += size;
        at += size * lists;
        if (lists === 3) for (let count = at - size; count < at; count += 1) times += values[count];
      }
      return times;
    }

    return { ...table, names, wordShards, written: writtenIn, positions };
  }

  /** Texts and topics may have a key both. @param {Uint32Array[]} lists */
  function united(lists) {
    if (lists.length === 1) return lists[0];
    return Uint32Array.from(new Set(lists.flatMap((list) => [...list]))).sort();
  }

  broadsheet.tables = tables;
})((self.broadsheet = self.broadsheet ?? {}));
