// @ts-check
/**
 * The service worker: the network first for pages, so that no old edition passes for a new one; what was kept without it.
 *
 * Enters: requests for this site. Leaves: answers. Static files and folders of the search are named after their content,
 * so those kept are as good as those served. All else (feeds, data) is none of its business.
 */
"use strict";

(function (/** @type {any} */ broadsheet, /** @type {any} */ worker) {
  const { kept, offlinePages } = broadsheet;
  const PATIENCE = 4_000; // milliseconds that a page may take before the kept one is shown

  /** @param {Promise<any>} promise nobody waits for it, and a full disk stops nobody from reading */
  const quietly = (promise) => promise.catch(() => {});

  /** @param {string} href */
  const bare = (href) => href.split(/[?#]/)[0].replace(/\/index\.html$/, "/");

  /** @param {any} event */
  async function page(event) {
    const address = bare(event.request.url);
    const coming = fetched(event, address);
    event.waitUntil(quietly(coming)); // a late answer is kept all the same
    const late = new Promise((resolve) => setTimeout(resolve, PATIENCE, null));
    const answer = await Promise.race([coming.catch(() => undefined), late]);
    if (answer) return answer;
    const old = await kept.find("pages", address);
    if (old !== undefined) return offlinePages.withLine(old, answer === null);
    return answer === null ? coming.catch(offlinePages.missing) : offlinePages.missing();
  }

  /** @param {any} event @param {string} address @returns {Promise<Response>} */
  async function fetched(event, address) {
    const answer = (await event.preloadResponse) ?? (await fetch(event.request));
    if (answer.ok && !answer.redirected && /^text\/html\b/.test(answer.headers.get("content-type") ?? ""))
      event.waitUntil(quietly(kept.keep("pages", address, answer.clone())));
    return answer;
  }

  /** @param {any} event @param {string} path */
  async function asset(event, path) {
    const { request } = event;
    const here = await kept.asset(request.url);
    if (here !== undefined) return here;
    const answer = await fetch(request).catch(() => Response.error());
    if (answer.ok && path.startsWith(broadsheet.assets)) event.waitUntil(quietly(kept.keepAsset(request.url, answer.clone())));
    return answer.ok ? answer : ((await kept.likeAsset(path)) ?? answer);
  }

  /** What is new is never taken from a cache, and without a network nothing is. @param {any} event */
  const recent = ({ request }) => fetch(request, { cache: "reload" }).catch(() => Response.json({ days: [], newest: [] }));

  /** A feed or a file of data that is looked at. @param {any} event */
  const plain = async ({ request, preloadResponse }) => (await preloadResponse) ?? fetch(request);

  /** A file of the search: what is named after its content is kept for good. @param {any} event @param {boolean} isNamed */
  async function searchFile(event, isNamed) {
    const { request } = event;
    const old = isNamed ? await kept.find("search", request.url) : undefined;
    if (old !== undefined) return old;
    try {
      const answer = await fetch(request);
      if (answer.ok) event.waitUntil(quietly(kept.keep("search", request.url, answer.clone())));
      return answer;
    } catch (failure) {
      const last = await kept.find("search", request.url);
      if (last !== undefined) return last;
      throw failure;
    }
  }

  /** @param {any} event */
  function answer(event) {
    const { method, url, mode, cache } = event.request;
    // Who asks past all caches, as the keeping of the whole digest does, gets what the network has.
    const passes = mode !== "navigate" && (cache === "no-cache" || cache === "no-store");
    if (method !== "GET" || !url.startsWith(kept.site.href) || passes) return;
    const path = bare(url).slice(kept.site.href.length);
    if (mode === "navigate") event.respondWith(/\.\w+$/.test(path) ? plain(event) : page(event));
    else if (path.startsWith("assets/")) event.respondWith(asset(event, path));
    else if (/^search\/[^/]+\/./.test(path)) event.respondWith(searchFile(event, true));
    else if (path === "data/recent.json") event.respondWith(recent(event));
    else if (path === "search/manifest.js") event.respondWith(searchFile(event, false));
  }

  /** The pages that are open were loaded before there was a worker to keep them. */
  async function takeOver() {
    await kept.removeOld();
    await worker.registration.navigationPreload?.enable();
    await worker.clients.claim();
    for (const { url } of await worker.clients.matchAll({ type: "window" }))
      if (url.startsWith(kept.site.href)) await quietly(kept.keepPage(bare(url)));
  }

  worker.addEventListener("install", (/** @type {any} */ event) => {
    event.waitUntil(kept.keepCore().then(() => worker.skipWaiting()));
  });
  worker.addEventListener("activate", (/** @type {any} */ event) => event.waitUntil(takeOver()));
  worker.addEventListener("fetch", answer);
})((self.broadsheet = self.broadsheet ?? {}), self);
