// @ts-check
/**
 * Days of papers: the page of the archive on which they stand, and their names.
 *
 * Enters: a day as 2025-03-14, and the finest group that the archive has pages for (see
 * generator/archive.py). Leaves: a path relative to the site's root; the day in words.
 */
"use strict";

(function (/** @type {any} */ broadsheet) {
  const DAY = 86_400_000; // milliseconds

  /** @param {string} iso @param {string} group */
  function path(iso, group) {
    const [year, month, day] = iso.split("-");
    switch (group) {
      case "year":
        return `dates/${year}/`;
      case "month":
        return `dates/${year}/${month}/`;
      case "week":
        return weekPath(new Date(`${iso}T00:00:00Z`));
      default:
        return `dates/${year}/${month}/${day}/`;
    }
  }

  /**
   * ISO 8601: a week begins on Monday and belongs to the year of its Thursday.
   * @param {Date} date
   */
  function weekPath(date) {
    const weekday = (date.getUTCDay() + 6) % 7;
    const thursday = new Date(date.getTime() + (3 - weekday) * DAY);
    const year = thursday.toISOString().slice(0, 4);
    const newYear = Date.parse(`${year}-01-01T00:00:00Z`);
    const week = Math.floor((thursday.getTime() - newYear) / DAY / 7) + 1;
    return `dates/${year}/w${String(week).padStart(2, "0")}/`;
  }

  /** @param {string} language @returns {(iso: string) => string} */
  function inWords(language) {
    const locale = language === "en" ? "en-GB" : language;
    const format = new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone: "UTC" });
    return (iso) => format.format(new Date(`${iso}T00:00:00Z`));
  }

  broadsheet.dates = { path, inWords };
})((self.broadsheet = self.broadsheet ?? {}));
