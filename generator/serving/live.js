// @ts-check
/**
 * What a page does while its digest is worked on: it hears from the server what changed, and shows what is wrong.
 *
 * Enters: events of the server that sent this script. Leaves: the page loaded anew where it shows something else, with the place, the
 * fields and the opened details as they were; style sheets alone where nothing else changed; problems as text over the page. No part
 * of the built site.
 */
"use strict";

(function () {
  const script = /** @type {HTMLScriptElement} */ (document.currentScript);
  const KEPT = `broadsheet live ${location.pathname}`;
  const AGAIN = 1_000; // milliseconds until a server that went away is asked again
  let seen = script.dataset.seen ?? "";
  let closed = "";
  /** @type {EventSource | undefined} */
  let events;
  /** @type {HTMLElement | undefined} */
  let shown;

  const fields = () => /** @type {NodeListOf<any>} */ (document.querySelectorAll("input, textarea, select"));
  const details = () => document.querySelectorAll("details");

  function reload() {
    const state = {
      top: scrollY,
      left: scrollX,
      fields: [...fields()].map(({ name, value, checked }) => ({ name, value, checked })),
      focus: [...fields()].indexOf(document.activeElement),
      open: [...details()].map((each) => each.open),
    };
    try {
      sessionStorage.setItem(KEPT, JSON.stringify(state));
    } catch {} // the page is loaded all the same
    location.reload();
  }

  function restore() {
    let state;
    try {
      state = JSON.parse(sessionStorage.getItem(KEPT) ?? "null");
      sessionStorage.removeItem(KEPT);
    } catch {} // nothing is kept here
    if (!state) return;
    details().forEach((each, place) => (each.open = state.open[place] ?? each.open));
    fields().forEach((field, place) => {
      const old = state.fields[place];
      if (!old || old.name !== field.name || field.type === "file") return;
      field.checked = old.checked;
      if (field.value === old.value) return;
      field.value = old.value;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    });
    fields()[state.focus]?.focus({ preventScroll: true });
    scrollTo({ top: state.top, left: state.left, behavior: "instant" });
  }

  /** @param {string} assets the folder of static files, below the site's root */
  function restyle(assets) {
    for (const link of /** @type {NodeListOf<HTMLLinkElement>} */ (document.querySelectorAll('link[rel~="stylesheet"]'))) {
      const href = link.href.replace(/assets\/[0-9a-f]{10}\//, assets);
      if (href === link.href) continue;
      const next = /** @type {HTMLLinkElement} */ (link.cloneNode());
      next.href = href;
      // The old one stays until the new one is there, so the page never stands without any.
      next.onload = next.onerror = () => link.remove();
      link.after(next);
    }
  }

  const STYLE = `
    :host { all: initial; }
    section { position: fixed; inset: auto 0 0 0; z-index: 2147483647; box-sizing: border-box; max-block-size: 70vh; overflow: auto;
      padding: 1rem 1.25rem 1.25rem; border-block-start: 4px solid #b3261e; background: #1d1b1a; color: #f5f1ea;
      font: 15px/1.5 ui-monospace, Menlo, Consolas, monospace; }
    h2 { margin: 0 3rem .5rem 0; font: 600 16px/1.4 system-ui, sans-serif; }
    ul { margin: 0; padding: 0; list-style: none; }
    li { margin-block-start: .75rem; overflow-wrap: anywhere; white-space: pre-wrap; }
    b { display: block; color: #ffb4a9; }
    button { position: absolute; inset-block-start: .75rem; inset-inline-end: 1rem; min-inline-size: 2.25rem; min-block-size: 2.25rem;
      border: 1px solid #8d8780; border-radius: 4px; background: none; color: inherit; font: 18px/1 system-ui, sans-serif; cursor: pointer; }
    button:focus-visible { outline: 3px solid #ffb4a9; outline-offset: 2px; }`;

  /** @param {string} name @param {string} [text] */
  function element(name, text) {
    const made = document.createElement(name);
    if (text !== undefined) made.textContent = text;
    return made;
  }

  /** @param {{place: string, text: string}[]} problems @param {number} more */
  function show(problems, more) {
    const said = JSON.stringify(problems);
    if (shown?.dataset.said === said) return;
    hide();
    if (!problems.length) closed = "";
    if (!problems.length || closed === said) return;
    shown = element("broadsheet-problems");
    shown.dataset.said = said;
    const root = shown.attachShadow({ mode: "open" });
    const styles = new CSSStyleSheet();
    styles.replaceSync(STYLE);
    root.adoptedStyleSheets = [styles];
    const section = element("section");
    section.setAttribute("role", "alert");
    section.lang = "en";
    section.dir = "ltr";
    const list = element("ul");
    for (const { place, text } of problems) {
      const entry = element("li");
      if (place) entry.append(element("b", place));
      entry.append(text);
      list.append(entry);
    }
    if (more) list.append(element("li", `and ${more} more`));
    const close = element("button", "×");
    close.setAttribute("aria-label", "Close");
    close.addEventListener("click", dismiss);
    section.append(element("h2", "The site was not built anew. The page is as it was."), list, close);
    root.append(section);
    document.documentElement.append(shown);
  }

  function hide() {
    shown?.remove();
    shown = undefined;
  }

  /** What was closed comes back with other problems alone. */
  function dismiss() {
    closed = shown?.dataset.said ?? "";
    hide();
  }

  /** @param {MessageEvent<string>} event */
  function hear(event) {
    const news = JSON.parse(event.data);
    if (news.change === "page") {
      disconnect();
      reload();
      return;
    }
    if (news.change === "styles") restyle(news.assets);
    seen = news.seen;
    show(news.problems, news.more);
  }

  function connect() {
    // A browser has six connections to a server for all its tabs, so one that nobody sees has none.
    if (events || document.visibilityState === "hidden") return;
    events = new EventSource(`/.broadsheet/events?${new URLSearchParams({ page: location.pathname, seen })}`);
    events.onmessage = hear;
    events.onerror = () => {
      if (events?.readyState !== EventSource.CLOSED) return; // it tries again by itself
      disconnect();
      setTimeout(connect, AGAIN);
    };
  }

  function disconnect() {
    events?.close();
    events = undefined;
  }

  document.addEventListener("visibilitychange", () => (document.visibilityState === "hidden" ? disconnect() : connect()));
  addEventListener("pagehide", disconnect);
  addEventListener("pageshow", connect);
  addEventListener("keydown", (event) => event.key === "Escape" && shown && dismiss());
  // Other scripts of the page come first: they write what is put back here.
  if (document.readyState === "complete") restore();
  else addEventListener("load", restore);
  connect();
})();
