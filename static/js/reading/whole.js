// @ts-check
/**
 * The whole digest, kept in this browser when the reader asks for it.
 *
 * Enters: `offline/index.json` of the site: pieces of it as [name, digest, files, bytes]; and of each piece the list of its
 * files as [path, beginning of the SHA-256]. Leaves: the files in a cache from which the service worker answers. Only what
 * is not kept as it is now is fetched, so it may stop at any file and go on later, and an update costs what changed. The pieces
 * that are kept whole stand in the cache too, at the address of the index.
 */
"use strict";

(function (/** @type {any} */ broadsheet) {
  const { papers, reading, button, say } = broadsheet;
  const NAME = `broadsheet ${papers.site.pathname} whole`;
  const AT_ONCE = 6;
  const DIGEST_LENGTH = 10;
  const HASH = "x-kept-as";
  const MEGABYTE = 1_000_000;

  /** @typedef {[name: string, digest: string, files: number, bytes: number]} Piece */

  const section = reading.find("[data-reading-offline]");
  if (location.protocol === "file:" || !isSecureContext || !("serviceWorker" in navigator) || !("caches" in self) || !crypto.subtle) return;

  const size = reading.find("[data-reading-size]");
  const tools = reading.find("[data-reading-keep]");
  const bar = reading.find("progress");
  const note = reading.find("[data-reading-kept]");
  const go = button("", run);
  const halt = button(say("whole.stop"), () => stopping?.abort());
  const remove = button(say("whole.remove"), clear);
  tools.append(go, halt, remove);

  const index = new URL("offline/index.json", papers.site).href;
  /** @param {string} name */
  const listOf = (name) => new URL(`offline/${name}.json`, papers.site).href;
  /** @type {Piece[]} */
  let pieces = [];
  /** The digests of the pieces that are kept whole. @type {Record<string, string>} */
  let kept = {};
  /** @type {AbortController | null} */
  let stopping = null;

  /** @param {number} bytes */
  function megabytes(bytes) {
    const digits = bytes < 10 * MEGABYTE ? 1 : 0;
    const format = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: digits, minimumFractionDigits: digits });
    return say("whole.megabytes", { number: format.format(Math.max(bytes / MEGABYTE, 0.1)) });
  }

  /** @param {Piece[]} some */
  const bytesOf = (some) => some.reduce((sum, [, , , bytes]) => sum + bytes, 0);
  const missing = () => pieces.filter(([name, digest]) => kept[name] !== digest);

  /** @param {string} address @param {AbortSignal} [signal] */
  async function fetched(address, signal) {
    const answer = await fetch(address, { cache: "no-cache", signal });
    if (!answer.ok) throw new Error(say("whole.answered", { status: answer.status }));
    return answer;
  }

  /** @param {ArrayBuffer} bytes */
  async function hashOf(bytes) {
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
    return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("").slice(0, DIGEST_LENGTH);
  }

  /** @param {Cache} cache @param {string} address @param {string} hash @param {AbortSignal} signal */
  async function keepFile(cache, address, hash, signal) {
    if ((await cache.match(address))?.headers.get(HASH) === hash) return;
    const answer = await fetched(address, signal);
    const bytes = await answer.arrayBuffer();
    const type = answer.headers.get("content-type") ?? "application/octet-stream";
    const headers = { "content-type": type, "x-kept": new Date().toISOString(), [HASH]: await hashOf(bytes) };
    await cache.put(address, new Response(bytes, { headers }));
  }

  /** @param {Cache} cache @param {Piece} piece @param {(share: number) => void} tell @param {AbortSignal} signal */
  async function keepPiece(cache, [name, digest], tell, signal) {
    const list = await (await fetched(listOf(name), signal)).text();
    /** @type {[string, string][]} */
    const files = JSON.parse(list);
    let next = 0;
    const work = async () => {
      while (next < files.length) {
        signal.throwIfAborted();
        const [path, hash] = files[next++];
        await keepFile(cache, new URL(path, papers.site).href, hash, signal);
        tell(next / files.length);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    await cache.put(listOf(name), new Response(list));
    kept = { ...kept, [name]: digest };
    await cache.put(index, new Response(JSON.stringify(kept)));
  }

  /** Remove what the site has no more. @param {Cache} cache */
  async function sweep(cache) {
    const wanted = new Set([index]);
    for (const [name] of pieces) {
      wanted.add(listOf(name));
      const list = await cache.match(listOf(name));
      for (const [path] of (await list?.json()) ?? []) wanted.add(new URL(path, papers.site).href);
    }
    for (const { url } of await cache.keys()) if (!wanted.has(url)) await cache.delete(url);
    kept = Object.fromEntries(pieces.map(([name, digest]) => [name, digest]));
    await cache.put(index, new Response(JSON.stringify(kept)));
  }

  async function run() {
    stopping = new AbortController();
    const { signal } = stopping;
    const total = bytesOf(pieces);
    note.textContent = say("whole.keeping");
    show();
    halt.focus();
    try {
      navigator.storage?.persist?.().catch(() => {});
      const cache = await caches.open(NAME);
      let done = total - bytesOf(missing());
      for (const piece of missing()) {
        await keepPiece(cache, piece, (share) => progress(done + share * piece[3], total), signal);
        done += piece[3];
      }
      await sweep(cache);
      note.textContent = say("whole.kept");
    } catch (failure) {
      note.textContent = reasonOf(/** @type {Error} */ (failure));
    }
    stopping = null;
    const hadFocus = document.activeElement === halt;
    show();
    if (hadFocus) (go.hidden ? remove : go).focus();
  }

  /** @param {Error} failure */
  function reasonOf({ name, message }) {
    if (name === "AbortError") return say("whole.stopped");
    if (name === "QuotaExceededError") return say("whole.full");
    if (name === "TypeError") return say("whole.no_network");
    return say("whole.failed", { reason: message });
  }

  async function clear() {
    await caches.delete(NAME);
    kept = {};
    note.textContent = say("whole.removed");
    show();
    go.focus();
  }

  /** @param {number} done @param {number} total */
  function progress(done, total) {
    bar.value = total === 0 ? 1 : done / total;
    size.textContent = say("whole.progress", { done: megabytes(done), all: megabytes(total) });
  }

  function show() {
    const left = missing();
    const isRunning = stopping !== null;
    const hasSome = Object.keys(kept).length > 0;
    bar.hidden = !isRunning;
    halt.hidden = !isRunning;
    remove.hidden = isRunning || !hasSome;
    go.hidden = isRunning || left.length === 0;
    if (isRunning) return progress(bytesOf(pieces) - bytesOf(left), bytesOf(pieces));
    const files = pieces.reduce((sum, [, , count]) => sum + count, 0);
    const all = { files, size: megabytes(bytesOf(pieces)) };
    go.textContent = hasSome ? say("whole.go_on") : say("whole.keep");
    if (left.length === 0) size.textContent = say("whole.all_kept", all);
    else if (hasSome) size.textContent = say("whole.some_kept", { ...all, left: megabytes(bytesOf(left)) });
    else size.textContent = say("whole.none_kept", all);
  }

  async function start() {
    const record = await caches.match(index, { cacheName: NAME });
    kept = (await record?.json()) ?? {};
    // A page that says that it is offline need not ask.
    if (document.querySelector("body > .offline")) return showOffline();
    pieces = await (await fetched(index)).json();
    show();
    section.hidden = false;
  }

  /** Without a network nothing can be kept, and nobody can say whether that is all. */
  function showOffline() {
    if (Object.keys(kept).length === 0) return;
    go.hidden = halt.hidden = bar.hidden = true;
    size.textContent = say("whole.kept_pages");
    section.hidden = false;
  }

  start().catch(showOffline);
})((self.broadsheet = self.broadsheet ?? {}));
