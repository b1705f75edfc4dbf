"""What a process that was forked from a build does first.

Enters: nothing. Leaves: a process that hears what it is to hear, and ends when the one ends that it was forked from. Where the system has no such
signals, nothing is forked either.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager

_PARENT_DEATH_SIGNAL = 1  # see prctl(2)


@contextmanager
def deaf() -> Iterator[None]:
    """Hear no signal meanwhile that would end this process; one that is started in the block has to `listen` itself."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows: nothing is forked there
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGINT, signal.SIGTERM))
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def listen() -> None:
    """Hear signals again, in a process that was started while this one was deaf."""
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_SETMASK, ())


def be_ready(parent: int | None = None) -> None:
    """Have a new process leave Ctrl+C to the one that started it, and end with that (see `end_with_parent`)."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # The executor ends those that it no longer needs by it.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    listen()
    end_with_parent(parent)


def end_with_parent(parent: int | None = None) -> None:
    """Have the system kill this process when that ends which started it; it would wait for work for ever, and hold locks.

    `parent` is the number of that process, where not Python's own library started this one.
    """
    if sys.platform.startswith("linux"):
        import ctypes

        ctypes.CDLL(None).prctl(_PARENT_DEATH_SIGNAL, signal.SIGKILL, 0, 0, 0)
        if parent is None:
            import multiprocessing

            started_by = multiprocessing.parent_process()
            parent = None if started_by is None else started_by.pid
        if parent is not None and os.getppid() != parent:  # it ended before it could be waited for
            os._exit(1)
