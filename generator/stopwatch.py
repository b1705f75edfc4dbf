"""Seconds by stage, for the report. The clock reaches nothing that is written to the site."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

T = TypeVar("T")


class Stopwatch:
    """Adds up the seconds of named stages, in the order of their first start."""

    def __init__(self) -> None:
        self._seconds: dict[str, float] = {}
        self._running: list[str] = []

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time what happens inside the `with` block, without the stages within it."""
        start = time.perf_counter()
        self._running.append(name)
        try:
            yield
        finally:
            self._running.pop()
            self._spend(name, time.perf_counter() - start)

    def spent_in(self, name: str, values: Iterable[T]) -> Iterator[T]:
        """Pass values on; what it takes to make them counts for a stage."""
        source = iter(values)
        while True:
            with self.stage(name):
                try:
                    value = next(source)
                except StopIteration:
                    return
            yield value

    def _spend(self, name: str, seconds: float) -> None:
        self._seconds[name] = self._seconds.get(name, 0.0) + seconds
        if self._running:
            around = self._running[-1]
            self._seconds[around] = self._seconds.get(around, 0.0) - seconds

    def seconds(self) -> tuple[tuple[str, float], ...]:
        """Give the stages with their seconds."""
        return tuple(self._seconds.items())
