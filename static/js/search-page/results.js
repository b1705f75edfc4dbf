// @ts-check
/**
 * Results as elements of the list.
 *
 * Enters: results of the engine and the page's template of one. Leaves: elements. Every text enters as text.
 */
"use strict";

(function (/** @type {any} */ broadsheet) {
  const { say } = broadsheet;

  /**
   * @typedef {{text: string, marked: boolean}} Segment
   * @typedef {{slug: string, title: Segment[], date: string | null, topics: {slug: string, title: string}[],
   *   passage: Segment[] | null, home?: string}} Result
   */

  /**
   * @param {{template: HTMLTemplateElement, root: string, dateGroup: string, language: string}} settings
   */
  function results({ template, root, dateGroup, language }) {
    // A browser shows the folder itself where a page was opened from one.
    const end = location.protocol === "file:" ? "index.html" : "";
    const dayInWords = broadsheet.dates.inWords(language);

    /** @param {string} path */
    const address = (path) => root + path + end;

    /** The page of a paper, or its place on the page where it stands. @param {{slug: string, home?: string}} result */
    const paper = ({ slug, home }) => (home === undefined ? address(`papers/${slug}/`) : `${address(home)}#${slug}`);

    /** @param {Result} result @param {string} note a quiet line above it, or "" */
    function element(result, note) {
      const item = /** @type {any} */ (template.content.cloneNode(true)).firstElementChild;
      const part = (/** @type {string} */ name) => item.querySelector(name);
      item.dataset.slug = result.slug;
      part("[data-note]").textContent = note;
      part(".card__title a").href = paper(result);
      part(".card__title a").append(...result.title.map(piece));
      part(".card__lead").append(...(result.passage ?? []).map(piece));
      part(".card__facts").prepend(...facts(result));
      part("[data-star]").ariaLabel = say("star.paper", { title: result.title.map(({ text }) => text).join("") });
      return item;
    }

    /** @param {Result} result */
    function* facts({ date, topics }) {
      if (date !== null) {
        const time = document.createElement("time");
        time.dateTime = date;
        time.textContent = dayInWords(date);
        yield link(broadsheet.dates.path(date, dateGroup), time);
      }
      for (const { slug, title } of topics) {
        const topic = link(`topics/${slug}/`, title);
        topic.className = "topic";
        yield topic;
      }
    }

    /** @param {string} path @param {string | Node} content */
    function link(path, content) {
      const anchor = document.createElement("a");
      anchor.href = address(path);
      anchor.append(content);
      return anchor;
    }

    return { element, paper };
  }

  /** @param {Segment} segment @returns {string | Node} */
  function piece({ text, marked }) {
    if (!marked) return text;
    const mark = document.createElement("mark");
    mark.textContent = text;
    return mark;
  }

  broadsheet.results = results;
})((self.broadsheet = self.broadsheet ?? {}));
