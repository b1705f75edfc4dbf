// @ts-check
/**
 * Pages without a network: those that were kept say so, on the first line.
 *
 * Enters: a kept page, or none. Leaves: an answer for the browser. What is put into a page is of words and a day alone.
 */
"use strict";

(function (/** @type {any} */ broadsheet) {
  const { site, timeOf } = broadsheet.kept;

  /** @param {string} language @param {string} time */
  function day(language, time) {
    const locale = language === "en" ? "en-GB" : language;
    return new Intl.DateTimeFormat(locale, { dateStyle: "long" }).format(new Date(time));
  }

  /** Give a kept page with the line that says so. @param {Response} kept @param {string} why */
  async function withLine(kept, why) {
    const html = await kept.text();
    const language = html.match(/<html[^>]* lang="([\w-]+)"/)?.[1] ?? "en";
    const line = `<p class="offline" role="status">${why}; this page was kept on ${day(language, timeOf(kept))}.</p>`;
    // Before the link that every page begins with; HTML may leave the tag of the body out.
    const body = html.replace('<a href="#main">', (start) => line + start);
    return new Response(body, { headers: { "content-type": "text/html; charset=utf-8" } });
  }

  /** What a reader sees in place of a page that was never kept. */
  function missing() {
    const style = new URL(`${broadsheet.assets}css/site.css`, site).href;
    const icon = new URL(`${broadsheet.assets}icon.svg`, site).href;
    const html = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark"><title>You are offline</title>
<link rel="stylesheet" href="${style}"><link rel="icon" href="${icon}"></head>
<body><main class="prose"><h1>You are offline</h1>
<p>This page was not kept in this browser. Pages that you have visited were: go back, or open the
<a href="${site.href}">front page</a> or your <a href="${site.href}reading/">reading list</a>.</p></main></body></html>`;
    return new Response(html, { headers: { "content-type": "text/html; charset=utf-8" } });
  }

  broadsheet.offlinePages = { withLine, missing };
})((self.broadsheet = self.broadsheet ?? {}));
