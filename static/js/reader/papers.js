// @ts-check
/**
 * The papers on a page: those of its lists, and the one that the page is about.
 *
 * Enters: the document. Leaves: `broadsheet.papers`: the site's address, and what the page says of each paper. A
 * paper is known by a link that opens an entry of a list: to /papers/SLUG/, or, where papers have no pages of their own, to
 * the entry SLUG of a page.
 */
"use strict";

(function (/** @type {any} */ broadsheet) {
  /**
   * @typedef {{slug: string, item: HTMLElement, link: HTMLAnchorElement}} Row
   * @typedef {[title: string, day: string | null, topics: [slug: string, title: string][], isPoor?: boolean,
   *   home?: string]} Details `home` is the path of the page on which a paper stands that has none of its own
   */

  // The script lies at assets/DIGEST/js/ below the site's root.
  const script = /** @type {HTMLScriptElement} */ (document.currentScript).src;
  const site = new URL("../../../", script);
  const LINKS = "main li > h2 > a, main li > a";
  const DAY = /^\d{4}-\d\d-\d\d$/;
  const inLists = document.documentElement.dataset.papers === "in-lists";

  /** @param {string} href @returns {string | null} */
  function slugOf(href) {
    if (inLists) return href.startsWith(site.href) ? new URL(href).hash.slice(1) || null : null;
    const [address] = href.split(/[?#]/);
    const start = `${site.href}papers/`;
    const found = address.startsWith(start) ? address.slice(start.length).match(/^([^/]+)\/(index\.html)?$/) : null;
    return found && found[1];
  }

  /** @returns {Row[]} */
  function rows() {
    /** @type {Row[]} */
    const found = [];
    for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll(LINKS))) {
      const slug = slugOf(link.href);
      const item = /** @type {HTMLElement} */ (link.closest("li"));
      // What leads to entries of the same page is a list of contents.
      if (inLists && link.closest("nav, .by-topic") !== null) continue;
      if (slug !== null && found.at(-1)?.item !== item) found.push({ slug, item, link });
    }
    return found;
  }

  /** The entry in which the focus is. */
  function current() {
    return rows().find(({ item }) => item.contains(document.activeElement));
  }

  /** @param {ParentNode} part @param {string} selector @returns {string | null} */
  function dayIn(part, selector) {
    const times = /** @type {HTMLTimeElement[]} */ ([...part.querySelectorAll(selector)]);
    return times.map((time) => time.dateTime).filter((day) => DAY.test(day)).at(-1) ?? null;
  }

  /** The day to whose page an entry leads. @param {HTMLElement} item */
  function dayLinked(item) {
    const links = /** @type {HTMLAnchorElement[]} */ ([...item.querySelectorAll(".facts > a")]);
    const paths = links.filter(({ href }) => href.startsWith(`${site.href}dates/`)).map(({ href }) => href.slice(site.href.length));
    const found = paths[0]?.match(/^dates\/(\d{4})\/(\d\d)\/(\d\d)\//);
    return found ? found.slice(1).join("-") : null;
  }

  /** Papers of an edition say no day of their own. @param {Row} row */
  const dayOf = ({ item }) =>
    dayIn(item, "time") ?? dayLinked(item) ?? (item.querySelector(".pinned") ? null : dayIn(document, "main h1 time"));

  /** @param {ParentNode} part @param {string} selector @param {string} [address] of the page @returns {[string, string][]} */
  function topicsIn(part, selector, address = location.href) {
    const start = `${site.href}topics/`;
    return [...part.querySelectorAll(selector)].flatMap((link) => {
      const { href } = new URL(link.getAttribute("href") ?? "", address);
      const slug = href.startsWith(start) ? href.slice(start.length).split("/")[0] : "";
      return slug === "" ? [] : [/** @type {[string, string]} */ ([slug, words(link)])];
    });
  }

  /** @param {Row} row @returns {Details} */
  function detailsOf(row) {
    const isPoor = row.item.querySelector(".facts") === null;
    return [words(row.link), dayOf(row), topicsIn(row.item, ".facts > a"), isPoor, ...(inLists ? [homeOf(row.link.href)] : [])];
  }

  /** @param {string} href */
  const homeOf = (href) => href.slice(site.href.length).split(/[?#]/)[0];

  const own = inLists ? null : slugOf(location.href);

  /** What a paper's own page says of it. @param {ParentNode} page @param {string} [address] @returns {Details | null} */
  function detailsOfPage(page, address) {
    const title = page.querySelector("article.paper h1");
    if (title === null) return null;
    return [words(title), dayIn(page, "article.paper > header time"), topicsIn(page, "article.paper aside a", address)];
  }

  /** @param {Element} element */
  const words = ({ textContent }) => (textContent ?? "").replace(/\s+/gu, " ").trim();

  /** The address of a paper. @param {string} slug @param {string} [home] */
  const addressOf = (slug, home) => new URL(inLists ? `${home ?? ""}#${slug}` : `papers/${slug}/`, site).href;

  broadsheet.papers = { site, script, own, inLists, addressOf, slugOf, rows, current, dayOf, detailsOf, detailsOfPage };
})((self.broadsheet = self.broadsheet ?? {}));
