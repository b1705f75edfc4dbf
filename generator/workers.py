"""Where a build's work is done: in this process, or in others beside it.

Enters: a number of jobs. Leaves: a `concurrent.futures.Executor`, the only way in which a build is
parallel. The output does not depend on it.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class InlineExecutor(Executor):
    """Does each piece of work at once, in this process."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Call a function; what it raises comes out of the future, as from any executor."""
        future: Future[T] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001 - handed on, not dropped
            future.set_exception(error)
        return future


def make_executor(jobs: int | None = None) -> Executor:
    """Make the executor of a build; `jobs` counts this process too, and is all cores by default.

    Processes are forked, which takes no time, where that is safe: on Linux, from a single thread.
    """
    jobs = jobs or os.cpu_count() or 1
    can_fork = "fork" in multiprocessing.get_all_start_methods()
    if jobs == 1 or not can_fork or threading.active_count() > 1:
        return InlineExecutor()
    context = multiprocessing.get_context("fork")
    return ProcessPoolExecutor(jobs - 1, mp_context=context, initializer=_ignore_interrupts)


def _ignore_interrupts() -> None:
    """Leave Ctrl+C to the process that started this one."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
