"""What people see while a build works: bars on a terminal, plain lines elsewhere, or nothing.

All of it goes to standard error. Progress is a courtesy: when nobody can be told any more (a closed pipe, a
terminal that hung up), the build goes on in silence.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from generator.cli.gauge import Gauge, amount, clock, per_second
from generator.cli.streams import let_go_of_stderr
from generator.progress import NoProgress, Progress

CHOICES = ("auto", "lines", "none")
_BETWEEN_LINES = 10.0  # seconds; a build that is done sooner needs no lines
_BETWEEN_SAMPLES = 0.5


@contextmanager
def shown_progress(choice: str = "auto") -> Iterator[Progress]:
    """Give what shows a build's progress, one of `CHOICES`; afterwards the terminal is as it was.

    `auto` is bars on a terminal that can move its cursor, else lines from the tenth second on: what a
    short build says in a log is its result. `lines` has a line for each stage from the first one on.
    """
    if choice == "none":
        yield NoProgress()
    elif choice == "auto" and _has_live_terminal():
        from generator.cli.bars import Bars, make_live_console  # rich is a tenth of the start-up

        console = make_live_console()
        if console is None:
            yield Lines(_say)
            return
        with Bars(console) as bars:
            yield bars
    else:
        yield Lines(_say, patience=_BETWEEN_LINES if choice == "auto" else 0.0)


def _has_live_terminal() -> bool:
    dumb = os.environ.get("TERM", "").lower() in {"dumb", "unknown"}
    return sys.stderr is not None and sys.stderr.isatty() and not dumb


def _say(line: str) -> None:
    click.echo(line, err=True)


class Lines:
    """A line when a stage ends, and while it goes on one every ten seconds, later less often.

    Lines wait until the build has lasted for `patience` seconds.
    """

    def __init__(
        self,
        say: Callable[[str], None],
        *,
        patience: float = _BETWEEN_LINES,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._say = say
        self._now = now
        self._start = now()
        self._patience = patience
        self._gauges: dict[str, Gauge] = {}
        self._moved: set[str] = set()
        self._waiting: list[str] = []
        self._next_sample = self._start
        self._next_line = self._start + _BETWEEN_LINES

    def begin(self, stage: str, total: int | None, unit: str) -> None:
        """Note a stage; its beginning needs no line."""
        gauge = self._gauges.setdefault(stage, Gauge(stage))
        gauge.begin(total, unit)
        gauge.sample(self._now())

    def advance(self, stage: str, count: int) -> None:
        """Count, and now and then say how far the stages are."""
        self._gauges[stage].count += count
        now = self._now()
        if now < self._next_sample:
            return
        self._next_sample = now + _BETWEEN_SAMPLES
        working = [gauge for gauge in self._gauges.values() if gauge.seconds is None]
        for gauge in working:
            gauge.sample(now)
        if now >= self._next_line:
            # A tenth of the time so far: an hour gets fifty lines, not four hundred.
            self._next_line = now + max(_BETWEEN_LINES, (now - self._start) / 10)
            counting = [gauge for gauge in working if gauge.unit and gauge.count]
            shown = counting or [self._gauges[stage]]
            self._tell("; ".join(map(_so_far, shown)))

    def end(self, stage: str, seconds: float) -> None:
        """Say what the stage did."""
        gauge = self._gauges[stage]
        gauge.seconds = seconds
        self._tell(f"{stage}: {amount(gauge)}")

    def tell(self, line: str) -> None:
        """Say it, however short the build has been."""
        self._write([line])

    def _tell(self, line: str) -> None:
        self._waiting.append(line)
        if self._now() - self._start < self._patience:
            return
        lines, self._waiting = self._waiting, []
        self._write(lines)

    def _write(self, lines: list[str]) -> None:
        try:
            for each in lines:
                self._say(each)
        except OSError:
            self._patience = float("inf")
            let_go_of_stderr()


def _so_far(gauge: Gauge) -> str:
    """Say how far a stage is that goes on."""
    if not gauge.unit:
        return f"{gauge.name}: at work"
    text = f"{gauge.name}: {gauge.count:,}"
    if gauge.total is not None and gauge.share is not None:
        text += f" of {gauge.total:,}"
    text += f" {gauge.unit}"
    if gauge.share is not None:
        text += f" ({gauge.share:.0%})"
    if gauge.pace is not None:
        text += f", {per_second(gauge.pace)}"
    if gauge.seconds_left is not None:
        text += f", {clock(gauge.seconds_left)} left"
    return text
