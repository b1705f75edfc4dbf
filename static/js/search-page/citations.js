// @ts-check
/**
 * Papers as BibTeX, RIS, CSL-JSON, Markdown or JSON.
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

  /** @param {string} text */
  const folded = (text) => text.replace(/\s+/gu, " ").trim();

  /** @param {string} text */
  const tex = (text) => folded(text).replace(/[\\{}~^<>|"]|[&%$#_]/g, (sign) => TEX[sign] ?? `\\${sign}`);

  /** An address is read as it stands, but braces must pair. @param {string} url */
  const bare = (url) => url.replace(/[{}\\\s]/g, encodeURIComponent);

  /** Where the paper itself is, if that is known. @param {Entry} entry @param {Address} address */
  function addressOf({ slug, ids, links }, address) {
    const paper = links.find(([kind]) => kind === "paper" || kind === "doi");
    if (ids.arxiv !== undefined) return `https://arxiv.org/abs/${ids.arxiv}`;
    if (ids.doi !== undefined) return `https://doi.org/${ids.doi}`;
    return paper?.[1] ?? address(slug);
  }

  /** @param {Entry[]} entries @param {Address} address */
  function bibtex(entries, address) {
    return entries.map((entry) => bibtexEntry(entry, address)).join("\n");
  }

  /** @param {Entry} entry @param {Address} address */
  function bibtexEntry(entry, address) {
    const { title, authors, date, venue, ids, abstract } = entry;
    const [year, month] = date === null ? [] : date.split("-");
    const names = authors.map((name) => (/\band\b|,/i.test(name) ? `{${tex(name)}}` : tex(name)));
    /** @type {[string, string | undefined | null][]} */
    const fields = [
      ["title", `{{${tex(title)}}}`], // twice, so that no style takes its capitals
      ["author", names.length > 0 ? `{${names.join(" and ")}}` : null],
      ["year", year && `{${year}}`],
      ["month", month && MONTHS[Number(month) - 1]],
      ["howpublished", venue && `{${tex(venue)}}`],
      ["eprint", ids.arxiv && `{${bare(ids.arxiv)}}`],
      ["archiveprefix", ids.arxiv && "{arXiv}"],
      ["doi", ids.doi && `{${bare(ids.doi)}}`],
      ["url", `{${bare(addressOf(entry, address))}}`],
      ["abstract", abstract && `{${tex(abstract)}}`],
    ];
    const lines = fields.filter(([, value]) => value).map(([name, value]) => `  ${name} = ${value},\n`);
    return `@misc{${entry.slug},\n${lines.join("")}}\n`;
  }

  /** @param {Entry[]} entries @param {Address} address */
  function ris(entries, address) {
    return entries.map((entry) => risEntry(entry, address)).join("\r\n");
  }

  /** @param {Entry} entry @param {Address} address */
  function risEntry(entry, address) {
    /** @type {[string, string | undefined | null][]} */
    const lines = [
      ["TY", entry.ids.arxiv === undefined ? "GEN" : "UNPB"],
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

  /** @param {Entry[]} entries @param {Address} address */
  function json(entries, address) {
    const papers = entries.map((entry) => ({
      ...entry,
      links: entry.links.map(([kind, url]) => ({ kind, url })),
      page: address(entry.slug),
    }));
    return `${JSON.stringify(papers, null, 2)}\n`;
  }

  /** The form of citation styles, as Zotero and Pandoc read it (CSL-JSON 1.0). @param {Entry[]} entries @param {Address} address */
  function csl(entries, address) {
    const written = entries.map((entry) => cslEntry(entry, address));
    return `${JSON.stringify(written, null, 2)}\n`;
  }

  /** @param {Entry} entry @param {Address} address */
  function cslEntry(entry, address) {
    const { slug, title, authors, date, venue, ids, abstract } = entry;
    return {
      id: slug,
      type: "article",
      title: folded(title),
      // Which part is the family's name is not known.
      author: authors.length > 0 ? authors.map((name) => ({ literal: folded(name) })) : undefined,
      issued: date === null ? undefined : { "date-parts": [date.split("-").map(Number)] },
      "container-title": venue ?? undefined,
      DOI: ids.doi,
      number: ids.arxiv && `arXiv:${ids.arxiv}`,
      URL: addressOf(entry, address),
      abstract: abstract || undefined,
    };
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

  /** By the end of the file's name. */
  broadsheet.citations = {
    ".bib": { name: "BibTeX", type: "application/x-bibtex", write: bibtex },
    ".ris": { name: "RIS", type: "application/x-research-info-systems", write: ris },
    ".csl.json": { name: "CSL-JSON", type: "application/vnd.citationstyles.csl+json", write: csl },
    ".md": { name: "Markdown", type: "text/markdown", write: markdown },
    ".json": { name: "JSON", type: "application/json", write: json },
  };
})((self.broadsheet = self.broadsheet ?? {}));
