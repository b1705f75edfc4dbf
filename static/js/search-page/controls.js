// @ts-check
/**
 * Keys, and the choice of an order.
 *
 * Enters: keys, choices. Leaves: moves among the results, questions.
 */
"use strict";

(function (/** @type {any} */ broadsheet) {
  const { page, address, make, button, say } = broadsheet;

  /* Keys */

  /** Move among the results, from the first in sight where none has the focus; before the first is the box. @param {number} step */
  function move(step) {
    /** @type {HTMLElement[]} */
    const links = page.links();
    const here = links.findIndex((link) => link.closest("li")?.contains(document.activeElement));
    const inSight = links.findIndex((link) => link.getBoundingClientRect().top >= 0);
    const next = here === -1 && document.activeElement !== page.box ? inSight : here + step;
    if (next < 0) page.box.focus();
    else if (next < links.length) links[next].focus();
    else page.showMore();
    document.activeElement?.closest("li")?.scrollIntoView({ block: "nearest" });
  }

  /** @param {KeyboardEvent} event */
  function onKey(event) {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const here = /** @type {HTMLElement} */ (event.target);
    const isInList = page.list.contains(here);
    const steps = { j: 1, k: -1, ArrowDown: 1, ArrowUp: -1 };
    const step = steps[/** @type {"j"} */ (event.key)] ?? 0;
    if (here === page.box) {
      if (event.key !== "ArrowDown" || page.links().length === 0) return;
      move(1);
    } else if (here.matches("input:not([type=checkbox], [type=radio])")) return;
    else if (event.key === "/") {
      page.box.focus();
      page.box.select();
    } else if (event.key === "s" && isInList) page.toggleStar(here.closest("li"));
    else if (step !== 0 && (isInList || event.key.length === 1)) move(step);
    else return;
    event.preventDefault();
  }

  addEventListener("keydown", onKey);

  /* The order */

  const orders = [
    ["relevance", say("search_page.best_first")],
    ["date", say("search_page.newest_first")],
  ].map(([value, words]) => {
    const onchange = () => page.change({ sort: value });
    const input = make("input", { type: "radio", name: "sort", value, onchange });
    return { input, label: make("label", {}, input, words) };
  });
  const clear = button(say("search_page.clear"), () => {
    const { text, sort } = page.question();
    page.change({ ...address.read(""), text, sort });
    page.box.focus();
  });
  const sort = make("fieldset", { className: "sort" });
  sort.append(make("legend", { className: "visually-hidden" }, say("search_page.order")), ...orders.map(({ label }) => label));
  page.sheet.querySelector(".search-bar").append(clear, sort);

  page.listen(() => {
    const question = page.question();
    for (const { input } of orders) input.checked = input.value === question.sort;
    clear.hidden = address.write({ ...question, text: "", sort: "relevance" }) === "";
  });
})((self.broadsheet = self.broadsheet ?? {}));
