// @ts-check
/**
 * Words as they are written: completed, and corrected.
 *
 * Enters: the beginning of a word, or a word that no document has; the table of words. Leaves: written words with
 * how many documents have each.
 */
"use strict";

(function (/** @type {any} */ broadsheet) {
  const MOST_SHARDS = 8; // that are loaded for a beginning; or for a correction where those are all
  const SHORT = 5; // letters, up to which a word has one edit, not two
  const WORD = /^\p{L}{3,30}$/u;

  /** @typedef {{text: string, documents: number}} Word */

  /**
   * The words with a beginning that most documents have.
   *
   * @param {any} table
   * @param {string} beginning
   * @param {number} most
   * @returns {Promise<Word[]>}
   */
  async function complete(table, beginning, most) {
    const shards = table.wordShards(beginning);
    if (beginning === "" || shards.length > MOST_SHARDS) return [];
    /** @type {Word[]} */
    const found = [];
    for (const { words, counts } of await table.written(shards)) {
      words.forEach((/** @type {string} */ text, /** @type {number} */ at) => {
        if (text.startsWith(beginning)) found.push({ text, documents: counts[at] + 1 });
      });
    }
    return found.sort((one, other) => other.documents - one.documents).slice(0, most);
  }

  /**
   * The written word with the fewest edits from one that no document has.
   *
   * @param {any} table
   * @param {string} word
   * @returns {Promise<string | null>}
   */
  async function nearest(table, word) {
    if (!WORD.test(word)) return null;
    const every = table.wordShards("");
    const near = [...table.wordShards(word[0]), ...table.wordShards(word[1])];
    const shards = every.length <= MOST_SHARDS ? every : [...new Set(near)];
    let best = { text: "", documents: 0, edits: (word.length <= SHORT ? 1 : 2) + 1 };
    for (const { words, counts } of await table.written(shards)) {
      words.forEach((/** @type {string} */ text, /** @type {number} */ at) => {
        const documents = counts[at] + 1;
        const bound = best.edits - (documents > best.documents ? 0 : 1);
        const edits = editsBetween(word, text, bound);
        if (edits <= bound && edits > 0 && (edits < best.edits || best.text !== "")) best = { text, documents, edits };
      });
    }
    return best.text === "" ? null : best.text;
  }

  /**
   * How many letters must be changed, put in, left out or swapped with their neighbour to make one word of the other;
   * something larger than `most` if it is more.
   *
   * @param {string} one
   * @param {string} other
   * @param {number} most
   */
  function editsBetween(one, other, most) {
    if (Math.abs(one.length - other.length) > most) return most + 1;
    /** @type {number[]} */
    let older = [];
    let old = Array.from({ length: other.length + 1 }, (_, column) => column);
    for (let row = 1; row <= one.length; row += 1) {
      const line = [row];
      for (let column = 1; column <= other.length; column += 1) {
        const same = one[row - 1] === other[column - 1];
        line[column] = Math.min(old[column - 1] + (same ? 0 : 1), old[column] + 1, line[column - 1] + 1);
        const swapped =
          row > 1 && column > 1 && one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
        if (swapped) line[column] = Math.min(line[column], older[column - 2] + 1);
      }
      if (Math.min(...line) > most && Math.min(...old) > most) return most + 1;
      older = old;
      old = line;
    }
    return old[other.length];
  }

  broadsheet.words = { complete, nearest };
})((self.broadsheet = self.broadsheet ?? {}));
