"""The lists of papers by which others are found: under each term some of the papers in which it is among the heaviest.

Enters: the vectors of parts of the rows, and a range of terms. Leaves: postings of these terms, each one whole number: the term, the row
(28 bits) and the term's weight in it (12 bits), ascending. What lists hold of a range of terms follows from the parts alone,
so each range can be made in another process. A paper is listed under its most telling terms only, and a term lists its champions
only (Manning, Raghavan & Schuetze, Introduction to Information Retrieval, 7.1.3), so that the work is as good as linear in the papers.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

import numpy as np

from generator.related.weighing import WEIGHT_BITS, places_in_runs
from generator.search.arrays import Numbers, joined, starts_of_runs

LISTED = 12  # terms under which a paper is listed
ROW_BITS = 28
TERM_SHIFT = WEIGHT_BITS + ROW_BITS
_LONGEST = 256  # papers that a term lists
_LIST_ROWS = 1 << 18  # rows whose lists are made at once


def term_ranges(vocabulary: int, rows: int) -> list[tuple[int, int]]:
    """Cut the numbers of terms, which go from 1 to the vocabulary, into as many ranges as so many rows are worth.

    >>> term_ranges(900, 50_000), term_ranges(900, 600_000)
    ([(1, 901)], [(1, 451), (451, 901)])
    """
    count = list_count(rows)
    bounds = [1 + vocabulary * place // count for place in range(count + 1)]
    return list(pairwise(bounds))


def list_count(rows: int) -> int:
    """Give into how many ranges the terms of so many rows are cut."""
    return max(1, rows // _LIST_ROWS)


def champions(parts: Iterable[tuple[int, Numbers, Numbers]], low: int, high: int) -> Numbers:
    """List the rows in which each term from `low` until `high` is heaviest; a part is its first row, its terms and its weights."""
    packed = _packed(parts, low, high)
    packed.sort()
    postings = _by_row(packed[_places(packed) < _LONGEST])
    postings.sort()
    return postings


def earliest(parts: Iterable[tuple[int, Numbers, Numbers]], low: int, high: int) -> Numbers:
    """List the first rows of each term, so that a row that comes later drives none away; as `champions`."""
    postings = _by_row(_packed(parts, low, high))
    postings.sort()
    return postings[_places(postings) < _LONGEST]


def _packed(parts: Iterable[tuple[int, Numbers, Numbers]], low: int, high: int) -> Numbers:
    """Give the heaviest terms of rows, of some terms: each as the term, the missing weight and the row."""
    return joined([_of_part(*part, low, high) for part in parts])


def _of_part(first: int, terms: Numbers, weights: Numbers, low: int, high: int) -> Numbers:
    heaviest = terms[:, :LISTED].ravel()
    shown = np.flatnonzero((heaviest >= low) & (heaviest < high))
    packed: Numbers = heaviest[shown].astype(np.int64) << WEIGHT_BITS
    packed |= (1 << WEIGHT_BITS) - 1 - weights[:, :LISTED].ravel()[shown]
    packed <<= ROW_BITS
    packed |= shown // LISTED + first
    return packed


def _by_row(packed: Numbers) -> Numbers:
    """Turn a term, a missing weight and a row into a term, the row and the weight."""
    postings = packed >> TERM_SHIFT << ROW_BITS
    postings |= packed & ((1 << ROW_BITS) - 1)
    postings <<= WEIGHT_BITS
    postings |= (1 << WEIGHT_BITS) - 1 - (packed >> ROW_BITS & ((1 << WEIGHT_BITS) - 1))
    return postings


def _places(ordered: Numbers) -> Numbers:
    keys = ordered >> TERM_SHIFT
    return places_in_runs(keys, starts_of_runs(keys))
