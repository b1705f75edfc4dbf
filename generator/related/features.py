"""The terms of each paper's title and abstract, as numbers that mean the same in every batch.

Enters: what the search counted of a batch of rows. Leaves: `Features`, of a few bytes a term, which go into bytes and
back; it refuses bytes of another form with ValueError. A term's number is its CRC-32, cut to `BITS` bits: no vocabulary is
held or merged, and batches that were counted in different processes, or years apart, fit together.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass

import numpy as np

from generator.search.arrays import Numbers, starts_of_runs
from generator.search.batch import FIELDS, BatchIndex, parted
from generator.search.packing import pack, unpack

BITS = (
    23  # of a term's number: of 100,000 papers' terms one in thirty shares its number with another
)
_TITLE, _ABSTRACT = FIELDS.index("title"), FIELDS.index("abstract")
_TITLE_COUNTS = 2  # a word of the title is as good as so many of the abstract
_MOST = 255  # times a term is counted in a paper
_SHORTEST = 2  # letters of a term
# What papers say of themselves, whatever they are about, by stem.
_STOP_TERMS = frozenset(
    "abstract achiev approach art base baselin code comprehens demonstr effect evalu exist experi experiment extens "
    "framework github http improv introduc investig make method novel outperform overview paper perform present "
    "problem propos provid recent result review show signific state studi survey task techniqu tutori use variou work "
    "www".split()
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Features:
    """The terms of consecutive rows: how many each row has, and by row, ascending, their numbers and counts."""

    sizes: Numbers
    terms: Numbers
    counts: Numbers

    def to_bytes(self) -> bytes:
        """Write it."""
        return pack([], [self.sizes, self.terms, self.counts])

    def part(self, start: int, stop: int) -> Features:
        """Give some of the rows, numbered from the first here; rows that are none are left out.

        >>> some = Features(sizes=np.array([2, 1]), terms=np.array([3, 5, 4]), counts=np.array([1, 1, 2]))
        >>> some.part(1, 9).terms.tolist(), some.part(-5, 1).terms.tolist()
        ([4], [3, 5])
        """
        rows = slice(max(start, 0), max(stop, 0))
        first, size = int(self.sizes[: rows.start].sum()), int(self.sizes[rows].sum())
        own = slice(first, first + size)
        return Features(sizes=self.sizes[rows], terms=self.terms[own], counts=self.counts[own])

    @staticmethod
    def from_bytes(data: bytes) -> Features:
        """Read what was written."""
        _, (sizes, terms, counts) = unpack(data)
        return Features(sizes=sizes, terms=terms, counts=counts)


def features_of(index: BatchIndex) -> Features:
    """Take the terms of titles and abstracts out of what was counted of a batch."""
    numbers = _numbers(parted(index.terms))
    fields = index.groups % len(FIELDS)
    of_groups = numbers[index.groups // len(FIELDS)]
    of_groups[(fields != _TITLE) & (fields != _ABSTRACT)] = -1
    weights = np.where(fields == _TITLE, _TITLE_COUNTS, 1)
    terms = np.repeat(of_groups, index.sizes)
    kept = np.flatnonzero(terms >= 0)
    counts = np.repeat(weights, index.sizes)[kept] * index.counts[kept]
    packed = index.rows[kept].astype(np.int64) << BITS
    packed |= terms[kept]
    packed <<= 8
    packed |= np.minimum(counts, _MOST)
    packed.sort()
    keys = packed >> 8
    starts = starts_of_runs(keys)
    sums = np.add.reduceat(packed & _MOST, starts) if len(starts) else starts
    return Features(
        sizes=np.bincount(keys[starts] >> BITS, minlength=index.documents).astype(np.uint16),
        terms=(keys[starts] & ((1 << BITS) - 1)).astype(np.uint32),
        counts=np.minimum(sums, _MOST).astype(np.uint8),
    )


def _numbers(terms: list[str]) -> Numbers:
    """Give the numbers of terms, -1 for those that tell nothing."""
    crc, shift = zlib.crc32, 32 - BITS
    numbers = (crc(term.encode()) >> shift if _tells(term) else -1 for term in terms)
    return np.fromiter(numbers, np.int64, len(terms))


def _tells(term: str) -> bool:
    """Tell whether a term is a word: no figure, no single letter, nothing that every paper says."""
    if term in _STOP_TERMS or len(term) < _SHORTEST:
        return False
    return term.isalpha() or any(map(str.isalpha, term))
