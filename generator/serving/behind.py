"""A build in a process of its own, as `broadsheet build` does it.

Enters: a `Task`. Leaves: the site in the output folder, and a `BuildReport` or what is wrong. The process is forked from one that
has loaded all that it needs, where forking is safe.
"""

from __future__ import annotations

import multiprocessing
import os
import platform
import signal
import time
import traceback
from contextlib import nullcontext
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from types import FrameType
from typing import TYPE_CHECKING

from generator.build import build_site
from generator.config import load_config
from generator.errors import BroadsheetError
from generator.forked import end_with_parent, listen
from generator.outcome import BuildReport
from generator.serving.messages import Task, Wrong, problems_of

if TYPE_CHECKING:
    # Windows has no fork.
    from multiprocessing.context import ForkContext, SpawnContext

_LESS_URGENT = 10  # see nice(2): who looks at a page waits for that, and not for all others
_ONE = 2.0  # seconds between two interrupts of which the second is no other than the first
_STOPPED = Wrong(
    place="broadsheet",
    text="a build was stopped by the system, as it does when memory runs out; expected it to end its work; free "
    "some memory, and save a file again",
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Behind:
    """A build at work; its link is ready once it has ended."""

    process: BaseProcess
    link: Connection

    def outcome(self) -> BuildReport | tuple[Wrong, ...]:
        """Give what came of it, once its link is ready; nothing is wrong where it was interrupted."""
        try:
            outcome: BuildReport | tuple[Wrong, ...] = self.link.recv()
        except (EOFError, OSError):
            outcome = (_STOPPED,)
        self.process.join()
        self.link.close()
        return outcome

    def stop(self) -> None:
        """Have it leave the old site as it is, and wait until it has."""
        while self.process.is_alive():
            self.process.terminate()
            self.process.join(2 * _ONE)
        self.link.close()


def build_behind(task: Task, *, first: bool) -> Behind:
    """Start a build; the first tells of its progress, later ones do not hurry."""
    ours, theirs = multiprocessing.Pipe(duplex=False)
    process = context().Process(target=_build, args=(task, theirs), kwargs={"first": first})
    process.start()
    theirs.close()
    return Behind(process=process, link=ours)


def context() -> ForkContext | SpawnContext:
    """Give the way in which processes are started: forked where that is safe, as in `workers`."""
    if platform.system() == "Linux":
        return multiprocessing.get_context("fork")
    return multiprocessing.get_context("spawn")


def _build(task: Task, link: Connection, *, first: bool) -> None:
    try:
        interrupt = _Interrupts()
        signal.signal(signal.SIGTERM, interrupt)
        signal.signal(signal.SIGINT, interrupt)
        listen()
        end_with_parent()
        if not first:
            _hurry_less()
        with task.show() if first else nullcontext() as progress:
            report = build_site(
                task.config_file,
                task.output,
                base_url=task.url_of(load_config(task.config_file)),
                progress=progress,
                accept_feed_changes=task.accept_feed_changes,
            )
        link.send(report)
    except KeyboardInterrupt:
        link.send(())
    except Exception as error:  # noqa: BLE001 - told in the page, and in full on the terminal
        if not isinstance(error, BroadsheetError):
            traceback.print_exc()
        link.send(problems_of(error))


def _hurry_less() -> None:
    if hasattr(os, "nice"):  # Windows has not
        os.nice(_LESS_URGENT)


class _Interrupts:
    """Ends the build at a signal. Ctrl+C reaches it and the process that started it, which then ends it too: that is one."""

    def __init__(self) -> None:
        self._last = -_ONE

    def __call__(self, signal_number: int, frame: FrameType | None) -> None:  # noqa: ARG002 - as it is called
        now = time.monotonic()
        if now - self._last >= _ONE:
            self._last = now
            raise KeyboardInterrupt
