"""Many requests to a store at a time, for each takes long and costs little."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, TypeVar

from generator.stores.store import ObjectStore

if TYPE_CHECKING:
    from concurrent.futures import Future

A = TypeVar("A")
R = TypeVar("R")


def in_order(store: ObjectStore, work: Callable[[A], R], values: Iterable[A]) -> Iterator[R]:
    """Give what a function makes of each value, in their order, with as many at a time as are worth it for the store.

    The first error ends it: what has not begun yet is not done. No thread is left when it ends, so a process may be forked then.
    """
    if store.at_once <= 1:
        yield from map(work, values)
        return
    # Who writes to a folder need not wait until it is loaded.
    from concurrent.futures import ThreadPoolExecutor

    begun: deque[Future[R]] = deque()
    with ThreadPoolExecutor(store.at_once) as threads:
        try:
            for value in values:
                begun.append(threads.submit(work, value))
                if len(begun) >= 2 * store.at_once:
                    yield begun.popleft().result()
            while begun:
                yield begun.popleft().result()
        finally:
            for future in begun:
                future.cancel()
