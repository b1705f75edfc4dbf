// @ts-check
/**
 * Results to keep: as a file for a program of references. (Searches to keep: saved.js.)
 *
 * Enters: a choice of a format. Leaves: a file, made in the browser and saved by it.
 */
"use strict";

(function (/** @type {any} */ broadsheet) {
  const { page, make, button, download, citations, say } = broadsheet;
  const MOST = 1_000;
  const LONGEST_NAME = 40;

  const panel = page.sheet.querySelector("[data-search-keep]");
  const note = make("p", { className: "fine", role: "status" });
  const formats = Object.keys(citations).map((/** @type {string} */ end) => make("li", {}, button(citations[end].name ?? say("cite.plain"), () => save(end))));
  const title = make("p", { className: "facet__title" }, say("export.title"));
  const body = make("div", { className: "filters__body" }, make("div", { className: "facet" }, title, make("ul", { className: "formats" }, ...formats), note));
  panel.append(body);

  /** @param {string} end */
  async function save(end) {
    const { text, sort } = page.question();
    note.textContent = "";
    try {
      const answer = await page.request({ kind: "export", text, sort, filters: page.filters(), count: MOST });
      const homes = new Map(answer.entries.map((/** @type {any} */ { slug, home }) => [slug, home]));
      const path = (/** @type {string} */ slug) => (homes.get(slug) === undefined ? `papers/${slug}/` : `${homes.get(slug)}#${slug}`);
      const written = citations[end].write(answer.entries, (/** @type {string} */ slug) => new URL(path(slug), page.base).href);
      download(written, nameOf(text) + end, citations[end].type);
      const count = answer.entries.length;
      note.textContent = count === MOST ? say("export.saved_first", { count }) : say("export.saved", { count });
    } catch (failure) {
      note.textContent = say("export.failed", { reason: /** @type {Error} */ (failure).message });
    }
  }

  /** @param {string} text */
  function nameOf(text) {
    const name = text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-").slice(0, LONGEST_NAME).replace(/^-|-$/g, "");
    return name === "" ? "papers" : name;
  }

  page.listen(() => (note.textContent = ""));
  broadsheet.keep = body;
})((self.broadsheet = self.broadsheet ?? {}));
