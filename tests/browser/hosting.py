"""The least of a static host: a built folder under a base path, compressed, over kept connections.

Enters: a folder, which may still be empty, and its base path. Leaves: a server on localhost, which keeps every
file compressed once it was asked for, so that what a browser measures is the site and not this server. Text is compressed by gzip at level 9 for every
client: every host does at least that, and Brotli, which most have, is smaller.
"""

from __future__ import annotations

import contextlib
import functools
import gzip
import mimetypes
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

_TEXT = (".css", ".html", ".js", ".json", ".jsonl", ".svg", ".txt", ".xml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hosted:
    """A file as it is sent."""

    kind: str
    encoding: str | None
    body: bytes


@functools.cache
def hosted(file: Path) -> Hosted:
    """Give a file as a host sends it."""
    kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    data = file.read_bytes()
    if file.suffix not in _TEXT:
        return Hosted(kind=kind, encoding=None, body=data)
    body = gzip.compress(data, compresslevel=9, mtime=0)
    return Hosted(kind=f"{kind}; charset=utf-8", encoding="gzip", body=body)


@contextlib.contextmanager
def hosting(folder: Path, base: str) -> Iterator[str]:
    """Serve a folder; gives the address of its home page."""
    handler = functools.partial(_Handler, folder=folder, base=base)
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://localhost:{server.server_address[1]}{base}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    """Answers GET and HEAD."""

    protocol_version = "HTTP/1.1"

    def __init__(self, *args: object, folder: Path, base: str) -> None:
        self._folder = folder
        self._base = base
        super().__init__(*args)

    def do_GET(self) -> None:
        path = unquote(urlsplit(self.path).path).removeprefix(self._base)
        file = self._folder / (f"{path}index.html" if path.endswith("/") or not path else path)
        found = file.is_file() and file.resolve().is_relative_to(self._folder.resolve())
        self._send(200 if found else 404, hosted(file if found else self._folder / "404.html"))

    def do_HEAD(self) -> None:
        self.do_GET()

    def _send(self, status: int, file: Hosted) -> None:
        self.send_response(status)
        self.send_header("Content-Type", file.kind)
        self.send_header("Content-Length", str(len(file.body)))
        self.send_header("Cache-Control", "max-age=600")
        if file.encoding is not None:
            self.send_header("Content-Encoding", file.encoding)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(file.body)

    def log_message(self, format: str, *args: object) -> None:
        """Keep the terminal for the results."""
