"""A built site on localhost, for looking at it before it is published.

Enters: the output folder and a port. Leaves: HTTP on 127.0.0.1 alone. Serves only files of the
folder, under the base path of the site's address; answers a missing page with 404.html as static
hosts do. Refuses requests whose Host is not this machine, so that no web page elsewhere can read the
site by rebinding a name, and clients that take longer than half a minute to ask. Nothing of a request is run, kept or shown.
"""

from __future__ import annotations

import functools
import http
import io
import re
import sys
from collections.abc import Callable
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
    # Among files of the owner's own; all else is offered for download.
    ".avif": "image/avif",
    ".gif": "image/gif",
    ".ico": "image/x-icon",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".mp4": "video/mp4",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".ttf": "font/ttf",
    ".webp": "image/webp",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
}
# To the letter: a parser of addresses would also take `evil.example@localhost` for this machine.
_LOCAL_HOST = re.compile(r"(?:localhost|127\.0\.0\.1)(?::[0-9]{1,5})?", re.ASCII | re.IGNORECASE)


def make_server(folder: Path, port: int, base: str = "/") -> SiteServer:
    """Bind a server to localhost; port 0 takes a free one. Raises `OSError` when it is taken."""
    return SiteServer(("127.0.0.1", port), functools.partial(SiteHandler, folder=folder, base=base))


def standing_file(folder: Path, name: str) -> Path | None:
    """Give a file of a folder by its path with `/`, if it stands there and no link leads from it elsewhere."""
    if "\\" in name or "\0" in name or not {"", ".", ".."}.isdisjoint(name.split("/")):
        return None
    file = folder / name
    return file if _stands(folder, file, Path.is_file) else None


class SiteServer(ThreadingHTTPServer):
    """Serves each client in a thread of its own."""

    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Say in one line what kept a request from its answer, but nothing of clients that went away."""
        del request, client_address
        error = sys.exc_info()[1]
        if not isinstance(error, ConnectionError | TimeoutError):
            said = f"a request was not answered ({type(error).__name__}: {error}); the site is served on"
            sys.stderr.write(f"{said}\n")


class SiteHandler(SimpleHTTPRequestHandler):
    """Answers GET and HEAD for the files of one folder."""

    timeout = 30  # seconds of silence, after which a client is left

    def __init__(self, *args: object, folder: Path, base: str) -> None:
        self._folder = folder
        self._base = base
        super().__init__(*args, directory=str(folder))  # type: ignore[arg-type]

    def guess_type(self, path: object) -> str:
        """Give the type of a file, by its name."""
        return _TYPES.get(Path(str(path)).suffix.lower(), "application/octet-stream")

    def send_head(self) -> io.BytesIO | BinaryIO | None:
        """Answer but for the file that is given, if any."""
        hosts = self.headers.get_all("Host", [])
        if len(hosts) != 1 or not _LOCAL_HOST.fullmatch(hosts[0]) or self.path[:1] != "/":
            self.send_error(http.HTTPStatus.MISDIRECTED_REQUEST, "not a name of this machine")
            return None
        return self._answer(path_of(self.path))

    def _answer(self, path: str) -> io.BytesIO | BinaryIO | None:
        """Answer for a path, asked of this machine by its own name."""
        if path == "/" != self._base or f"{path}/" == self._base:
            self._redirect(self._base)
        # Two slashes would make another host of the address to which a folder is redirected.
        elif not path.startswith(self._base) or "\0" in path or "//" in path:
            self._not_found()
        else:
            return self._send_file(path)
        return None

    def _send_file(self, path: str) -> io.BytesIO | BinaryIO | None:
        self.path = "/" + quote(path[len(self._base) :])
        target = Path(self.translate_path(self.path))
        is_folder = path.endswith("/")
        if not is_folder and _stands(self._folder, target, Path.is_dir):
            self._redirect(quote(f"{path}/"))
        elif not _stands(
            self._folder, target / "index.html" if is_folder else target, Path.is_file
        ):
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
        self._send_bytes(body, "404.html", http.HTTPStatus.NOT_FOUND)

    def _send_bytes(
        self, body: bytes, name: str, status: http.HTTPStatus = http.HTTPStatus.OK
    ) -> None:
        """Answer with bytes, typed as a file of that name."""
        self.send_response(status)
        self.send_header("Content-Type", self.guess_type(name))
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def end_headers(self) -> None:
        """Send with the headers those of every answer."""
        self.send_header("Cache-Control", "no-cache")
        self.send_header("X-Content-Type-Options", "nosniff")
        # No page of another site may take a file in as its script or picture.
        self.send_header("Cross-Origin-Resource-Policy", "same-origin")
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Keep the terminal for what the builder has to say."""


def _stands(folder: Path, path: Path, is_kind: Callable[[Path], bool]) -> bool:
    """Tell whether a file or folder stands in the folder, and no link leads from it elsewhere."""
    try:
        return is_kind(path) and path.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError):  # names too long for the system and links in a circle
        return False


def path_of(target: str) -> str:
    """Give the decoded path of a request's target, "" when it is none."""
    try:
        return unquote(urlsplit(target).path)
    except ValueError:
        return ""
