// @ts-check
/**
 * The reading list as a file, and back.
 *
 * Enters: a choice of a format, or a file. Leaves: a file that the browser saves; stars and read marks, of which none is
 * ever taken away. Authors and abstracts come from the documents of the search.
 */
"use strict";

(function (/** @type {any} */ broadsheet) {
  const { papers, marks, make, button, download, citations, reading, readingDocuments, readingFiles, say } = broadsheet;
  const LARGEST = 20_000_000; // bytes

  const note = reading.find("[data-reading-note]");
  const input = reading.find("[data-reading-file]");
  /** What is known without the search. @param {any} paper */
  function bare({ slug, title, day, topics }) {
    const named = topics.map(([topic, words]) => ({ slug: topic, title: words }));
    return { slug, title, date: day, topics: named, abstract: "", authors: [], ids: {}, links: [], venue: null };
  }

  /** @param {string} end */
  async function save(end) {
    note.textContent = "";
    const every = reading.all();
    let found = new Map();
    let trouble = "";
    try {
      found = await readingDocuments();
    } catch (failure) {
      trouble = say("reading_file.poor", { reason: /** @type {Error} */ (failure).message });
    }
    const whole = every.map((/** @type {any} */ paper) => found.get(paper.slug) ?? bare(paper));
    const homes = new Map(every.map(({ slug, home }) => [slug, found.get(slug)?.home ?? home]));
    const address = (/** @type {string} */ slug) => papers.addressOf(slug, homes.get(slug));
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
