// @ts-check
/**
 * The parts of the index, loaded as they are needed.
 *
 * Enters: the address of a site's root, names of parts. Leaves: their values, made of the JSON by a function of the
 * caller and kept until there are too many. A served site is fetched; one in a folder, from which
 * nothing can be fetched, is loaded as scripts. A load that fails is tried again; one that fails because a new
 * index was published meanwhile throws `Stale`.
 */
"use strict";

(function (/** @type {any} */ broadsheet) {
  const PAUSES = [300, 1_500]; // milliseconds before another try
  const MOST_KEPT = 4_000_000; // characters of parts

  /** The index is another than when the manifest was read. */
  class Stale extends Error {}
  class Missing extends Error {}

  const scope = /** @type {any} */ (self);
  /** By name, what takes the value of a part that is loaded as a script. @type {Map<string, (value: any) => void>} */
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

  /** @param {string} address @returns {Promise<void>} */
  function script(address) {
    return new Promise((resolve, reject) => {
      const element = document.createElement("script");
      element.src = address;
      element.onload = () => resolve();
      element.onerror = () => reject(new Missing(address));
      document.head.append(element);
    });
  }

  /** @param {string} address @param {string} name */
  async function asScript(address, name) {
    const before = scope.searchPart;
    if (!before?.takes) {
      scope.searchPart = (/** @type {string} */ part, /** @type {any} */ value) =>
        (awaited.get(part) ?? before)?.(value);
      scope.searchPart.takes = true;
    }
    /** @type {any} */
    let value;
    awaited.set(name, (given) => (value = given));
    await script(address);
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

  /** @param {string} root @param {string} path @param {string} name @param {boolean} [anew] */
  const value = (root, path, name, anew = false) =>
    root.startsWith("file:") ? asScript(`${root}search/${path}`, name) : fetched(`${root}search/${path}`, anew);

  /** @param {string} root @param {boolean} anew */
  const manifestOf = (root, anew) => patiently(() => value(root, "manifest.js", "manifest", anew));

  /** @param {string} root @param {any} [given] the manifest, where it is known @param {boolean} [anew] */
  async function open(root, given, anew = false) {
    const manifest = given ?? (await manifestOf(root, anew));
    /** @type {Map<string, {made: Promise<any>, size: number}>} in the order of their last use */
    const kept = new Map();
    let size = 0;

    /** @param {string} name */
    function forget(name) {
      size -= kept.get(name)?.size ?? 0;
      kept.delete(name);
    }

    /** @param {string} name */
    const load = (name) =>
      patiently(
        () => value(root, `${manifest.folder}/${name}.js`, name),
        async (error) => {
          if (error instanceof Missing && (await manifestOf(root, true)).folder !== manifest.folder) throw new Stale();
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
