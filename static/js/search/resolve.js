// @ts-check
/**
 * Any text to clauses with all that the index has of them, ready to be scored.
 *
 * Enters: a text, the tables. Leaves: a `Resolved`. What Lunr's index has comes first; beside it names, other ways
 * to write a word, phrases, the rest of a word that is being typed, and the nearest word for one that no document has.
 */
"use strict";

(function (/** @type {any} */ broadsheet) {
  const { OPTIONAL, REQUIRED, PROHIBITED } = broadsheet.score;
  const { termOf, isCommon } = broadsheet.query;
  const { read, join } = broadsheet.reading;
  const { keysOf, phraseTerms, phraseRows } = broadsheet.beside;
  const { complete, nearest } = broadsheet.words;
  const { expand, isOpen } = broadsheet.expand;
  const COMPLETIONS = 3;
  const SHORTEST_TYPED = 2; // letters

  /**
   * `keys` are those of names that documents have. `more` looks up other ways to write words, which are wanted only
   * where Lunr finds little, and can be called once.
   * @typedef {{clauses: any[], hint: string, correction: {from: string, to: string} | null, keys: Set<string>,
   *   more: (() => Promise<void>) | null}} Resolved
   * What stands between two spaces, with its keys and the numbers of its clauses.
   * @typedef {{text: string, clauses: number[], keys: string[], kind: string, looked?: boolean}} Chunk
   */

  /**
   * @param {string} text
   * @param {any} table
   * @param {{typing: boolean, plain: boolean}} how
   * @returns {Promise<Resolved>}
   */
  async function resolve(text, table, { typing, plain }) {
    const { clauses, phrases, chunks, hint } = read(text, table.store.manifest.fields, plain);
    /** @type {Chunk[]} */
    const keyed = plain ? [] : chunks.map((/** @type {any} */ chunk) => ({ ...chunk, ...keysOf(chunk.text) }));
    const last = typing && !plain && /\S$/.test(text) && phrases.length === 0 ? clauses.at(-1) : undefined;
    const [found, named, all, completions] = await Promise.all([
      table.postings(termsOf(clauses, phrases, keyed)),
      table.names(keyed.flatMap(({ keys, kind }) => (kind === "plain" ? [] : keys))),
      expandAll(clauses.filter(isOpen), table),
      last !== undefined && canGrow(last) ? complete(table, last.written, COMPLETIONS) : [],
    ]);
    for (const clause of clauses) if (!isOpen(clause)) clause.postings = own(found, clause.term);
    /** @type {Resolved} */
    const resolved = { clauses, hint: join(hint, all ? "" : broadsheet.say("hint.too_many")), correction: null, keys: new Set(), more: null };
    if (plain) return resolved;
    for (const chunk of keyed) addToChunk(chunk, resolved, found, named);
    await addCompletions(last, completions, table);
    await findLost(keyed, resolved, table);
    await addPhrases(phrases, found, resolved, table);
    const others = keyed.filter(({ kind, looked }) => kind === "plain" && !looked);
    resolved.more = () => {
      resolved.more = null;
      return addOthers(others, resolved, table);
    };
    return resolved;
  }

  /**
   * The terms that are looked up at once.
   *
   * @param {any[]} clauses
   * @param {any[]} phrases
   * @param {Chunk[]} keyed
   * @returns {string[]}
   */
  function termsOf(clauses, phrases, keyed) {
    const exact = clauses.filter((clause) => !isOpen(clause));
    const terms = [
      ...exact.map(({ term }) => term),
      ...(keyed.length === 0 ? [] : exact.map(({ written }) => termOf(written))),
      ...phrases.flatMap(({ words }) => phraseTerms(words).map((/** @type {any} */ { term }) => term)),
      ...keyed.flatMap(({ keys, kind }) => (kind === "name" || kind === "written" ? keys : [])),
    ];
    return [...new Set(terms)].filter((term) => term !== "");
  }

  /** Give open clauses their postings; tells whether those are all. @param {any[]} open @param {any} table */
  async function expandAll(open, table) {
    const all = await Promise.all(
      open.map(async (clause) => {
        const expanded = await expand(clause, table);
        clause.postings = expanded.postings;
        return expanded.all;
      }),
    );
    return !all.includes(false);
  }

  /** @param {any} clause */
  const canGrow = (clause) =>
    !isOpen(clause) && clause.written.length >= SHORTEST_TYPED && clause.presence !== PROHIBITED;

  /** @param {Map<string, any>} found @param {string} term */
  const own = (found, term) => [found.get(term)].filter((posting) => posting !== undefined);

  /** Whether no document has a clause's word. @param {any} clause */
  const isLost = (clause) => !isOpen(clause) && !("editDistance" in clause) && clause.postings.length === 0;

  /**
   * Add what a chunk's names have; words of others are found without signs at their ends too.
   *
   * @param {Chunk} chunk
   * @param {Resolved} resolved
   * @param {Map<string, any>} found
   * @param {Map<string, Uint32Array>} named
   */
  function addToChunk(chunk, resolved, found, named) {
    if (chunk.kind !== "plain") addNames(chunk, resolved, named, found);
    if (chunk.kind === "name" || chunk.kind === "cjk") return;
    for (const number of chunk.clauses) {
      const clause = resolved.clauses[number];
      if (isLost(clause)) clause.postings = own(found, termOf(clause.written));
    }
  }

  /**
   * Add the documents that have all keys of a chunk.
   *
   * @param {Chunk} chunk
   * @param {Resolved} resolved
   * @param {Map<string, Uint32Array>} named
   * @param {Map<string, any>} [found]
   */
  function addNames({ keys, kind, clauses: [number] }, { clauses, keys: every }, named, found = new Map()) {
    const clause = clauses[number];
    const lists = keys.map((key) => {
      const own = (found.get(key)?.lists ?? []).map((/** @type {any} */ list) => list?.rows);
      return [named.get(key), ...own].filter((rows) => rows !== undefined);
    });
    if (lists.length === 0 || lists.some((some) => some.length === 0)) return;
    clause.beside = kind === "cjk" ? [lists.map(([rows]) => rows).reduce(inBoth)] : lists[0];
    clause.first = kind === "name" || kind === "cjk";
    for (const key of keys) every.add(key);
  }

  /** @param {Uint32Array} one @param {Uint32Array} other */
  function inBoth(one, other) {
    const rows = new Set(other);
    return one.filter((row) => rows.has(row));
  }

  /**
   * A word that is being typed stands for those that begin so, too.
   *
   * @param {any} last
   * @param {{text: string}[]} completions
   * @param {any} table
   */
  async function addCompletions(last, completions, table) {
    const terms = completions.map(({ text }) => termOf(text)).filter((term) => term !== "" && term !== last.term);
    if (terms.length > 0) last.postings.push(...(await table.postings([...new Set(terms)])).values());
  }

  /**
   * Find words that no document has as names, else take the nearest word for them.
   *
   * @param {Chunk[]} keyed
   * @param {Resolved} resolved
   * @param {any} table
   */
  async function findLost(keyed, resolved, table) {
    const sought = keyed.flatMap((chunk) => {
      const own = chunk.clauses.map((number) => resolved.clauses[number]);
      if (own.some(({ beside }) => beside !== undefined) || chunk.kind === "name" || chunk.kind === "cjk") return [];
      return own
        .filter((clause) => isLost(clause) && clause.presence !== PROHIBITED && !isCommon(bare(clause)))
        .map((clause) => ({ chunk, clause }));
    });
    if (sought.length === 0) return;
    const [near] = await Promise.all([
      Promise.all(sought.map(({ clause }) => nearest(table, bare(clause)))),
      addOthers([...new Set(sought.map(({ chunk }) => chunk).filter(({ kind }) => kind === "plain"))], resolved, table),
    ]);
    const found = await table.postings([...new Set(near.filter((word) => word !== null).map(termOf))]);
    const changed = sought.flatMap(({ clause }, at) => {
      if (near[at] === null || clause.beside !== undefined) return [];
      clause.postings = own(found, termOf(near[at]));
      return [{ from: bare(clause), to: near[at] }];
    });
    const said = (/** @type {"from" | "to"} */ side) => changed.map((each) => each[side]).join(" ");
    if (changed.length > 0) resolved.correction = { from: said("from"), to: said("to") };
  }

  /** A clause's word without signs at its ends. @param {any} clause @returns {string} */
  const bare = ({ written }) => written.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, "");

  /** Look up other ways to write plain words. @param {Chunk[]} chunks @param {Resolved} resolved @param {any} table */
  async function addOthers(chunks, resolved, table) {
    const anywhere = chunks.filter((chunk) => {
      const { fields, presence } = resolved.clauses[chunk.clauses[0]];
      return fields.length === table.fields && presence !== PROHIBITED;
    });
    const named = await table.names(anywhere.flatMap(({ keys }) => keys));
    for (const chunk of anywhere) {
      chunk.looked = true;
      addNames(chunk, resolved, named);
    }
  }

  /**
   * A phrase is required, and its words count.
   *
   * @param {any[]} phrases
   * @param {Map<string, any>} found
   * @param {Resolved} resolved
   * @param {any} table
   */
  async function addPhrases(phrases, found, resolved, table) {
    const every = await Promise.all(
      phrases.map(async ({ words, fields, presence }) => {
        const terms = phraseTerms(words);
        if (terms.length === 0) return [];
        const rows = await phraseRows(table, terms, found, fields);
        const clause = { term: "", fields, boost: 1, presence, postings: [], rows };
        if (presence === PROHIBITED) return [clause];
        const scored = terms.map((/** @type {any} */ { term }) => ({
          ...clause,
          presence: OPTIONAL,
          rows: undefined,
          postings: own(found, term),
        }));
        return [{ ...clause, presence: REQUIRED }, ...scored];
      }),
    );
    resolved.clauses.push(...every.flat());
  }

  broadsheet.resolve = resolve;
})((self.broadsheet = self.broadsheet ?? {}));
