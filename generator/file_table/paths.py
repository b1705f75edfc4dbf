"""Paths in one run of bytes, found by a table of hashes.

Enters: paths, which hold no NUL. Leaves: the place of a path, the path at a place, all paths in the order in which they came or sorted.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise
from typing import Any

_PIECE = 4096  # paths that are text at one time
# A path that the system gave may have bytes that are no text.
_CODING = ("utf-8", "surrogatepass")
# Of more paths some are sorted at a time, so that not all are text at once.
_SORTED_AT_ONCE = 1 << 17
_SAMPLED, _A_RUN = 64, 256  # every so manieth path; samples between two bounds
_FEW = 1024  # paths that came since the others were hashed


class PathTable:
    """Paths by place, and places by path. Sent to another process it hashes its paths anew."""

    def __init__(self, names: bytearray | None = None, ends: array[int] | None = None) -> None:
        """Take paths, each with a NUL after it, and where each ends, that included."""
        self._names = bytearray() if names is None else names
        self._ends = array("Q") if ends is None else ends
        # The places by hash, and where those of each begin; and places of what came since.
        self._hashed, self._starts = array("I"), array("I", bytes(8))
        self._since: dict[str, int] = {}
        self._order: Sequence[int] = range(0)

    def __reduce__(self) -> tuple[type[PathTable], tuple[Any, ...]]:
        return PathTable, (self._names, self._ends)

    def __len__(self) -> int:
        return len(self._ends)

    def __getitem__(self, place: int) -> str:
        start = self._ends[place - 1] if place else 0
        return self._names[start : self._ends[place] - 1].decode(*_CODING)

    def __iter__(self) -> Iterator[str]:
        for piece in self.pieces():
            yield from piece.split("\0")

    def pieces(self) -> Iterator[str]:
        """Give all paths, many at a time, with a NUL between any two."""
        for start in range(0, len(self), _PIECE):
            begin = self._ends[start - 1] if start else 0
            end = self._ends[min(start + _PIECE, len(self)) - 1]
            yield self._names[begin : end - 1].decode(*_CODING)

    @property
    def length(self) -> int:
        """Give how many bytes all paths have, with a NUL after each."""
        return len(self._names)

    def bytes_at(self, place: int) -> bytes:
        """Give the bytes of a path, with a NUL after it."""
        return bytes(self._names[self._ends[place - 1] if place else 0 : self._ends[place]])

    def append(self, path: str) -> None:
        """Add a path that is not there yet."""
        self._names += path.encode(*_CODING)
        self._names.append(0)
        self._ends.append(len(self._names))

    def find(self, path: str) -> int | None:
        """Give the place of a path; where it came twice, one of the two."""
        if len(self._hashed) + len(self._since) != len(self._ends):
            self._know_all()
        bucket = hash(path) % (len(self._starts) - 1)
        names, ends, hashed = self._names, self._ends, self._hashed
        wanted = path.encode(*_CODING)
        for number in range(self._starts[bucket], self._starts[bucket + 1]):
            place = hashed[number]
            start = ends[place - 1] if place else 0
            if names[start : ends[place] - 1] == wanted:
                return place
        return self._since.get(path)

    def _know_all(self) -> None:
        """Hash the paths that came since it was done last: all anew where they are many, or one came twice."""
        first = len(self._hashed) + len(self._since)
        self._since.update(
            (self[place], place) for place in range(first, min(first + _FEW, len(self)))
        )
        if len(self._hashed) + len(self._since) != len(self):
            self._hashed, self._starts = _by_hash(self)
            self._since = {}

    def in_order(self) -> Sequence[int]:
        """Give all places, sorted by path."""
        if len(self._order) != len(self):
            self._order = _sorted_places(self)
        return self._order

    def sorted(self) -> Iterator[str]:
        """Give all paths, sorted."""
        order = self.in_order()
        if isinstance(order, range):
            return iter(self)
        # To make them all texts at once is many times as quick.
        every = list(self) if len(self) <= _SORTED_AT_ONCE else self
        return map(every.__getitem__, order)


def only_in(some: PathTable, others: PathTable) -> Iterator[str]:
    """Give the paths of a table that another has not got, sorted."""
    rest = others.sorted()
    other = next(rest, None)
    for path in some.sorted():
        while other is not None and other < path:
            other = next(rest, None)
        if other != path:
            yield path


def _by_hash(paths: PathTable) -> tuple[array[int], array[int]]:
    """Sort places by the hashes of their paths; gives them, and for each hash where its places begin, and the end."""
    # Who only looks whether a site stands need not load it.
    import numpy as np

    count, buckets = len(paths), 1 << max(len(paths), 1).bit_length()
    found = np.empty(count, np.uint32)
    every = iter(paths)
    for start in range(0, count, _PIECE):
        stop = min(start + _PIECE, count)
        # Python's are seeded, so that nobody can make up titles whose pages all have one.
        hashes = np.fromiter(map(hash, islice(every, _PIECE)), np.int64, stop - start)
        found[start:stop] = hashes & (buckets - 1)
    hashed, starts = array("I"), array("I", bytes(4))
    hashed.frombytes(np.argsort(found, kind="stable").astype(np.uint32).tobytes())
    ends = np.cumsum(np.bincount(found, minlength=buckets), dtype=np.uint32)
    starts.frombytes(ends.tobytes())
    return hashed, starts


def _sorted_places(paths: PathTable) -> Sequence[int]:
    if all(one <= other for one, other in pairwise(paths)):
        return range(len(paths))
    if len(paths) <= _SORTED_AT_ONCE:
        texts = list(paths)
        return array("I", sorted(range(len(texts)), key=texts.__getitem__))
    samples = sorted(islice(paths, None, None, _SAMPLED))
    bounds = samples[_A_RUN::_A_RUN]
    runs = [array("I") for _ in range(len(bounds) + 1)]
    for place, path in enumerate(paths):
        runs[bisect_right(bounds, path)].append(place)
    order = array("I")
    for run in runs:
        order.extend(sorted(run, key=paths.__getitem__))
    return order
