"""What a store of objects is asked for, wherever it is."""

from __future__ import annotations

import errno
import hashlib
import mmap
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Protocol

from generator.errors import ObjectStoreError

_NONE: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredObject:
    """An object in a store: its bytes' number, and what the store calls them (`tag`), if it gives other bytes another tag."""

    name: str
    size: int
    tag: str | None


class ObjectStore(Protocol):
    """Objects by name: parts of letters between slashes, below the store's URL. Pickles as its URL.

    Every method raises `ObjectStoreError` for what the store refuses. `at_once` is how many requests are worth having on their way
    at a time (`in_order`); methods may be called by as many threads, and in processes that were forked.
    """

    @property
    def url(self) -> str:
        """Give the URL, or the path of the folder."""

    @property
    def at_once(self) -> int:
        """Give how many requests at a time are quicker than one after the other."""

    def read(self, name: str) -> bytes:
        """Give the bytes of an object; raises `FileNotFoundError` where there is none."""

    def mapped(self, name: str) -> memoryview:
        """Map the bytes of an object into memory, read-only; raises `FileNotFoundError`, and ValueError where it has none.

        They stay as they are until they are let go of. What is not in a folder is fetched first, into a file without a name.
        """

    def read_range(self, name: str, start: int, stop: int) -> bytes:
        """Give bytes of an object, fewer where it ends before `stop`; raises `FileNotFoundError`."""

    def read_with_tag(self, name: str) -> tuple[bytes, str]:
        """Give the bytes of an object and its tag for `write_if`; raises `FileNotFoundError` where there is none."""

    def write(self, name: str, data: bytes, headers: Mapping[str, str] = _NONE) -> None:
        """Put an object in place, whole or not at all; `headers` (Content-Type, Cache-Control) go with it where a store keeps any."""

    def write_file(self, name: str, file: Path, headers: Mapping[str, str] = _NONE) -> None:
        """Put a file of this machine in place, whole or not at all, without holding it."""

    def write_if(
        self, name: str, data: bytes, tag: str | None, headers: Mapping[str, str] = _NONE
    ) -> bool:
        """Write, if the object is still the one of this tag, or still not there (`None`); gives whether it was.

        The tag is one of `read_with_tag`. S3 answers that in one step. Other stores are asked before, and what comes between the question and the writing is lost.
        """

    def look(self, name: str) -> StoredObject:
        """Give what is known of an object without its bytes; raises `FileNotFoundError`."""

    def listed(self, under: str = "") -> Iterator[StoredObject]:
        """Give all objects below a folder, sorted by name; none where there is no such folder."""

    def names(self, under: str = "") -> Iterator[str]:
        """Give the names of all objects below a folder, sorted."""

    def folders(self, under: str = "") -> tuple[str, ...]:
        """Give the names of the folders right in a folder, sorted, without those that hold them."""

    def copy(self, source: str, target: str) -> None:
        """Let an object stand under another name too, without its bytes coming here; raises `FileNotFoundError`."""

    def remove(self, names: Iterable[str]) -> None:
        """Remove objects; one that is not there is no error."""

    def remove_all(self, under: str) -> None:
        """Remove all that is below a folder, and the folder."""


def mapping(stream: IO[bytes]) -> memoryview:
    """Map an open file, which may be closed and removed then."""
    return memoryview(mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ))


def not_there(place: str) -> FileNotFoundError:
    """Give the error of an object that is not there."""
    return FileNotFoundError(errno.ENOENT, "No such object", place)


def digest_of(data: bytes) -> str:
    """Give a tag for bytes where a store gives none."""
    return hashlib.sha256(data).hexdigest()


def checked(name: str, url: str) -> str:
    """Give a name back that stays below the store; raises `ObjectStoreError` for another.

    >>> checked("papers/a..b/index.html", "s3://bucket")
    'papers/a..b/index.html'
    """
    if not name or "\0" in name or any(part in {"", ".", ".."} for part in name.split("/")):
        raise ObjectStoreError(
            f"{url}: {name!r} is no name of an object; expected parts between slashes, none of them empty, . or ..; rename it"
        )
    return name
