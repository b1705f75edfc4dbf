// @ts-check
/**
 * The strings that the parts of the index are made of (docs/search-index.md).
 *
 * Enters: strings of symbols, lists of words, as generator/search/symbols.py writes them. Leaves: typed arrays,
 * lists of words in the order of `<`.
 */
"use strict";

(function (/** @type {any} */ broadsheet) {
  const FIRST = [0, 80, 808, 9_089, 762_660]; // by how many symbols follow the first
  const BASE = 91;

  /** @param {string} text @param {number} place */
  function symbol(text, place) {
    const code = text.charCodeAt(place);
    return code > 92 ? code - 36 : code - 35;
  }

  /** @param {string} text */
  function numbers(text) {
    const read = new Uint32Array(text.length);
    let size = 0;
    for (let place = 0; place < text.length; size += 1) {
      const lead = symbol(text, place++);
      const more = lead < 80 ? 0 : lead < 88 ? 1 : lead - 86;
      let rest = lead < 80 ? lead : lead < 88 ? lead - 80 : 0;
      for (let left = more; left > 0; left -= 1) rest = rest * BASE + symbol(text, place++);
      read[size] = FIRST[more] + rest;
    }
    return read.slice(0, size);
  }

  /** @param {string} text @returns {string[]} */
  function words(text) {
    let word = "";
    const read = (/** @type {string} */ rest) => (word = word.slice(0, symbol(rest, 0)) + rest.slice(1));
    return text === "" ? [] : text.split(" ").map(read);
  }

  /** Turn differences less one into ascending rows, in place. @param {Uint32Array} gaps */
  function rows(gaps) {
    let row = -1;
    for (let place = 0; place < gaps.length; place += 1) gaps[place] = row += gaps[place] + 1;
    return gaps;
  }

  /**
   * The last place of an ordered list whose word is not after `word`, or -1.
   *
   * @param {string[]} list
   * @param {string} word
   */
  function place(list, word) {
    let low = 0;
    let high = list.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (list[middle] <= word) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  /**
   * The numbers of the shards that may have words with a beginning; `firsts` are the first words of shards.
   *
   * @param {string[]} firsts
   * @param {string} beginning
   * @returns {number[]}
   */
  function range(firsts, beginning) {
    const first = Math.max(place(firsts, beginning), 0);
    const last = place(firsts, `${beginning}\uffff`);
    return Array.from({ length: Math.max(last - first + 1, 0) }, (_, at) => first + at);
  }

  broadsheet.numbers = { symbol, numbers, words, rows, place, range };
})((self.broadsheet = self.broadsheet ?? {}));
