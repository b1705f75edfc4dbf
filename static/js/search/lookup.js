// @ts-check
/**
 * Terms to their postings.
 *
 * Enters: terms, and the opened parts. Leaves: `Posting`s with Lunr's weights, of all segments of the index. All shards
 * of a question are loaded at once.
 */
"use strict";

(function (/** @type {any} */ broadsheet) {
  const { numbers, words, place } = broadsheet.numbers;
  const HAS_COUNTS = 16;
  const NEAR_HALF = 1e-6;
  const TOPICS_A_PART = 256; // rows
  const MOST_KNOWN = 8; // how often a term is in a text

  /**
   * Consecutive rows in a folder of their own, with their texts or their topics; `firsts` are the first terms of its
   * shards, `lengths` by field those that ranks are of; `vocabulary` all terms, where they are known: of topics.
   * @typedef {{folder: string, firstRow: number, firsts: string[], lengths: Uint32Array[],
   *   vocabulary: string[] | null}} Segment
   * @typedef {{segment: Segment, number: number, words: string[], values: Uint32Array, starts: Uint32Array,
   *   postings: Posting[]}} Shard
   * A term in a shard.
   * @typedef {{shard: Shard, at: number}} Place
   * The documents that have a term in a field, ascending; Lunr's weight there; how often it is there, less one.
   * @typedef {{rows: Uint32Array, weights: Float64Array, counts: Uint32Array | null}} List
   * @typedef {{term: string, places: Place[], lists: (List | null)[]}} Posting by segment, by field
   * @typedef {{sizes: number[], lists: number, at: number}} Head
   * @typedef {{manifest: any, part: <T>(name: string, make: (json: any) => T) => Promise<T>}} Store
   */

  /** @param {Store} store */
  function lookup(store) {
    const { documents, fields, boosts, totals } = store.manifest;
    const averages = totals.map((/** @type {number} */ total) => total / documents || 1);
    const topicSegments = segmentsOf(store.manifest.topic_segments);
    const segments = [...segmentsOf(store.manifest.segments), ...topicSegments];

    /**
     * How many documents have a term, by field; how many lists there are of them; where those begin.
     *
     * @param {Uint32Array} values
     * @param {number} at
     * @returns {Head}
     */
    function headOf(values, at) {
      const head = values[at++];
      const sizes = fields.map((/** @type {string} */ _, /** @type {number} */ field) =>
        (head >> field) & 1 ? values[at++] + 1 : 0,
      );
      return { sizes, lists: head & HAS_COUNTS ? 3 : 2, at };
    }

    /** @param {Segment} segment @param {number} number @returns {Promise<Shard>} */
    const termShard = (segment, number) =>
      store.part(`${segment.folder}/terms/${number}`, (/** @type {[string, string]} */ [list, text]) => {
        const values = numbers(text);
        let next = 0;
        const starts = words(list).map(() => {
          const start = next;
          const { sizes, lists, at } = headOf(values, start);
          next = sizes.reduce((end, size) => end + size * lists, at);
          return start;
        });
        return { segment, number, words: words(list), values, starts, postings: [] };
      });

    /** The postings of a term, given where it is in every segment that has it. @param {Place[]} places */
    function posting(places) {
      const [{ shard, at }] = places;
      return (shard.postings[at] ??= { term: shard.words[at], places, lists: listsOf(places) });
    }

    /** @param {Place[]} places @returns {(List | null)[]} */
    function listsOf(places) {
      const heads = places.map(({ shard, at }) => headOf(shard.values, shard.starts[at]));
      const having = sum(heads.map(({ sizes }) => sum(sizes)));
      const idf = Math.log(1 + Math.abs((documents - having + 0.5) / (having + 0.5)));
      return fields.map((/** @type {string} */ _, /** @type {number} */ field) => {
        const size = sum(heads.map(({ sizes }) => sizes[field]));
        if (size === 0) return null;
        const list = { rows: new Uint32Array(size), weights: new Float64Array(size), counts: null };
        let end = 0;
        heads.forEach((head, each) => (end = addTo(list, end, places[each].shard, head, field, idf)));
        return list;
      });
    }

    /**
     * Add what a segment has of a field to a list that ends at `end`; gives the new end.
     *
     * @param {List} list
     * @param {number} end
     * @param {Shard} shard
     * @param {Head} head is put forward to the next field
     * @param {number} field
     * @param {number} idf
     */
    function addTo(list, end, { segment, values }, head, field, idf) {
      const size = head.sizes[field];
      let row = segment.firstRow - 1;
      for (let each = 0; each < size; each += 1) list.rows[end + each] = row += values[head.at + each] + 1;
      head.at += size;
      const ranks = values.subarray(head.at, (head.at += size));
      const counts = head.lists === 3 ? values.subarray(head.at, (head.at += size)) : null;
      if (counts !== null) (list.counts ??= new Uint32Array(list.rows.length)).set(counts, end);
      weigh(list.weights.subarray(end, end + size), idf, field, segment.lengths[field], ranks, counts);
      return end + size;
    }

    /**
     * Lunr's weights (lunr.Builder).
     *
     * @param {Float64Array} weights
     * @param {number} idf
     * @param {number} field
     * @param {Uint32Array} lengths
     * @param {Uint32Array} ranks
     * @param {Uint32Array | null} counts
     */
    function weigh(weights, idf, field, lengths, ranks, counts) {
      const many = lengths.length;
      const known = new Float64Array(ranks.length < many ? 0 : MOST_KNOWN * many); // each is worked out once
      for (let at = 0; at < ranks.length; at += 1) {
        const more = counts === null ? 0 : counts[at];
        const key = more * many + ranks[at];
        weights[at] = known[key] || (known[key] = weightOf(idf, field, more + 1, lengths[ranks[at]]));
      }
    }

    /** @param {number} idf @param {number} field @param {number} times @param {number} length */
    function weightOf(idf, field, times, length) {
      const norm = 1.2 * (1 - 0.75 + 0.75 * (length / averages[field]));
      return thousandths(((idf * (2.2 * times)) / (norm + times)) * boosts[field]);
    }

    /** Load shards of segments, all at once. @param {{segment: Segment, number: number}[]} wanted */
    const load = (wanted) => Promise.all(wanted.map(({ segment, number }) => termShard(segment, number)));

    /** The shards in which some terms are, if they are anywhere. @param {string[]} terms */
    const shardsOf = (terms) =>
      segments.flatMap((segment) => {
        const { vocabulary, firsts } = segment;
        const had = vocabulary === null ? terms : terms.filter((term) => vocabulary[place(vocabulary, term)] === term);
        const found = new Set(had.map((term) => place(firsts, term)));
        return [...found].filter((number) => number >= 0).map((number) => ({ segment, number }));
      });

    /**
     * The postings of those of some terms that the index has.
     *
     * @param {string[]} terms
     * @returns {Promise<Map<string, Posting>>}
     */
    async function postings(terms) {
      const shards = await load(shardsOf(terms));
      /** @type {Map<string, Posting>} */
      const found = new Map();
      for (const term of terms) {
        const places = shards
          .map((shard) => ({ shard, at: place(shard.words, term) }))
          .filter(({ shard, at }) => shard.words[at] === term);
        if (places.length > 0) found.set(term, posting(places));
      }
      return found;
    }

    /** Give the numbers of the topics that a result shows. @param {number} row @returns {Promise<Uint32Array>} */
    async function topicsOf(row) {
      const { folder, firstRow } = /** @type {Segment} */ (topicSegments.filter((each) => each.firstRow <= row).at(-1));
      const number = Math.floor((row - firstRow) / TOPICS_A_PART);
      const lists = await store.part(`${folder}/topics/${number}`, topicLists);
      return lists[(row - firstRow) % TOPICS_A_PART];
    }

    return { store, segments, fields: fields.length, headOf, load, posting, postings, topicsOf };
  }

  /** @param {any[]} entries @returns {Segment[]} */
  function segmentsOf(entries) {
    let row = 0;
    return entries.map(({ documents, lengths, terms, vocabulary, ...entry }) => {
      const firstRow = row;
      row += documents;
      return {
        ...entry,
        firstRow,
        firsts: words(terms),
        lengths: lengths.map(numbers),
        vocabulary: vocabulary === undefined ? null : words(vocabulary),
      };
    });
  }

  /** The topics of some rows: of each how many, then their numbers. @param {string} text */
  function topicLists(text) {
    const values = numbers(text);
    const lists = [];
    for (let at = 0; at < values.length; at += values[at] + 1) lists.push(values.slice(at + 1, at + 1 + values[at]));
    return lists;
  }

  /** @param {number[]} values */
  const sum = (values) => values.reduce((total, value) => total + value, 0);

  /** Round as Python's `%.3f` does. @param {number} value */
  function thousandths(value) {
    const whole = Math.floor(value * 1000);
    const rest = value * 1000 - whole - 0.5;
    return Math.abs(rest) < NEAR_HALF ? Number(value.toFixed(3)) : (whole + (rest > 0 ? 1 : 0)) / 1000;
  }

  broadsheet.lookup = lookup;
})((self.broadsheet = self.broadsheet ?? {}));
