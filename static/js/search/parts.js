// @ts-check
/**
 * The parts of the index, loaded as they are needed.
 *
 * Enters: the address of a site's root, names of parts, which are their paths below search/. Leaves: their values, made
 * of the JSON by a function of the caller and kept until there are too many. A served site is fetched; one in a
 * folder, from which nothing can be fetched, is loaded as scripts. A load that fails is tried again; one that fails
 * because a new index was published meanwhile throws `Stale`.
 */
"use strict";

(function (/** @type {any} */ broadsheet) {
  const PAUSES = [300, 1_500]; // milliseconds before another try
  const MOST_KEPT = 4_000_000; // characters of parts

  /** The index is another than when the manifest was read. */
  class Stale extends Error {}
  class Missing extends Error {}

  const scope = /** @type {any} */ (self);
  /** What takes the value of a part that is loaded as a script. @type {Map<Element | null, (value: any) => void>} */
  const awaited = new Map();

  /** @param {string} address @param {boolean} anew past what the browser has kept */
  async function fetched(address, anew) {
    const response = await fetch(address, anew ? { cache: "no-cache" } : {});
    if (response.status === 404) throw new Missing(address);
    if (!response.ok) throw new Error(`${address} answered ${response.status}`);
    const text = await response.text();
    try {
      return JSON.parse(text.slice(text.indexOf(",") + 1, text.lastIndexOf(")")));
    } catch {
      throw new Missing(address); // some hosts answer with a page
    }
  }

  /** @param {string} address @param {HTMLScriptElement} [element] @returns {Promise<void>} */
  function script(address, element = document.createElement("script")) {
    return new Promise((resolve, reject) => {
      element.src = address;
      element.onload = () => resolve();
      element.onerror = () => reject(new Missing(address));
      document.head.append(element);
    });
  }

  /** @param {string} address */
  async function asScript(address) {
    const before = scope.searchPart;
    if (!before?.takes) {
      // Parts of several folders have the same name, so it is the script that tells them apart.
      scope.searchPart = (/** @type {string} */ part, /** @type {any} */ value) => {
        const take = awaited.get(document.currentScript);
        if (take === undefined) before?.(part, value);
        else take(value);
      };
      scope.searchPart.takes = true;
    }
    /** @type {any} */
    let value;
    const element = document.createElement("script");
    awaited.set(element, (given) => (value = given));
    await script(address, element).finally(() => awaited.delete(element));
    return value;
  }

  /**
   * Try a load again, after a pause each time.
   *
   * @param {() => Promise<any>} load
   * @param {(error: unknown) => void | Promise<void>} [look]
   */
  async function patiently(load, look = () => {}) {
    for (const time of PAUSES) {
      try {
        return await load();
      } catch (error) {
        await look(error);
        await new Promise((resolve) => setTimeout(resolve, time));
      }
    }
    return load();
  }

  /** @param {string} root @param {string} name @param {boolean} [anew] */
  const value = (root, name, anew = false) =>
    root.startsWith("file:") ? asScript(`${root}search/${name}.js`) : fetched(`${root}search/${name}.js`, anew);

  /** @param {string} root @param {boolean} anew */
  const manifestOf = (root, anew) => patiently(() => value(root, "manifest", anew));

  /** @param {string} root @param {any} [given] the manifest, where it is known @param {boolean} [anew] */
  async function open(root, given, anew = false) {
    const manifest = given ?? (await manifestOf(root, anew));
    /** @type {Map<string, {made: Promise<any>, size: number}>} in the order of their last use */
    const kept = new Map();
    let size = 0;

    /** @param {any} published */
    const isOther = (published) => JSON.stringify(published) !== JSON.stringify(manifest);

    /** @param {string} name */
    function forget(name) {
      size -= kept.get(name)?.size ?? 0;
      kept.delete(name);
    }

    /** @param {string} name */
    const load = (name) =>
      patiently(
        () => value(root, name),
        async (error) => {
          if (error instanceof Missing && isOther(await manifestOf(root, true))) throw new Stale();
        },
      );

    /**
     * @template T
     * @param {string} name
     * @param {(json: any) => T} make always the same for the same name
     * @returns {Promise<T>}
     */
    function part(name, make) {
      const entry = kept.get(name) ?? { made: load(name).then(keep), size: 0 };
      kept.delete(name);
      kept.set(name, entry);
      entry.made.catch(() => forget(name));
      return entry.made;

      /** @param {any} json */
      function keep(json) {
        size += entry.size = charactersOf(json);
        for (const oldest of kept.keys()) if (size > MOST_KEPT && oldest !== name) forget(oldest);
        return make(json);
      }
    }

    return { manifest, part };
  }

  /** @param {any} json @returns {number} */
  function charactersOf(json) {
    if (typeof json === "string") return json.length;
    return Array.isArray(json) ? json.reduce((sum, each) => sum + charactersOf(each), 0) : 16;
  }

  broadsheet.parts = { open, script, patiently, Stale };
})((self.broadsheet = self.broadsheet ?? {}));
