// @ts-check
/**
 * What of a document's texts a result shows, with the words that matched.
 *
 * Enters: a title or an abstract, which may hold TeX, and the terms that matched. Leaves: segments, whose texts are
 * the text's own. An abstract is cut to the sentence or two, or to the words, around the most matches.
 */
"use strict";

(function (/** @type {any} */ broadsheet) {
  const { termOf } = broadsheet.query;
  const LONGEST = 220; // characters of a passage
  const CHUNK = /\S+/g;
  const WORD = /[^\s-]+/g;
  const CORE = /[\p{L}\p{N}_](?:.*[\p{L}\p{N}_+#])?/u;

  /**
   * What matched: terms, and what finds names in a chunk.
   *
   * @typedef {{terms: Set<string>, initials: Set<string>, known: Map<string, string>, names?: Names}} Marks
   */
  /** @typedef {(chunk: string, index: number) => Match[]} Names */
  /** @typedef {{start: number, end: number, term: string}} Match */
  /** @typedef {{text: string, marked: boolean}} Segment */

  /** @param {any[]} clauses @param {Names} [names] @returns {Marks} */
  function marksOf(clauses, names) {
    const terms = new Set(
      clauses.flatMap(({ postings }) => postings.map((/** @type {{term: string}} */ { term }) => term)),
    );
    return { terms, initials: new Set(Array.from(terms, (term) => term[0])), known: new Map(), names };
  }

  /** The words of a text that matched, as they stand. @param {string} text @param {Marks} marks @returns {Match[]} */
  function matches(text, marks) {
    const found = [];
    for (const { 0: chunk, index } of text.matchAll(CHUNK)) {
      const named = marks.names?.(chunk, index) ?? [];
      found.push(...(named.length > 0 ? named : ofTerms(chunk, index, marks)));
    }
    return found;
  }

  /** @param {string} chunk @param {number} index @param {Marks} marks @returns {Match[]} */
  function ofTerms(chunk, index, { terms, initials, known }) {
    const found = [];
    for (const { 0: word, index: at } of chunk.matchAll(WORD)) {
      const match = spot(word, index + at, "");
      const core = word.slice(match.start - index - at, match.end - index - at).toLowerCase();
      // A stem begins as its word does.
      if (!initials.has(core[0])) continue;
      match.term = known.get(core) ?? termOf(core);
      known.set(core, match.term);
      if (terms.has(match.term)) found.push(match);
    }
    return found;
  }

  /**
   * Where a word stands, without signs at its ends.
   *
   * @param {string} word
   * @param {number} index
   * @param {string} term
   * @returns {Match}
   */
  function spot(word, index, term) {
    const core = CORE.exec(word);
    const start = index + (core?.index ?? 0);
    return { start, end: start + (core?.[0] ?? word).length, term };
  }

  /**
   * Part a stretch of a text into segments.
   *
   * @param {string} text
   * @param {Match[]} found
   * @param {number} start
   * @param {number} end
   * @returns {Segment[]}
   */
  function segments(text, found, start, end) {
    const parts = [];
    let at = start;
    for (const match of found) {
      if (match.start < at || match.end > end) continue;
      parts.push(
        { text: text.slice(at, match.start), marked: false },
        { text: text.slice(match.start, match.end), marked: true },
      );
      at = match.end;
    }
    parts.push({ text: text.slice(at, end), marked: false });
    return parts.filter((part) => part.text !== "");
  }

  /** @param {string} text @param {Marks} marks */
  const whole = (text, marks) => segments(text, matches(text, marks), 0, text.length);

  /** The best of an abstract. @param {string} text @param {Marks} marks @returns {Segment[] | null} */
  function passage(text, marks) {
    if (text === "") return null;
    const found = matches(text, marks);
    const { start, end } = stretch(text, found);
    const parts = segments(text, found, start, end);
    if (start > 0) parts.unshift({ text: "… ", marked: false });
    if (end < text.length) parts.push({ text: /[.!?]$/.test(text.slice(start, end)) ? " …" : "…", marked: false });
    return parts;
  }

  /** @param {string} text @param {Match[]} found */
  function stretch(text, found) {
    const sentences = sentencesOf(text);
    const best = sentences.reduce((one, other) => (worth(found, other) > worth(found, one) ? other : one));
    if (best.end - best.start > LONGEST) return cut(text, found, best);
    const next = sentences[sentences.indexOf(best) + 1];
    return next !== undefined && next.end - best.start <= LONGEST ? { start: best.start, end: next.end } : best;
  }

  /**
   * How many matches a stretch has, different ones above all.
   *
   * @param {Match[]} found
   * @param {{start: number, end: number}} stretch
   */
  function worth(found, { start, end }) {
    const inside = found.filter((match) => match.start >= start && match.end <= end);
    return 100 * new Set(inside.map(({ term }) => term)).size + inside.length;
  }

  /** @param {string} text */
  function sentencesOf(text) {
    const sentences = [];
    let start = 0;
    for (const { index, 0: gap } of text.matchAll(/[.!?]["')\]]*\s+(?=[\p{Lu}$"'(\d])/gu)) {
      sentences.push({ start, end: index + gap.trimEnd().length });
      start = index + gap.length;
    }
    sentences.push({ start, end: text.trimEnd().length });
    return sentences;
  }

  /**
   * Cut a long sentence to the words around most of its matches.
   *
   * @param {string} text
   * @param {Match[]} found
   * @param {{start: number, end: number}} sentence
   */
  function cut(text, found, sentence) {
    const inside = found.filter((match) => match.start >= sentence.start && match.end <= sentence.end);
    let best = { start: sentence.start, end: sentence.start + LONGEST };
    for (const { start } of inside) {
      const from = Math.min(Math.max(start - LONGEST / 4, sentence.start), sentence.end - LONGEST);
      const other = { start: Math.floor(from), end: Math.floor(from) + LONGEST };
      if (worth(found, other) > worth(found, best)) best = other;
    }
    let { start, end } = best;
    if (start > sentence.start) start += (/^\S*\s+/.exec(text.slice(start, end))?.[0] ?? "").length;
    if (end < sentence.end) end -= (/\s+\S*$/.exec(text.slice(start, end))?.[0] ?? "").length;
    return { start, end };
  }

  broadsheet.passages = { marksOf, whole, passage, matches, spot };
})((self.broadsheet = self.broadsheet ?? {}));
