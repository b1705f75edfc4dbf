"""Answers over HTTP while a digest is worked on.

Enters: requests. Leaves: the files of the site; in every page stands, as its last element, a script of the same origin, which the site's
own Content-Security-Policy allows. Over one connection (server-sent events, WHATWG HTML 9.2) the script hears what changed. No file of
the site is changed for that. In place of the site's service worker stands one that goes away and takes what was kept along.
"""

from __future__ import annotations

import functools
import http
import io
import json
from pathlib import Path
from typing import BinaryIO
from urllib.parse import parse_qs, urlsplit

from generator import urls
from generator.server import SiteHandler, SiteServer, path_of
from generator.serving.live import Live
from generator.serving.messages import Wrong
from generator.serving.shown import News

_OWN = "/.broadsheet/"  # no address of a site begins so
_SCRIPT, _EVENTS = f"{_OWN}live.js", f"{_OWN}events"
_HEARTBEAT = 10.0  # seconds
_PROGRAM = Path(__file__).with_name("live.js")
_MOST_PROBLEMS = 50
_STEP_DOWN = b"""self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil((async () => {
  const prefix = `broadsheet ${new URL("./", self.location.href).pathname} `;
  for (const name of await caches.keys()) if (name.startsWith(prefix)) await caches.delete(name);
  await self.registration.unregister();
})()));
"""


class LiveHandler(SiteHandler):
    """Answers GET and HEAD with the files of a digest as they are now."""

    def __init__(self, *args: object, folder: Path, live: Live) -> None:
        self._live = live
        super().__init__(*args, folder=folder, base=live.base)

    def _answer(self, path: str) -> io.BytesIO | BinaryIO | None:
        if path == _SCRIPT:
            self._send_bytes(_PROGRAM.read_bytes(), _SCRIPT)
        elif path == _EVENTS:
            self._send_events()
        else:
            return super()._answer(path)
        return None

    def _send_file(self, path: str) -> io.BytesIO | BinaryIO | None:
        name = self._name_of(path)
        if name == urls.SERVICE_WORKER:
            self._send_bytes(_STEP_DOWN, name)
        elif name.endswith(".html"):
            html, is_there = self._live.html(name)
            if is_there:
                self._send_page(html, http.HTTPStatus.OK)
            else:
                self._not_found()
        elif (held := self._live.held(name)) is not None:
            self._send_bytes(held, name)
        else:
            return super()._send_file(path)
        return None

    def _not_found(self) -> None:
        html, _ = self._live.html("404.html")
        self._send_page(html, http.HTTPStatus.NOT_FOUND)

    def _send_page(self, html: bytes, status: http.HTTPStatus) -> None:
        script = f'\n<script src="{_SCRIPT}" data-seen="{self._live.name(html)}" async></script>\n'
        self._send_bytes(html + script.encode(), "index.html", status)

    def _name_of(self, path: str) -> str:
        name = path[len(self._base) :]
        return f"{name}index.html" if name.endswith("/") or not name else name

    def _send_events(self) -> None:
        """Tell a page what is new until it goes away; other sites' pages are told nothing."""
        if self.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
            self.send_error(http.HTTPStatus.FORBIDDEN, "for pages of this site")
            return
        query = parse_qs(urlsplit(self.path).query)
        page, name = path_of(query.get("page", [""])[0]), query.get("seen", [""])[0]
        file = self._name_of(page) if page.startswith(self._base) else "404.html"
        self.send_response(http.HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream; charset=utf-8")
        self.end_headers()
        if self.command == "HEAD":
            return
        version = -1
        told: tuple[Wrong, ...] | None = None
        while not self._live.is_closed:
            news = self._live.news(file, name, version, _HEARTBEAT)
            if news is None:
                self.wfile.write(b":\n\n")
                continue
            if news.problems != told or news.change is not None:
                self.wfile.write(_event(news))
            version, name, told = news.version, news.name, news.problems


def answer_live(server: SiteServer, live: Live, folder: Path) -> None:
    """Have a server, which had to be bound before its address was known, answer with a digest as it is now."""
    server.RequestHandlerClass = functools.partial(LiveHandler, folder=folder, live=live)


def _event(news: News) -> bytes:
    shown = [{"place": each.place, "text": each.text} for each in news.problems[:_MOST_PROBLEMS]]
    values = {
        "problems": shown,
        "more": len(news.problems) - len(shown),
        "seen": news.name,
        "change": news.change,
        "assets": news.assets,
    }
    return f"data: {json.dumps(values)}\n\n".encode()
