// @ts-check
/**
 * What is asked, as the query of an address.
 *
 * Enters: the query of an address, or a question. Leaves: the other. Of a question only what differs from the
 * empty one is in the address, always in the same order, so equal questions have equal addresses.
 */
"use strict";

(function (/** @type {any} */ broadsheet) {
  /**
   * @typedef {{text: string, topics: string[], since: string | null, until: string | null, code: boolean,
   *   sources: string[], starred: boolean, unread: boolean, sort: "relevance" | "date"}} Question
   */

  const DAY = /^\d{4}-\d\d-\d\d$/;

  /** @param {string} search @returns {Question} */
  function read(search) {
    const values = new URLSearchParams(search);
    const only = values.getAll("only");
    return {
      text: values.get("q") ?? "",
      topics: [...new Set(values.getAll("topic"))],
      since: day(values.get("since")),
      until: day(values.get("until")),
      code: values.has("code"),
      sources: [...new Set(values.getAll("source"))],
      starred: only.includes("starred"),
      unread: only.includes("unread"),
      sort: values.get("sort") === "date" ? "date" : "relevance",
    };
  }

  /** @param {string | null} value */
  const day = (value) => (value !== null && DAY.test(value) && !Number.isNaN(Date.parse(value)) ? value : null);

  /** @param {Question} question */
  function write(question) {
    const values = new URLSearchParams();
    if (question.text !== "") values.append("q", question.text);
    for (const topic of question.topics) values.append("topic", topic);
    if (question.since !== null) values.append("since", question.since);
    if (question.until !== null) values.append("until", question.until);
    if (question.code) values.append("code", "1");
    for (const source of question.sources) values.append("source", source);
    if (question.starred) values.append("only", "starred");
    if (question.unread) values.append("only", "unread");
    if (question.sort === "date") values.append("sort", "date");
    return values.size === 0 ? "" : `?${values}`;
  }

  broadsheet.address = { read, write };
})((self.broadsheet = self.broadsheet ?? {}));
