"""Bars on a terminal: a line for each stage, redrawn in place and gone when the build is done.

Enters: what `Progress` is told. Leaves: escape codes on standard error, by rich. The bars are drawn by the
thread that builds, when it tells of its progress: a thread of their own would forbid to fork workers.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.live import Live
from rich.text import Text

from generator.cli.gauge import Gauge, amount, clock, per_second
from generator.cli.streams import let_go_of_stderr

_BETWEEN_DRAWINGS = 0.125  # seconds
_LEAST_BAR, _MOST_BAR = 8, 40  # columns
_LEAST_NAME = 8


def make_live_console() -> Console | None:
    """Give the console of standard error; `None` if the environment asks for one that stands still."""
    console = Console(stderr=True, highlight=False, markup=False, emoji=False)
    return console if console.is_interactive and not console.is_dumb_terminal else None


class Bars:
    """Shows the stages at work with their bars, and above them those that have ended."""

    def __init__(self, console: Console, now: Callable[[], float] = time.monotonic) -> None:
        self._console = console
        self._now = now
        self._gauges: dict[str, Gauge] = {}
        self._due = now()
        self._lost = False
        # Workers are forked while bars stand: they must not inherit streams that draw them.
        self._live = Live(
            console=console,
            auto_refresh=False,
            transient=True,
            redirect_stdout=False,
            redirect_stderr=False,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Take the bars away and show the cursor, however the build ended."""
        with suppress(OSError):
            self._live.stop()

    def begin(self, stage: str, total: int | None, unit: str) -> None:
        """Show the bar of a stage."""
        known = stage in self._gauges
        self._gauges.setdefault(stage, Gauge(stage)).begin(total, unit)
        if not known or self._now() >= self._due:
            self._draw()

    def advance(self, stage: str, count: int) -> None:
        """Count, and draw the bars anew eight times a second."""
        self._gauges[stage].count += count
        if self._now() >= self._due:
            self._draw()

    def end(self, stage: str, seconds: float) -> None:
        """Put what the stage did in place of its bar."""
        self._gauges[stage].seconds = seconds
        self._draw()

    def tell(self, line: str) -> None:
        """Print a line above the bars."""
        if self._lost:
            return
        try:
            self._console.print(Text(line))
        except OSError:
            self._lost = True
            let_go_of_stderr()

    def _draw(self) -> None:
        now = self._now()
        self._due = now + _BETWEEN_DRAWINGS
        for gauge in self._gauges.values():
            if gauge.seconds is None:
                gauge.sample(now)
        if self._lost:
            return
        try:
            self._live.start()
            self._live.update(draw(list(self._gauges.values()), self._console), refresh=True)
        except OSError:
            self._lost = True
            let_go_of_stderr()


def draw(gauges: Sequence[Gauge], console: Console) -> Text:
    """Draw the stages within the console's width and height: those that ended first, then the bars."""
    # One column stays free: some terminals break a line that fills them.
    width, height = max(console.width - 1, 1), max(console.height - 2, 1)
    ended = [gauge for gauge in gauges if gauge.seconds is not None]
    working = [gauge for gauge in gauges if gauge.seconds is None]
    column = max(_LEAST_NAME, *(len(gauge.name) for gauge in gauges)) + 2
    texts, bar = _texts(working, width - column)
    drawn = [_line(gauge.name, column, Text(amount(gauge)), "dim") for gauge in ended]
    for gauge, text in zip(working, texts, strict=True):
        line = Text(text)
        if bar and gauge.share is not None:
            line = _bar(gauge.share, bar, console) + Text("  ") + line
        drawn.append(_line(gauge.name, column, line, "bold"))
    for line in drawn:
        line.truncate(width)
    return Text("\n", no_wrap=True, overflow="crop").join(drawn[-height:])


def _line(name: str, column: int, rest: Text, style: str) -> Text:
    line = Text(no_wrap=True, overflow="crop", style="dim" if style == "dim" else "")
    return line.append(name.ljust(column), style=style).append_text(rest)


def _texts(gauges: Sequence[Gauge], width: int) -> tuple[list[str], int]:
    """Give what stands beside each bar, as much as there is room for, and the width of the bars."""
    for say in (_all, _numbers, _shares):
        texts = [say(gauge) for gauge in gauges]
        beside = max((len(t) for t, g in zip(texts, gauges, strict=True) if g.unit), default=0)
        bar = width - 2 - beside
        if bar >= _LEAST_BAR:
            return texts, min(bar, _MOST_BAR)
    return texts, 0


def _all(gauge: Gauge) -> str:
    return _words(gauge, gauge.unit, " left")


def _numbers(gauge: Gauge) -> str:
    return _words(gauge, "", "")


def _words(gauge: Gauge, unit: str, left: str) -> str:
    if not gauge.unit:
        return "..."
    total = "" if gauge.total is None else f"{gauge.total:,}"
    count = f"{gauge.count:,}".rjust(len(total))
    words = [f"{count}/{total} {unit}" if total else f"{count} {unit}"]
    words[0] = words[0].rstrip()
    if gauge.pace is not None:
        words.append(per_second(gauge.pace))
    if gauge.seconds_left is not None:
        words.append(clock(gauge.seconds_left) + left)
    return "  ".join(words)


def _shares(gauge: Gauge) -> str:
    if gauge.share is None:
        return f"{gauge.count:,}" if gauge.unit else "..."
    left = "" if gauge.seconds_left is None else f"  {clock(gauge.seconds_left)}"
    return f"{gauge.share:4.0%}{left}"


def _bar(share: float, width: int, console: Console) -> Text:
    """Draw a bar; without colours its rest is blank, for both parts would look the same."""
    sign = "━" if console.encoding.lower().startswith("utf") else "="
    done = int(share * width)
    rest = sign if console.color_system and not console.no_color else " "
    style = "bar.finished" if share == 1 else "bar.complete"
    return Text.assemble((sign * done, style), (rest * (width - done), "bar.back"))
