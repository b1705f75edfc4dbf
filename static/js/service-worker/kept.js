// @ts-check
/**
 * What is kept of the site in this browser: caches of the site's own, each with a limit.
 *
 * Enters: addresses and answers. Leaves: kept answers. Each has the time at which it was kept in the header `x-kept`. `whole`
 * is the cache that the reading list fills when a reader asks for the whole digest (reading/whole.js); what was
 * visited goes before anything there, as the newer one.
 */
"use strict";

(function (/** @type {any} */ broadsheet, /** @type {any} */ worker) {
  const site = new URL("./", worker.location.href);
  const PREFIX = `broadsheet ${site.pathname} `;
  const ASSETS = `${PREFIX}${broadsheet.assets}`;
  const WHOLE = `${PREFIX}whole`;
  /** As many files as each may have; the oldest go first. @type {Record<string, number>} */
  const MOST = { pages: 300, search: 600 };

  /** @param {string} name */
  const open = (name) => caches.open(PREFIX + name);

  /** @param {Response} answer */
  async function stamped(answer) {
    const type = answer.headers.get("content-type") ?? "application/octet-stream";
    const headers = { "content-type": type, "x-kept": new Date().toISOString() };
    return new Response(await answer.blob(), { headers });
  }

  /** @param {string} name @param {string} address @param {Response} answer */
  async function keep(name, address, answer) {
    const cache = await open(name);
    const copy = await stamped(answer);
    await cache.delete(address); // so that it counts as the newest
    await cache.put(address, copy);
    const keys = await cache.keys();
    for (const old of keys.slice(0, Math.max(keys.length - MOST[name], 0))) await cache.delete(old);
  }

  /** @param {Response | undefined} answer */
  const timeOf = (answer) => answer?.headers.get("x-kept") ?? "";

  /** Find what was kept last. @param {string} name @param {string} address @returns {Promise<Response | undefined>} */
  async function find(name, address) {
    // A cache that is only asked is not made.
    const [visited, whole] = await Promise.all([PREFIX + name, WHOLE].map((cacheName) => caches.match(address, { cacheName })));
    return timeOf(whole) > timeOf(visited) ? whole : visited;
  }

  /** Keep the static files of this version, and the pages that are to open without a network from the first visit on. */
  async function keepCore() {
    const cache = await caches.open(ASSETS);
    const files = broadsheet.core.map((/** @type {string} */ name) => new URL(broadsheet.assets + name, site).href);
    await cache.addAll(files);
    for (const path of ["", "reading/"]) await keepPage(new URL(path, site).href);
  }

  /** @param {string} address */
  async function keepPage(address) {
    const answer = await fetch(address, { credentials: "same-origin" });
    if (answer.ok && !answer.redirected) await keep("pages", address, answer);
  }

  /** Remove the static files of other versions. */
  async function removeOld() {
    for (const name of await caches.keys())
      if (name.startsWith(`${PREFIX}assets/`) && name !== ASSETS) await caches.delete(name);
  }

  /** A static file. @param {string} address */
  async function asset(address) {
    const [core, whole] = await Promise.all([ASSETS, WHOLE].map((cacheName) => caches.match(address, { cacheName, ignoreVary: true })));
    return core ?? whole;
  }

  /** @param {string} address @param {Response} answer */
  const keepAsset = async (address, answer) => (await caches.open(ASSETS)).put(address, answer);

  /** The same file of this version, for a page that was kept of another. @param {string} path below the site's root */
  const likeAsset = (path) => asset(new URL(path.replace(/^assets\/[^/]+\//, broadsheet.assets), site).href);

  broadsheet.kept = { site, keep, keepPage, keepCore, find, asset, keepAsset, likeAsset, removeOld, timeOf };
})((self.broadsheet = self.broadsheet ?? {}), self);
