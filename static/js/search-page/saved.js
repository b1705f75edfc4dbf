// @ts-check
/**
 * Searches that a reader saved in this browser, and how many papers each has that were not there at the last visit.
 *
 * Enters: the button, the start page of the search. Leaves: a list of links under `broadsheet.searches` in localStorage:
 * address, words, the numbers (FNV-1a, base 36) of the papers it found when it was last looked at, and
 * the newest day among them. New is a paper that is found now, was not then, and is not older than that
 * day; without a day on either side, it is new too.
 */
"use strict";

(function (/** @type {any} */ broadsheet) {
  const { page, address, make, button, shelf, say } = broadsheet;
  const KEY = `broadsheet.searches${page.base.pathname}`;
  const MOST = 50;
  const DAY = 86_400_000; // milliseconds
  const WAIT_BEFORE_NOTING = 600; // milliseconds after an answer that is a saved search's

  /** @typedef {{address: string, words: string, numbers: string, day: string | null}} Saved */

  const toggle = button("", () => (find(here()) === undefined ? save() : drop(here())));
  const note = make("p", { className: "fine", role: "status" });
  broadsheet.keep.prepend(make("div", { className: "facet" }, toggle, note));
  const list = make("ul", { className: "saved__list" });
  const section = make("section", { className: "saved", ariaLabel: say("saved.title"), hidden: true }, make("h2", {}, say("saved.title")), list);
  page.sheet.querySelector(".search__found").append(section);

  /** @type {Map<string, string>} */
  let titles = new Map();
  let timer = 0;

  /* The list in the browser: read anew for each change, for other tabs write it too */

  /** @returns {Saved[]} */
  function all() {
    const kept = shelf.load(KEY);
    return Array.isArray(kept) ? kept.filter((saved) => typeof saved?.address === "string") : [];
  }

  const here = () => address.write(page.question());
  const find = (/** @type {string} */ at) => all().find((saved) => saved.address === at);

  /** @param {Saved} saved */
  function put(saved) {
    const others = all().filter((other) => other.address !== saved.address);
    return shelf.keep(KEY, [saved, ...others].slice(0, MOST));
  }

  /** @param {string} at */
  function drop(at) {
    shelf.keep(KEY, all().filter((saved) => saved.address !== at));
    show();
  }

  /* What a search has found */

  /** @param {any} question */
  const filtersOf = ({ starred, unread, ...others }) => page.filters({ ...others, starred, unread });

  /** @param {any} question @param {Record<string, any>} narrower @param {number} [count] */
  function search(question, narrower, count = 0) {
    if (!page.isIdle()) throw new Error(say("saved.between"));
    const filters = { ...filtersOf(question), ...narrower };
    const asked = { kind: "search", text: question.text, from: 0, count, sort: "date", typing: false, passages: false };
    return page.request({ ...asked, filters });
  }

  /** @param {string} iso */
  const dayBefore = (iso) => new Date(Date.parse(`${iso}T00:00:00Z`) - DAY).toISOString().slice(0, 10);

  /** @param {any} question @returns {Promise<number[]>} */
  async function matches(question) {
    const { numbers } = await page.request({ kind: "matches", text: question.text, filters: filtersOf(question) });
    return numbers;
  }

  /** @param {any} question @returns {Promise<Saved>} */
  async function lookAt(question) {
    const numbers = await matches(question);
    const newest = await search(question, {}, 1);
    const day = newest.results[0]?.date ?? null;
    return {
      address: address.write(question),
      words: inWords(question),
      numbers: numbers.map((number) => number.toString(36)).join(" "),
      day,
    };
  }

  /** @param {Saved} saved */
  async function countNew(saved) {
    const question = address.read(saved.address);
    const known = new Set(String(saved.numbers).split(" "));
    const fresh = (await matches(question)).filter((number) => !known.has(number.toString(36)));
    const { among, until } = filtersOf(question);
    const some = among === null ? fresh : fresh.filter((number) => among.includes(number));
    if (some.length === 0) return 0;
    const { total } = await search(question, { among: some });
    if (saved.day === null) return total;
    const before = dayBefore(saved.day);
    const older = await search(question, { among: some, until: until !== null && until < before ? until : before });
    return total - older.total;
  }

  /* What the reader sees */

  /** @param {any} question */
  function inWords({ text, topics, sources, since, until, code, starred, unread, sort }) {
    return [
      text.trim(),
      ...topics.map((/** @type {string} */ slug) => titles.get(slug) ?? slug),
      ...sources,
      since && say("saved.from", { day: since }),
      until && say("saved.to", { day: until }),
      code && say("saved.code"),
      starred && say("saved.starred"),
      unread && say("saved.unread"),
      sort === "date" && say("saved.newest"),
    ]
      .filter(Boolean)
      .join(" · ");
  }

  function show() {
    const searches = all();
    toggle.textContent = find(here()) === undefined ? say("saved.save") : say("saved.drop");
    section.hidden = page.isAsked() || searches.length === 0;
    if (section.hidden) return;
    const rows = searches.map((saved) => {
      const count = make("span", { className: "saved__new" });
      const link = make("a", { href: `${location.pathname}${saved.address}` }, saved.words);
      link.onclick = (/** @type {MouseEvent} */ event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        page.change(address.read(saved.address));
      };
      const forget = button(say("saved.forget"), () => drop(saved.address));
      forget.ariaLabel = say("saved.forget_this", { search: saved.words });
      return { saved, count, row: make("li", {}, link, count, forget) };
    });
    list.replaceChildren(...rows.map(({ row }) => row));
    countAll(rows);
  }

  /** One after the other: a search of the reader's own comes between. @param {{saved: Saved, count: any}[]} rows */
  async function countAll(rows) {
    for (const { saved, count } of rows) {
      if (page.isAsked() || !count.isConnected) return;
      try {
        const number = await countNew(saved);
        if (number > 0) count.textContent = say("saved.new", { count: number });
      } catch {
        return; // the next visit counts again
      }
    }
  }

  async function save() {
    note.textContent = "";
    try {
      const kept = put(await lookAt(page.question()));
      note.textContent = kept ? say("saved.kept") : say("saved.for_now");
    } catch (failure) {
      note.textContent = say("saved.failed", { reason: /** @type {Error} */ (failure).message });
    }
    show();
  }

  /** A saved search that is looked at has nothing new any more. */
  async function noteVisit() {
    const at = here();
    if (find(at) === undefined || !page.isIdle()) return;
    try {
      const seen = await lookAt(page.question());
      if (find(at) !== undefined && here() === at) put({ ...seen, address: at });
    } catch {
      // it stays as new as it was
    }
  }

  addEventListener("storage", (event) => event.key === KEY && show());
  page.ready.then((/** @type {{topics: [string, string][]}} */ message) => (titles = new Map(message.topics)));
  page.listen((/** @type {any} */ answer) => {
    clearTimeout(timer);
    note.textContent = "";
    show();
    if (answer !== null && answer.from === 0) timer = setTimeout(noteVisit, WAIT_BEFORE_NOTING);
  });
})((self.broadsheet = self.broadsheet ?? {}));
