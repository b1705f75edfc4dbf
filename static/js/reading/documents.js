// @ts-check
/**
 * What the search knows of starred papers.
 *
 * Leaves: `broadsheet.readingDocuments`: a promise of what results show of the papers that are starred, by slug; papers that
 * the index has not got are missing. It fails with an error, in words for a reader, where the search cannot be had.
 */
"use strict";

(function (/** @type {any} */ broadsheet) {
  const { papers, marks, connect } = broadsheet;
  const A_TIME = 1_000; // documents that the search gives at once
  const NOTHING = { topics: [], since: null, until: null, code: false, sources: [], notAmong: null };

  /** @type {any} */
  let engine = null;

  /** @returns {Promise<Map<string, any>>} */
  async function documents() {
    const script = new URL("search-worker.js", papers.script).href;
    engine ??= connect(script, papers.site.href, Promise.resolve(null));
    const found = new Map();
    const numbers = marks.starred.numbers();
    for (let start = 0; start < numbers.length; start += A_TIME) {
      const filters = { ...NOTHING, among: numbers.slice(start, start + A_TIME) };
      const answer = await engine.request({ kind: "export", text: "", sort: "date", filters, count: A_TIME });
      for (const entry of answer.entries) found.set(entry.slug, entry);
    }
    return found;
  }

  broadsheet.readingDocuments = documents;
})((self.broadsheet = self.broadsheet ?? {}));
