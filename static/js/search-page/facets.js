// @ts-check
/**
 * The filters: topics, days, code, sources, starred and unread, with the number of results beside each choice.
 *
 * Enters: choices; counts of the engine, asked for when results have been shown and the filters are open. Leaves: questions.
 */
"use strict";

(function (/** @type {any} */ broadsheet) {
  const { page, make, button, say } = broadsheet;
  const WAIT_BEFORE_COUNTING = 200; // milliseconds after an answer: typing goes on
  const FIRST_TOPICS = 10;
  const WIDE = "(min-width: 56em)"; // as in site.css

  const panel = page.sheet.querySelector("[data-search-filters]");
  const summary = panel.querySelector("summary");
  let timer = 0;
  let showsAll = false;
  let total = 0;
  let typing = false; // the answer is of a word that is still being typed
  /** @type {any} */
  let counts = null;

  /** @typedef {{name: string, value: string, row: any, input: any, count: any}} Choice */

  /**
   * @param {string} name @param {string} value @param {string} words
   * @param {(on: boolean) => Record<string, any>} changes
   * @returns {Choice}
   */
  function choice(name, value, words, changes) {
    const onchange = () => page.change(changes(input.checked));
    const input = make("input", { type: "checkbox", name, value, onchange });
    const count = make("span", { className: "count" });
    return { name, value, input, count, row: make("li", {}, make("label", {}, input, make("span", {}, words)), count) };
  }

  /** @param {string} title @param {...Node} content */
  const group = (title, ...content) => make("fieldset", { className: "facet" }, make("legend", {}, title), ...content);

  /** A choice among several of a list in the question. @param {"topics" | "sources"} key @param {string} value @param {string} words */
  function member(key, value, words) {
    return choice(key, value, words, (on) => {
      const others = page.question()[key].filter((/** @type {string} */ other) => other !== value);
      return { [key]: on ? [...others, value] : others };
    });
  }

  /* The parts of the panel */

  /** @type {Choice[]} */
  let topics = [];
  const topicRows = make("ul");
  const allTopics = button("", () => {
    showsAll = !showsAll;
    show();
  });
  const topicGroup = group(say("facets.topics"), topicRows, allTopics);

  const only = [
    choice("only", "code", say("facets.code"), (on) => ({ code: on })),
    choice("only", "starred", say("facets.starred"), (on) => ({ starred: on })),
    choice("only", "unread", say("facets.unread"), (on) => ({ unread: on })),
  ];
  const onlyGroup = group(say("facets.only"), make("ul", {}, ...only.map(({ row }) => row)));

  const since = make("input", { type: "date", onchange: () => page.change({ since: since.value || null }) });
  const until = make("input", { type: "date", onchange: () => page.change({ until: until.value || null }) });
  const years = make("ul", { className: "facet__years" });
  const dateGroup = group(say("facets.day"), make("label", {}, say("facets.from"), since), make("label", {}, say("facets.to"), until), years);

  /** @type {Choice[]} */
  let sources = [];
  const sourceRows = make("ul");
  const sourceGroup = group(say("facets.source"), sourceRows);

  // It is shown once it has its counts, so that nothing in it moves.
  const body = make("div", { className: "filters__body", hidden: true }, topicGroup, onlyGroup, dateGroup, sourceGroup);
  panel.append(body);

  /* Counts */

  function askSoon() {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT_BEFORE_COUNTING);
  }

  async function ask() {
    if (!panel.open || !page.isAsked()) return;
    try {
      const { text } = page.question();
      counts = await page.request({ kind: "facets", text, typing, filters: page.filters() });
      await countMarks();
    } catch {
      counts = null; // the choices work without their counts
    }
    body.hidden = false;
    show();
  }

  /** Results that are starred, and those not read yet: the engine counts some papers among its matches. */
  async function countMarks() {
    const { starred, unread } = page.question();
    const { among } = page.filters();
    const stars = page.starred.numbers();
    const seen = page.read.numbers();
    const inBoth = among === null ? seen : seen.filter((/** @type {number} */ number) => among.includes(number));
    counts.starred = starred ? total : await totalOf({ among: stars });
    counts.unread = unread ? total : total - (await totalOf({ among: inBoth, notAmong: null }));
  }

  /** @param {{among: number[], notAmong?: null}} narrower */
  async function totalOf(narrower) {
    if (narrower.among.length === 0 || !page.isIdle()) return 0;
    const { text } = page.question();
    const filters = { ...page.filters(), ...narrower };
    const asked = { kind: "search", text, from: 0, count: 0, sort: "relevance", typing, passages: false };
    return (await page.request({ ...asked, filters })).total;
  }

  /* What is shown */

  function show() {
    const question = page.question();
    const { topics: ofTopic, sources: ofSource, since: from, until: to, code, starred, unread } = question;
    const chosen = ofTopic.length + ofSource.length + [from, to, code, starred, unread].filter(Boolean).length;
    summary.textContent = chosen === 0 ? say("facets.filters") : say("facets.chosen", { number: chosen });
    since.value = question.since ?? "";
    until.value = question.until ?? "";
    const ofTopics = new Map(counts?.topics);
    showRows(topics, question.topics, ofTopics, showsAll ? Infinity : FIRST_TOPICS);
    const some = topics.filter(({ value }) => (ofTopics.get(value) ?? 0) > 0).length;
    allTopics.hidden = some <= FIRST_TOPICS;
    allTopics.textContent = showsAll ? say("facets.fewer_topics") : say("facets.all_topics", { count: some });
    topicGroup.hidden = topics.every(({ row }) => row.hidden);
    showSources(question.sources, new Map(counts?.sources));
    showDays();
    for (const { value, input, count } of only) {
      input.checked = question[value];
      count.textContent = counts?.[value] === undefined ? "" : page.counted.format(counts[value]);
    }
  }

  /**
   * Show the choices that have most results, in their own order, and those that are chosen.
   * @param {Choice[]} choices @param {string[]} chosen @param {Map<string, number>} numbers @param {number} most
   */
  function showRows(choices, chosen, numbers, most) {
    const least = [...numbers.values()].sort((a, b) => b - a)[most - 1] ?? 1;
    let room = most;
    for (const { value, row, input, count } of choices) {
      const number = numbers.get(value) ?? 0;
      input.checked = chosen.includes(value);
      count.textContent = counts === null ? "" : page.counted.format(number);
      row.hidden = !input.checked && (number < Math.max(least, 1) || room <= 0);
      if (!row.hidden) room -= 1;
    }
  }

  /** @param {string[]} chosen @param {Map<string, number>} numbers */
  function showSources(chosen, numbers) {
    for (const name of [...numbers.keys(), ...chosen].sort()) {
      if (sources.some(({ value }) => value === name)) continue;
      sources.push(member("sources", name, name));
      sourceRows.append(/** @type {Choice} */ (sources.at(-1)).row);
    }
    showRows(sources, chosen, numbers, Infinity);
    sourceGroup.hidden = sources.length < 2 && chosen.length === 0;
  }

  function showDays() {
    const { since: from, until: to } = page.question();
    const some = counts?.years ?? [];
    const { first = null, last = null } = counts?.days ?? {};
    dateGroup.hidden = first === last && from === null && to === null;
    for (const input of [since, until]) {
      input.min = first ?? "";
      input.max = last ?? "";
    }
    years.replaceChildren(
      ...(some.length < 2 ? [] : some).map((/** @type {[string, number]} */ [year, number]) => {
        const go = button(String(year), () => page.change({ since: `${year}-01-01`, until: `${year}-12-31` }));
        return make("li", {}, go, make("span", { className: "count" }, page.counted.format(number)));
      }),
    );
  }

  /* What happens */

  const wide = matchMedia(WIDE);
  const fit = () => (panel.open = wide.matches);
  wide.addEventListener("change", fit);
  panel.addEventListener("toggle", askSoon);
  page.starred.watch(askSoon);

  fit();
  page.ready.then((/** @type {{topics: [string, string][]}} */ message) => {
    topics = message.topics.map(([slug, title]) => member("topics", slug, title));
    topicRows.replaceChildren(...topics.map(({ row }) => row));
    show();
  });
  page.listen((/** @type {any} */ answer) => {
    if (answer === null || answer.from > 0) return;
    ({ total, typing } = answer);
    askSoon();
    show();
  });
})((self.broadsheet = self.broadsheet ?? {}));
