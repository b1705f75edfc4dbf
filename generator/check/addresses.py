"""Where links lead: to files of the site, out of it, or nowhere.

Enters: the site's address and the paths of its files. Leaves: a `Place` for each link. Addresses are resolved as RFC 3986 and
the URL Standard say; the links that our pages are full of, `../` up to the root and a path, are looked up.
"""

from __future__ import annotations

from collections.abc import Container
from typing import NamedTuple
from urllib.parse import unquote, urljoin, urlsplit

_MOST_KNOWN = 100_000
_OUTSIDE = ("http:", "https:", "mailto:", "tel:", "data:", "blob:", "about:")


class Place(NamedTuple):
    """Where a link leads: a file of the site and a fragment there, decoded; or why it leads nowhere.

    `scheme` tells that it is the scheme that browsers follow in no link.
    """

    file: str
    fragment: str = ""
    fault: str = ""
    scheme: bool = False


class Addresses:
    """The addresses of a site; `base` is its own, with a slash at its end, `files` are the paths of its files."""

    def __init__(self, base: str, files: Container[str]) -> None:
        parts = urlsplit(base)
        self.base = base
        self._origin = f"{parts.scheme}://{parts.netloc}/"
        self._files = files
        self._known: dict[str, Place] = {}

    def place(self, here: str, link: str) -> Place | None:
        """Say where a link on the page `here` (an address such as `topics/`) leads; `None` is out of the site."""
        rest = self._rest(here, link)
        if rest is None:
            return self._whole(here, link) if self._may_be_ours(link) else None
        found = self._known.get(rest)
        if found is None:
            if len(self._known) > _MOST_KNOWN:
                self._known.clear()
            found = self._known[rest] = self._below(rest)
        return found

    def _rest(self, here: str, link: str) -> str | None:
        """Give what stands below the base in links of the forms that our pages have, `None` for others."""
        if link.startswith(self.base):
            rest = link[len(self.base) :]
        elif link.startswith("../"):
            ups = 1
            while link.startswith("../", 3 * ups):
                ups += 1
            folders = here.split("/")[:-1]
            if ups > len(folders):
                return None
            above = folders[: len(folders) - ups]
            rest = "/".join((*above, link[3 * ups :]))
        elif link.startswith("./") and "/" not in here:
            rest = link[2:]
        else:
            return None
        # Dots may lead further up, and an empty part before a slash is none of a path of ours.
        odd = rest.startswith((".", "/")) or "/." in rest or "//" in rest or "\\" in rest
        return None if odd else rest

    def _may_be_ours(self, link: str) -> bool:
        """Tell whether more than a glance is needed to see that a link leads out of the site."""
        outside = link.startswith(("https://", "http://")) and not link.startswith(self.base[:-1])
        return not outside or "[" in link or "]" in link

    def _whole(self, here: str, link: str) -> Place | None:
        written = link.strip()
        try:
            target = urljoin(self.base + here, written)
            parts = urlsplit(written)
        except ValueError:
            return Place("", fault="is no address")
        if target.startswith(self.base):
            return self._below(target[len(self.base) :])
        if target == self.base[:-1]:
            return self._below("")
        # What is written in full may be another site of the same host.
        if parts.netloc or (parts.scheme and not target.startswith(self._origin)):
            known = target.lower().startswith(_OUTSIDE)
            return None if known else Place("", fault=f"begins with {parts.scheme}:", scheme=True)
        return Place("", fault=f"leaves {self.base}")

    def _below(self, rest: str) -> Place:
        path, _, fragment = rest.partition("#")
        path = path.partition("?")[0]
        if "%" in path:
            path = unquote(path)
        file = f"{path}index.html" if not path or path.endswith("/") else path
        if file in self._files:
            return Place(file, unquote(fragment))
        if f"{path}/index.html" in self._files:
            return Place(file, fault=f'leads to nothing, for the address is "{path}/"')
        return Place(file, fault="leads to nothing")


def address_of(file: str) -> str:
    """Give the address at which a file of the site is served.

    >>> address_of("index.html"), address_of("topics/index.html"), address_of("404.html")
    ('', 'topics/', '404.html')
    """
    return file[: -len("index.html")] if f"/{file}".endswith("/index.html") else file
