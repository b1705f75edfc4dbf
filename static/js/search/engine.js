// @ts-check
/**
 * The search engine: it answers questions from the parts of the index.
 *
 * Enters: messages of the page. Leaves: answers, by a function; a question that a newer one of its kind has
 * overtaken gets none. Where a new index was published meanwhile it is opened, and the question asked again. Here
 * are the simplest questions, words that the index has; for all else the rest (questions.js and what it needs) is
 * loaded.
 *
 * In:  {kind: "open", root}, {kind: "manifest", value}, and with an `id`:
 *      {kind: "search", text, from, count, sort, typing, passages, filters, plain}, {kind: "facets", text, filters},
 *      {kind: "suggest", text}, {kind: "matches", text}, {kind: "export", text, filters, sort, count},
 *      {kind: "ranking", ...}, a search that gives refs and scores alone. `plain` leaves out what is found beside
 *      Lunr's index.
 * Out: "ready", "answer", "facets", "suggestions", "matches", "export", "ranking"; "failed" with a reason in words.
 */
"use strict";

(function (/** @type {any} */ broadsheet) {
  const { open, Stale } = broadsheet.parts;
  const { scorer, best } = broadsheet.score;
  const { parse, isCommon, termOf } = broadsheet.query;
  const { marksOf, whole, passage } = broadsheet.passages;
  const { say } = broadsheet;
  /** Words, with or without a sign, a field and a boost. */
  const SIMPLE = /^\s*(?:[+-]?(?:[a-z]+:)?[a-z\d]+(?:\^\d+)?(?:\s+|$))+$/i;
  const LONGEST = 300; // UTF-16 units of a simple question
  const TIMES = 3; // a question is asked, where the index changes
  const GROUP = 256; // parts of documents in a folder
  const FOLDER = 8; // characters of its name
  const IDLE = 1_000; // milliseconds after an answer

  class Overtaken extends Error {}

  /**
   * @typedef {{store: any, table: any, score: (clauses: any[]) => any, nothing: Uint8Array}} Index
   * @typedef {{row: number, score: number, isBeside: boolean}} Found
   * @typedef {{rows: Found[], total: number, beside: number, hint: string, correction: any, goTo: number | null,
   *   marks: any}} Page
   * @typedef {() => void} Check throws where a newer question has come
   */

  /** @param {(message: any) => void} hear */
  function engine(hear) {
    let root = "";
    /** @type {any} */
    let given = null;
    /** @type {Promise<Index> | null} */
    let opened = null;
    /** @type {Map<string, number>} */
    const newest = new Map();
    /** The search that is being answered, before which nothing else goes. @type {Promise<unknown>} */
    let searching = Promise.resolve();

    /** @param {boolean} anew */
    function index(anew) {
      if (opened === null || anew) {
        opened = openIndex(root, given, anew);
        given = null;
        opened.then(
          ({ store: { manifest } }) => hear({ kind: "ready", documents: manifest.documents, topics: manifest.topics }),
          () => (opened = null),
        );
      }
      return opened;
    }

    /** @param {any} message */
    async function answer(message) {
      const check = () => {
        if (newest.get(message.kind) !== message.id) throw new Overtaken();
      };
      for (let left = TIMES, anew = false; ; left -= 1) {
        try {
          const opened = await index(anew);
          return await (message.kind === "search" ? search : (await rest()).answers[message.kind])(
            opened,
            message,
            check,
          );
        } catch (error) {
          if (!(error instanceof Stale) || left === 1) throw error;
          anew = true;
        }
      }
    }

    /** A search that was sent just behind a lesser question has come when the time is up. */
    async function afterSearches() {
      await new Promise((resolve) => setTimeout(resolve));
      await searching;
    }

    /** @param {any} message */
    return function send(message) {
      const { kind, id } = message;
      if (kind === "manifest") given = message.value;
      else if (kind === "open") {
        root = message.root;
        index(false).catch(() => {}); // the first question says so
      } else {
        newest.set(kind, id);
        const answering = kind === "search" ? answer(message) : afterSearches().then(() => answer(message));
        if (kind === "search") searching = answering.catch(() => {});
        answering.then(
          (answered) => {
            if (newest.get(kind) === id) hear({ id, ...answered });
            setTimeout(() => rest().catch(() => {}), IDLE);
          },
          (error) => error instanceof Overtaken || hear({ kind: "failed", id, reason: say("hint.no_parts"), error: String(error) }),
        );
      }
    };
  }

  /** @param {string} root @param {any} given @param {boolean} anew @returns {Promise<Index>} */
  async function openIndex(root, given, anew) {
    const store = await open(root, anew ? null : given, anew);
    const table = broadsheet.lookup(store);
    const { documents } = store.manifest;
    return { store, table, score: scorer(documents, table.fields), nothing: new Uint8Array(documents) };
  }

  /** What is not needed for the simplest questions. @returns {Promise<any>} */
  const rest = async () => broadsheet.questions ?? (await broadsheet.loadRest(), broadsheet.questions);

  /** @param {Index} index @param {any} message @param {Check} check @returns {Promise<Page>} */
  async function find(index, message, check) {
    const { text, sort, typing, plain, filters = {}, from = 0, count = 20 } = message;
    const isNarrowed = Object.values(filters).some(
      (choice) => choice !== null && choice !== false && choice.length !== 0,
    );
    if (!isNarrowed && !typing && text.length < LONGEST && SIMPLE.test(text)) {
      const clauses = await findWords(index, text);
      check();
      if (clauses?.every(({ postings, written }) => postings.length > 0 || (!plain && isCommon(written)))) {
        const found = best(index.score(clauses), index.nothing, { from, count, byDate: sort === "date" });
        if (found.total >= from + count || plain)
          return { ...found, hint: "", correction: null, goTo: null, marks: marksOf(clauses) };
      }
    }
    if (broadsheet.questions === undefined && text.length < LONGEST) warm(index, text);
    return (await rest()).find(index, { ...message, filters, from, count }, check);
  }

  /** Load the shards of a text's words while the rest of the engine loads. @param {Index} index @param {string} text */
  function warm({ table }, text) {
    const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
    table.postings(words.map(termOf).filter(Boolean)).catch(() => {});
  }

  /**
   * The clauses of a simple question with their postings.
   *
   * @param {Index} index
   * @param {string} text
   * @returns {Promise<any[] | null>}
   */
  async function findWords({ store, table }, text) {
    let clauses;
    try {
      clauses = parse(text, store.manifest.fields);
    } catch {
      return null; // the rest says why
    }
    const found = await table.postings(clauses.map((/** @type {any} */ { term }) => term));
    for (const clause of clauses) clause.postings = [found.get(clause.term)].filter(Boolean);
    return clauses;
  }

  /** Load what results show. @param {Index} index @param {Found[]} rows @returns {Promise<any[][]>} */
  function documents({ store, table }, rows) {
    const { documents_a_part: size, groups } = store.manifest;
    return Promise.all(
      rows.map(async ({ row }) => {
        const number = Math.floor(row / size);
        const group = Math.floor(number / GROUP) * FOLDER;
        const name = `${groups.slice(group, group + FOLDER)}/documents/${number}`;
        const [part, topics] = await Promise.all([
          store.part(name, (/** @type {any} */ entries) => entries),
          table.topicsOf(row),
        ]);
        const [slug, title, date, ...rest] = part[row % size];
        return [slug, title, date, [...topics], ...rest];
      }),
    );
  }

  /** @param {Index} index @param {any} message @param {Check} check */
  async function search(index, message, check) {
    const started = performance.now();
    const { rows, goTo, marks, ...page } = await find(index, message, check);
    const entries = await documents(index, rows);
    check();
    const results = rows.map((found, at) => resultOf(index, found, entries[at], marks, message.passages));
    return {
      kind: "answer",
      text: message.text,
      from: message.from ?? 0,
      ...page,
      results,
      goTo: goTo === null ? null : (results[0]?.slug ?? null),
      milliseconds: performance.now() - started,
    };
  }

  /** @param {Index} index @param {Found} found @param {any[]} entry @param {any} marks @param {boolean} passages */
  function resultOf(index, { row, score, isBeside }, [slug, title, date, topics, abstract, more], marks, passages) {
    return {
      row,
      ref: refOf(index, row),
      score,
      slug,
      title: whole(title, marks),
      date,
      topics: topicsOf(index, topics),
      home: more.home,
      passage: passages ? passage(abstract, marks) : null,
      beside: isBeside ? broadsheet.beside.writtenAs([title, abstract], marks) : null,
      code: (more.links ?? []).some((/** @type {[string, string]} */ [kind]) => kind === "code"),
    };
  }

  /** A document's name in search/lunr.json, where the newest is 0. @param {Index} index @param {number} row */
  const refOf = ({ store }, row) => String(store.manifest.documents - 1 - row);

  /** @param {Index} index @param {number[]} numbers */
  const topicsOf = ({ store }, numbers) =>
    numbers.map((number) => ({ slug: store.manifest.topics[number][0], title: store.manifest.topics[number][1] }));

  broadsheet.engine = { engine, find, documents, topicsOf, refOf };
})((self.broadsheet = self.broadsheet ?? {}));
