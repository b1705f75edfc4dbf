"""The digests of a site's files by path: all that a process needs which writes files of the next site.

Enters: paths, and their digests in the same order. Leaves: a mapping, which travels to other processes as it lies in memory.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeVar, overload

from generator.file_table.paths import PathTable

T = TypeVar("T")
DIGEST = 32  # bytes


class Digests(Mapping[str, bytes]):
    """The SHA-256 of files by path; `there` has a 1 for each that is there, `None` says that all are."""

    def __init__(
        self, paths: PathTable, digests: bytearray, there: bytearray | None = None
    ) -> None:
        self._paths = paths
        self._digests = digests
        self._there = there

    def __reduce__(self) -> tuple[type[Digests], tuple[Any, ...]]:
        return Digests, (self._paths, self._digests, self._there)

    def __len__(self) -> int:
        return len(self._paths) if self._there is None else self._there.count(1)

    def __iter__(self) -> Iterator[str]:
        for place, path in enumerate(self._paths):
            if self.has(place):
                yield path

    def __contains__(self, path: object) -> bool:
        return isinstance(path, str) and self.get(path) is not None

    def __getitem__(self, path: str) -> bytes:
        found = self.get(path)
        if found is None:
            raise KeyError(path)
        return found

    @overload
    def get(self, path: str, /) -> bytes | None: ...

    @overload
    def get(self, path: str, /, default: bytes) -> bytes: ...

    @overload
    def get(self, path: str, /, default: T) -> bytes | T: ...

    def get(self, path: str, /, default: T | None = None) -> bytes | T | None:
        """Give the digest of a file that is there, or else `default`."""
        place = self._paths.find(path)
        if place is None or not self.has(place):
            return default
        return bytes(self._digests[place * DIGEST : (place + 1) * DIGEST])

    def has(self, place: int) -> bool:
        """Tell whether the file at a place is there."""
        return self._there is None or self._there[place] == 1

    def are_of(self, paths: PathTable) -> bool:
        """Tell whether a place here is the same there."""
        return self._paths is paths
