"""Crews of processes: this one, and others beside it.

Enters: a number of jobs, and the tables that the work needs. Leaves: an `Executor`, the only way in which a
build is parallel, and what functions give for batches, in the order of the batches. The output does not
depend on how many processes there are.

A piece of work is a function of the tables and of one batch. The tables (compiled rules, templates, where
the papers lie) are given to each process once, when it starts; with a batch travels only what is its own.
No process is started before this one has worked for a moment: what is soon done is done sooner alone, and
what was learnt meanwhile (words, templates) the others inherit.
"""

from __future__ import annotations

import gc
import os
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sized
from concurrent.futures import BrokenExecutor, Executor, Future
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import Any, ParamSpec, TypeVar

from generator.beside import beside, here
from generator.crews import Crew, Done, Workplace
from generator.errors import BroadsheetError
from generator.forked import be_ready, deaf
from generator.memory import own_peak_bytes
from generator.stores import waiting_threads

P = ParamSpec("P")
T = TypeVar("T")
A = TypeVar("A")
R = TypeVar("R")
Tables = TypeVar("Tables")

_ALONE = 0.1  # seconds of work before other processes are started
# Seconds of work for which it is worth it: of a large digest each process copies what it looks at of all papers.
_WORTH_OTHERS = 0.4
BETWEEN_PEAKS = 0.5  # seconds
COLLECTIONS = (200_000, 20, 100)  # see gc.set_threshold
# What the processes of an executor were given when they started, and when they tell of their memory next;
# the process that started them never sets it.
_given: list[Any] = []


@contextmanager
def few_collections() -> Iterator[None]:
    """Look for garbage in circles less often: a build makes millions of objects, and hardly a circle of them."""
    before = gc.get_threshold()
    gc.set_threshold(*COLLECTIONS)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


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


def process_count(jobs: int | None = None) -> int:
    """Give how many processes work at once, this one among them; all cores by default.

    Processes are forked, which takes no time, where that is safe: on Linux, from a single thread, those of a store aside.
    """
    # Those of a store hold nothing between two requests, and a fork begins with none of them.
    if not sys.platform.startswith("linux") or threading.active_count() - waiting_threads() > 1:
        return 1
    return jobs or core_count()


