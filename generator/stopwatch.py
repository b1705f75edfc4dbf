"""Seconds and counts by stage, for the report and for who looks on meanwhile.

Enters: what the build does, stage by stage. Leaves: a `StageTime` for each, and what `Progress` is told.
The clock reaches nothing that is written to the site.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, wait
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

from generator.progress import NoProgress, Progress

T = TypeVar("T")

_LEAST_SECONDS = 0.001  # below which a pace is chance
_STILL_AT_WORK = 0.125  # seconds between two signs of life while others work


@dataclass(frozen=True, slots=True, kw_only=True)
class StageTime:
    """What a stage took, and how many of what it did.

    `seconds` are those of this process, without the stages within it. `worker_seconds` are those for
    which the busiest of other processes was at it, perhaps while this one did something else.
    """

    name: str
    seconds: float
    count: int
    unit: str
    worker_seconds: float = 0.0

    @property
    def pace(self) -> float | None:
        """Give the units a second; `None` where nothing was counted, or in no time."""
        seconds = max(self.seconds, self.worker_seconds)
        return self.count / seconds if self.unit and seconds >= _LEAST_SECONDS else None


class _Stage:
    """A stage as it goes on."""

    __slots__ = ("count", "name", "seconds", "unit", "worker_seconds")

    def __init__(self, name: str) -> None:
        self.name = name
        self.seconds = 0.0
        self.count = 0
        self.unit = ""
        self.worker_seconds = 0.0


class Stopwatch:
    """Adds up the seconds and counts of named stages, and tells `progress` of them.

    A stage may be begun again; it is one stage all the same. To be used by one thread alone.
    """

    def __init__(self, progress: Progress | None = None) -> None:
        self._progress = progress or NoProgress()
        self._stages: dict[str, _Stage] = {}
        self._spent: dict[str, _Stage] = {}
        self._running: list[_Stage] = []

    @contextmanager
    def stage(
        self, name: str, *, total: int | None = None, unit: str = "", goes_on: bool = False
    ) -> Iterator[None]:
        """Time what happens inside the `with` block, without the stages within it.

        `advance` counts its units, of `total` in all if that is known. With `goes_on` the stage is not
        done after the block: a later one of the same name goes on with it.
        """
        stage = self._begin(name, total, unit)
        start = self._enter(stage)
        try:
            yield
        finally:
            self._leave(start)
        self._end(stage, goes_on)

    def spent_in(
        self,
        name: str,
        values: Iterable[T],
        *,
        total: int | None = None,
        unit: str = "",
        goes_on: bool = False,
    ) -> Iterator[T]:
        """Pass values on; what it takes to make them counts for a stage, and each is one of its units."""
        stage = self._begin(name, total, unit)
        source = iter(values)
        while True:
            start = self._enter(stage)
            try:
                value = next(source)
            except StopIteration:
                break
            finally:
                self._leave(start)
            self._advance(stage, 1)
            yield value
        self._end(stage, goes_on)

    def counted(self, values: Iterable[T]) -> Iterator[T]:
        """Pass values on; each is a unit of the stage that is running when the first is asked for."""
        stage = self._running[-1]
        for value in values:
            self._advance(stage, 1)
            yield value

    def tell(self, line: str) -> None:
        """Have a line seen at once."""
        self._progress.tell(line)

    def advance(self, count: int = 1) -> None:
        """Count units of the innermost stage that is running; 0 shows that it is still at work."""
        self._advance(self._running[-1], count)

    def add_worker_seconds(self, seconds: float) -> None:
        """Say how long the busiest worker was at the innermost stage that is running."""
        self._running[-1].worker_seconds += seconds

    def result_of(self, future: Future[T]) -> T:
        """Wait for what is worked out elsewhere, and show meanwhile that the stage is at work."""
        while not wait([future], timeout=_STILL_AT_WORK).done:
            self.advance(0)
        return future.result()

    def stages(self) -> tuple[StageTime, ...]:
        """Give the stages in the order in which time was first spent in them, inner ones first."""
        return tuple(
            StageTime(
                name=stage.name,
                seconds=stage.seconds,
                count=stage.count,
                unit=stage.unit,
                worker_seconds=stage.worker_seconds,
            )
            for stage in self._spent.values()
        )

    def seconds(self) -> tuple[tuple[str, float], ...]:
        """Give the stages with their seconds, in the same order."""
        return tuple((stage.name, stage.seconds) for stage in self._spent.values())

    def _begin(self, name: str, total: int | None, unit: str) -> _Stage:
        stage = self._stages.setdefault(name, _Stage(name))
        stage.unit = unit or stage.unit
        self._progress.begin(name, total, stage.unit)
        return stage

    def _enter(self, stage: _Stage) -> float:
        self._running.append(stage)
        return time.perf_counter()

    def _leave(self, start: float) -> None:
        seconds = time.perf_counter() - start
        stage = self._running.pop()
        stage.seconds += seconds
        self._spent.setdefault(stage.name, stage)
        if self._running:
            self._running[-1].seconds -= seconds

    def _advance(self, stage: _Stage, count: int) -> None:
        stage.count += count
        self._progress.advance(stage.name, count)

    def _end(self, stage: _Stage, goes_on: bool) -> None:
        if not goes_on:
            self._progress.end(stage.name, max(stage.seconds, stage.worker_seconds))
