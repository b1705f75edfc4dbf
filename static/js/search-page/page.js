// @ts-check
/**
 * The search page: the box, the address and its history, the status line and the list of results.
 *
 * Enters: what is typed, the address, answers. Leaves: results, and for the rest of the page (js/search-more.js, which
 * comes after the first of them) `broadsheet.page`: the question, ways to change it and to hear of answers.
 */
"use strict";

(function (/** @type {any} */ broadsheet) {
  const { address, shelf, say } = broadsheet;
  const WAIT_BEFORE_SEARCH = 80; // milliseconds after the last key
  const WAIT_BEFORE_ADDRESS = 400; // browsers allow some hundred changes of the history in half a minute
  const WAIT_BEFORE_WORDS = 500; // a screen reader speaks after the typing, not during it
  const SLOW = 700;
  const A_PAGE = 20;
  const LONGEST_QUOTE = 60; // characters of a question in a sentence

  const find = (/** @type {string} */ name) => /** @type {any} */ (document.querySelector(name));
  const form = find("[data-search]");
  /** @type {HTMLInputElement} */
  const box = form.querySelector("input");
  /** @type {HTMLElement} */
  const list = find("[data-search-results]");
  const status = find("[data-search-status]");
  const again = find("[data-search-again]");
  const more = find("[data-search-more]");
  const sheet = find("[data-search-sheet]");
  const { root, worker: script, dates: dateGroup } = form.dataset;
  const base = new URL(root, location.href);
  const pageTitle = document.title;
  const counted = new Intl.NumberFormat(document.documentElement.lang);
  const starred = shelf.list("starred", base.pathname);
  const read = shelf.list("read", base.pathname);
  const results = broadsheet.results({
    template: find("[data-search-result]"),
    root,
    dateGroup,
    language: document.documentElement.lang,
  });

  let question = address.read(location.search);
  let rest = form.dataset.more;
  let total = 0;
  let shown = 0;
  let goTo = ""; // where an id that was typed leads
  let isSearching = false;
  let typing = false; // the newest entry of the history is being typed
  let searchTimer = 0;
  let addressTimer = 0;
  let placeTimer = 0;
  let wordsTimer = 0;
  let slowTimer = 0;
  /** @type {((answer: any) => void)[]} */
  const listeners = [];
  /** @type {any} */
  let lastAnswer = null;

  /* The engine */

  /** The manifest comes as a script of its own, which the page asks for beside this one. */
  const manifest = new Promise((resolve) => {
    /** @type {any} */ (self).searchPart = (/** @type {string} */ _name, /** @type {any} */ value) => resolve(value);
    addEventListener("DOMContentLoaded", () => resolve(null));
  });
  // Takes up the preload; the worker then has the script from the cache.
  if (location.protocol !== "file:") fetch(script).catch(() => {});
  const { request, ready } = broadsheet.connect(script, base.href, manifest);

  /** What of a question narrows its answer. */
  function filters({ topics, since, until, code, sources, starred: onlyStarred, unread } = question) {
    const among = onlyStarred ? starred.numbers() : null;
    const notAmong = unread ? read.numbers() : null;
    return { topics, since, until, code, sources, among, notAmong };
  }

  /* The question and its answer */

  /** Filters alone are a question too: all papers that they leave. */
  const isAsked = () => address.write({ ...question, text: question.text.trim(), sort: "relevance" }) !== "";

  /**
   * Ask; says whether the answer was shown. A newer search leaves it unanswered.
   * @param {{whileTyping?: boolean, from?: number, count?: number, leave?: "assign" | "replace" | null}} [how]
   */
  async function search({ whileTyping = false, from = 0, count = A_PAGE, leave = null } = {}) {
    clearTimeout(searchTimer);
    clearTimeout(slowTimer);
    const text = question.text.trim();
    document.title = text === "" ? pageTitle : `${shortened(text)} · ${pageTitle}`;
    sheet.dataset.searchSheet = isAsked() ? "asked" : "empty";
    if (!isAsked()) return showNothing();
    slowTimer = setTimeout(() => tell(say("search_page.searching")), SLOW);
    isSearching = true;
    try {
      const answer = await request({
        kind: "search",
        text: question.text,
        from,
        count,
        sort: question.sort,
        typing: whileTyping,
        passages: true,
        filters: filters(),
      });
      if (!isAsked()) return false;
      if (leave !== null && answer.goTo !== null) open(answer, leave);
      show({ ...answer, typing: whileTyping });
      return true;
    } catch (failure) {
      tell(/** @type {Error} */ (failure).message);
      again.hidden = false;
      return false;
    } finally {
      clearTimeout(slowTimer);
      isSearching = false;
    }
  }

  /** @param {any} answer */
  function show(answer) {
    total = answer.total;
    goTo = answer.goTo ?? "";
    let before = answer.from === 0 ? null : lastAnswer.results.at(-1)?.beside;
    const items = answer.results.map((/** @type {any} */ result) => {
      const isNew = result.beside !== null && result.beside !== before;
      before = result.beside;
      return results.element(result, result.slug === goTo ? say("search_page.the_paper") : isNew ? say("search_page.also_written", { word: before }) : "");
    });
    if (answer.from === 0) list.replaceChildren();
    list.append(...items);
    lastAnswer = answer;
    shown = answer.from + answer.results.length;
    showMarks();
    const left = Math.min(A_PAGE, total - shown);
    more.hidden = left <= 0;
    more.textContent = say("search_page.more", { count: left });
    tell(inWords(answer), answer.typing ? WAIT_BEFORE_WORDS : 0);
    tellRest();
  }

  /** @param {any} answer */
  function inWords({ hint, correction, text }) {
    const words = hint === "" ? [] : [hint];
    if (correction !== null && total > 0) words.push(say("search_page.corrected", correction));
    if (total > 0) words.push(say("search_page.found", { count: total }));
    else words.push(text.trim() === "" ? say("search_page.none_left") : say("search_page.none", { text: shortened(text.trim()) }));
    return words.join(" ");
  }

  function showNothing() {
    lastAnswer = null;
    goTo = "";
    shown = 0;
    more.hidden = true;
    list.replaceChildren();
    tell("");
    tellRest();
    return true;
  }

  /** Tell the rest of the page, which loads now if it has not. */
  function tellRest() {
    setTimeout(loadRest, 0);
    for (const listen of listeners) listen(lastAnswer);
  }

  function loadRest() {
    if (rest === "") return;
    const element = document.createElement("script");
    element.src = rest;
    rest = "";
    document.head.append(element);
  }

  /** @param {string} words @param {number} [wait] */
  function tell(words, wait = 0) {
    clearTimeout(wordsTimer);
    again.hidden = true;
    if (wait === 0) status.textContent = words;
    else wordsTimer = setTimeout(() => (status.textContent = words), wait);
  }

  /** @param {string} text */
  function shortened(text) {
    const characters = [...text];
    return characters.length <= LONGEST_QUOTE ? text : `${characters.slice(0, LONGEST_QUOTE).join("")}…`;
  }

  /** Ask for the next page of results, and go to the first of them. */
  async function showMore() {
    const before = list.childElementCount;
    if (shown < total && (await search({ from: shown }))) links()[before]?.focus();
    keepPlace();
  }

  /* Stars, and what was read */

  function showMarks() {
    const stars = new Set(starred.all());
    const seen = new Set(read.all());
    for (const item of /** @type {any} */ (list.children)) {
      item.classList.toggle("card--read", seen.has(item.dataset.slug));
      item.querySelector("[data-star]").ariaPressed = stars.has(item.dataset.slug);
    }
  }

  /** @param {Element | null} item */
  function toggleStar(item) {
    const slug = /** @type {HTMLElement | null} */ (item)?.dataset.slug;
    if (slug !== undefined) starred.put(slug, !starred.all().includes(slug));
  }

  /** @param {MouseEvent} event */
  function onClick({ target, button }) {
    const here = /** @type {Element} */ (target);
    const item = /** @type {HTMLElement} */ (here.closest("[data-slug]"));
    if (here.closest("[data-star]") && button === 0) toggleStar(item);
    else if (here.closest(".card__title a") && button < 2) leaveFor(item.dataset.slug ?? "");
  }

  /** @param {string} slug */
  function leaveFor(slug) {
    remember();
    keepPlace();
    read.put(slug, true);
  }

  /** @param {any} answer to an id, of which the first result is the paper @param {"assign" | "replace"} how */
  function open({ results: [paper] }, how) {
    leaveFor(paper.slug);
    location[how](results.paper(paper));
  }

  /* The address: a question that was sent, and then changed, stays in the history */

  function remember() {
    clearTimeout(addressTimer);
    const before = address.read(location.search);
    const now = address.write(question);
    if (address.write(before) === now) return;
    const goes = typing || before.text === "" ? "replaceState" : "pushState";
    history[goes](null, "", location.pathname + now);
    typing = true;
  }

  /** Note how far down the list the reader is, for when they come back. */
  function keepPlace() {
    clearTimeout(placeTimer);
    history.replaceState({ shown, top: scrollY }, "");
  }

  /** @param {"assign" | "replace" | null} [leave] whether an id leads on to its paper */
  async function readAddress(leave = null) {
    clearTimeout(placeTimer);
    typing = false;
    question = address.read(location.search);
    box.value = question.text;
    const place = history.state ?? { shown: 0, top: 0 };
    const count = Math.max(place.shown, A_PAGE);
    if ((await search({ count, leave })) && place.top !== scrollY) scrollTo({ top: place.top, behavior: "instant" });
  }

  /** Change the question otherwise than by typing. @param {Record<string, any>} changes */
  function change(changes) {
    question = { ...question, ...changes };
    box.value = question.text;
    typing = false;
    remember();
    typing = false;
    search();
  }

  /** @returns {HTMLElement[]} */
  const links = () => Array.from(list.querySelectorAll(".card__title a"));

  /* What happens */

  form.addEventListener("submit", (/** @type {Event} */ event) => {
    event.preventDefault();
    question = { ...question, text: box.value };
    remember();
    typing = false;
    if (goTo !== "" && lastAnswer?.text === box.value) open(lastAnswer, "assign");
    else search({ leave: "assign" });
  });
  box.addEventListener("input", (event) => {
    if (/** @type {InputEvent} */ (event).isComposing) return;
    question = { ...question, text: box.value };
    clearTimeout(searchTimer);
    clearTimeout(addressTimer);
    searchTimer = setTimeout(() => search({ whileTyping: true }), isAsked() ? WAIT_BEFORE_SEARCH : 0);
    addressTimer = setTimeout(remember, WAIT_BEFORE_ADDRESS);
  });
  box.addEventListener("compositionend", () => box.dispatchEvent(new Event("input")));
  list.addEventListener("click", onClick);
  list.addEventListener("auxclick", onClick);
  more.addEventListener("click", showMore);
  again.addEventListener("click", () => search());
  addEventListener("popstate", () => location.hash === "" && readAddress()); // not for the skip link
  addEventListener("pageshow", showMarks);
  addEventListener("scroll", () => {
    clearTimeout(placeTimer);
    placeTimer = setTimeout(keepPlace, 300);
  });
  starred.watch(showMarks);
  read.watch(showMarks);

  broadsheet.page = {
    form,
    box,
    list,
    sheet,
    base,
    counted,
    starred,
    read,
    request,
    change,
    filters,
    showMore,
    links,
    toggleStar,
    question: () => question,
    isAsked,
    isIdle: () => !isSearching,
    ready,
    /** Hear of each answer, null where nothing is asked. @param {(answer: any) => void} listener */
    listen(listener) {
      listeners.push(listener);
      listener(lastAnswer);
    },
  };

  history.scrollRestoration = "manual";
  const [visit] = /** @type {PerformanceNavigationTiming[]} */ (performance.getEntriesByType("navigation"));
  // The way back from a paper must not lead to it again.
  readAddress(visit?.type === "navigate" ? "replace" : null);
  if (!isAsked()) box.focus();
})((self.broadsheet = self.broadsheet ?? {}));
