// @ts-check
/**
 * Whole abstracts in lists, which show a sentence of each: a button opens the abstract in its place.
 *
 * Enters: the papers of the page. Leaves: a button for each in room that is kept for it; what it opens is taken from the
 * paper's page, or from the page where it stands in full, when somebody asks, for with all abstracts in them lists would be three times as large. Where that
 * cannot be had, the page itself is opened.
 */
"use strict";

(function (/** @type {any} */ broadsheet) {
  const { papers, say } = broadsheet;

  /** @param {any} row @returns {Promise<ChildNode[]>} */
  async function abstractOf({ link, slug }) {
    const answer = await fetch(link.href);
    if (!answer.ok) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const entry = papers.inLists ? page.getElementById(slug)?.querySelector(":scope > p:not([class])") : null;
    entry?.querySelectorAll(":scope > small, :scope > small + br").forEach((/** @type {Element} */ author) => author.remove());
    const found = entry ?? page.querySelector("article.paper > div > p");
    if (found === null) throw new Error("no abstract");
    return [...document.importNode(found, true).childNodes];
  }

  /** @param {any} row @param {HTMLElement} lead */
  function unfolding(row, lead) {
    const { link } = row;
    const summary = [...lead.childNodes];
    /** @type {ChildNode[] | null} */
    let whole = null;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "unfold";
    button.ariaLabel = say("abstract.of", { title: link.textContent });
    button.ariaExpanded = "false";
    button.onclick = async () => {
      const opens = button.ariaExpanded === "false";
      try {
        whole ??= await abstractOf(row);
      } catch {
        return location.assign(link.href);
      }
      lead.replaceChildren(...(opens ? whole : summary));
      button.ariaExpanded = String(opens);
    };
    return button;
  }

  for (const row of papers.rows()) {
    const lead = row.item.id === row.slug ? null : row.item.querySelector(":scope > p:not([class])");
    if (lead !== null && row.item.closest("[data-search-results], [data-reading]") === null) row.item.append(unfolding(row, lead));
  }
})((self.broadsheet = self.broadsheet ?? {}));
