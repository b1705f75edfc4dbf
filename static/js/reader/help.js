// @ts-check
/** The keys, in a dialog that Escape closes. Comes when it is first asked for. */
"use strict";

(function (/** @type {any} */ broadsheet) {
  const { say } = broadsheet;
  const KEYS = [
    ["/", say("keys.search")],
    ["j", say("keys.next")],
    ["k", say("keys.previous")],
    ["o", say("keys.open")],
    ["s", say("keys.star")],
    ["m", say("keys.read")],
    ["?", say("keys.help")],
    ["Esc", say("keys.close")],
  ];

  /** @param {string} tag @param {(string | Node)[]} children */
  function make(tag, ...children) {
    const element = document.createElement(tag);
    element.append(...children);
    return element;
  }

  const title = make("h2", say("keys.title"));
  title.id = "keys-title";
  const close = Object.assign(make("button", say("keys.button")), { type: "button", className: "plain-button" });
  const list = make("dl", ...KEYS.map(([key, words]) => make("div", make("dt", make("kbd", key)), make("dd", words))));
  const dialog = /** @type {HTMLDialogElement} */ (make("dialog", title, list, close));
  dialog.className = "keys";
  dialog.setAttribute("aria-labelledby", title.id);
  close.onclick = () => dialog.close();
  // A press beside it closes it, as Escape does.
  dialog.onclick = ({ target }) => target === dialog && dialog.close();
  document.body.append(dialog);

  broadsheet.help = () => dialog.open || dialog.showModal();
})((self.broadsheet = self.broadsheet ?? {}));
