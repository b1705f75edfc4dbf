// @ts-check
/**
 * The words of the interface, in the site's language. Each bundle has those that its scripts say (generator/bundles.py).
 *
 * Enters: the key of a text, and values. Leaves: the text; numbers are written as the page's language does, and `count` chooses
 * the form of a text that counts (Intl.PluralRules).
 */
"use strict";

(function (/** @type {any} */ broadsheet) {
  /** Texts by their keys; under "" the language whose plurals they have. @type {Record<string, any>} */
  const texts = (broadsheet.texts = broadsheet.texts ?? {});

  /** @param {string} key @param {Record<string, string | number>} [values] @returns {string} */
  broadsheet.say = (key, values = {}) => {
    const text = texts[key] ?? key; // a script outside its bundle has no texts
    const form = typeof text === "string" ? text : text[formFor(Number(values.count))] ?? text.other;
    return form.replace(/\{(\w+)\}/g, (/** @type {string} */ _, /** @type {string} */ name) => shown(values[name]));
  };

  /** @param {number} count */
  const formFor = (count) => new Intl.PluralRules(texts[""]).select(count);

  /** @param {string | number} value */
  function shown(value) {
    if (typeof value === "string") return value;
    const language = typeof document === "undefined" ? texts[""] : document.documentElement.lang;
    return new Intl.NumberFormat(language).format(value);
  }
})((self.broadsheet = self.broadsheet ?? {}));
