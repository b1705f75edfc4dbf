"""What must not happen while a page is looked at."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from playwright.sync_api import Page

_PATIENCE = 20.0  # seconds


@dataclass(frozen=True, slots=True)
class Watch:
    """A page, and all that went wrong while it was looked at."""

    page: Page
    home: str
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        page, faults = self.page, self.faults
        page.on("console", lambda message: self._on_console(message.type, message.text))
        page.on("pageerror", lambda error: faults.append(f"exception: {error}"))
        page.on(
            "dialog", lambda dialog: (faults.append(f"dialog: {dialog.message}"), dialog.dismiss())
        )
        page.on("request", lambda request: self._on_request(request.url))
        page.on("requestfailed", lambda request: self._on_failure(request.url, request.failure))
        page.on("response", lambda response: self._on_response(response.status, response.url))

    def _on_console(self, kind: str, text: str) -> None:
        if kind in {"error", "warning"}:
            self.faults.append(f"console: {text}")

    def _on_request(self, url: str) -> None:
        if not url.startswith((self.home, "blob:", "data:")):
            self.faults.append(f"outside the site: {url}")

    def _on_failure(self, url: str, reason: str | None) -> None:
        # The browser itself cancels what is still under way when the next page is opened.
        if reason != "net::ERR_ABORTED":
            self.faults.append(f"failed: {url}: {reason}")

    def _on_response(self, status: int, url: str) -> None:
        if status >= 400:
            self.faults.append(f"status {status}: {url}")


def until(page: Page, condition: str, argument: object = None) -> None:
    """Wait until a function of the page gives true; Playwright's own waiting needs `eval`, which the policy forbids."""
    end = time.monotonic() + _PATIENCE
    while not page.evaluate(condition, argument):
        assert time.monotonic() < end, condition
        page.wait_for_timeout(20)
