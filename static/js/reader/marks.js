// @ts-check
/**
 * Stars, read papers and new ones, on every page.
 *
 * Enters: the papers of the page, the lists in this browser. Leaves: a button for each paper, the class `card--read` and the
 * word "New" on those that are so; under `broadsheet.papers` in localStorage, what the reading list shows of starred
 * papers, by slug. The search page has stars of its own, in the same lists.
 */
"use strict";

(function (/** @type {any} */ broadsheet) {
  const { papers, shelf, visit, say } = broadsheet;
  const base = papers.site.pathname;
  const KEY = `broadsheet.papers${base}`;
  const starred = shelf.list("starred", base);
  const read = shelf.list("read", base);
  const FOUND = "[data-search-results]";

  /** @typedef {{slug: string, star: HTMLButtonElement, toggle?: HTMLButtonElement}} Marked */

  /** @returns {Record<string, any>} */
  function details() {
    const kept = shelf.load(KEY);
    return kept !== null && typeof kept === "object" && !Array.isArray(kept) ? kept : {};
  }

  /** Keep what is shown of a paper, and forget it of those that are starred no more. @param {[string, any][]} seen */
  function note(seen) {
    const before = details();
    const stars = new Set(starred.all());
    const after = Object.fromEntries([...Object.entries(before), ...seen].filter(([slug]) => stars.has(slug)));
    if (JSON.stringify(before) !== JSON.stringify(after)) shelf.keep(KEY, after);
  }

  /** A list of titles says less than is known already; what it leaves open is asked later. @param {any} now @param {any} before */
  function fuller([title, day, topics, isPoor, ...home], before) {
    if (!isPoor) return home.length === 0 ? [title, day, topics] : [title, day, topics, false, ...home];
    return Array.isArray(before) ? [title, ...before.slice(1)] : [title, day, topics, true, ...home];
  }

  function noteAll() {
    const stars = new Set(starred.all());
    if (stars.size === 0 && Object.keys(details()).length === 0) return;
    const rows = papers.rows().filter((/** @type {any} */ { slug, item }) => stars.has(slug) && !item.closest("[data-reading]"));
    const before = details();
    /** @type {[string, any][]} */
    const seen = rows.map((/** @type {any} */ row) => [row.slug, fuller(papers.detailsOf(row), before[row.slug])]);
    const own = papers.own !== null && stars.has(papers.own) ? papers.detailsOfPage(document) : null;
    note(own === null ? seen : [...seen, [papers.own, own]]);
  }

  /** @param {string} words @param {() => void} onclick */
  function button(words, onclick) {
    return Object.assign(document.createElement("button"), { type: "button", textContent: words, onclick });
  }

  /** @param {string} slug */
  const toggleStar = (slug) => starred.put(slug, !starred.all().includes(slug));
  /** @param {string} slug */
  const toggleRead = (slug) => read.put(slug, !read.all().includes(slug));

  const rows = papers.rows().filter((/** @type {any} */ { item }) => !item.closest(FOUND));
  for (const row of rows) {
    row.star = button("", () => toggleStar(row.slug));
    row.star.className = "star";
    row.star.ariaLabel = say("star.paper", { title: row.link.textContent });
    (row.link.closest("h2") ?? row.link).after(row.star);
    if (!visit.isNew(row.slug, papers.dayOf(row))) continue;
    row.fresh = Object.assign(document.createElement("span"), { className: "new", textContent: say("star.new") });
    row.star.after(row.fresh);
  }

  /** The paper that the page is about. @type {any} */
  const own = {};
  const heading = papers.own === null ? null : document.querySelector("article.paper > header");
  if (heading !== null) {
    own.star = button(say("star.star"), () => toggleStar(papers.own));
    own.star.className = "star";
    own.star.ariaLabel = say("star.this");
    own.read = button("", () => toggleRead(papers.own));
    own.read.className = "plain-button";
    const tools = document.createElement("p");
    tools.className = "tools";
    tools.append(own.star, own.read);
    heading.append(tools);
    read.put(papers.own, true);
  }

  function show() {
    const stars = new Set(starred.all());
    const seen = new Set(read.all());
    for (const { slug, star, item, link, fresh } of rows) {
      star.ariaPressed = String(stars.has(slug));
      item.classList.toggle("card--read", seen.has(slug));
      if (seen.has(slug)) link.setAttribute("aria-description", say("star.read"));
      else link.removeAttribute("aria-description");
      if (fresh) fresh.hidden = seen.has(slug);
    }
    if (heading === null) return;
    own.star.ariaPressed = String(stars.has(papers.own));
    own.read.textContent = seen.has(papers.own) ? say("star.mark_unread") : say("star.mark_read");
  }

  starred.watch(show);
  starred.watch(noteAll);
  read.watch(show);
  addEventListener("pageshow", show);
  show();
  noteAll();

  broadsheet.marks = { starred, read, details, note, toggleStar, toggleRead };
})((self.broadsheet = self.broadsheet ?? {}));
