"""The nearest papers of each, gathered from pairs.

Enters: `Pairs`, in any order. Leaves: `Related`: of each row the `COUNT` rows with the highest scores, equal ones by row,
so that a paper that comes later takes nobody's place unless it is nearer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from generator.related.features import Features
from generator.related.pairs import Pairs, pairs_of
from generator.related.vectors import all_vectors
from generator.related.weighing import places_in_runs
from generator.search.arrays import Numbers, joined, starts_of_runs
from generator.search.packing import pack, unpack

COUNT = 5
NONE = -1
_RANGE = 128  # rows whose pairs are found at once
_ROW_BITS, _SCORE_BITS = 24, 15
_LAST_ROW = (1 << _ROW_BITS) - 1
_WAITING = 1 << 20  # pairs


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Related:
    """Of each row the nearest, the nearest first: `rows` (rows x `COUNT`, `NONE` for none) and `scores`, 0 for none."""

    rows: npt.NDArray[np.int32]
    scores: npt.NDArray[np.int32]

    def to_bytes(self) -> bytes:
        """Write it."""
        return pack(
            [], [(self.rows.ravel() + 1).astype(np.uint32), self.scores.ravel().astype(np.uint32)]
        )

    @staticmethod
    def from_bytes(data: bytes) -> Related:
        """Read what was written; ValueError at bytes of another form."""
        _, (rows, scores) = unpack(data)
        return Related(
            rows=rows.astype(np.int32).reshape(-1, COUNT) - 1,
            scores=scores.astype(np.int32).reshape(-1, COUNT),
        )


class Nearest:
    """Gathers pairs; the memory grows with the rows, not with the pairs."""

    def __init__(self, rows: int) -> None:
        """Take how many rows there are; ValueError at over sixteen million."""
        if rows > _LAST_ROW:
            raise ValueError(f"{rows} rows; expected at most {_LAST_ROW}")
        self._rows = rows
        self._kept = np.zeros(0, dtype=np.int64)
        self._waiting: list[Numbers] = []
        self._count = 0

    def add(self, pairs: Pairs) -> None:
        """Add pairs."""
        for rows, others in ((pairs.later, pairs.earlier), (pairs.earlier, pairs.later)):
            self._waiting.append(_packed(rows, others, pairs.scores))
            self._count += len(rows)
        if self._count > max(_WAITING, 2 * self._rows):
            self._fold()

    def add_kept(self, kept: Related) -> None:
        """Add the nearest of the first rows, as they were among these alone."""
        of_rows, places = np.nonzero(kept.rows != NONE)
        found = of_rows, places
        self._waiting.append(_packed(of_rows, kept.rows[found], kept.scores[found]))

    def related(self) -> Related:
        """Give the nearest of each row, of the pairs that were added so far."""
        self._fold()
        rows = np.full((self._rows, COUNT), NONE, dtype=np.int32)
        scores = np.zeros((self._rows, COUNT), dtype=np.int32)
        of_rows = self._kept >> (_ROW_BITS + _SCORE_BITS)
        at = of_rows, _places(of_rows)
        rows[at] = self._kept & _LAST_ROW
        scores[at] = _highest() - (self._kept >> _ROW_BITS & _highest())
        return Related(rows=rows, scores=scores)

    def _fold(self) -> None:
        every = joined([self._kept, *self._waiting])
        every.sort()
        self._kept = every[_places(every >> (_ROW_BITS + _SCORE_BITS)) < COUNT]
        self._waiting, self._count = [], 0


def ranges(rows: int, first: int = 0) -> Iterator[tuple[int, int]]:
    """Cut rows, from the first that is asked for, into ranges whose pairs are found at once: start and stop of each."""
    return ((start, min(start + _RANGE, rows)) for start in range(first, rows, _RANGE))


def related_rows(batches: Sequence[Features]) -> Related:
    """Find the nearest of all rows in this process."""
    vectors = all_vectors(batches)
    nearest = Nearest(vectors.rows)
    for start, stop in ranges(vectors.rows):
        nearest.add(pairs_of(vectors, start, stop))
    return nearest.related()


def _packed(rows: Numbers, others: Numbers, scores: Numbers) -> Numbers:
    """Write pairs as numbers that ascend by row, then with falling scores, then by the other row."""
    packed = rows.astype(np.int64) << _SCORE_BITS
    packed |= _highest() - scores
    packed <<= _ROW_BITS
    packed |= others
    return packed


def _highest() -> int:
    return (1 << _SCORE_BITS) - 1


def _places(keys: Numbers) -> Numbers:
    return places_in_runs(keys, starts_of_runs(keys))
