// @ts-check
/**
 * The reading list as a file, and back.
 *
 * Enters: a choice of a format, or a file. Leaves: a file that the browser saves; stars and read marks, of which none is
 * ever taken away. Authors and abstracts come from the documents of the search.
 */
"use strict";

(function (/** @type {any} */ broadsheet) {
  const { papers, marks, make, button, download, citations, connect, reading, readingFiles, say } = broadsheet;
  const A_TIME = 1_000; // documents that the search gives at once
  const LARGEST = 20_000_000; // bytes
  const NOTHING = { topics: [], since: null, until: null, code: false, sources: [], notAmong: null };

  const note = reading.find("[data-reading-note]");
  const input = reading.find("[data-reading-file]");
  /** @type {any} */
  let engine = null;

  /** @param {string} slug */
  const address = (slug) => new URL(`papers/${slug}/`, papers.site).href;

  /** @param {any[]} some */
  async function documents(some) {
    const script = new URL("search-worker.js", papers.script).href;
    engine ??= connect(script, papers.site.href, Promise.resolve(null));
    const found = new Map();
    const numbers = marks.starred.numbers();
    for (let start = 0; start < numbers.length; start += A_TIME) {
      const filters = { ...NOTHING, among: numbers.slice(start, start + A_TIME) };
      const answer = await engine.request({ kind: "export", text: "", sort: "date", filters, count: A_TIME });
      for (const entry of answer.entries) found.set(entry.slug, entry);
    }
    return some.map(({ slug }) => found.get(slug));
  }

  /** What is known without the search. @param {any} paper */
  function bare({ slug, title, day, topics }) {
    const named = topics.map(([topic, words]) => ({ slug: topic, title: words }));
    return { slug, title, date: day, topics: named, abstract: "", authors: [], ids: {}, links: [], venue: null };
  }

  /** @param {string} end */
  async function save(end) {
    note.textContent = "";
    const every = reading.all();
    let entries = every.map(() => undefined);
    let trouble = "";
    try {
      entries = await documents(every);
    } catch (failure) {
      trouble = say("reading_file.poor", { reason: /** @type {Error} */ (failure).message });
    }
    const whole = every.map((/** @type {any} */ paper, /** @type {number} */ place) => entries[place] ?? bare(paper));
    download(citations[end].write(whole, address), `reading-list${end}`, citations[end].type);
    note.textContent = `${say("reading_file.saved", { count: every.length })} ${trouble}`.trimEnd();
  }

  function saveBackup() {
    const every = reading.all();
    download(readingFiles.backup(every, marks.read.all(), papers.site.href), "reading-list-backup.json", "application/json");
    note.textContent = say("reading_file.backup_saved", { count: every.length });
  }

  /** Add what a file has. @param {{papers: any[], read: string[], left: number}} content */
  function merge(content) {
    const details = marks.details();
    // The newest star comes first in a file, and last in the list.
    const added = marks.starred.merge(content.papers.map(({ slug }) => slug).reverse());
    marks.read.merge(content.read);
    const unknown = content.papers.filter(({ slug, title }) => title !== "" && details[slug] === undefined);
    marks.note(unknown.map(({ slug, title, day, topics }) => [slug, [title, day, topics, true]]));
    reading.show();
    reading.complete();
    return added;
  }

  async function takeIn() {
    const [file] = input.files;
    if (file === undefined) return;
    note.textContent = "";
    try {
      if (file.size > LARGEST) throw new Error(say("reading_file.large"));
      const content = readingFiles.parse(await file.text());
      if (content.papers.length === 0 && content.read.length === 0) throw new Error(say("reading_file.empty"));
      const added = merge(content);
      const here = content.papers.length - added;
      const left = content.left > 0 ? say("reading_file.left", { count: content.left }) : "";
      const there = here > 0 ? say("reading_file.there", { count: here }) : "";
      note.textContent = `${say("reading_file.added", { file: file.name, count: added, there })} ${left}`.trimEnd();
    } catch (failure) {
      note.textContent = say("reading_file.refused", { file: file.name, reason: /** @type {Error} */ (failure).message });
    }
    input.value = ""; // so that the same file can be chosen again
  }

  const { ".json": _, ...formats } = citations;
  const rows = Object.keys(formats).map((end) => button(formats[end].name ?? say("cite.plain"), () => save(end)));
  rows.push(button(say("reading_file.backup"), saveBackup));
  reading.find("[data-reading-formats]").append(...rows.map((row) => make("li", {}, row)));
  input.onchange = takeIn;
})((self.broadsheet = self.broadsheet ?? {}));
