"""Work in pieces, as who makes the index hands it out.

Enters: a function of one value, and its values. Leaves: what it gives for each, in their order. A build spreads it over its crew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Protocol, TypeVar

A = TypeVar("A")
R = TypeVar("R")


class Spread(Protocol):
    """Does what `map` does, perhaps in several processes: functions and values go there, results come back in order."""

    def __call__(self, function: Callable[[A], R], values: Iterable[A], /) -> Iterator[R]:
        """Give a function's results."""


def here(function: Callable[[A], R], values: Iterable[A], /) -> Iterator[R]:
    """Do the work in this process."""
    return map(function, values)
