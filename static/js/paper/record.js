// @ts-check
/**
 * A paper's record as its own page has it: in the tags that Google Scholar and Zotero read, so that nothing stands there twice.
 *
 * Enters: the page. Leaves: an entry of citations.js, and the page's address for papers without one of their own.
 */
"use strict";

(function (/** @type {any} */ broadsheet) {
  /** The DOI that arXiv gives. */
  const ARXIV = /^10\.48550\/arXiv\.(.+)$/;
  /** Addresses that are ids. @type {[RegExp, string][]} */
  const IDS = [
    [/^https:\/\/aclanthology\.org\/(.+)\/$/, "acl"],
    [/^https:\/\/openreview\.net\/forum\?id=(.+)$/, "openreview"],
  ];

  /** @param {string} name @returns {string[]} */
  const all = (name) =>
    [...document.querySelectorAll(`meta[name="citation_${name}"]`)].map((tag) => tag.getAttribute("content") ?? "");

  function read() {
    const [address] = all("abstract_html_url");
    /** @type {Record<string, string>} */
    const ids = {};
    const [doi] = all("doi");
    const arxiv = all("arxiv_id")[0] ?? ARXIV.exec(doi ?? "")?.[1];
    if (arxiv !== undefined) ids.arxiv = arxiv;
    if (doi !== undefined && !ARXIV.test(doi)) ids.doi = doi;
    for (const [form, scheme] of IDS) {
      const found = form.exec(address ?? "");
      if (found) ids[scheme] = found[1];
    }
    return {
      slug: location.pathname.split("/").filter((part) => part !== "" && part !== "index.html").at(-1) ?? "paper",
      title: all("title")[0],
      authors: all("author"),
      date: all("publication_date")[0]?.replaceAll("/", "-") ?? null,
      venue: all("conference_title")[0] ?? all("journal_title")[0] ?? null,
      topics: [],
      abstract: "",
      ids,
      links: address === undefined ? [] : [["paper", address]],
    };
  }

  /** The page's own address, without what is behind it. */
  const page = () => {
    const canonical = /** @type {HTMLLinkElement | null} */ (document.querySelector("link[rel=canonical]"));
    return canonical?.href ?? location.href.replace(/[?#].*$/, "");
  };

  broadsheet.record = { read, page };
})((self.broadsheet = self.broadsheet ?? {}));
