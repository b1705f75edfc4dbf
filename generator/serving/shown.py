"""What pages show, by digest: whether another page has to be loaded, or other style sheets do.

Enters: the HTML of pages. Leaves: its name, and how it differs from one that a browser has.
"""

from __future__ import annotations

import hashlib
import re
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from generator.serving.messages import Wrong

# Static files stand in a folder that is named after what they hold, so every page changes with any of them.
_ASSETS = re.compile(rb"assets/[0-9a-f]{10}/")
_MOST = 4_096  # pages that are remembered
_MOST_FOLDERS = 64

Change = Literal["page", "styles"]


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What a page is to do: `problems` are to be shown, none takes away those that were; `name` is that of the page as it is now."""

    version: int
    problems: tuple[Wrong, ...]
    name: str
    change: Change | None
    assets: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """What a page shows but for the folder of its static files, and that folder."""

    plain: bytes
    assets: str


class Shown:
    """Remembers pages that were sent."""

    def __init__(self) -> None:
        self._seen: OrderedDict[str, _Seen] = OrderedDict()
        self._files: OrderedDict[str, Mapping[str, bytes]] = OrderedDict()

    def name(self, html: bytes) -> str:
        """Name a page by what it shows, and remember it."""
        name = hashlib.blake2b(html, digest_size=8).hexdigest()
        if name not in self._seen:
            self._seen[name] = _Seen(
                plain=hashlib.blake2b(_ASSETS.sub(b"", html)).digest(), assets=assets_of(html)
            )
            _limit(self._seen, _MOST)
        return name

    def knows(self, assets: str) -> bool:
        """Tell whether the static files of a folder are known."""
        return assets in self._files

    def learn(self, assets: str, files: Mapping[str, bytes]) -> None:
        """Take the static files of a folder, by their path in it."""
        self._files[assets] = {name: hashlib.blake2b(data).digest() for name, data in files.items()}
        _limit(self._files, _MOST_FOLDERS)

    def change(self, before: str, now: str) -> Change:
        """Say what must be loaded to show one page in place of another, by their names."""
        old, new = self._seen.get(before), self._seen.get(now)
        if old is None or new is None or old.plain != new.plain:
            return "page"
        files, others = self._files.get(old.assets), self._files.get(new.assets)
        if files is None or others is None:
            return "page"
        differing = {
            name for name in files.keys() | others.keys() if files.get(name) != others.get(name)
        }
        return "styles" if all(name.endswith(".css") for name in differing) else "page"


def assets_of(html: bytes) -> str:
    """Give the folder of static files that a page names, "" if none."""
    found = _ASSETS.search(html)
    return found[0].decode() if found else ""


def _limit(
    held: OrderedDict[str, _Seen] | OrderedDict[str, Mapping[str, bytes]], most: int
) -> None:
    while len(held) > most:
        held.popitem(last=False)
