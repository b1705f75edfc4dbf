// @ts-check
/**
 * What the search page and the reading list are made with.
 *
 * Enters: words and texts. Leaves: elements, among whose children strings are text; files that the browser saves.
 */
"use strict";

(function (/** @type {any} */ broadsheet) {
  /**
   * @param {string} tag @param {Record<string, any>} [properties] @param {(string | Node)[]} children
   * @returns {any}
   */
  function make(tag, properties = {}, ...children) {
    const element = document.createElement(tag);
    Object.assign(element, properties);
    element.append(...children);
    return element;
  }

  /** @param {string} words @param {() => void} onclick */
  const button = (words, onclick) =>
    make("button", { type: "button", className: "plain-button", textContent: words, onclick });

  /** @param {string} text @param {string} name @param {string} type */
  function download(text, name, type) {
    const href = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
    make("a", { href, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(href), 10_000);
  }

  Object.assign(broadsheet, { make, button, download });
})((self.broadsheet = self.broadsheet ?? {}));
