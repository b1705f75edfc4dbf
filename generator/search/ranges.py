"""The terms of a segment, cut into ranges that are merged and written one by one, or at once in several processes.

Enters: batches, each with its terms in order. Leaves: for each range what all batches have of it. Where ranges are cut
follows from the terms and from how many postings they have, not from how the rows were cut into batches.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import product
from string import ascii_lowercase, digits

import numpy as np

from generator.search.arrays import Numbers
from generator.search.batch import FIELDS, BatchIndex, parted
from generator.search.counted import StoredTexts, Texts
from generator.search.merge import Run, runs

# Postings of a range, if none of the stretches between two marks has more; and how many ranges there are, if they are
# neither larger nor smaller then: enough for several processes to end together.
_MOST, _LEAST, _RANGES = 1 << 19, 1 << 16, 12
# Where ranges may be cut, in the order of UTF-16, which is Python's below the surrogates.
_MARKS = (
    *digits,
    *map("".join, product(ascii_lowercase, ("", *"acehiloru"))),
    *(chr(code) for code in range(0x80, 0x3000, 0x20)),
    *(chr(code) for code in range(0x3000, 0xD800, 0x400)),
)


def term_ranges(
    batches: Sequence[tuple[Texts, int]], at_once: int | None = None
) -> Iterator[list[Run]]:
    """Give the ranges of the terms of batches with their first rows; each range has what each batch has of it.

    What is in a file is read for one batch at a time, and the runs say where their numbers are.
    """
    places = []
    counts = np.zeros(len(_MARKS) + 1, dtype=np.int64)
    for texts, _ in batches:
        index = texts.read().index
        some = _places(parted(index.terms))
        counts += _postings_between(index, some)
        places.append(some)
    stops = _stops(counts, at_once or min(max(int(counts.sum()) // _RANGES, _LEAST), _MOST))
    every = [
        _runs(texts, first, some[stops].tolist())
        for (texts, first), some in zip(batches, places, strict=True)
    ]
    for some_runs in zip(*every, strict=True):
        yield [run for run in some_runs if run.terms]


def _runs(texts: Texts, first_row: int, ends: Sequence[int]) -> list[Run]:
    index = texts.read().index
    stored = texts.arrays() if isinstance(texts, StoredTexts) else None
    return list(runs(index, first_row, parted(index.terms), ends, stored))


def _places(terms: Sequence[str]) -> Numbers:
    """Give where the marks stand among terms, and where these end."""
    found = []
    at = 0
    for mark in _MARKS:
        if at < len(terms):
            at = bisect_left(terms, mark, at)
        found.append(at)
    return np.array([*found, len(terms)], dtype=np.int64)


def _postings_between(batch: BatchIndex, places: Numbers) -> Numbers:
    groups = np.searchsorted(batch.groups, places * len(FIELDS))
    ends = np.cumsum(np.append(0, batch.sizes), dtype=np.int64)[groups]
    return np.diff(ends, prepend=0)


def _stops(counts: Numbers, at_once: int) -> list[int]:
    """Give the stretches with which ranges end."""
    stops: list[int] = []
    postings = 0
    for stretch, count in enumerate(counts.tolist()):
        if postings and postings + count > at_once:
            stops.append(stretch - 1)
            postings = 0
        postings += count
    return [*stops, len(counts) - 1]
