"""A built site on localhost, for looking at it before it is published.

Enters: the output folder and a port. Leaves: HTTP on 127.0.0.1 alone. Serves only files of the
folder, under the base path of the site's address; answers a missing page with 404.html as static
hosts do. Refuses requests whose Host is not this machine, so that no web page elsewhere can read the
site by rebinding a name.
"""

from __future__ import annotations

import functools
import http
import io
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote, unquote, urlsplit

_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".jsonl": "application/jsonl; charset=utf-8",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
    ".txt": "text/plain; charset=utf-8",
    ".xml": "application/xml",
}
_LOCAL_NAMES = frozenset({"localhost", "127.0.0.1"})


def make_server(folder: Path, port: int, base: str = "/") -> ThreadingHTTPServer:
    """Bind a server to localhost; port 0 takes a free one. Raises `OSError` when it is taken."""
    handler = functools.partial(_SiteHandler, folder=folder, base=base)
    server = ThreadingHTTPServer(("127.0.0.1", port), handler)
    server.daemon_threads = True
    return server


class _SiteHandler(SimpleHTTPRequestHandler):
    """Answers GET and HEAD for the files of one folder."""

    def __init__(self, *args: object, folder: Path, base: str) -> None:
        self._folder = folder
        self._base = base
        super().__init__(*args, directory=str(folder))  # type: ignore[arg-type]

    def guess_type(self, path: object) -> str:
        return _TYPES.get(Path(str(path)).suffix.lower(), "application/octet-stream")

    def send_head(self) -> io.BytesIO | BinaryIO | None:
        path = _path_of(self.path)
        if _host_of(self.headers.get("Host", "")) not in _LOCAL_NAMES:
            self.send_error(http.HTTPStatus.MISDIRECTED_REQUEST, "not a name of this machine")
        elif path == "/" != self._base or f"{path}/" == self._base:
            self._redirect(self._base)
        elif not path.startswith(self._base) or "\0" in path:
            self._not_found()
        else:
            return self._send_file(path)
        return None

    def _send_file(self, path: str) -> io.BytesIO | BinaryIO | None:
        self.path = "/" + quote(path[len(self._base) :])
        target = Path(self.translate_path(self.path))
        inside = target.resolve().is_relative_to(self._folder.resolve())
        if inside and target.is_dir() and not path.endswith("/"):
            self._redirect(quote(f"{path}/"))
        elif not inside or not (target.is_file() or (target / "index.html").is_file()):
            self._not_found()
        else:
            # Times in HTTP are whole seconds, and a site may be built twice in one.
            del self.headers["If-Modified-Since"]
            return super().send_head()
        return None

    def _redirect(self, location: str) -> None:
        self.send_response(http.HTTPStatus.MOVED_PERMANENTLY)
        self.send_header("Location", location)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _not_found(self) -> None:
        page = self._folder / "404.html"
        body = page.read_bytes() if page.is_file() else b"Not found\n"
        self.send_response(http.HTTPStatus.NOT_FOUND)
        self.send_header("Content-Type", _TYPES[".html"])
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-cache")
        self.send_header("X-Content-Type-Options", "nosniff")
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Keep the terminal for what the builder has to say."""


def _host_of(header: str) -> str | None:
    """Give the name in a Host header; `None` when it is none."""
    try:
        return urlsplit(f"//{header}").hostname
    except ValueError:
        return None


def _path_of(target: str) -> str:
    """Give the decoded path of a request's target, "" when it is none."""
    try:
        return unquote(urlsplit(target).path)
    except ValueError:
        return ""
