"""A build in a process of its own, as `broadsheet build` does it.

Enters: a `Task`. Leaves: the site in the output folder, and a `BuildReport` or what is wrong. The process is forked from one that
has loaded all that it needs, where forking is safe.
"""

from __future__ import annotations

import multiprocessing
import os
import platform
import signal
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.context import ForkContext, SpawnContext
from multiprocessing.process import BaseProcess
from types import FrameType

from generator.build import build_site
from generator.config import load_config
from generator.errors import BroadsheetError
from generator.outcome import BuildReport
from generator.serving.messages import Task, Wrong, problems_of
from generator.workers import end_with_parent

_LESS_URGENT = 10  # see nice(2): who looks at a page waits for that, and not for all others
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
        self.process.terminate()
        self.process.join()
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


@contextmanager
def deaf() -> Iterator[None]:
    """Hear no signal that would end this process, nor one that is started meanwhile, before it is ready for it."""
    signals = {signal.SIGINT, signal.SIGTERM}
    before = signal.pthread_sigmask(signal.SIG_BLOCK, signals)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _build(task: Task, link: Connection, *, first: bool) -> None:
    try:
        signal.signal(signal.SIGTERM, _interrupt)
        signal.signal(signal.SIGINT, _interrupt)
        signal.pthread_sigmask(signal.SIG_SETMASK, ())
        end_with_parent()
        if not first:
            os.nice(_LESS_URGENT)
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


def _interrupt(signal_number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - as it is called
    """End the build; Ctrl+C reaches it and the process that started it, which then ends it too."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    raise KeyboardInterrupt
