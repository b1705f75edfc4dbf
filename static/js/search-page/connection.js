// @ts-check
/**
 * The way to the search engine: a worker, or, in a page that was opened from a folder, where browsers start no
 * worker, the same script in this page.
 *
 * Enters: requests of a kind. Leaves: a promise of the answer to each, which is never settled once a newer request of
 * the same kind was sent; so nobody sees a stale answer. A promise fails with an error, in words for a reader.
 */
"use strict";

(function (/** @type {any} */ broadsheet) {
  const { say } = broadsheet;
  const NO_SCRIPT = say("search_page.no_script");

  /** @typedef {{id: number, resolve: (answer: any) => void, reject: (failure: Error) => void}} Waiting */

  /**
   * @param {string} script @param {string} root both addresses @param {Promise<any>} manifest of null where the engine has
   *   to fetch it
   */
  function connect(script, root, manifest) {
    /** @type {Promise<(message: any) => void> | null} */
    let engine = null;
    let stop = () => {};
    /** @type {(message: any) => void} */
    let opened = () => {};
    const ready = new Promise((resolve) => (opened = resolve));
    let number = 0;
    /** @type {Map<string, Waiting>} */
    const waiting = new Map();

    /** @param {any} message */
    function hear(message) {
      if (message.kind === "ready") return opened(message);
      if (message.kind === "failed") return fail(message.reason, message.id);
      for (const [kind, { id, resolve }] of waiting) {
        if (id !== message.id) continue;
        waiting.delete(kind);
        resolve(message);
      }
    }

    /** @param {string} reason @param {number | null} [only] */
    function fail(reason, only = null) {
      if (only === null) {
        engine = null; // the next request starts it anew
        stop();
      }
      for (const [kind, { id, reject }] of waiting) {
        if (only !== null && id !== only) continue;
        waiting.delete(kind);
        reject(new Error(reason));
      }
    }

    /** Start the engine; gives what sends it a message. */
    async function start() {
      const send = location.protocol === "file:" ? await startHere() : startWorker();
      const value = await manifest;
      if (value !== null) send({ kind: "manifest", value });
      send({ kind: "open", root });
      return send;
    }

    function startWorker() {
      const worker = new Worker(script);
      worker.onmessage = (event) => hear(event.data);
      // A script that does not load is an event without a message.
      worker.onerror = ({ message }) => fail(message ? say("search_page.stopped", { reason: message }) : NO_SCRIPT);
      stop = () => worker.terminate();
      return (/** @type {any} */ message) => worker.postMessage(message);
    }

    async function startHere() {
      await new Promise((resolve, reject) => {
        const element = document.createElement("script");
        element.src = script;
        element.onload = resolve;
        element.onerror = () => reject(new Error(NO_SCRIPT));
        document.head.append(element);
      });
      return broadsheet.serve(hear);
    }

    function open() {
      engine ??= start();
      return engine;
    }

    /** @param {{kind: string} & Record<string, any>} message @returns {Promise<any>} */
    function request(message) {
      number += 1;
      const id = number;
      const answer = new Promise((resolve, reject) => waiting.set(message.kind, { id, resolve, reject }));
      open().then((send) => send({ ...message, id }), (error) => fail(error.message));
      return answer;
    }

    open().catch(() => {}); // whoever asks hears of it
    return { request, ready };
  }

  broadsheet.connect = connect;
})((self.broadsheet = self.broadsheet ?? {}));
