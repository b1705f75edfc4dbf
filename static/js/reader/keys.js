// @ts-check
/**
 * Keys on every page; help.js says which. The search page moves among its results itself (search-page/controls.js).
 *
 * Enters: keys, but those typed into a field or pressed together with others. Leaves: the focus on papers, marks.
 */
"use strict";

(function (/** @type {any} */ broadsheet) {
  const { papers, marks } = broadsheet;
  const FIELDS = "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]";
  const OWN_OF_SEARCH = ["/", "j", "k", "s"];

  /** Move to a paper, from the first in sight where none has the focus. @param {number} step */
  function move(step) {
    const rows = papers.rows();
    const here = rows.indexOf(rows.find((/** @type {any} */ { item }) => item.contains(document.activeElement)));
    const inSight = rows.findIndex((/** @type {any} */ { link }) => link.getBoundingClientRect().top >= 0);
    const next = rows[here === -1 ? inSight : Math.max(here + step, 0)];
    if (next === undefined) return;
    next.link.focus({ preventScroll: true });
    next.item.scrollIntoView({ block: "nearest" });
  }

  function search() {
    const box = /** @type {HTMLInputElement | null} */ (document.querySelector("main [type=search]"));
    if (box === null) return location.assign(new URL("search/", papers.site));
    box.focus();
    box.select();
  }

  /** @type {Promise<void> | null} */
  let loading = null;

  async function help() {
    loading ??= new Promise((resolve, reject) => {
      const element = document.createElement("script");
      element.src = new URL("reader-help.js", papers.script).href;
      element.onload = () => resolve();
      element.onerror = reject;
      document.head.append(element);
    });
    try {
      await loading;
      broadsheet.help();
    } catch {
      loading = null; // the next press tries again
    }
  }

  /** @param {(slug: string) => void} change */
  function mark(change) {
    const slug = papers.current()?.slug ?? papers.own;
    if (slug !== null) change(slug);
  }

  /** @type {Record<string, () => void>} */
  const keys = {
    "/": search,
    "?": help,
    j: () => move(1),
    k: () => move(-1),
    o: () => papers.current()?.link.click(),
    s: () => mark(marks.toggleStar),
    m: () => mark(marks.toggleRead),
  };

  addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const here = event.target instanceof Element ? event.target : document.body;
    if (!Object.hasOwn(keys, event.key) || here.closest(FIELDS) || document.querySelector("dialog[open]")) return;
    if (OWN_OF_SEARCH.includes(event.key) && document.querySelector("[data-search]")) return;
    event.preventDefault();
    keys[event.key]();
  });
})((self.broadsheet = self.broadsheet ?? {}));
