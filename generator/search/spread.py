"""Work in pieces, done here and in other processes at once.

Enters: a function of one value, and its values. Leaves: what it gives for each, in their order.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future
from typing import TypeVar

A = TypeVar("A")
R = TypeVar("R")


def spread(
    function: Callable[[A], R],
    values: Iterable[A],
    executor: Executor | None = None,
    workers: int = 1,
) -> Iterator[R]:
    """Give a function's results, in order; without an executor all are made here.

    `workers` is how many processes the executor has. This one takes its share of the values, and more
    when many wait, so the values in memory stay few.
    """
    begun: deque[Future[R]] = deque()
    for number, value in enumerate(values):
        waiting = sum(not future.done() for future in begun)
        if executor is None or number % (workers + 1) == workers or waiting > 2 * workers:
            here: Future[R] = Future()
            here.set_result(function(value))
            begun.append(here)
        else:
            begun.append(executor.submit(function, value))
        while begun and begun[0].done():
            yield begun.popleft().result()
    while begun:
        yield begun.popleft().result()
