// @ts-check
/**
 * What a reader keeps in this browser: lists of slugs (papers starred, papers read) in localStorage, oldest first.
 *
 * A list is JSON under `broadsheet.NAME` and the path of the site, since several digests may share a host. Tabs
 * write it together: each change reads the list anew, and a change that another tab wrote over is made
 * once more. Where a browser keeps nothing, a list lasts as long as the page.
 */
"use strict";

(function (/** @type {any} */ broadsheet) {
  /** @type {Map<string, string>} */
  const unkept = new Map();
  /** One object for each list, so that all parts of a page hear of a change. @type {Map<string, any>} */
  const lists = new Map();

  /** @param {string} key @returns {any} */
  function load(key) {
    try {
      return JSON.parse(localStorage.getItem(key) ?? "null");
    } catch {
      return JSON.parse(unkept.get(key) ?? "null");
    }
  }

  /** Say whether the browser keeps it. @param {string} key @param {any} value */
  function keep(key, value) {
    unkept.set(key, JSON.stringify(value));
    try {
      localStorage.setItem(key, JSON.stringify(value));
      return true;
    } catch {
      return false;
    }
  }

  /** @param {string} name @param {string} site the path of the site, with a slash at both ends */
  function list(name, site) {
    const key = `broadsheet.${name}${site}`;
    if (!lists.has(key)) lists.set(key, open(key));
    return lists.get(key);
  }

  /** @param {string} key */
  function open(key) {
    /** @type {Set<() => void>} */
    const watchers = new Set();
    /** Changes of this tab that another may still write over. @type {Map<string, boolean>} */
    const fresh = new Map();

    /** @returns {string[]} */
    function all() {
      const kept = load(key);
      return Array.isArray(kept) ? kept.filter((slug) => typeof slug === "string") : [];
    }

    /** @param {string} slug @param {boolean} on */
    function write(slug, on) {
      const others = all().filter((other) => other !== slug);
      keep(key, on ? [...others, slug] : others);
    }

    /** @param {string} slug @param {boolean} on */
    function put(slug, on) {
      write(slug, on);
      note([slug], on);
    }

    /** Take in what was kept elsewhere, as older than what is here; gives how many are new. @param {string[]} slugs */
    function merge(slugs) {
      const here = all();
      const missing = [...new Set(slugs)].filter((slug) => !here.includes(slug));
      keep(key, [...missing, ...here]);
      note(missing, true);
      return missing.length;
    }

    /** @param {string[]} slugs @param {boolean} on */
    function note(slugs, on) {
      for (const slug of slugs) {
        fresh.set(slug, on);
        setTimeout(() => fresh.delete(slug), 1_000);
      }
      for (const watch of watchers) watch();
    }

    addEventListener("storage", (event) => {
      if (event.key !== key && event.key !== null) return;
      for (const [slug, on] of fresh) if (all().includes(slug) !== on) write(slug, on);
      fresh.clear();
      for (const watch of watchers) watch();
    });

    const numbers = () => all().map(numberOf);

    return { all, numbers, put, merge, watch: (/** @type {() => void} */ watcher) => watchers.add(watcher) };
  }

  /** FNV-1a in 32 bits, by which the index knows slugs. @param {string} slug */
  function numberOf(slug) {
    let number = 0x811c9dc5;
    for (const byte of new TextEncoder().encode(slug)) number = Math.imul(number ^ byte, 0x01000193);
    return number >>> 0;
  }

  broadsheet.shelf = { list, load, keep };
})((self.broadsheet = self.broadsheet ?? {}));
