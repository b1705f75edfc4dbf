// @ts-check
/**
 * What readers write and Lunr's index has not: names with signs, compounds, folded letters, CJK, phrases, identifiers.
 *
 * Enters: what stands between two spaces of a text. Leaves: keys of the table of names, made as
 * generator/search/names.py makes them; the rows of phrases; the identifiers that a text may be; outcomes and marks
 * with names.
 */
"use strict";

(function (/** @type {any} */ broadsheet) {
  const { termOf } = broadsheet.query;
  const { countHad, REQUIRED, PROHIBITED } = broadsheet.score;
  const { matches, spot } = broadsheet.passages;
  // Han, kana, Hangul: scripts whose words are not parted, or seldom.
  const CJK = /[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff]+/g;
  const COMPOUND = /^(\p{L}{2,})[-\u2010\u2011](\p{L}{2,})$/u;
  const ENDS = /^[.,;:!?()[\]{}'"`\u2018\u2019\u201c\u201d]+|[.,;:!?()[\]{}'"`\u2018\u2019\u201c\u201d]+$/g;
  const LETTERS = /^\p{L}+$/u;
  const ASCII = /^[\0-\x7f]*$/;
  const IDENTIFIERS = [
    /^(?:https?:\/\/)?(?:www\.)?arxiv\.org\/(?:abs|pdf|html)\/(.+?)(?:v\d+)?(?:\.pdf)?$/,
    /^(?:arxiv:)?(\d{4}\.\d{4,5}|[a-z-]+(?:\.[a-z-]+)?\/\d{7})(?:v\d+)?$/,
    /^(?:https?:\/\/)?(?:dx\.)?(?:doi:|doi\.org\/|10\.48550\/arxiv\.)(?:10\.48550\/arxiv\.)?(.+)$/,
    /^(10\.\d{4,}\/.+)$/,
    /^(?:https?:\/\/)?(?:www\.)?openreview\.net\/(?:forum|pdf)\?id=([^&#]+)/,
    /^(?:https?:\/\/)?(?:www\.)?aclanthology\.org\/(.+?)\/?(?:\.pdf)?$/,
  ];

  /** A word without marks on its letters, in small letters, and of its signs only + and #. @param {string} word */
  const folded = (word) =>
    word
      .toLowerCase()
      .normalize("NFKD")
      .replace(/[^\p{L}\p{N}+#]/gu, "");

  /**
   * The keys of what stands between two spaces, all of which a document must have. A name has a digit or a sign;
   * `plain` is what Lunr reads as it is written.
   *
   * @param {string} chunk
   * @returns {{keys: string[], kind: "plain" | "name" | "written" | "cjk"}}
   */
  function keysOf(chunk) {
    const word = chunk.replace(ENDS, "");
    const runs = word.match(CJK);
    if (runs !== null) return { keys: runs.flatMap(pairs), kind: "cjk" };
    const compound = COMPOUND.exec(word);
    const key = folded(compound ? compound[1] + compound[2] : word);
    const isAscii = ASCII.test(word);
    const isName = !compound && (!LETTERS.test(key) || (word.includes("(") && !word.includes("-")));
    const keys = [LETTERS.test(key) ? termOf(key) : key].filter(Boolean);
    if (/^[a-z\d]*$/i.test(word)) return { keys, kind: "plain" };
    if (!/\p{L}/u.test(key) || (isAscii && !isName && !compound)) return { keys: [], kind: "plain" };
    return { keys, kind: isName ? "name" : "written" };
  }

  /** @param {string} run */
  function pairs(run) {
    const characters = [...run];
    return characters.length === 1 ? characters : characters.slice(1).map((last, at) => characters[at] + last);
  }

  /** The identifiers that a whole text may be, and whether it can be nothing else. @param {string} text */
  function identifiersOf(text) {
    const id = text.trim().toLowerCase();
    if (/\s/.test(id)) return { keys: [], isAddress: false };
    const found = IDENTIFIERS.map((form) => form.exec(id)?.[1]).filter((each) => each !== undefined);
    return {
      keys: found.length === 0 ? [] : [...new Set([...found, id])].map((each) => `=${each}`),
      isAddress: /^https?:|^doi:|^arxiv:/.test(id),
    };
  }

  /** The words of a phrase that the index has, with their places in it. @param {string[]} words */
  const phraseTerms = (words) =>
    words.map((word, place) => ({ term: termOf(word), place })).filter(({ term }) => term !== "");

  /**
   * The rows in which the terms stand as far from each other as in the phrase.
   *
   * @param {any} table
   * @param {{term: string, place: number}[]} terms
   * @param {Map<string, any>} postings
   * @param {number[]} fields
   */
  async function phraseRows(table, terms, postings, fields) {
    const found = terms.map(({ term }) => postings.get(term));
    if (found.length === 0 || found.includes(undefined)) return new Uint32Array(0);
    const positions = await Promise.all(found.map((posting) => (terms.length > 1 ? table.positions(posting) : null)));
    /** @type {Set<number>} */
    const rows = new Set();
    for (const field of fields) {
      const lists = found.map((posting) => posting.lists[field]);
      if (!lists.includes(null))
        for (const row of rowsOfField(
          lists,
          positions.map((by) => by?.[field]),
          terms,
        ))
          rows.add(row);
    }
    return Uint32Array.from(rows).sort();
  }

  /** @param {any[]} lists @param {any[]} positions @param {{place: number}[]} terms @returns {number[]} */
  function rowsOfField(lists, positions, terms) {
    const places = lists.map(() => 0);
    return lists[0].rows.filter((/** @type {number} */ row, /** @type {number} */ first) => {
      places[0] = first;
      for (let each = 1; each < lists.length; each += 1) {
        const { rows } = lists[each];
        while (places[each] < rows.length && rows[places[each]] < row) places[each] += 1;
        if (rows[places[each]] !== row) return false;
      }
      if (lists.length === 1) return true;
      const standing = positions.map((at, each) => at(places[each]));
      return standing[0].some((/** @type {number} */ start) =>
        terms.every(({ place }, each) => standing[each].includes(start - terms[0].place + place)),
      );
    });
  }

  /**
   * Add to an outcome what was found beside Lunr's index: `beside` of a clause are rows of names and of other ways
   * to write its word. With `first` a clause's rows go before all others; without it those that Lunr has not go last.
   *
   * @param {any} outcome
   * @param {any[]} clauses
   */
  function addBeside({ found, ranks, hits, banned, had }, clauses) {
    const more = clauses.filter(({ beside }) => beside !== undefined);
    if (more.length === 0) return;
    for (const { beside, presence } of more) {
      for (const rows of beside) for (const row of rows) (presence === PROHIBITED ? banned : hits)[row] = 1;
    }
    const required = clauses.filter(({ presence }) => presence === REQUIRED);
    had.fill(0);
    required.forEach((clause, number) => {
      countHad(clause, had, number);
      for (const rows of clause.beside ?? []) countHad({ ...clause, postings: [], rows }, had, number);
    });
    for (let row = 0; row < found.length; row += 1) {
      if (banned[row]) found[row] = 0;
      else if (!found[row] && hits[row] && had[row] === required.length) {
        found[row] = 1;
        ranks[row] = -1;
      }
    }
    for (const { beside, first } of more) {
      if (!first) continue;
      const rows = new Set(beside.flatMap((/** @type {Uint32Array} */ some) => [...some]));
      for (const row of rows) if (found[row]) ranks[row] = Math.max(ranks[row], 0) + 1;
    }
  }

  /** Find names by their keys, for a passage to mark. @param {Set<string>} wanted */
  const namesOf = (wanted) => (/** @type {string} */ chunk, /** @type {number} */ index) => {
    const { keys, kind } = keysOf(chunk);
    const had = keys.filter((/** @type {string} */ key) => wanted.has(key));
    if (had.length === 0) return [];
    if (kind !== "cjk") {
      const match = spot(chunk, index, had[0]);
      const word = chunk.slice(match.start - index, match.end - index);
      if (word.includes("(") && chunk[match.end - index] === ")") match.end += 1; // SU(2)
      return [match];
    }
    const spots = had.flatMap((/** @type {string} */ key) =>
      [...chunk.matchAll(new RegExp(key, "g"))].map((each) => index + each.index),
    );
    const merged = [];
    for (const start of spots.sort((/** @type {number} */ one, /** @type {number} */ other) => one - other)) {
      const last = merged.at(-1);
      if (last !== undefined && start <= last.end) last.end = start + had[0].length;
      else merged.push({ start, end: start + had[0].length, term: had[0] });
    }
    return merged;
  };

  /** As what a document's texts have what was sought otherwise. @param {string[]} texts @param {any} marks */
  function writtenAs(texts, { names }) {
    for (const text of texts) {
      const [match] = matches(text, { terms: new Set(), initials: new Set(), known: new Map(), names });
      if (match !== undefined) return text.slice(match.start, match.end);
    }
    return "";
  }

  broadsheet.beside = { keysOf, identifiersOf, phraseTerms, phraseRows, addBeside, namesOf, writtenAs };
})((self.broadsheet = self.broadsheet ?? {}));
