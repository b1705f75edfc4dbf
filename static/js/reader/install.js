// @ts-check
/**
 * What makes the site one that can be installed and read offline: the link to its manifest, and its service worker.
 *
 * Browsers take neither in a page that was opened from a folder, and would say so as an error.
 */
"use strict";

(function (/** @type {any} */ broadsheet) {
  const { site } = broadsheet.papers;
  if (location.protocol === "file:") return;

  const link = document.createElement("link");
  link.rel = "manifest";
  link.href = new URL("manifest.webmanifest", site).href;
  document.head.append(link);

  // Not before the page has what it needs itself.
  if (isSecureContext && "serviceWorker" in navigator)
    addEventListener("load", () => {
      const worker = new URL("service-worker.js", site);
      navigator.serviceWorker.register(worker, { scope: site.pathname }).catch(() => {}); // the site works without
    });
})((self.broadsheet = self.broadsheet ?? {}));
