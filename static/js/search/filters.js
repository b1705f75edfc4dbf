// @ts-check
/**
 * What narrows results, and the counts beside each choice.
 *
 * Enters: the parts `filters` and `slugs`, what a reader chose. Leaves: for each row the kinds of choice that exclude
 * it, as bits; counts, each of which ignores the choices of its own kind.
 */
"use strict";

(function (/** @type {any} */ broadsheet) {
  const { symbol, numbers, rows } = broadsheet.numbers;
  const TOPICS = 1;
  const DAYS = 2;
  const CODE = 4;
  const SOURCES = 8;
  const MARKS = 16;
  const BASE = 91;
  const SLUG = 5; // symbols

  /**
   * @typedef {{topics?: string[], since?: string | null, until?: string | null, code?: boolean, sources?: string[],
   *   among?: number[] | null, notAmong?: number[] | null}} Filters
   * @typedef {{days: [string, number][], topics: Uint32Array[], code: Uint32Array,
   *   sources: [string, Uint32Array][]}} Values
   */

  const list = (/** @type {string} */ text) => rows(numbers(text));

  /** @param {any} store @returns {Promise<Values>} */
  const valuesOf = (store) =>
    store.part(`${store.manifest.lists}/filters`, (/** @type {any} */ { days, topics, code, sources }) => ({
      days,
      topics: topics.map(list),
      code: list(code),
      sources: sources.map((/** @type {[string, string]} */ [name, text]) => [name, list(text)]),
    }));

  /** The number of each row's slug. @param {any} store @returns {Promise<Uint32Array>} */
  const slugsOf = (store) =>
    store.part(`${store.manifest.lists}/slugs`, (/** @type {string} */ text) => {
      const read = new Uint32Array(text.length / SLUG);
      for (let place = 0; place < text.length; place += 1) {
        const row = Math.floor(place / SLUG);
        read[row] = read[row] * BASE + symbol(text, place);
      }
      return read;
    });

  /** @param {Filters} filters @param {any} store @returns {Promise<Uint8Array>} */
  async function exclude(filters, store) {
    const {
      topics = [],
      since = null,
      until = null,
      code = false,
      sources = [],
      among = null,
      notAmong = null,
    } = filters;
    const excluded = new Uint8Array(store.manifest.documents);
    /** @param {number} bit @param {Uint32Array[]} lists */
    const keepOnly = (bit, lists) => {
      const kept = new Uint8Array(excluded.length);
      for (const some of lists) for (const row of some) kept[row] = 1;
      for (let row = 0; row < kept.length; row += 1) if (!kept[row]) excluded[row] |= bit;
    };
    if (topics.length > 0 || sources.length > 0 || code || since !== null || until !== null) {
      const values = await valuesOf(store);
      const slugs = store.manifest.topics.map((/** @type {[string, string]} */ [slug]) => slug);
      if (topics.length > 0)
        keepOnly(
          TOPICS,
          values.topics.filter((_, number) => topics.includes(slugs[number])),
        );
      if (code) keepOnly(CODE, [values.code]);
      if (sources.length > 0)
        keepOnly(
          SOURCES,
          values.sources.filter(([name]) => sources.includes(name)).map(([, some]) => some),
        );
      if (since !== null || until !== null)
        keepOnly(DAYS, [daysBetween(values.days, since ?? "", until ?? "~", excluded.length)]);
    }
    if (among !== null || notAmong !== null) {
      const wanted = among === null ? null : new Set(among);
      const unwanted = new Set(notAmong ?? []);
      (await slugsOf(store)).forEach((number, row) => {
        if (unwanted.has(number) || (wanted !== null && !wanted.has(number))) excluded[row] |= MARKS;
      });
    }
    return excluded;
  }

  /**
   * The rows of days; those of the newest are the last.
   *
   * @param {[string, number][]} days
   * @param {string} since
   * @param {string} until
   * @param {number} end the number of rows
   */
  function daysBetween(days, since, until, end) {
    let first = end;
    let last = end;
    for (const [day, count] of days) {
      if (day > until) last -= count;
      if (day >= since) first -= count;
    }
    return Uint32Array.from({ length: Math.max(last - first, 0) }, (_, each) => first + each);
  }

  /**
   * Count the rows that match, by each choice.
   *
   * @param {Uint8Array} found
   * @param {Uint8Array} excluded
   * @param {Values} values
   * @param {[string, string][]} topics
   */
  function count(found, excluded, values, topics) {
    /** @param {number} bit */
    const counter = (bit) => (/** @type {Uint32Array} */ some) => {
      let total = 0;
      for (const row of some) if (found[row] && (excluded[row] & ~bit) === 0) total += 1;
      return total;
    };
    /** @type {Map<string, number>} */
    const years = new Map();
    let end = found.length;
    for (const [day, size] of values.days) {
      let total = years.get(day.slice(0, 4)) ?? 0;
      const start = end - size;
      while (--end >= start) if (found[end] && (excluded[end] & ~DAYS) === 0) total += 1;
      end = start;
      years.set(day.slice(0, 4), total);
    }
    return {
      topics: topics.map(([slug], number) => [slug, counter(TOPICS)(values.topics[number])]),
      code: counter(CODE)(values.code),
      sources: values.sources.map(([name, some]) => [name, counter(SOURCES)(some)]),
      days: { first: values.days.at(-1)?.[0] ?? null, last: values.days[0]?.[0] ?? null },
      years: [...years].filter(([, total]) => total > 0),
    };
  }

  broadsheet.filters = { exclude, count, valuesOf, slugsOf };
})((self.broadsheet = self.broadsheet ?? {}));
