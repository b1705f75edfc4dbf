// @ts-check
/**
 * Any text that a person types, to clauses.
 *
 * Enters: any text and the names of the fields. Leaves: Lunr's clauses, "quoted phrases", what stands between spaces;
 * and, where the text could not be taken at its word, a hint that says how it was read. Never throws on a text.
 */
"use strict";

(function (/** @type {any} */ broadsheet) {
  const { say } = broadsheet;
  const { parse, clauseOf, isCommon } = broadsheet.query;
  const { OPTIONAL, REQUIRED, PROHIBITED } = broadsheet.score;
  /** Characters that mean something in Lunr's query language. */
  const OPERATORS = /[\\:~^*+-]/g;
  const QUOTES = /[\u201c-\u201f\u00ab\u00bb\uff02]/g;
  const PHRASE = /([+-]?)(?:([a-z]+):)?"([^"]*)(?:"|$)/g;
  const LONGEST = 500; // UTF-16 units
  // A near spelling has an automaton of many states; these bound their number.
  const MOST_EDITS = 2;
  const LONGEST_NEAR = 40; // characters of a word that is sought with edits
  const MOST_WILDCARDS = 4; // in a word
  const MOST_OPEN = 6; // words with a wildcard or edits

  /**
   * @typedef {{words: string[], fields: number[], presence: number}} Phrase
   * What stands between two spaces, without operators, and the numbers of its clauses.
   * @typedef {{text: string, clauses: number[]}} Chunk
   */

  /**
   * @param {string} text
   * @param {string[]} fields
   * @param {boolean} plain whether Lunr's language is all
   * @returns {{clauses: any[], phrases: Phrase[], chunks: Chunk[], hint: string}}
   */
  function read(text, fields, plain) {
    const typed = text.slice(0, LONGEST).trim();
    const cut = text.trim().length > LONGEST ? say("hint.cut", { number: LONGEST }) : "";
    /** @type {Phrase[]} */
    const phrases = [];
    const rest = plain ? typed : withoutPhrases(typed.replace(QUOTES, '"'), fields, phrases);
    const { clauses, hint } = rest.trim() === "" ? { clauses: [], hint: "" } : clausesOf(rest, fields);
    return { clauses, phrases, chunks: chunksOf(rest, clauses, fields), hint: join(cut, hint) };
  }

  /**
   * Take the phrases out; what is left stands where it stood.
   *
   * @param {string} typed
   * @param {string[]} fields
   * @param {Phrase[]} phrases
   */
  function withoutPhrases(typed, fields, phrases) {
    return typed.replace(PHRASE, (whole, sign, field, inside) => {
      const only = fields.indexOf(field);
      phrases.push({
        words: tokens(inside).map(String),
        fields: only < 0 ? [...fields.keys()] : [only],
        presence: sign === "-" ? PROHIBITED : REQUIRED,
      });
      return " ".repeat(whole.length);
    });
  }

  /** @param {string} typed @param {string[]} fields */
  function clausesOf(typed, fields) {
    let hint = "";
    try {
      return { clauses: parse(typed, fields, (/** @type {any[]} */ clauses) => (hint = tame(clauses))), hint };
    } catch (error) {
      if (/** @type {Error} */ (error).name !== "QueryParseError") throw error;
      return wordsOf(typed, fields, /** @type {Error} */ (error));
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
        said.add(say("hint.stars", { number: MOST_WILDCARDS }));
      }
      if ((clause.editDistance ?? 0) > MOST_EDITS) {
        clause.editDistance = MOST_EDITS;
        said.add(say("hint.near", { number: MOST_EDITS }));
      }
      if (clause.editDistance && clause.term.length > LONGEST_NEAR) clause.editDistance = 0;
      if ((clause.editDistance || clause.term.includes("*")) && ++open > MOST_OPEN) {
        clause.editDistance = 0;
        clause.term = clause.term.replace(/\*/g, "");
        said.add(say("hint.open", { number: MOST_OPEN }));
      }
    }
    return [...said].join(" ");
  }

  /** A text that is no query: its words alone. @param {string} typed @param {string[]} fields @param {Error} error */
  function wordsOf(typed, fields, error) {
    const words = tokens(typed.replace(OPERATORS, " "));
    if (words.length === 0) return { clauses: [], hint: say("hint.no_word") };
    const clauses = words.map((/** @type {any} */ token) => {
      const clause = { term: String(token), fields, boost: 1, presence: OPTIONAL, usePipeline: true };
      return clauseOf(clause, token.metadata.position[0], fields);
    });
    return { clauses, hint: hintFor(error) };
  }

  /** @param {string} typed @param {any[]} clauses @param {string[]} fields @returns {Chunk[]} */
  function chunksOf(typed, clauses, fields) {
    const chunks = [];
    for (const { 0: whole, index } of typed.matchAll(/\S+/g)) {
      const end = index + whole.length;
      const own = [...clauses.keys()].filter((number) => clauses[number].start >= index && clauses[number].start < end);
      const signless = whole.replace(/^[+-]/, "").replace(/([~^]\d*)+$/, "");
      const colon = signless.indexOf(":");
      const text = fields.includes(signless.slice(0, Math.max(colon, 0))) ? signless.slice(colon + 1) : signless;
      if (own.length > 0) chunks.push({ text, clauses: own });
    }
    return chunks;
  }

  /** @param {Error} error */
  function hintFor(error) {
    const field = /unrecognised field '([^']*)', possible fields: (.*)/.exec(error.message);
    if (field) {
      const known = field[2].replace(/'/g, "");
      return say("hint.no_field", { field: field[1], known });
    }
    return say("hint.no_query");
  }

  /** Say which words of a text are too common to be in the index. @param {string} text */
  function commonWords(text) {
    const words = tokens(text.slice(0, LONGEST).replace(OPERATORS, " ").replace(/"/g, " ")).map(String);
    const named = [...new Set(words.filter(isCommon))].slice(0, 3).map((word) => say("hint.quoted", { word }));
    return named.length === 0 ? "" : say("hint.common", { words: named.join(", ") });
  }

  /** @param {string} text @returns {any[]} */
  const tokens = (text) => /** @type {any} */ (self).lunr.tokenizer(text);

  /** @param {...string} sentences */
  const join = (...sentences) => sentences.filter((sentence) => sentence !== "").join(" ");

  broadsheet.reading = { read, commonWords, join };
})((self.broadsheet = self.broadsheet ?? {}));
