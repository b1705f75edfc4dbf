// @ts-check
/**
 * What the index has beside terms: names, written words, positions.
 *
 * Enters: keys, beginnings, postings, and the table of terms. Leaves: rows of names, words with how many documents have
 * them, places of words in texts.
 */
"use strict";

(function (/** @type {any} */ broadsheet) {
  const { numbers, words, rows, place } = broadsheet.numbers;

  /** @typedef {{words: string[], counts: Uint32Array}} Words */

  /** @param {any} table the terms (lookup.js) */
  function tables(table) {
    const { store } = table;
    /** @type {Record<string, string[]>} */
    const firsts = { terms: table.firsts, names: words(store.manifest.names), words: words(store.manifest.words) };

    /**
     * The numbers of the shards of a table that may have words with a beginning.
     *
     * @param {string} name
     * @param {string} beginning
     * @returns {number[]}
     */
    function range(name, beginning) {
      const first = Math.max(place(firsts[name], beginning), 0);
      const last = place(firsts[name], `${beginning}\uffff`);
      return Array.from({ length: Math.max(last - first + 1, 0) }, (_, at) => first + at);
    }

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

    /** The rows of names' keys. @param {Iterable<string>} keys @returns {Promise<Map<string, Uint32Array>>} */
    async function names(keys) {
      const found = new Map();
      const look = async (/** @type {string} */ key) => {
        const number = place(firsts.names, key);
        if (number < 0) return;
        const shard = await store.part(`names/${number}`, nameShard);
        const at = place(shard.words, key);
        if (shard.words[at] === key) found.set(key, shard.rowsAt(at));
      };
      await Promise.all([...new Set(keys)].map(look));
      return found;
    }

    /** Some shards of written words. @param {number[]} shards @returns {Promise<Words[]>} */
    const written = (shards) =>
      Promise.all(
        shards.map((number) =>
          store.part(`words/${number}`, (/** @type {[string, string]} */ [list, text]) => ({
            words: words(list),
            counts: numbers(text),
          })),
        ),
      );

    /** Where a term stands: by field, what gives the ascending positions in a row of its list. @param {any} posting */
    async function positions({ shard: number, at, lists }) {
      const [gaps, shards] = await Promise.all([store.part(`positions/${number}`, numbers), table.load([number])]);
      const { values, starts } = shards.get(number);
      let end = 0;
      for (let before = 0; before < at; before += 1) end += timesIn(values, starts[before]);
      return lists.map((/** @type {any} */ list) => {
        const ends = [end];
        for (let each = 0; each < (list?.rows.length ?? 0); each += 1)
          ends.push((end += (list.counts?.[each] ?? 0) + 1));
        return (/** @type {number} */ each) => rows(gaps.slice(ends[each], ends[each + 1]));
      });
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

    return { ...table, range, names, written, positions };
  }

  broadsheet.tables = tables;
})((self.broadsheet = self.broadsheet ?? {}));
