// @ts-check
/**
 * What a person typed, to Lunr's clauses, by Lunr's own parser.
 *
 * Enters: a text and the names of the fields. Leaves: clauses, each with its place in the text. Refuses a text that
 * is no query with Lunr's QueryParseError; reading.js takes any.
 */
"use strict";

(function (/** @type {any} */ broadsheet) {
  const lunr = () => /** @type {any} */ (self).lunr;

  /**
   * A clause of Lunr's, its term through the pipeline; `written` is the word before that.
   * @typedef {{term: string, written: string, fields: number[], boost: number, presence: number, start: number,
   *   usePipeline: boolean, editDistance?: number, postings: any[]}} Clause
   */

  /**
   * @param {string} typed
   * @param {string[]} fields
   * @param {(clauses: any[]) => void} [tame] changes them first
   * @returns {Clause[]}
   */
  function parse(typed, fields, tame = () => {}) {
    const query = new (lunr().Query)(fields);
    const parser = new (lunr().QueryParser)(typed, query);
    parser.parse();
    tame(query.clauses);
    // The parser makes a clause of each of these.
    const terms = parser.lexemes.filter((/** @type {any} */ { type }) => type === "TERM");
    return query.clauses.map((/** @type {any} */ clause, /** @type {number} */ number) =>
      clauseOf(clause, terms[number].start, fields),
    );
  }

  /** @param {any} clause @param {number} start @param {string[]} fields @returns {Clause} */
  function clauseOf(clause, start, fields) {
    return {
      ...clause,
      start,
      written: clause.term,
      term: clause.usePipeline ? stem(clause.term) : clause.term,
      fields: clause.fields.map((/** @type {string} */ field) => fields.indexOf(field)),
      postings: [],
    };
  }

  /** @param {string} word */
  const stem = (word) => String(lunr().stemmer(new (lunr().Token)(word)));

  /** @param {string} word */
  const isCommon = (word) => lunr().stopWordFilter(word) === undefined;

  /** What a word of a text is indexed under, or "" for a common one. @param {string} word in small letters */
  function termOf(word) {
    const trimmed = word.replace(/^[^\p{L}\p{N}_]+|[^\p{L}\p{N}_]+$/gu, "");
    return trimmed === "" || isCommon(trimmed) ? "" : stem(trimmed);
  }

  broadsheet.query = { parse, clauseOf, isCommon, termOf };
})((self.broadsheet = self.broadsheet ?? {}));
