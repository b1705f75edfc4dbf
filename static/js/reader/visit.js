// @ts-check
/**
 * What is new since the last visit.
 *
 * Enters: `data/recent.json` of the site: `days`, the newest days with the number of papers of each, ascending, and
 * `newest`, the ends of the slugs of the papers of the last one. Leaves: `broadsheet.visit`: whether a paper is new,
 * and how many are. A visit ends when no page was opened for half an hour; what was there in it is noted under
 * `broadsheet.visit` in localStorage, and a paper is new that was not there in the one before: one of a later day than
 * the newest of then, or of that day but not among its papers. A first visit has nothing new.
 */
"use strict";

(function (/** @type {any} */ broadsheet) {
  const { papers, shelf, say } = broadsheet;
  const KEY = `broadsheet.visit${papers.site.pathname}`;
  const PAUSE = 1_800_000; // milliseconds
  const END = 5; // characters of a slug that are the paper's own

  /**
   * @typedef {{day: string, ids: string[]}} Seen what was there: the newest day, and the papers of it
   * @typedef {{at: number, before: Seen | null, now: Seen | null}} Visit
   * @typedef {{days: [string, number][], newest: string[]}} Recent
   */

  /** @returns {Visit} */
  function begin() {
    const kept = shelf.load(KEY);
    const at = Date.now();
    if (typeof kept?.at !== "number") return { at, before: null, now: null };
    const { before = null, now = null } = kept;
    return at - kept.at > PAUSE ? { at, before: now ?? before, now: null } : { at, before, now };
  }

  const visit = begin();
  shelf.keep(KEY, visit);
  const then = visit.before;

  /** @param {string} slug @param {string | null} day */
  function isNew(slug, day) {
    if (then === null || day === null || day < then.day) return false;
    return day > then.day || (then.ids.length > 0 && !then.ids.includes(slug.slice(-END)));
  }

  /** @param {Recent} recent */
  function countNew({ days, newest }) {
    if (then === null) return 0;
    const later = days.filter(([day]) => day > then.day).reduce((sum, [, count]) => sum + count, 0);
    const same = days.at(-1)?.[0] === then.day && then.ids.length > 0;
    return later + (same ? newest.filter((id) => !then.ids.includes(id)).length : 0);
  }

  /** @param {Recent} recent */
  function note({ days, newest }) {
    const last = days.at(-1);
    if (last === undefined) return;
    // Another tab may have gone on in the meantime.
    shelf.keep(KEY, { ...visit, at: Math.max(visit.at, shelf.load(KEY)?.at ?? 0), now: { day: last[0], ids: newest } });
  }

  /** Say it in the gap below the heading, where it moves nothing. @param {number} count */
  function tell(count) {
    const heading = document.querySelector(".front > header");
    if (heading === null || count === 0) return;
    const line = document.createElement("p");
    line.className = "since";
    line.textContent = say("star.since_visit", { count });
    heading.append(line);
  }

  async function ask() {
    const isHome = location.pathname.replace(/index\.html$/, "") === papers.site.pathname;
    if (visit.now !== null && !isHome) return;
    try {
      const answer = await fetch(new URL("data/recent.json", papers.site));
      if (!answer.ok) return;
      const recent = await answer.json();
      if (isHome) tell(countNew(recent));
      note(recent);
    } catch {
      // Without a network nothing is new.
    }
  }

  // A browser reads no file that a page asks for in a folder.
  if (location.protocol !== "file:") ask();

  broadsheet.visit = { isNew };
})((self.broadsheet = self.broadsheet ?? {}));