def core_count() -> int:
    """Give how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):  # not on every system
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class ForkedCrew(Crew[Tables]):
    """This process and those beside it, all with the same tables."""

    def __init__(
        self, tables: Tables, start: Callable[[], Executor] | None = None, others: int = 0
    ) -> None:
        """Take what starts an executor of `others` processes with `share_tables`, if there are to be any."""
        self._tables = tables
        self._start = start if others else None
        self._executor: Executor | None = None
        self._others = others
        self._worked = 0.0
        self._peaks: dict[str, int] = {}

    def map(self, work: Callable[[Tables, A], R], batches: Iterable[A]) -> Iterator[R]:
        """Give what a function makes of the tables and each batch, in the order of the batches.

        This process takes its share, and more when many batches wait, so that few are in memory. Where their number is
        known, others are started only for what is worth it.
        """
        begun: deque[Future[Done[R]]] = deque()
        count = len(batches) if isinstance(batches, Sized) else None
        before = self._worked
        for number, batch in enumerate(batches):
            alone = (self._worked - before) / number if number else 0
            executor = self._others_at_work(None if count is None else alone * (count - number))
            waiting = sum(not future.done() for future in begun)
            if executor is None or waiting > self._most_waiting(count, number):
                begun.append(self._done_here(work, batch))
            else:
                # It may start a process, in which what was interrupted would be lost.
                with deaf():
                    begun.append(executor.submit(_with_tables, work, batch))
            while begun and begun[0].done():
                yield self._result(begun.popleft())
        while begun:
            yield self._result(begun.popleft())

    def _most_waiting(self, count: int | None, number: int) -> int:
        """Give how many batches may wait for the others so that one more is theirs: fewer at the end, where this process would wait for them."""
        most = 2 * self._others
        return most if count is None else min(most, self._others * (count - number - 1))

    def _others_at_work(self, left: float | None) -> Executor | None:
        """Give the others, who are started when some work is done, and as many seconds of it seem `left` as they cost."""
        if self._start is None or self._worked < _ALONE:
            return self._executor
        if left is None or left >= _WORTH_OTHERS:
            self._executor, self._start = self._start(), None
        return self._executor

    def _done_here(self, work: Callable[[Tables, A], R], batch: A) -> Future[Done[R]]:
        begun = time.perf_counter()
        future: Future[Done[R]] = Future()
        try:
            future.set_result(Done(work(self._tables, batch)))
        except Exception as error:  # noqa: BLE001 - raised when its turn comes, so that the first batch's error is told
            future.set_exception(error)
        self._worked += time.perf_counter() - begun
        return future

    def peaks(self) -> tuple[int, ...]:
        """Give how many bytes each of the other processes held at most, as far as they told."""
        return tuple(self._peaks.values())

    def _result(self, future: Future[Done[R]]) -> R:
        try:
            done = future.result()
        except BrokenExecutor:
            raise BroadsheetError(
                "broadsheet: a process of the build was stopped by the system, as it does when memory runs out; expected "
                "it to end its work; free some memory, or build with --jobs 1"
            ) from None
        if done.peak:
            self._peaks[done.process] = max(self._peaks.get(done.process, 0), done.peak)
        return done.result


def _with_tables(work: Callable[[Any, A], R], batch: A) -> Done[R]:
    result = work(_given[0], batch)
    now = time.monotonic()
    if now < _given[1]:
        return Done(result)
    _given[1] = now + BETWEEN_PEAKS
    return Done(result, str(os.getpid()), own_peak_bytes())


def share_tables(tables: object) -> None:
    """Make a new process ready, and have it keep the tables."""
    be_ready()
    _given[:] = [tables, 0.0]


class ProcessCrews:
    """Crews of this process and those forked from it, `jobs` in all, by default one for each core."""

    def __init__(self, jobs: int | None = None) -> None:
        self._jobs = jobs

    def crew(self, tables: Tables) -> AbstractContextManager[Crew[Tables]]:
        """Give a crew whose processes start when there is work for them."""
        return crew_with(tables, self._jobs)

    def beside(self, find: Callable[[], R]) -> AbstractContextManager[Callable[[], R]]:
        """Give for a `with` block what waits for an answer that another process finds meanwhile."""
        if process_count(self._jobs) == 1:
            return here(find)
        return beside(find)

    def workplace(self) -> Workplace:
        """Say how many processes work at once, this one among them."""
        workers = process_count(self._jobs)
        return Workplace(executor="serial" if workers == 1 else "processes", workers=workers)


@contextmanager
def crew_with(tables: Tables, jobs: int | None = None) -> Iterator[Crew[Tables]]:
    """Give a crew whose processes start with these tables when there is work for them, and end with the `with` block."""
    with ExitStack() as stack:

        def start() -> Executor:
            return stack.enter_context(make_executor(jobs, tables))

        yield ForkedCrew(tables, start, process_count(jobs) - 1)


def make_executor(jobs: int | None = None, tables: object = None) -> Executor:
    """Make the executor of a build; `jobs` counts this process too."""
    others = process_count(jobs) - 1
    if others < 1:
        return InlineExecutor()
    # Takes long to load, and small builds need it not.
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    # What stands in memory now is never collected in the new processes, so its pages stay shared. Garbage in circles among it
    # is not looked for: there is hardly any, and a look at all papers takes a tenth of a second.
    gc.freeze()
    context = multiprocessing.get_context("fork")
    return ProcessPoolExecutor(
        others, mp_context=context, initializer=share_tables, initargs=(tables,)
    )
