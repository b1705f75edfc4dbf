"""How much the terms of papers weigh, and the short vectors that follow.

Enters: the `Features` of rows. Leaves: vectors of whole numbers. A term weighs its frequency in the paper, dampened, times its
inverse document frequency (Salton & Buckley 1988). That is frozen, for else a few new papers would move the weights in many
old ones: it goes in steps of two, and is counted of the settled rows alone. Terms that none of these has are counted of
the later rows, and have the numbers after all others, so that later rows move no vector of a settled one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from generator.related.features import BITS, Features
from generator.search.arrays import Numbers, joined, starts_of_runs

ONE = 1 << 11  # the length of a vector
LENGTH = 56  # terms of a vector
WEIGHT_BITS = 12
_LEAST_FREQUENCY = 2  # papers that have a term; one that a single paper has likens it to none
# How much a count of 0, 1, 2 ... weighs, in 32nds: c / (c + 1), as BM25 dampens counts.
_OF_COUNT = np.array([round(64 * count / (count + 1)) for count in range(256)], dtype=np.int64)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Seen:
    """The terms that rows have, ascending, each once, and their inverse frequencies: 0 where a term tells nothing."""

    terms: Numbers
    inverse: Numbers

    @property
    def telling(self) -> int:
        """Give how many of the terms tell something: so many have numbers in vectors."""
        return int(np.count_nonzero(self.inverse))


_NO_TERMS = np.zeros(0, dtype=np.uint32)
NOTHING_SEEN = Seen(terms=_NO_TERMS, inverse=np.zeros(0, dtype=np.uint8))


def frequencies_of(batches: Iterable[Features]) -> tuple[Numbers, Numbers]:
    """Count in how many rows each term stands: gives the terms, ascending, and their frequencies."""
    every = joined([_NO_TERMS, *(batch.terms for batch in batches)])
    terms, frequencies = np.unique(every, return_counts=True)
    return terms, frequencies.astype(np.uint32)


class Tally:
    """Adds up the frequencies of parts, in any order; its memory is that of the terms' numbers, however many rows there are."""

    def __init__(self) -> None:
        self._frequencies = np.zeros(1 << BITS, dtype=np.int32)

    def add(self, terms: Numbers, frequencies: Numbers) -> None:
        """Add what `frequencies_of` gave of other rows."""
        self._frequencies[terms] += frequencies.astype(np.int32)

    def seen(self, rows: int, before: Seen = NOTHING_SEEN) -> Seen:
        """Weigh the terms that were counted, but for those seen before; `rows` is how many rows are settled."""
        self._frequencies[before.terms] = 0
        return _weighed(np.flatnonzero(self._frequencies), self._frequencies, rows)


def _weighed(terms: Numbers, frequencies: Numbers, rows: int) -> Seen:
    counts = frequencies[terms]
    _, steps = np.frexp(counts.astype(np.float32))
    # Among many papers the rarest terms would outweigh what is common, which tells the subject too.
    flattening = max(rows.bit_length() - 9, 0) * 2 // 5
    inverse = np.maximum(rows.bit_length() + 1 - steps, 0) + flattening
    inverse[counts < _LEAST_FREQUENCY] = 0
    return Seen(terms=terms.astype(np.uint32), inverse=inverse.astype(np.uint8))


class Weighing:
    """Gives vectors of terms by number, from 1: those that the settled rows have, then those of later rows, each ascending."""

    def __init__(self, *every: Seen) -> None:
        """Take what was seen, first in the settled rows."""
        telling = [some.inverse > 0 for some in every]
        terms = joined([some.terms[tells] for some, tells in zip(every, telling, strict=True)])
        inverse = [some.inverse[tells] for some, tells in zip(every, telling, strict=True)]
        self._inverse = joined([np.zeros(1, np.int64), *inverse]).astype(np.int64)
        self._numbers = np.zeros(1 << BITS, dtype=np.int32)
        self._numbers[terms] = np.arange(1, len(terms) + 1)

    def vectors(self, batches: Iterable[Features], rows: int) -> tuple[Numbers, Numbers]:
        """Give the terms (int32) and the weights (int16) of rows, each rows x `LENGTH`, batch after batch."""
        terms = np.zeros((rows, LENGTH), dtype=np.int32)
        weights = np.zeros((rows, LENGTH), dtype=np.int16)
        first = 0
        for batch in batches:
            stop = first + len(batch.sizes)
            self._fill(batch, terms[first:stop], weights[first:stop])
            first = stop
        return terms, weights

    def _fill(self, batch: Features, terms: Numbers, weights: Numbers) -> None:
        """Fill in the vectors of a batch: the terms that weigh most, the heaviest first, equal ones by number."""
        found = self._numbers[batch.terms]
        packed = np.repeat(np.arange(len(batch.sizes)), batch.sizes)
        raw = _OF_COUNT[batch.counts] * self._inverse[found]
        kept = np.flatnonzero(raw)
        packed = packed[kept] << WEIGHT_BITS
        packed |= (1 << WEIGHT_BITS) - 1 - raw[kept]
        packed <<= BITS + 1
        packed |= found[kept]
        packed.sort()
        rows = packed >> (WEIGHT_BITS + BITS + 1)
        places = places_in_runs(rows, starts_of_runs(rows))
        packed, rows, places = (each[places < LENGTH] for each in (packed, rows, places))
        heavy = (1 << WEIGHT_BITS) - 1 - (packed >> (BITS + 1) & ((1 << WEIGHT_BITS) - 1))
        # The sums are whole and below 2 to the 53rd, so their order is all the same.
        lengths = np.sqrt(np.bincount(rows, weights=heavy * heavy, minlength=len(batch.sizes)))
        terms[rows, places] = packed & ((1 << (BITS + 1)) - 1)
        weights[rows, places] = np.rint(ONE * heavy / lengths[rows])


def places_in_runs(keys: Numbers, starts: Numbers) -> Numbers:
    """Give each value's place in its run of equal ones, of which the starts are known."""
    places: Numbers = np.arange(len(keys))
    places -= np.repeat(starts, np.diff(starts, append=len(keys)))
    return places
