"""A short vector of whole numbers for each paper, with the lists of papers by which others are found.

Enters: parts of the rows, each with its vectors, and lists of ranges of terms; arrays that may lie in files. Leaves: `Vectors`, which gives those of any
rows without holding them all.

What is made of the settled rows (`settled_rows`) depends on nothing that comes after them. So a build may keep it,
and needs the features and the pairs of the later rows alone.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from generator.related.features import Features
from generator.related.lists import TERM_SHIFT, champions, earliest, term_ranges
from generator.related.weighing import LENGTH, Seen, Tally, Weighing, frequencies_of
from generator.search.arrays import Numbers, joined

Part = tuple[int, Numbers, Numbers]
_SHARES = 16  # frequencies are counted anew when a sixteenth of the rows, or less, have come
_FEW = 2048  # rows of which all are counted: a subject's second paper must find the first at once


class Vectors:
    """The vectors of all rows, and their lists, which `generator.related.lists` describes.

    A part is its first row, and the terms (from 1, 0 for none) and weights of consecutive rows, each rows x `LENGTH`, whose squares sum
    up to about `ONE` squared; parts come in the order of the rows. `lists` ascend each; `vocabulary` is the highest term.
    One thread at a time.
    """

    def __init__(self, parts: Sequence[Part], lists: Sequence[Numbers], vocabulary: int) -> None:
        self._parts = [part for part in parts if len(part[1])]
        self._firsts = np.array([first for first, _, _ in self._parts], dtype=np.int64)
        self.lists = tuple(postings for postings in lists if len(postings))
        # The first and the last term of each.
        self.bounds = tuple(
            (int(each[0]) >> TERM_SHIFT, int(each[-1]) >> TERM_SHIFT) for each in self.lists
        )
        # Of each term 0, but while pairs of a range are scored.
        self.columns = np.zeros(vocabulary + 1, dtype=np.int32)
        self.rows = self._parts[-1][0] + len(self._parts[-1][1]) if self._parts else 0

    def between(self, start: int, stop: int) -> tuple[Numbers, Numbers]:
        """Give the terms and weights of consecutive rows."""
        found = [
            (
                terms[max(start - first, 0) : stop - first],
                weights[max(start - first, 0) : stop - first],
            )
            for first, terms, weights in self._parts
            if first < stop and start < first + len(terms)
        ]
        if len(found) == 1:
            return found[0]
        return joined([terms for terms, _ in found]), joined([weights for _, weights in found])

    def of(self, rows: Numbers) -> tuple[Numbers, Numbers]:
        """Give the terms and weights of some rows, in their order."""
        if len(self._parts) == 1:
            _, terms, weights = self._parts[0]
            return terms[rows], weights[rows]
        terms = np.empty((len(rows), LENGTH), dtype=np.int32)
        weights = np.empty((len(rows), LENGTH), dtype=np.int16)
        numbers = np.searchsorted(self._firsts, rows, side="right") - 1
        for number in np.unique(numbers).tolist():
            first, of_part, heavy = self._parts[number]
            places = np.flatnonzero(numbers == number)
            own = rows[places] - first
            terms[places] = of_part[own]
            weights[places] = heavy[own]
        return terms, weights


def settled_rows(rows: int) -> int:
    """Give of how many rows, from the first, frequencies are counted: a few more rows seldom change it.

    >>> settled_rows(50_000), settled_rows(50_050), settled_rows(408)
    (49152, 49152, 408)
    """
    if rows <= _FEW:
        return rows
    step = 1 << (rows // _SHARES).bit_length() - 1
    return rows // step * step


def _parted(batches: Sequence[Features]) -> tuple[list[Features], list[Features]]:
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
    """Make the vectors of all rows in this process, each batch a part."""
    settled, later = _parted(batches)
    count = sum(len(batch.sizes) for batch in settled)
    seen: list[Seen] = []
    parts: list[Part] = []
    lists: list[Numbers] = []
    for some, listed in ((settled, champions), (later, earliest)):
        tally = Tally()
        tally.add(*frequencies_of(some))
        seen.append(tally.seen(count, *seen))
        weighing = Weighing(*seen)
        first = count if seen[1:] else 0
        own: list[Part] = []
        for batch in some:
            own.append((first, *weighing.vectors([batch], len(batch.sizes))))
            first += len(batch.sizes)
        vocabulary = sum(each.telling for each in seen)
        lists += [listed(own, *terms) for terms in term_ranges(vocabulary, first)]
        parts += own
    return Vectors(parts, lists, vocabulary)
