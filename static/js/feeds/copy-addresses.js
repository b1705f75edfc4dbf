// @ts-check
// Puts a button beside each feed that copies its address. Without this script the links do, as they always did.
"use strict";

(() => {
  const { say } = /** @type {any} */ (self).broadsheet;
  const status = document.createElement("p");
  status.className = "visually-hidden";
  status.setAttribute("role", "status");

  /** @param {HTMLAnchorElement} link */
  const buttonFor = (link) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy-address";
    button.textContent = say("feeds.copy");
    button.setAttribute("aria-label", say("feeds.copy_of", { feed: link.textContent }));
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(link.href);
        button.textContent = say("feeds.copied");
        status.textContent = say("feeds.copied_of", { feed: link.textContent });
      } catch {
        // The browser forbids it: the address in sight is what can be copied by hand.
        status.className = "small";
        status.textContent = link.href;
        button.after(status);
      }
      setTimeout(() => {
        button.textContent = say("feeds.copy");
      }, 2000);
    });
    return button;
  };

  const lists = document.querySelector(".feeds");
  if (!lists) {
    return;
  }
  for (const formats of lists.querySelectorAll(".formats")) {
    const link = formats.parentElement?.querySelector("a");
    if (link) {
      formats.append(" ", buttonFor(link));
    }
  }
  lists.append(status);
})();
