"""The links of a built site, as a browser and a crawler follow them.

Enters: the folder of a site and the address that it was built for. Leaves: its pages with their links and fragments,
and what is wrong with them, a line each.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

# Attributes that hold an address, and those of our own that scripts read one from.
_ADDRESSES = ("href", "src", "action", "data-worker", "data-more", "data-root")
_URL = re.compile(r"https?://[^\s\"'<>]+")


@dataclass(slots=True)
class Page:
    """What a page leads to, what can be led to in it, and what it loads."""

    links: set[str] = field(default_factory=set)
    loads: set[str] = field(default_factory=set)
    ids: set[str] = field(default_factory=set)


class _Reader(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.page = Page()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.page.ids.update(value for key, value in attrs if key == "id" and value)
        found = self.page.links if tag == "a" else self.page.loads
        found.update(values[key] or "" for key in _ADDRESSES if key in values)


def read_pages(root: Path) -> dict[str, Page]:
    """Give every page by its address in the site: "", "topics/", "404.html"."""
    return {
        file.relative_to(root).as_posix().removesuffix("index.html"): _Reader(
            file.read_text(encoding="utf-8")
        ).page
        for file in sorted(root.rglob("*.html"))
    }


def broken_links(root: Path, base: str, pages: dict[str, Page]) -> Iterator[str]:
    """Give what leads nowhere, out of the base path, or to a fragment that no page has."""
    for here, page in pages.items():
        for link in sorted(page.links | page.loads):
            target, fragment = urldefrag(urljoin(base + here, link))
            if not target.startswith(_origin(base)):
                if urlsplit(link).scheme not in {"http", "https"}:
                    yield f"{here}: {link}: neither http nor https"
                continue
            path = _path(target, base)
            if path is None:
                yield f"{here}: {link}: leaves {base}"
            elif not _exists(root, path):
                yield f"{here}: {link}: nothing is there"
            elif fragment and fragment not in pages[path].ids:
                yield f"{here}: {link}: no such place on that page"


def orphans(base: str, pages: dict[str, Page]) -> set[str]:
    """Give the pages to which no links lead from home; the missing page is meant to have none."""
    waiting, seen = [""], {""}
    while waiting:
        here = waiting.pop()
        for link in pages[here].links:
            path = _path(urldefrag(urljoin(base + here, link))[0], base)
            if path in pages and path not in seen:
                seen.add(path)
                waiting.append(path)
    return pages.keys() - seen - {"404.html"}


def broken_addresses(root: Path, base: str) -> Iterator[str]:
    """Give the addresses of the site in its feeds, sitemaps and other files for machines that lead nowhere."""
    for file in sorted(root.rglob("*")):
        if file.suffix in {".xml", ".txt", ".opml"} or file.name in {"feed.json", "editions.json"}:
            for url in _URL.findall(_unescaped(file.read_text(encoding="utf-8"))):
                path = _path(urldefrag(url)[0], base)
                if path is not None and not _exists(root, path):
                    yield f"{file.relative_to(root)}: {url}: nothing is there"


def _unescaped(text: str) -> str:
    """Give what stands in XML or JSON, and in the HTML that is text there."""
    return unescape(unescape(text.replace("\\/", "/").replace('\\"', '"')))


def _origin(base: str) -> str:
    parts = urlsplit(base)
    return f"{parts.scheme}://{parts.netloc}/"


def _path(url: str, base: str) -> str | None:
    """Give the decoded path below the base of a site, `None` outside it."""
    url = url.partition("?")[0]
    return unquote(url.removeprefix(base)) if url.startswith(base) else None


def _exists(root: Path, path: str) -> bool:
    return (root / (f"{path}index.html" if path.endswith("/") or not path else path)).is_file()
