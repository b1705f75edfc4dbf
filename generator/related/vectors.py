"""A short vector of whole numbers for each paper, and the lists of papers by which others are found.

Enters: the `Features` of all batches, in order. Leaves: `Vectors`. A paper is listed under its most telling terms only, and a
term lists its champions only (Manning, Raghavan & Schütze, Introduction to Information Retrieval, 7.1.3), so that the work
is as good as linear in the papers.

What is made of the settled rows (`settled_rows`) depends on nothing that comes after them. So a build may keep it
(`SettledVectors`), and needs the features and the pairs of the later rows alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from generator.related.features import Features
from generator.related.weighing import (
    LENGTH,
    WEIGHT_BITS,
    Seen,
    Weighing,
    newly_seen_in,
    places_in_runs,
    seen_in,
)
from generator.search.arrays import Numbers, joined, starts_of_runs
from generator.search.packing import pieces, unpack

_LISTED = 12  # terms under which a paper is listed
_LONGEST = 256  # papers that a term lists
_SHARES = 16  # frequencies are counted anew when a sixteenth of the rows, or less, have come
_FEW = 2048  # rows of which all are counted: a subject's second paper must find the first at once
_ROW_BITS = 28


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Vectors:
    """The papers' vectors, and their postings.

    `terms` (rows x `LENGTH`, from 1, 0 for none) and `weights` of each row, whose squares sum up to about `ONE` squared.
    A posting is a row listed under a term: `postings` has the row and, in the lower 12 bits, the weight; terms one after
    the other, each with rows ascending. `entries` has the postings' places by row and `earlier` how many rows stand
    before it under its term; the entries of row r are from `row_starts[r]` to `row_starts[r + 1]`. Rows before the
    first whose pairs are asked for have no entries.
    """

    terms: npt.NDArray[np.int32]
    weights: npt.NDArray[np.int16]
    vocabulary: int
    postings: npt.NDArray[np.int64]
    entries: npt.NDArray[np.uint32]
    earlier: npt.NDArray[np.uint16]
    row_starts: npt.NDArray[np.int64]

    @property
    def rows(self) -> int:
        """Give how many papers there are."""
        return len(self.terms)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SettledVectors:
    """What is made of the settled rows alone: their terms, their vectors, and their postings, each with its term."""

    seen: Seen
    terms: npt.NDArray[np.int32]
    weights: npt.NDArray[np.int16]
    listed: npt.NDArray[np.int64]

    def pieces(self) -> Iterator[bytes | memoryview]:
        """Write it piece by piece: of a million papers it is several hundred megabytes."""
        terms, weights = self.terms.ravel().view(np.uint32), self.weights.ravel().view(np.uint16)
        return pieces([], [self.seen.terms, self.seen.inverse, terms, weights, self.listed])

    @staticmethod
    def from_bytes(data: bytes) -> SettledVectors:
        """Read what was written; ValueError at bytes of another form."""
        _, (seen, inverse, terms, weights, listed) = unpack(data)
        return SettledVectors(
            seen=Seen(terms=seen, inverse=inverse),
            terms=terms.view(np.int32).reshape(-1, LENGTH),
            weights=weights.view(np.int16).reshape(-1, LENGTH),
            listed=listed,
        )


def settled_rows(rows: int) -> int:
    """Give of how many rows, from the first, frequencies are counted: a few more rows seldom change it.

    >>> settled_rows(50_000), settled_rows(50_050), settled_rows(408)
    (49152, 49152, 408)
    """
    if rows <= _FEW:
        return rows
    step = 1 << (rows // _SHARES).bit_length() - 1
    return rows // step * step


def parted_rows(batches: Sequence[Features]) -> tuple[list[Features], list[Features]]:
    """Part consecutive rows into the settled ones and those after them."""
    cut = settled_rows(sum(len(batch.sizes) for batch in batches))
    settled, later = [], []
    for batch in batches:
        rows = len(batch.sizes)
        settled.append(batch.part(0, cut))
        later.append(batch.part(cut, rows))
        cut -= rows
    return settled, later


def all_vectors(batches: Sequence[Features]) -> Vectors:
    """Make the vectors of all rows from nothing."""
    settled, later = parted_rows(batches)
    return make_vectors(settled_vectors(settled, _count(settled)), later)


def settled_vectors(batches: Iterable[Features], rows: int) -> SettledVectors:
    """Make the vectors of the settled rows; what rows are cut into batches makes no difference.

    The batches are gone through twice, one after the other, so that they need not be in memory at once.
    """
    seen = seen_in(batches, rows)
    terms, weights = Weighing(seen).vectors(batches, rows)
    listed = _champions(_packed(terms, weights, 0))
    listed.sort()
    return SettledVectors(seen=seen, terms=terms, weights=weights, listed=listed)


def make_vectors(settled: SettledVectors, later: Sequence[Features], first: int = 0) -> Vectors:
    """Make the vectors of all rows, of which the `later` ones follow the settled; `first` is the first whose pairs are asked for."""
    count = len(settled.terms)
    weighing = Weighing(settled.seen, newly_seen_in(later, settled.seen, count))
    terms, weights = weighing.vectors(later, _count(later))
    postings = joined([settled.listed, _first(_packed(terms, weights, count))])
    # Two runs that ascend: this kind of sorting merges them.
    postings.sort(kind="stable")
    # None stands behind more than `_LONGEST` others.
    earlier = _places(postings >> (WEIGHT_BITS + _ROW_BITS)).astype(np.uint16)
    postings &= (1 << (WEIGHT_BITS + _ROW_BITS)) - 1
    rows = postings >> WEIGHT_BITS
    asked = np.flatnonzero(rows >= first)
    entries = asked[np.argsort(rows[asked], kind="stable")].astype(np.uint32)
    return Vectors(
        terms=joined([settled.terms, terms]),
        weights=joined([settled.weights, weights]),
        vocabulary=weighing.vocabulary,
        postings=postings,
        entries=entries,
        earlier=earlier[entries],
        row_starts=np.searchsorted(rows[entries], np.arange(count + len(terms) + 1)),
    )


def _count(batches: Iterable[Features]) -> int:
    return sum(len(batch.sizes) for batch in batches)


def _packed(terms: Numbers, weights: Numbers, first: int) -> Numbers:
    """List rows, counted from the `first`, under their heaviest terms: gives terms, missing weights and rows."""
    shown = np.flatnonzero(terms[:, :_LISTED])
    packed = terms[:, :_LISTED].ravel()[shown].astype(np.int64) << WEIGHT_BITS
    packed |= (1 << WEIGHT_BITS) - 1 - weights[:, :_LISTED].ravel()[shown]
    packed <<= _ROW_BITS
    packed |= shown // _LISTED + first
    return packed


def _champions(packed: Numbers) -> Numbers:
    """Keep of each term the rows in which it is heaviest; takes what `_packed` gives, gives postings with their terms."""
    packed.sort()
    return _by_row(packed[_places(packed >> (WEIGHT_BITS + _ROW_BITS)) < _LONGEST])


def _first(packed: Numbers) -> Numbers:
    """Keep of each term the first rows, so that a row that comes later drives none away; as `_champions`."""
    postings = _by_row(packed)
    postings.sort()
    return postings[_places(postings >> (WEIGHT_BITS + _ROW_BITS)) < _LONGEST]


def _by_row(packed: Numbers) -> Numbers:
    """Turn a term, a missing weight and a row into a term, the row and the weight."""
    postings = packed >> (WEIGHT_BITS + _ROW_BITS) << _ROW_BITS
    postings |= packed & ((1 << _ROW_BITS) - 1)
    postings <<= WEIGHT_BITS
    postings |= (1 << WEIGHT_BITS) - 1 - (packed >> _ROW_BITS & ((1 << WEIGHT_BITS) - 1))
    return postings


def _places(keys: Numbers) -> Numbers:
    return places_in_runs(keys, starts_of_runs(keys))
