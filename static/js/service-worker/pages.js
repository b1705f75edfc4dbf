// @ts-check
/**
 * Pages without a network: those that were kept say so, on the first line.
 *
 * Enters: a kept page, or none. Leaves: an answer for the browser. What is put into a page is of words and a day alone.
 */
"use strict";

(function (/** @type {any} */ broadsheet) {
  const { say } = broadsheet;
  const { site, timeOf } = broadsheet.kept;

  /** @param {string} text */
  const safe = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");

  /** @param {string} language @param {string} time */
  function day(language, time) {
    const locale = language === "en" ? "en-GB" : language;
    return new Intl.DateTimeFormat(locale, { dateStyle: "long" }).format(new Date(time));
  }

  /** Give a kept page with the line that says so. @param {Response} kept @param {boolean} isSlow the network */
  async function withLine(kept, isSlow) {
    const html = await kept.text();
    const language = html.match(/<html[^>]* lang="([\w-]+)"/)?.[1] ?? "en";
    const when = { day: day(language, timeOf(kept)) };
    const said = isSlow ? say("offline.slow", when) : say("offline.kept", when);
    const line = `<p class="offline" role="status">${safe(said)}</p>`;
    // Before the link that every page begins with; HTML may leave the tag of the body out.
    const body = html.replace('<a href="#main">', (start) => line + start);
    return new Response(body, { headers: { "content-type": "text/html; charset=utf-8" } });
  }

  /** What a reader sees in place of a page that was never kept. */
  function missing() {
    const style = new URL(`${broadsheet.assets}css/site.css`, site).href;
    const icon = new URL(`${broadsheet.assets}icon.svg`, site).href;
    const title = safe(say("offline.title"));
    const links = { home: site.href, reading: `${site.href}reading/` };
    const about = safe(say("offline.about")).replace(/&lt;(\/?)(home|reading)&gt;/g, (_, end, name) =>
      end ? "</a>" : `<a href="${links[/** @type {"home"} */ (name)]}">`,
    );
    const html = `<!doctype html>
<html lang="${broadsheet.texts[""]}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark"><title>${title}</title>
<link rel="stylesheet" href="${style}"><link rel="icon" href="${icon}"></head>
<body dir="auto"><main class="prose"><h1>${title}</h1>
<p>${about}</p></main></body></html>`;
    return new Response(html, { headers: { "content-type": "text/html; charset=utf-8" } });
  }

  broadsheet.offlinePages = { withLine, missing };
})((self.broadsheet = self.broadsheet ?? {}));
