"""Operations on arrays of whole numbers that counting and merging share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[Any]  # of whole numbers, where nothing else is said

_PLACE_BITS = 38  # of a place in an array, below its key
_ROW_BITS = 32
_AT_ONCE = 1 << 17  # runs


def sorted_with_places(keys: Numbers) -> tuple[Numbers, Numbers]:
    """Sort keys, equal ones as they stand; gives them, and the place that each had.

    The keys are below 2 to the 25th. numpy sorts numbers many times faster than it finds an order.
    """
    packed = keys.astype(np.int64)
    packed <<= _PLACE_BITS
    packed |= np.arange(len(keys))
    packed.sort()
    ordered = (packed >> _PLACE_BITS).astype(np.uint32)
    packed &= (1 << _PLACE_BITS) - 1
    return ordered, packed


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Listing:
    """Strings with a list of rows each: `names`, how many rows each has, and the rows, one list after the other."""

    names: tuple[str, ...]
    sizes: Numbers
    rows: Numbers


NO_LISTING = Listing(names=(), sizes=np.zeros(0, np.uint8), rows=np.zeros(0, np.uint8))


def unique_pairs(firsts: Numbers, rows: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """Give the different firsts of pairs, ascending, how many different rows each has, and these."""
    pairs = firsts.astype(np.int64) << _ROW_BITS
    pairs |= rows
    pairs.sort()
    pairs = pairs[starts_of_runs(pairs)]
    ordered = pairs >> _ROW_BITS
    starts = starts_of_runs(ordered)
    return ordered[starts], np.diff(starts, append=len(pairs)), pairs & ((1 << _ROW_BITS) - 1)


def different(values: Numbers) -> tuple[Numbers, Numbers]:
    """Give the different values, ascending, and for each value its place among them; none is negative."""
    if int(values.max(initial=0)) > _AT_ONCE + 8 * len(values):
        found, places = np.unique(values, return_inverse=True)
        return found, places
    # Counting is many times faster than sorting, where the values lie near each other.
    found = np.flatnonzero(np.bincount(values))
    ranks = np.zeros(int(values.max(initial=0)) + 1, dtype=np.int64)
    ranks[found] = np.arange(len(found))
    return found, ranks[values]


def starts_of_runs(*columns: Numbers) -> Numbers:
    """Give the places where a row of the columns differs from the one before it."""
    if not len(columns[0]):
        return np.zeros(0, dtype=np.int64)
    changes = np.ones(len(columns[0]), dtype=bool)
    changes[1:] = columns[0][1:] != columns[0][:-1]
    for column in columns[1:]:
        changes[1:] |= column[1:] != column[:-1]
    return np.flatnonzero(changes)


def ordered_runs(values: Numbers, sizes: Numbers, order: Numbers) -> Numbers:
    """Bring runs of values, of these sizes one after the other, into another order of the runs."""
    firsts = np.cumsum(sizes, dtype=np.int64) - sizes
    moved = np.empty_like(values)
    start = 0
    # Some at a time, for where each value comes from takes eight times the memory of the value.
    for first in range(0, len(order), _AT_ONCE):
        some = order[first : first + _AT_ONCE]
        runs = sizes[some].astype(np.int64)
        stop = start + int(runs.sum())
        shift = firsts[some] - (np.cumsum(runs) - runs)
        moved[start:stop] = values[np.repeat(shift, runs) + np.arange(stop - start)]
        start = stop
    return moved


def joined(arrays: Sequence[Numbers]) -> Numbers:
    """Put arrays one after the other."""
    return np.concatenate(arrays) if arrays else np.zeros(0, dtype=np.int64)


def compact(values: Numbers) -> Numbers:
    """Pack whole numbers that are not negative into the narrowest array that holds them."""
    largest = int(values.max()) if values.size else 0
    return values.astype(
        np.uint8 if largest < 1 << 8 else np.uint16 if largest < 1 << 16 else np.uint32
    )
