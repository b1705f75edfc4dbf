// @ts-check
/**
 * How to cite a paper: its record in a format of the reader's choice, copied or saved.
 *
 * Enters: the record of the page. Leaves: the elements that show it.
 */
"use strict";

(function (/** @type {any} */ broadsheet) {
  const { citations, record, say } = broadsheet;
  const FORMATS = [".bib", ".ris", ".csl.json", ".txt"];

  /** @param {string} name @param {Record<string, any>} values @param {...(Node | string)} inside */
  function make(name, values, ...inside) {
    const made = Object.assign(document.createElement(name), values);
    made.append(...inside);
    return made;
  }

  /** @param {string} words @param {() => void} act */
  function button(words, act) {
    const made = make("button", { type: "button", className: "plain-button" }, words);
    made.addEventListener("click", act);
    return made;
  }

  broadsheet.cite = () => {
    const entry = record.read();
    const address = record.page;
    const text = make("pre", { tabIndex: 0 });
    text.setAttribute("role", "region");
    text.setAttribute("aria-label", say("cite.label"));
    const note = make("span", {});
    note.setAttribute("role", "status");
    const choices = FORMATS.map((end) => button(citations[end].name ?? say("cite.plain"), () => choose(end)));
    let chosen = "";
    let written = "";

    /** @param {string} end */
    function choose(end) {
      chosen = end;
      written = citations[end].write([entry], address);
      text.textContent = written.replaceAll("\r\n", "\n").trimEnd();
      note.textContent = "";
      for (const [place, choice] of choices.entries()) choice.setAttribute("aria-pressed", String(FORMATS[place] === end));
    }

    async function copy() {
      try {
        await navigator.clipboard.writeText(written);
        note.textContent = say("cite.copied");
      } catch {
        // A page from a folder or without https has no clipboard; what is chosen can be copied by hand.
        getSelection()?.selectAllChildren(text);
        note.textContent = document.execCommand("copy") ? say("cite.copied") : say("cite.press");
      }
    }

    function save() {
      const { type } = citations[chosen];
      const href = URL.createObjectURL(new Blob([written], { type: `${type};charset=utf-8` }));
      make("a", { href, download: `${entry.slug}${chosen}` }).click();
      setTimeout(() => URL.revokeObjectURL(href), 10_000);
      note.textContent = say("cite.saved");
    }

    choose(FORMATS[0]);
    const formats = make("p", { className: "formats" }, ...choices);
    return [formats, text, make("p", { className: "formats" }, button(say("cite.copy"), copy), button(say("cite.save"), save), note)];
  };
})((self.broadsheet = self.broadsheet ?? {}));
