// @ts-check
/**
 * Words that complete the one being typed, in a line under the box, where they cover nothing.
 *
 * The box is a combobox (WAI-ARIA 1.2) whose list lies level: the arrow that leads on at the end of the text (right,
 * where one reads to the right) goes to the first word, Enter takes it, Escape closes the line. Enter with none
 * chosen searches, and the arrow down leads to the results.
 */
"use strict";

(function (/** @type {any} */ broadsheet) {
  const { page, make, say } = broadsheet;
  const { box } = page;
  const MOST = 6;
  const SHORTEST = 2; // characters of a word that is completed
  const LAST_WORD = /(?<![\p{L}\p{N}\p{M}])\p{L}+$/u;
  const OPTION = "completion-";

  const line = make("ul", { className: "completions", id: "completions", role: "listbox" });
  line.ariaLabel = say("search_page.completions");
  line.ariaOrientation = "horizontal";
  page.sheet.querySelector(".search__ask").append(line);
  box.setAttribute("role", "combobox");
  box.setAttribute("aria-autocomplete", "list");
  box.setAttribute("aria-controls", line.id);

  /** @type {string[]} */
  let words = [];
  let chosen = -1;

  const lastWord = () => box.value.match(LAST_WORD)?.[0] ?? "";

  async function ask() {
    if (lastWord().length < SHORTEST || box.selectionEnd !== box.value.length) return show([]);
    const text = box.value;
    try {
      const answer = await page.request({ kind: "suggest", text });
      if (text !== box.value || document.activeElement !== box) return;
      const typed = lastWord().toLowerCase();
      const others = answer.words.map((/** @type {{text: string}} */ word) => word.text);
      show(others.filter((/** @type {string} */ word) => word !== typed).slice(0, MOST));
    } catch {
      show([]); // nobody misses them
    }
  }

  /** @param {string[]} completions */
  function show(completions) {
    words = completions;
    line.replaceChildren(
      ...words.map((word, place) => {
        const option = make("li", { id: OPTION + place, role: "option", textContent: word });
        // The box keeps the focus.
        option.onmousedown = (/** @type {Event} */ event) => event.preventDefault();
        option.onclick = () => take(place);
        return option;
      }),
    );
    choose(-1);
  }

  /** @param {number} place */
  function choose(place) {
    chosen = Math.min(place, words.length - 1);
    for (const [at, option] of [...line.children].entries()) {
      option.setAttribute("aria-selected", String(at === chosen));
      if (at === chosen) option.scrollIntoView({ block: "nearest", inline: "nearest" });
    }
    box.setAttribute("aria-expanded", String(words.length > 0));
    if (chosen < 0) box.removeAttribute("aria-activedescendant");
    else box.setAttribute("aria-activedescendant", OPTION + chosen);
  }

  /** @param {number} place */
  function take(place) {
    const text = box.value.replace(LAST_WORD, () => words[place]);
    show([]);
    page.change({ text });
    box.focus();
  }

  /** @param {KeyboardEvent} event */
  function onKey(event) {
    if (words.length === 0 || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const [onward, back] = getComputedStyle(box).direction === "rtl" ? ["ArrowLeft", "ArrowRight"] : ["ArrowRight", "ArrowLeft"];
    const isAtEnd = box.selectionStart === box.value.length;
    if (event.key === onward && isAtEnd) choose(chosen + 1);
    else if (event.key === back && chosen >= 0) choose(chosen - 1);
    else if (event.key === "Enter" && chosen >= 0) take(chosen);
    else if (event.key === "Escape") show([]);
    else return;
    event.preventDefault();
  }

  box.addEventListener("keydown", onKey);
  box.addEventListener("input", ask);
  box.addEventListener("blur", () => show([]));
  page.form.addEventListener("submit", () => show([]));
  show([]);
})((self.broadsheet = self.broadsheet ?? {}));
