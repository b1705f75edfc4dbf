"""What the workers of a cluster share with who called them, where they reach none of its folders: a store by URL.

Enters: the URL, the digest and the program that works. Leaves: a store for bodies of papers and one for what is counted of texts, both of
this digest and this program alone. What there is of other programs, or is of no use any more, goes when a site has been published.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from generator.fingerprint import value_digest
from generator.stores import ObjectStore, open_store
from generator.stores.local import PART, FolderStore

_NAME = 16  # characters
# To connect takes as long as many a request.
_opened = lru_cache(maxsize=4)(open_store)


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """The part of a work store that belongs to a digest; `url` is that, `program` names the folder in it that is of use."""

    url: str
    program: str

    @property
    def name(self) -> str:
        """Name the store: what lies in another one is not known there."""
        return value_digest(self.url)[:_NAME]

    @property
    def papers(self) -> ObjectStore:
        """Give where bodies of papers are (`generator.store.objects`)."""
        return _opened(f"{self.url}/{self.program}/papers")

    @property
    def counted(self) -> ObjectStore:
        """Give where it lies what was counted for the search."""
        return _opened(f"{self.url}/{self.program}/counted")

    def sweep(self, papers: Collection[str]) -> None:
        """Remove all bodies but those in these objects, and all that other programs left."""
        store = _opened(self.url)
        bodies = f"{self.program}/papers/"
        every = store.names()
        store.remove(
            [
                name
                for name in every
                if not name.startswith(f"{self.program}/")
                or (name.startswith(bodies) and name.removeprefix(bodies) not in papers)
            ]
        )
        if isinstance(store, FolderStore):
            # What workers that were killed had begun to write.
            for part in Path(store.url).rglob(f"{PART}*"):
                part.unlink(missing_ok=True)


def work_of(url: str, digest_folder: Path, program: str) -> Work:
    """Give a digest's part of a store: several may share one, and know each other by their folders."""
    top = open_store(url).url.rstrip("/")
    return Work(url=f"{top}/{value_digest(str(digest_folder.absolute()))[:_NAME]}", program=program)
