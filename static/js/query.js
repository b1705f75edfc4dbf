// @ts-check
/**
 * What a person typed, to results of a Lunr index.
 *
 * Enters: lunr, an index and any text. Leaves: results in Lunr's order and, where the text could
 * not be taken at its word, a hint that says how it was read. Never throws on a text.
 * Sets `self.query` (worker) or `module.exports` (Node), for it runs beside lunr.js, a classic script.
 */
"use strict";

(function (/** @type {any} */ scope) {
  /** Characters that mean something in Lunr's query language. */
  const OPERATORS = /[\\:~^*+-]/g;
  const LONGEST = 500; // UTF-16 units
  // Lunr walks every path of an automaton; these bound their number. A query at all the limits
  // takes a second or two on 400 papers, one of words alone some milliseconds.
  const MOST_EDITS = 2;
  const LONGEST_NEAR = 40; // characters of a word that is sought with edits
  const MOST_WILDCARDS = 4; // in a word
  const MOST_OPEN = 6; // words with a wildcard or edits

  /**
   * @param {any} lunr
   * @param {any} index
   * @param {string} text
   * @returns {{results: {ref: string, score: number}[], hint: string}}
   */
  function run(lunr, index, text) {
    const typed = text.slice(0, LONGEST).trim();
    const cut = text.trim().length > LONGEST ? `Only the first ${LONGEST} characters were searched for.` : "";
    if (typed === "") return { results: [], hint: "" };
    const { results, hint } = readAsQuery(lunr, index, typed);
    return { results, hint: join(cut, hint || (results.length === 0 ? commonWords(lunr, typed) : "")) };
  }

  /** @param {any} lunr @param {any} index @param {string} typed */
  function readAsQuery(lunr, index, typed) {
    try {
      let hint = "";
      const results = index.query((/** @type {any} */ query) => {
        new lunr.QueryParser(typed, query).parse();
        hint = tame(query.clauses);
      });
      return { results, hint };
    } catch (error) {
      if (!(error instanceof lunr.QueryParseError)) throw error;
      return readAsWords(lunr, index, typed, /** @type {Error} */ (error));
    }
  }

  /**
   * Bound the work that a query asks for; gives what was changed, in words.
   *
   * @param {{term: string, editDistance?: number}[]} clauses
   * @returns {string}
   */
  function tame(clauses) {
    /** @type {Set<string>} */
    const said = new Set();
    let open = 0;
    for (const clause of clauses) {
      clause.term = clause.term.replace(/\*{2,}/g, "*");
      if (clause.term.split("*").length - 1 > MOST_WILDCARDS) {
        clause.term = clause.term.replace(/\*/g, "");
        said.add(`A word may hold ${MOST_WILDCARDS} stars; those with more were searched for without.`);
      }
      if ((clause.editDistance ?? 0) > MOST_EDITS) {
        clause.editDistance = MOST_EDITS;
        said.add(`Near spellings go as far as ~${MOST_EDITS}.`);
      }
      if (clause.editDistance && clause.term.length > LONGEST_NEAR) clause.editDistance = 0;
      if ((clause.editDistance || clause.term.includes("*")) && ++open > MOST_OPEN) {
        clause.editDistance = 0;
        clause.term = clause.term.replace(/\*/g, "");
        said.add(`Stars and near spellings count for the first ${MOST_OPEN} words that have them.`);
      }
    }
    return [...said].join(" ");
  }

  /** @param {any} lunr @param {any} index @param {string} typed @param {Error} error */
  function readAsWords(lunr, index, typed, error) {
    const words = typed.replace(OPERATORS, " ").trim();
    if (words === "") return { results: [], hint: "There is no word in this to search for." };
    const results = index.query((/** @type {any} */ query) => query.term(lunr.tokenizer(words), {}));
    return { results, hint: hintFor(error) };
  }

  /** @param {Error} error */
  function hintFor(error) {
    const field = /unrecognised field '([^']*)', possible fields: (.*)/.exec(error.message);
    if (field) return `There is no field “${field[1]}” (there are ${field[2].replace(/'/g, "")}), so all of them were searched.`;
    return "The signs in this do not make a query, so its words alone were searched for.";
  }

  /** @param {any} lunr @param {string} typed */
  function commonWords(lunr, typed) {
    const common = lunr
      .tokenizer(typed.replace(OPERATORS, " "))
      .filter((/** @type {any} */ token) => lunr.stopWordFilter(token) === undefined)
      .map((/** @type {any} */ token) => `“${token}”`);
    if (common.length === 0) return "";
    const named = [...new Set(common)].slice(0, 3).join(", ");
    return `Words as common as ${named} are not in the index.`;
  }

  /** @param {...string} sentences */
  function join(...sentences) {
    return sentences.filter((sentence) => sentence !== "").join(" ");
  }

  const exported = { run };
  if (typeof module !== "undefined" && module.exports) module.exports = exported;
  else scope.query = exported;
})(typeof self === "undefined" ? globalThis : self);
