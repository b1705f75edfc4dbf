"""What people see while a build works: bars on a terminal, lines elsewhere, or nothing."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import signal
import struct
import subprocess
import sys
import termios
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

import pytest
from rich.console import Console

from generator.cli.bars import draw
from generator.cli.gauge import Gauge
from generator.cli.progress import Lines
from tests.support import (
    TREES,
    TREES_TITLE,
    listing,
    process_environment,
    run_broadsheet,
    write_site,
)

CONFIG = """\
site: {title: My digest, url: https://example.org/digest/}
sources: [{path: seeds/*.txt, year: 2025}]
topics: [{slug: trees, title: Trees, any: [tree]}]
"""
STAGES = [
    *("config", "compare", "sources", "merge", "papers", "plan"),
    *("search", "related", "render", "feeds", "previews", "export", "publish"),
]
HIDE, SHOW = "\x1b[?25l", "\x1b[?25h"
ESCAPES = re.compile(r"\x1b\[[?\d;]*[A-Za-z]")


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Give a folder with a small digest."""
    write_site(tmp_path, CONFIG)
    return tmp_path


class Terminal:
    """A command whose standard output and error are a terminal of so many columns."""

    def __init__(
        self, site: Path, *arguments: str, columns: int = 80, more: Mapping[str, str] | None = None
    ) -> None:
        self._parent, child = pty.openpty()
        fcntl.ioctl(child, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        environment = {"TERM": "xterm-256color", "COLUMNS": "", "LINES": "", **(more or {})}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "generator", *arguments],
            cwd=site,
            env=process_environment(environment),
            stdin=subprocess.DEVNULL,
            stdout=child,
            stderr=child,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )
        os.close(child)
        self.shown = ""

    def parts(self) -> Iterator[str]:
        """Give what is shown, bit by bit."""
        with suppress(
            OSError
        ):  # Linux ends a terminal that nobody writes to any more with an error
            while part := os.read(self._parent, 4096):
                self.shown += part.decode(errors="replace")
                yield self.shown

    def finish(self) -> str:
        """Give all that was shown, when the command has ended."""
        for _ in self.parts():
            pass
        os.close(self._parent)
        self.process.wait(timeout=60)
        return self.shown


def _is_in_order(shown: str) -> bool:
    """Tell whether the cursor stands there again."""
    return shown.rfind(SHOW) > shown.rfind(HIDE) >= 0


def test_terminal_shows_each_stage_and_is_left_in_order(site: Path):
    """On a terminal each stage is seen with its bar; then they go, and the result alone stays."""
    terminal = Terminal(site, "build")
    shown = terminal.finish()
    assert terminal.process.returncode == 0
    drawn, _, kept = shown.rpartition("\x1b[2K")
    seen = ESCAPES.sub("", drawn)
    for stage in STAGES:
        assert re.search(rf"^{stage} +\S", seen, re.MULTILINE), stage
    assert re.search(r"render +━+ +\d+/\d+ pages", seen)
    assert re.search(r"sources +2 entries in \d\.\d s", seen)
    assert _is_in_order(shown)
    assert "\x1b" not in kept
    papers, pages, spent = kept.splitlines()
    assert papers.startswith("2 papers from 2 entries ")
    assert re.match(r"\d+ pages, \d+ files, ", pages)
    assert spent.startswith("time: ")


@pytest.mark.parametrize("columns", [20, 40, 80])
def test_bars_fit_the_terminal(site: Path, columns: int):
    """No line of the bars is as wide as the terminal, however narrow it is."""
    terminal = Terminal(site, "build", "--progress", "auto", columns=columns)
    drawn = ESCAPES.sub("", terminal.finish().rpartition("\x1b[2K")[0])
    assert "render" in drawn
    assert max(map(len, re.split(r"[\r\n]+", drawn))) < columns


def test_no_color_is_respected(site: Path):
    """With NO_COLOR the bars have no colours."""
    colours = re.compile(r"\x1b\[[\d;]*(?:3[0-8]|4[0-8]|9\d)[\d;]*m")
    assert colours.search(Terminal(site, "build").finish())
    shown = Terminal(site, "build", "--clean", more={"NO_COLOR": "1"}).finish()
    assert "render" in shown
    assert not colours.search(shown)


@pytest.mark.parametrize(
    "more", [{"TERM": "dumb"}, {"TERM": "unknown"}, {"TTY_INTERACTIVE": "0"}], ids=str
)
def test_terminal_that_cannot_move_gets_no_bars(site: Path, more: dict[str, str]):
    """A terminal that cannot move its cursor gets no escape code, and lines when it is asked for them."""
    assert "\x1b" not in Terminal(site, "build", more=more).finish()
    shown = Terminal(site, "build", "--clean", "--progress", "lines", more=more).finish()
    assert "\x1b" not in shown
    assert "\nrender: " in shown


def test_error_leaves_the_terminal_in_order(site: Path):
    """An error takes the bars away, shows the cursor, and stands alone."""
    (site / "seeds" / "list.txt").write_text("")
    terminal = Terminal(site, "build")
    shown = terminal.finish()
    assert terminal.process.returncode == 1
    assert _is_in_order(shown)
    assert shown.rpartition("\x1b[2K")[2].startswith("seeds/list.txt:1: the dump is empty; ")


def test_interrupt_leaves_the_terminal_in_order(site: Path):
    """Ctrl+C takes the bars away and shows the cursor; the exit code is 130."""
    rows = [(f"{TREES_TITLE} {n}", f"{n} {TREES}") for n in range(6000)]
    write_site(site, CONFIG, many=listing(*rows))
    terminal = Terminal(site, "build")
    for shown in terminal.parts():
        if "sources" in shown:
            terminal.process.send_signal(signal.SIGINT)
            break
    shown = terminal.finish()
    assert terminal.process.returncode == 130
    assert "Traceback" not in shown
    assert _is_in_order(shown)


def test_log_gets_lines_without_escape_codes(site: Path):
    """Where standard error is no terminal, each stage is a plain line there, and the result is apart."""
    done = run_broadsheet("build", "--progress", "lines", cwd=site)
    assert done.returncode == 0
    assert sorted(line.partition(":")[0] for line in done.stderr.splitlines()) == sorted(STAGES)
    assert re.search(r"^sources: 2 entries in \d+\.\d s", done.stderr, re.MULTILINE)
    assert "\x1b" not in done.stderr + done.stdout
    assert len(done.stdout.splitlines()) == 3


def test_forced_colours_put_no_bars_into_a_log(site: Path):
    """FORCE_COLOR, which build machines set, brings no bars into a log."""
    done = run_broadsheet("build", cwd=site, environment={"FORCE_COLOR": "1"})
    assert (done.returncode, done.stderr) == (0, "")


def test_quiet_is_silent_on_a_terminal_too(site: Path):
    """With --quiet a build that goes well shows nothing, bars neither."""
    assert Terminal(site, "build", "--quiet").finish() == ""
    done = run_broadsheet("build", "--quiet", "--progress", "lines", cwd=site)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_progress_can_be_left_out(site: Path):
    """With --progress none a terminal shows the result alone."""
    shown = Terminal(site, "build", "--progress", "none").finish()
    assert "\x1b" not in shown
    assert len(shown.splitlines()) == 3


def test_build_goes_on_when_nobody_reads_its_progress(site: Path):
    """A log that is closed does not stop the build."""
    closed, writable = os.pipe()
    os.close(closed)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "generator", "build", "--progress", "lines"],
            cwd=site,
            env=process_environment(),
            stdout=subprocess.PIPE,
            stderr=writable,
            encoding="utf-8",
            check=False,
        )
    finally:
        os.close(writable)
    assert done.returncode == 0
    assert (site / "public" / "index.html").is_file()


class Clock:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.time = 100.0

    def __call__(self) -> float:
        return self.time


def _work(lines: Lines, clock: Clock, stage: str, seconds: int, pace: int) -> None:
    for _ in range(seconds):
        clock.time += 1
        lines.advance(stage, pace)


def test_short_build_needs_no_lines():
    """A build that is done within ten seconds says nothing in a log; a longer one leaves nothing out."""
    said: list[str] = []
    clock = Clock()
    lines = Lines(said.append, now=clock)
    lines.begin("sources", None, "entries")
    _work(lines, clock, "sources", 6, 50)
    lines.end("sources", 6.0)
    assert said == []
    lines.begin("render", 1000, "pages")
    _work(lines, clock, "render", 3, 100)
    assert said == []
    _work(lines, clock, "render", 1, 100)
    assert said == [
        "sources: 300 entries in 6.0 s, 50/s",
        "render: 400 of 1,000 pages (40%), 100/s, 0:06 left",
    ]


def test_long_stage_says_now_and_then_how_far_it_is():
    """A long stage has a line every ten seconds, and of an hour no more than some fifty."""
    said: list[str] = []
    clock = Clock()
    lines = Lines(said.append, now=clock)
    lines.begin("publish", None, "files")
    lines.begin("render", 72_000, "pages")
    _work(lines, clock, "render", 40, 20)
    assert said == [
        "render: 200 of 72,000 pages (0%), 20/s, 59:50 left",
        "render: 400 of 72,000 pages (1%), 20/s, 59:40 left",
        "render: 600 of 72,000 pages (1%), 20/s, 59:30 left",
        "render: 800 of 72,000 pages (1%), 20/s, 59:20 left",
    ]
    _work(lines, clock, "render", 3560, 20)
    assert 20 < len(said) < 60


def test_stage_that_stands_still_is_heard_of():
    """A stage that only waits says that it is at work."""
    said: list[str] = []
    clock = Clock()
    lines = Lines(said.append, now=clock)
    lines.begin("search", None, "")
    _work(lines, clock, "search", 10, 0)
    assert said == ["search: at work"]


def test_bars_of_a_low_terminal_are_those_at_work():
    """Where there is no room for all stages, those that have ended longest ago give way."""
    gauges = [Gauge(f"stage{n}") for n in range(9)]
    for gauge in gauges:
        gauge.begin(10, "papers")
    for gauge in gauges[:7]:
        gauge.seconds = 1.0
    shown = draw(gauges, Console(width=60, height=6)).plain.splitlines()
    assert [line.split()[0] for line in shown] == ["stage5", "stage6", "stage7", "stage8"]
