// @ts-check
/**
 * Files of a reading list, read: the backup, and BibTeX and RIS as they are written here.
 *
 * Enters: the text of a file. Leaves: the papers in it, in its order, and what was read; an error in words where it is
 * nothing of the kind. A paper is known by its slug, which is its key in BibTeX and its ID in RIS. Touches no page.
 */
"use strict";

(function (/** @type {any} */ broadsheet) {
  const { say } = broadsheet;
  const FORMAT = "broadsheet reading list";
  const VERSION = 1;
  const SLUG = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;
  const DAY = /^\d{4}-\d\d-\d\d$/;
  /** As citations.js writes them. @type {Record<string, string>} */
  const TEX = {
    textbackslash: "\\",
    textasciitilde: "~",
    textasciicircum: "^",
    textless: "<",
    textgreater: ">",
    textbar: "|",
    textquotedbl: '"',
  };

  /**
   * @typedef {{slug: string, title: string, day: string | null, topics: [string, string][]}} Paper
   * @typedef {{papers: Paper[], read: string[], left: number}} Content `left` counts entries that are no papers of a digest
   */

  /** @param {Paper[]} papers @param {string[]} read @param {string} site */
  function backup(papers, read, site) {
    const entries = papers.map(({ slug, title, day, topics }) => ({ slug, title, day, topics }));
    return `${JSON.stringify({ format: FORMAT, version: VERSION, site, papers: entries, read }, null, 1)}\n`;
  }

  /** @param {string} text @returns {Content} */
  function parse(text) {
    const start = text.replace(/^\uFEFF/, "").trimStart();
    if (/^[{[]/.test(start)) return fromBackup(start);
    if (/^@\w+\s*\{/m.test(start)) return sorted(entriesOfBibtex(start));
    if (/^TY {2}- /m.test(start)) return sorted(entriesOfRis(start));
    throw new Error(say("reading_file.unknown"));
  }

  /** @param {string} text @returns {Content} */
  function fromBackup(text) {
    /** @type {any} */
    let value;
    try {
      value = JSON.parse(text);
    } catch {
      throw new Error(say("reading_file.broken"));
    }
    if (value?.format !== FORMAT || !Array.isArray(value.papers))
      throw new Error(say("reading_file.other"));
    if (value.version > VERSION) throw new Error(say("reading_file.newer"));
    const { papers, left } = sorted(value.papers);
    const read = Array.isArray(value.read) ? value.read.filter((/** @type {any} */ slug) => typeof slug === "string" && SLUG.test(slug)) : [];
    return { papers, read, left };
  }

  /** Tell papers of a digest from other entries. @param {any[]} entries @returns {Content} */
  function sorted(entries) {
    const papers = entries.flatMap((entry) => {
      if (typeof entry?.slug !== "string" || !SLUG.test(entry.slug)) return [];
      const { slug, title, day, topics } = entry;
      return [
        {
          slug,
          title: typeof title === "string" ? title : "",
          day: typeof day === "string" && DAY.test(day) ? day : null,
          topics: Array.isArray(topics) ? topics : [],
        },
      ];
    });
    return { papers, read: [], left: entries.length - papers.length };
  }

  /** @param {string} text */
  const untex = (text) => text.replace(/\\(text\w+)\{\}|\\([{}&%$#_])/g, (whole, name, sign) => sign ?? TEX[name] ?? whole);

  /** @param {string} text */
  function entriesOfBibtex(text) {
    return text.split(/^(?=@\w+\s*\{)/m).flatMap((entry) => {
      const key = entry.match(/^@\w+\s*\{\s*([^,\s]*)/);
      const title = entry.match(/^\s*title\s*=\s*\{\{(.*)\}\},?\s*$/m);
      return key === null ? [] : [{ slug: key[1], title: untex(title?.[1] ?? "") }];
    });
  }

  /** @param {string} text */
  function entriesOfRis(text) {
    return text.split(/^ER {2}-.*$/m).flatMap((entry) => {
      const value = (/** @type {string} */ tag) => entry.match(new RegExp(`^${tag} {2}- (.*)$`, "m"))?.[1].trim();
      const day = value("DA")?.replaceAll("/", "-");
      return /^TY {2}-/m.test(entry) ? [{ slug: value("ID"), title: value("TI"), day }] : [];
    });
  }

  broadsheet.readingFiles = { backup, parse };
})((self.broadsheet = self.broadsheet ?? {}));
