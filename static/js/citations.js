// @ts-check
/**
 * Papers as BibTeX, RIS, CSL-JSON, plain text, Markdown, or our own JSON.
 *
 * Enters: papers, and what gives the address of one in the digest. Leaves: the text of a file. A paper's key is its slug, which
 * is unique and of letters, digits and hyphens. Touches no page.
 */
"use strict";

(function (/** @type {any} */ broadsheet) {
  /**
   * @typedef {{slug: string, title: string, date: string | null, topics: {slug: string, title: string}[], abstract: string,
   *   authors: string[], ids: Record<string, string>, links: [string, string][], venue: string | null}} Entry
   * @typedef {(slug: string) => string} Address
   * @typedef {"conference" | "journal" | "preprint" | "other"} Kind
   */

  const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
  /** What TeX reads as more than itself. @type {Record<string, string>} */
  const TEX = {
    "\\": "\\textbackslash{}",
    "{": "\\{",
    "}": "\\}",
    "~": "\\textasciitilde{}",
    "^": "\\textasciicircum{}",
    "<": "\\textless{}",
    ">": "\\textgreater{}",
    "|": "\\textbar{}",
    '"': "\\textquotedbl{}",
  };

  // As in generator/render/metadata.py.
  const CONFERENCE = /\b(?:proc|proceedings|conference|workshop|symposium|meeting)\b/i;
  const JOURNAL = /\b(?:journal|transactions|letters|review|annals)\b/i;

  /** What a paper is cited as; a venue that neither its name nor an id explains is no journal. @param {Entry} entry @returns {Kind} */
  function kindOf({ venue, ids }) {
    if (ids.acl !== undefined || (venue !== null && (ids.openreview !== undefined || CONFERENCE.test(venue)))) return "conference";
    if (venue !== null && (ids.doi !== undefined || JOURNAL.test(venue))) return "journal";
    return ids.arxiv === undefined ? "other" : "preprint";
  }

  /** @param {string} text */
  const folded = (text) => text.replace(/\s+/gu, " ").trim();

  /** A kind's type, and the field of its venue. @type {Record<Kind, [string, string]>} */
  const BIBTEX = {
    conference: ["inproceedings", "booktitle"],
    journal: ["article", "journal"],
    preprint: ["misc", "howpublished"],
    other: ["misc", "howpublished"],
  };
  /** @type {Record<Kind, string>} */
  const RIS = { conference: "CPAPER", journal: "JOUR", preprint: "UNPB", other: "GEN" };
  /** @type {Record<Kind, string>} */
  const CSL = { conference: "paper-conference", journal: "article-journal", preprint: "article", other: "document" };

  /** @param {string} text */
  const tex = (text) => folded(text).replace(/[\\{}~^<>|"]|[&%$#_]/g, (sign) => TEX[sign] ?? `\\${sign}`);

  /** An address is read as it stands, but braces must pair. @param {string} url */
  const bare = (url) => url.replace(/[{}\\\s]/g, encodeURIComponent);

  /** Where the paper itself is, if that is known. @param {Entry} entry @param {Address} address */
  function addressOf({ slug, ids, links }, address) {
    const paper = links.find(([kind]) => kind === "paper" || kind === "doi");
    if (ids.arxiv !== undefined) return `https://arxiv.org/abs/${ids.arxiv}`;
    if (ids.doi !== undefined) return `https://doi.org/${encodeURI(ids.doi)}`;
    return paper?.[1] ?? address(slug);
  }

  /** @param {Entry[]} entries @param {Address} address */
  function bibtex(entries, address) {
    return entries.map((entry) => bibtexEntry(entry, address)).join("\n");
  }

  /** @param {Entry} entry @param {Address} address */
  function bibtexEntry(entry, address) {
    const { title, authors, date, venue, ids, abstract } = entry;
    const kind = kindOf(entry);
    const [type, place] = BIBTEX[kind];
    const [year, month] = date === null ? [] : date.split("-");
    const names = authors.map((name) => (/\band\b|,/i.test(name) ? `{${tex(name)}}` : tex(name)));
    /** @type {[string, string | undefined | null][]} */
    const fields = [
      ["title", `{{${tex(title)}}}`], // twice, so that no style takes its capitals
      ["author", names.length > 0 ? `{${names.join(" and ")}}` : null],
      ["year", year && `{${year}}`],
      ["month", month && MONTHS[Number(month) - 1]],
      [place, venue && `{${tex(venue)}}`],
      ["eprint", ids.arxiv && `{${bare(ids.arxiv)}}`],
      ["archiveprefix", ids.arxiv && "{arXiv}"],
      ["doi", ids.doi && `{${bare(ids.doi)}}`],
      ["url", `{${bare(addressOf(entry, address))}}`],
      ["abstract", abstract && `{${tex(abstract)}}`],
    ];
    const lines = fields.filter(([, value]) => value).map(([name, value]) => `  ${name} = ${value},\n`);
    return `@${type}{${entry.slug},\n${lines.join("")}}\n`;
  }

  /** @param {Entry[]} entries @param {Address} address */
  function ris(entries, address) {
    return entries.map((entry) => risEntry(entry, address)).join("\r\n");
  }

  /** @param {Entry} entry @param {Address} address */
  function risEntry(entry, address) {
    /** @type {[string, string | undefined | null][]} */
    const lines = [
      ["TY", RIS[kindOf(entry)]],
      ["ID", entry.slug],
      ["TI", entry.title],
      .../** @type {[string, string][]} */ (entry.authors.map((name) => ["AU", name])),
      ["PY", entry.date?.slice(0, 4)],
      ["DA", entry.date?.replaceAll("-", "/")],
      ["T2", entry.venue],
      ["AB", entry.abstract],
      .../** @type {[string, string][]} */ (entry.topics.map(({ title }) => ["KW", title])),
      ["DO", entry.ids.doi],
      ["UR", addressOf(entry, address)],
      .../** @type {[string, string][]} */ (entry.links.filter(([kind]) => kind === "code").map(([, url]) => ["L2", url])),
    ];
    const written = lines.filter(([, value]) => value).map(([tag, value]) => `${tag}  - ${folded(value ?? "")}\r\n`);
    return `${written.join("")}ER  - \r\n`;
  }

  /** As https://citeproc-js.readthedocs.io/en/latest/csl-json/markup.html has it. @param {Entry[]} entries @param {Address} address */
  function csl(entries, address) {
    const papers = entries.map((entry) => ({
      id: entry.slug,
      type: CSL[kindOf(entry)],
      title: folded(entry.title),
      author: entry.authors.length > 0 ? entry.authors.map(nameOf) : undefined,
      issued: entry.date ? { "date-parts": [entry.date.split("-").map(Number)] } : undefined,
      "container-title": entry.venue ?? undefined,
      publisher: entry.ids.arxiv === undefined ? undefined : "arXiv",
      number: entry.ids.arxiv === undefined ? undefined : `arXiv:${entry.ids.arxiv}`,
      DOI: entry.ids.doi,
      URL: addressOf(entry, address),
      abstract: entry.abstract || undefined,
    }));
    return `${JSON.stringify(papers, null, 2)}\n`;
  }

  /** A name in its parts; small words before the last one belong to it ("van der Berg"). @param {string} name */
  function nameOf(name) {
    const [last, first] = name.split(/,\s*/, 2);
    if (first) return { family: last, given: first };
    const words = folded(name).split(" ");
    if (words.length < 2) return { literal: name };
    let start = words.length - 1;
    while (start > 1 && /^\p{Ll}/u.test(words[start - 1])) start -= 1;
    return { family: words.slice(start).join(" "), given: words.slice(0, start).join(" ") };
  }

  /** @param {Entry[]} entries @param {Address} address */
  function plain(entries, address) {
    return entries.map((entry) => plainEntry(entry, address)).join("");
  }

  /** @param {Entry} entry @param {Address} address */
  function plainEntry(entry, address) {
    const { authors, title, venue, date, ids } = entry;
    const parts = [authors.join(", "), title, venue, ids.arxiv && `arXiv:${ids.arxiv}`, date?.slice(0, 4)];
    const sentences = parts.filter(Boolean).map((part) => folded(part ?? "").replace(/([^.!?])$/, "$1."));
    return `${sentences.join(" ")} ${addressOf(entry, address)}\n`;
  }

  /** @param {Entry[]} entries @param {Address} address */
  function json(entries, address) {
    const papers = entries.map((entry) => ({
      ...entry,
      links: entry.links.map(([kind, url]) => ({ kind, url })),
      page: address(entry.slug),
    }));
    return `${JSON.stringify(papers, null, 2)}\n`;
  }

  /** @param {string} text */
  const markdownText = (text) => folded(text).replace(/[\\\x60*_[\]<>&#$~|]/g, "\\$&");

  /** A list of links. @param {Entry[]} entries @param {Address} address */
  function markdown(entries, address) {
    const lines = entries.map(({ slug, title, authors, date }) => {
      const facts = [authors.map(markdownText).join(", "), date].filter(Boolean);
      const link = `[${markdownText(title)}](${address(slug)})`;
      return `- ${[link, ...facts].join(". ")}\n`;
    });
    return lines.join("");
  }

  /** By the end of the file's name; plain text is named in the words of the site. */
  broadsheet.citations = {
    ".bib": { name: "BibTeX", type: "application/x-bibtex", write: bibtex },
    ".ris": { name: "RIS", type: "application/x-research-info-systems", write: ris },
    ".csl.json": { name: "CSL-JSON", type: "application/vnd.citationstyles.csl+json", write: csl },
    ".txt": { name: null, type: "text/plain", write: plain },
    ".md": { name: "Markdown", type: "text/markdown", write: markdown },
    ".json": { name: "JSON", type: "application/json", write: json },
  };
})((self.broadsheet = self.broadsheet ?? {}));
