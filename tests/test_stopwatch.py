"""Seconds and counts by stage, and what is told of them meanwhile."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from generator.stopwatch import StageTime, Stopwatch


class Heard:
    """Keeps what it is told."""

    def __init__(self) -> None:
        self.told: list[tuple[object, ...]] = []

    def begin(self, stage: str, total: int | None, unit: str) -> None:
        self.told.append(("begin", stage, total, unit))

    def advance(self, stage: str, count: int) -> None:
        self.told.append(("advance", stage, count))

    def end(self, stage: str, seconds: float) -> None:
        self.told.append(("end", stage, seconds >= 0))


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Give a clock that the test moves: its one element is the time."""
    now = [0.0]
    monkeypatch.setattr("time.perf_counter", lambda: now[0])
    return now


def test_seconds_of_inner_stages_are_not_those_of_outer_ones(clock: list[float]):
    """A stage has the seconds that were spent in it and in no stage within it."""
    watch = Stopwatch()
    with watch.stage("publish"):
        clock[0] += 1
        with watch.stage("render"):
            clock[0] += 10
        clock[0] += 2
        with watch.stage("render"):
            clock[0] += 20
    assert dict(watch.seconds()) == {"render": 30, "publish": 3}


def test_values_are_timed_where_they_are_made(clock: list[float]):
    """What it takes to make values counts for their stage, what is done with them does not."""
    watch = Stopwatch()

    def pages() -> object:
        for _ in range(3):
            clock[0] += 5
            yield "page"
        clock[0] += 1

    with watch.stage("publish", unit="files"):
        for _ in watch.counted(watch.spent_in("render", pages(), unit="pages")):
            clock[0] += 2
    assert watch.stages() == (
        StageTime(name="render", seconds=16, count=3, unit="pages"),
        StageTime(name="publish", seconds=6, count=3, unit="files"),
    )


def test_progress_hears_of_each_stage_once():
    """A stage that goes on later ends once, with its counts; an outer stage's units are its own."""
    heard = Heard()
    watch = Stopwatch(heard)
    with watch.stage("search", total=9, unit="papers", goes_on=True):
        watch.advance(4)
    with watch.stage("publish"), watch.stage("search"):
        watch.advance(5)
    assert heard.told == [
        ("begin", "search", 9, "papers"),
        ("advance", "search", 4),
        ("begin", "publish", None, ""),
        ("begin", "search", None, "papers"),
        ("advance", "search", 5),
        ("end", "search", True),
        ("end", "publish", True),
    ]
    assert [(stage.name, stage.count) for stage in watch.stages()] == [
        ("search", 9),
        ("publish", 0),
    ]


def test_stage_that_fails_does_not_end():
    """Nobody is told that a stage is done when it has failed; its seconds count all the same."""
    heard = Heard()
    watch = Stopwatch(heard)

    def records() -> object:
        yield "record"
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"), watch.stage("papers"):
        list(watch.spent_in("sources", records()))
    assert "end" not in {told[0] for told in heard.told}
    assert [stage.name for stage in watch.stages()] == ["sources", "papers"]


def test_pace_is_that_of_the_busiest(clock: list[float]):
    """A stage done by workers meanwhile has their pace, not that of the short wait for them."""
    watch = Stopwatch()
    with watch.stage("search", unit="papers"):
        watch.advance(100)
        watch.add_worker_seconds(50)
        clock[0] += 1
    (search,) = watch.stages()
    assert (search.seconds, search.worker_seconds, search.pace) == (1, 50, 2)


def test_waiting_for_a_worker_is_heard():
    """While a worker is at it, progress hears that the stage is alive, and then has the result."""
    heard = Heard()
    alive = threading.Event()
    watch = Stopwatch(heard)
    told = heard.advance

    def advance(stage: str, count: int) -> None:
        told(stage, count)
        alive.set()

    heard.advance = advance
    with ThreadPoolExecutor(1) as executor, watch.stage("search"):
        # The worker goes on only when the display has been told.
        assert watch.result_of(executor.submit(alive.wait, 20)) is True
    assert ("advance", "search", 0) in heard.told
