// @ts-check
/**
 * The reading list: starred papers, newest star first.
 *
 * Enters: the lists in this browser, and what is kept of each paper with its star. Leaves: entries as everywhere on the site, and
 * `broadsheet.reading`: the papers in their order. Of a paper that was starred where little is known of it, as by
 * a file of another program, its own page is asked; where papers have none, and may move from page to page, the search is.
 */
"use strict";

(function (/** @type {any} */ broadsheet) {
  const { papers, marks, make, dates, readingDocuments, say } = broadsheet;
  const { starred, read } = marks;
  const AT_ONCE = 4;
  const LONGEST = 40; // characters of a title on a button

  /** @typedef {{slug: string, title: string, day: string | null, topics: [string, string][], home?: string, known: boolean}} Paper */

  const sheet = /** @type {HTMLElement} */ (document.querySelector("[data-reading]"));
  const find = (/** @type {string} */ name) => /** @type {any} */ (sheet.querySelector(name));
  const list = find("[data-reading-list]");
  const status = find("[data-reading-status]");
  const unread = find("[data-reading-unread]");
  const undo = find("[data-reading-undo]");
  const end = location.protocol === "file:" ? "index.html" : "";
  const dayInWords = dates.inWords(document.documentElement.lang);
  /** Papers that have no page. @type {Set<string>} */
  const gone = new Set();
  /** @type {(() => void) | null} */
  let putBack = null;

  /** @param {string} path */
  const address = (path) => new URL(path + end, papers.site).href;

  /** @param {any} pair */
  const isTopic = (pair) => Array.isArray(pair) && pair.length === 2 && pair.every((part) => typeof part === "string");

  /** @returns {Paper[]} */
  function all() {
    const details = marks.details();
    return starred.all().reverse().map((/** @type {string} */ slug) => {
      const [title, day, topics, isHearsay, home] = Array.isArray(details[slug]) ? details[slug] : [];
      const known = typeof title === "string" && title !== "";
      return {
        slug,
        title: known ? title : slug,
        day: typeof day === "string" && /^\d{4}-\d\d-\d\d$/.test(day) && !Number.isNaN(Date.parse(day)) ? day : null,
        topics: Array.isArray(topics) ? topics.filter(isTopic) : [],
        home: typeof home === "string" ? home : undefined,
        known: known && isHearsay !== true,
      };
    });
  }

  /* Entries */

  /** @param {Paper} paper @param {Set<string>} seen */
  function entry(paper, seen) {
    const { slug, title, day, topics, home } = paper;
    const isRead = seen.has(slug);
    const facts = make("div", { className: "facts" });
    if (day !== null)
      facts.append(
        make("a", { href: address(dates.path(day, sheet.dataset.dates)) }, make("time", { dateTime: day }, dayInWords(day))),
      );
    facts.append(...topics.map(([topic, words]) => make("a", { href: address(`topics/${topic}/`) }, words)));
    const star = make("button", { type: "button", className: "star", ariaPressed: "true", ariaLabel: say("star.paper", { title }) }, say("star.star"));
    star.onclick = () => drop(paper);
    const mark = make("button", { type: "button", className: "plain-button" }, isRead ? say("star.mark_unread") : say("star.mark_read"));
    mark.ariaLabel = say("reading_list.of_paper", { act: mark.textContent, title });
    mark.onclick = () => marks.toggleRead(slug);
    const item = make("li", { className: isRead ? "card--read" : "" });
    item.append(make("h2", {}, make("a", { href: papers.inLists ? papers.addressOf(slug, home) : address(`papers/${slug}/`) }, title)));
    if (gone.has(slug)) item.append(make("p", { className: "derived" }, say("reading_list.gone")));
    item.append(facts, make("p", { className: "actions" }, star, mark));
    item.dataset.slug = slug;
    return item;
  }

  function show() {
    const seen = new Set(read.all());
    const every = all();
    const shown = unread.checked ? every.filter(({ slug }) => !seen.has(slug)) : every;
    const focus = focused();
    list.replaceChildren(...shown.map((paper) => entry(paper, seen)));
    refocus(focus);
    sheet.dataset.reading = every.length === 0 ? "empty" : "some";
    undo.hidden = putBack === null;
    const count = every.length;
    if (count === 0) tell(say("reading_list.none"));
    else tell(unread.checked ? say("reading_list.unread", { shown: shown.length, count }) : say("reading_list.count", { count }));
  }

  /** @param {string} words */
  function tell(words) {
    if (status.textContent !== words) status.textContent = words;
  }

  /** Where the focus is: in which entry, and on which thing in it. */
  function focused() {
    const place = [...list.children].findIndex((item) => item.contains(document.activeElement));
    if (place === -1) return null;
    const things = [...list.children[place].querySelectorAll("a, button")];
    return { place, slug: list.children[place].dataset.slug, thing: things.findIndex((each) => each === document.activeElement) };
  }

  /** The entry itself, else the one that took its place. @param {ReturnType<typeof focused>} focus */
  function refocus(focus) {
    if (focus === null) return;
    const items = [...list.children];
    const same = items.find((item) => item.dataset.slug === focus.slug);
    if (same !== undefined) [...same.querySelectorAll("a, button")][focus.thing]?.focus();
    else (items[Math.min(focus.place, items.length - 1)]?.querySelector("a") ?? undo).focus();
  }

  /** Take a star away, and offer to give it back. @param {Paper} paper */
  function drop({ slug, title }) {
    const details = marks.details()[slug];
    putBack = () => {
      putBack = null;
      starred.put(slug, true);
      if (details !== undefined) marks.note([[slug, details]]);
      show();
    };
    const name = title.length > LONGEST ? `${title.slice(0, LONGEST)}…` : title;
    undo.textContent = say("reading_list.put_back", { title: name });
    starred.put(slug, false);
  }

  /* What is not known yet */

  /** Where papers stand in lists, the search says where. */
  async function askSearch() {
    const found = await readingDocuments();
    for (const slug of starred.all()) if (!found.has(slug)) gone.add(slug);
    marks.note([...found.values()].map(detailsFound));
  }

  /** @param {any} entry @returns {[string, any]} */
  function detailsFound({ slug, title, date, topics, home }) {
    const named = topics.map((/** @type {{slug: string, title: string}} */ topic) => [topic.slug, topic.title]);
    return [slug, [title, date, named, false, home]];
  }

  /** @param {string} slug */
  async function ask(slug) {
    const own = new URL(papers.addressOf(slug));
    const answer = await fetch(own);
    if (answer.status === 404) gone.add(slug);
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const details = papers.detailsOfPage(page, own.href);
    if (details !== null) marks.note([[slug, details]]);
  }

  async function complete() {
    if (papers.inLists) {
      if (starred.all().length > 0) await askSearch().then(show, () => {});
      return;
    }
    if (location.protocol === "file:") return;
    const slugs = all().filter(({ known, slug }) => !known && !gone.has(slug)).map(({ slug }) => slug);
    const next = async () => {
      for (let slug = slugs.pop(); slug !== undefined; slug = slugs.pop()) await ask(slug).catch(() => slugs.splice(0));
    };
    if (slugs.length === 0) return;
    await Promise.all(Array.from({ length: AT_ONCE }, next));
    show();
  }

  undo.onclick = () => putBack?.();
  unread.onchange = show;
  starred.watch(show);
  read.watch(show);
  addEventListener("pageshow", ({ persisted }) => persisted && show());
  sheet.hidden = false;
  show();
  complete();

  broadsheet.reading = { find, all, show, complete };
})((self.broadsheet = self.broadsheet ?? {}));
