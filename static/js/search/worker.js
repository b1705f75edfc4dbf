// @ts-check
/**
 * Where the search engine runs: in a worker, so that typing never waits for it; in the page where that was opened
 * from a folder, for browsers start no worker there.
 *
 * Enters: messages (engine.js). Leaves: messages; in a page `broadsheet.serve`, which takes what hears them and
 * gives what sends. The rest of the engine lies beside this script.
 */
"use strict";

(function (/** @type {any} */ broadsheet) {
  const scope = /** @type {any} */ (self);
  const { engine } = broadsheet.engine;
  const { script, patiently } = broadsheet.parts;
  const REST = "search-rest.js";

  /** Load a script into a worker, which shall not stand still while the network works. @param {string} address */
  async function loadHere(address) {
    await fetch(address);
    scope.importScripts(address);
  }

  broadsheet.serve = engine;
  if (typeof document === "undefined") {
    broadsheet.loadRest ??= () => patiently(() => loadHere(REST));
    if (typeof scope.postMessage !== "function") return;
    const send = engine((/** @type {any} */ message) => scope.postMessage(message));
    addEventListener("message", (event) => send(/** @type {MessageEvent} */ (event).data));
  } else {
    const { src } = /** @type {HTMLScriptElement} */ (document.currentScript);
    broadsheet.loadRest = () => patiently(() => script(new URL(REST, src).href));
  }
})((self.broadsheet = self.broadsheet ?? {}));
