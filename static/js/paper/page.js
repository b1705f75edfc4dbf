// @ts-check
/**
 * A paper's page, with what only a script can do: names of authors lead to the search, which needs scripts itself, and the
 * paper can be cited. How it is written in each format is loaded when somebody asks.
 *
 * Enters: the page. Leaves: links, and a part that opens.
 */
"use strict";

(function (/** @type {any} */ broadsheet) {
  const { say } = broadsheet;
  const script = /** @type {HTMLScriptElement} */ (document.currentScript).src;
  const root = new URL("../../../", script).href;

  /** @param {string} name */
  function authorLink(name) {
    const link = document.createElement("a");
    const asked = `authors:"${name.replaceAll('"', " ")}"`;
    link.href = `${root}search/?${new URLSearchParams({ q: asked })}`;
    link.textContent = name;
    return link;
  }

  const line = document.querySelector(".authors");
  const names = [...document.querySelectorAll("meta[name=citation_author]")].map((tag) => tag.getAttribute("content") ?? "");
  line?.replaceChildren(...names.flatMap((name, place) => (place === 0 ? [authorLink(name)] : [", ", authorLink(name)])));

  const cite = document.createElement("details");
  cite.className = "cite";
  const summary = document.createElement("summary");
  summary.textContent = say("cite.title");
  cite.append(summary);
  document.querySelector(".paper > header")?.append(cite);

  cite.addEventListener("toggle", () => {
    if (!cite.open || cite.childElementCount > 1) return;
    const note = document.createElement("p");
    note.className = "fine";
    note.setAttribute("role", "status");
    cite.append(note);
    const more = document.createElement("script");
    more.src = new URL("paper-cite.js", script).href;
    more.addEventListener("load", () => note.replaceWith(...broadsheet.cite()));
    more.addEventListener("error", () => {
      note.textContent = say("cite.failed");
      cite.addEventListener("toggle", () => note.remove(), { once: true });
    });
    document.head.append(more);
  });
})((self.broadsheet = self.broadsheet ?? {}));
