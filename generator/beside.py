"""An answer that another process finds while this one goes on.

Enters: what finds it, a function of nothing that may be called again where the first call did not end. Leaves: the answer, once it is asked for. Where no process is to be had for it, or that one ended without
an answer, this process finds it then; so what goes wrong is raised here, and nothing depends on who found it. The other process is forked by hand: an
executor would start threads, beside which nothing may be forked any more.
"""

from __future__ import annotations

import os
import pickle
import signal
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from typing import Generic, TypeVar

from generator.forked import be_ready, deaf

R = TypeVar("R")
Answer = Callable[[], R]
# What has an answer found, for a `with` block, as `beside` and `here` do.
Beside = Callable[[Callable[[], R]], AbstractContextManager[Answer[R]]]


@contextmanager
def here(find: Callable[[], R]) -> Iterator[Answer[R]]:
    """Give what finds an answer in this process, once it is asked for."""
    yield find


@contextmanager
def beside(find: Callable[[], R]) -> Iterator[Answer[R]]:
    """Give what waits for the answer of another process, which ends with the `with` block at the latest; no other thread may run."""
    found = _Found(find)
    try:
        yield found.answer
    finally:
        found.end()


class _Found(Generic[R]):
    """What a process finds, and writes into a pipe."""

    def __init__(self, find: Callable[[], R]) -> None:
        self._find = find
        self._child = 0
        parent = os.getpid()
        self._pipe, write = os.pipe()
        # Until it is ready, what is for this process alone would interrupt the other one too.
        with deaf(), suppress(OSError):
            self._child = os.fork()
            if self._child == 0:
                _work(find, parent, write)
        os.close(write)

    def answer(self) -> R:
        """Wait for the answer; it may be asked for once."""
        data = b""
        if self._child:
            with os.fdopen(self._pipe, "rb", closefd=False) as stream:
                data = stream.read()
            # A process that was ended may have written half of it.
            if os.waitpid(self._child, 0)[1] != 0:
                data = b""
            self._child = 0
        answer: R = pickle.loads(data) if data else self._find()
        return answer

    def end(self) -> None:
        """End the process, if nobody waited for it."""
        os.close(self._pipe)
        if self._child:
            with suppress(ProcessLookupError):
                os.kill(self._child, signal.SIGKILL)
            os.waitpid(self._child, 0)
            self._child = 0


def _work(find: Callable[[], object], parent: int, pipe: int) -> None:
    """Find the answer and write it, in a process that then ends, whatever happens, without a word."""
    code = 1
    try:
        be_ready(parent)
        data = pickle.dumps(find())
        with os.fdopen(pipe, "wb") as stream:
            stream.write(data)
        code = 0
    finally:
        os._exit(code)
