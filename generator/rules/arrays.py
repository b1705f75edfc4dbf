"""Operations on arrays of whole numbers that finding terms and scoring share."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[Any]  # of whole numbers, where nothing else is said
Flags = npt.NDArray[np.bool_]
Points = npt.NDArray[Any]  # of fractions


def spread(firsts: Numbers, sizes: Numbers) -> Numbers:
    """Give the places of lists that begin at `firsts` and have these sizes, one list after the other.

    >>> spread(np.array([5, 0, 8]), np.array([2, 0, 3])).tolist()
    [5, 6, 8, 9, 10]
    """
    shift = firsts - (np.cumsum(sizes) - sizes)
    places: Numbers = np.repeat(shift, sizes) + np.arange(sizes.sum())
    return places


def starts_of_runs(column: Numbers) -> Numbers:
    """Give the places where a column of numbers from 0 on differs from the one before it."""
    return np.flatnonzero(np.diff(column, prepend=-1))
