"""Work in pieces, done here and in other processes at once.

Enters: a function of one value, and its values. Leaves: what it gives for each, in their order.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future
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


def spread_over(executor: Executor | None, workers: int = 1) -> Spread:
    """Spread work over this process and those of an executor, of which there are `workers`.

    This one takes a value when enough wait for the others, so that none is idle and the values in memory stay few.
    """

    def spread(function: Callable[[A], R], values: Iterable[A], /) -> Iterator[R]:
        begun: deque[Future[R]] = deque()
        for value in values:
            waiting = sum(not future.done() for future in begun)
            if executor is None or waiting > 2 * workers:
                done: Future[R] = Future()
                done.set_result(function(value))
                begun.append(done)
            else:
                begun.append(executor.submit(function, value))
            while begun and begun[0].done():
                yield begun.popleft().result()
        while begun:
            yield begun.popleft().result()

    return spread
