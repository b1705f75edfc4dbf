"""A digest, built and served under a base path as a static host would."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import ThreadingHTTPServer
from pathlib import Path

from generator.build import build_site
from generator.server import make_server

_BASE = "/some/path/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A built site and the address under which it is served."""

    folder: Path
    url: str

    def first_with(self, kind: str, words: str) -> str:
        """Give the path of the first page of a kind ("papers") whose HTML has some words."""
        pages = sorted((self.folder / kind).glob("*/index.html"))
        found = next(page for page in pages if words in page.read_text(encoding="utf-8"))
        return f"{found.parent.relative_to(self.folder).as_posix()}/"


@contextlib.contextmanager
def served(config_file: Path, folder: Path) -> Iterator[Site]:
    """Build a digest and serve it under a base path."""
    server = make_server(folder, 0, _BASE)
    url = f"http://localhost:{server.server_address[1]}{_BASE}"
    try:
        build_site(config_file, folder, base_url=url)
        with _running(server):
            yield Site(folder=folder, url=url)
    finally:
        server.server_close()


@contextlib.contextmanager
def _running(server: ThreadingHTTPServer) -> Iterator[None]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
