"""A function in a process of its own, with an end to what it may take.

Enters: the function, seconds of processor and of the clock. Leaves: its exit code and what it told. All that it started ends with it.
"""

from __future__ import annotations

import os
import resource
import select
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_MEMORY = (
    2 << 30
)  # bytes more than this process has: a list that never ends must not take the machine's


@dataclass(frozen=True, slots=True)
class Told:
    """How a process ended."""

    code: int  # the exit code; below 0 for a signal
    said: bytes
    seconds: float


def forked(work: Callable[[Callable[[bytes], None]], int], processor: float, wall: float) -> Told:
    """Run a function in a process of its own, which ends with all that it started; seconds of processor and of the clock."""
    mine, its = os.pipe()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            os.close(mine)
            os.setsid()
            _limit(processor)

            def tell(said: bytes) -> None:
                with os.fdopen(os.dup(its), "wb") as pipe:
                    pipe.write(said)

            code = work(tell)
        finally:
            os._exit(code)
    os.close(its)
    end = time.monotonic() + wall
    said = b""
    while (left := end - time.monotonic()) > 0 and select.select([mine], [], [], left)[0]:
        if not (piece := os.read(mine, 1 << 20)):
            break
        said += piece
    os.close(mine)
    watch = os.pidfd_open(child)
    if not select.select([watch], [], [], max(0.0, end - time.monotonic()))[0]:
        os.kill(child, signal.SIGKILL)
    os.close(watch)
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(child, signal.SIGKILL)
    _, status, usage = os.wait4(child, 0)
    return Told(os.waitstatus_to_exitcode(status), said, usage.ru_utime + usage.ru_stime)


def _limit(processor: float) -> None:
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    memory = pages * resource.getpagesize() + _MEMORY
    _lower(resource.RLIMIT_AS, memory, memory)
    _lower(resource.RLIMIT_CPU, int(processor) + 1, int(processor) + 2)
    _lower(resource.RLIMIT_CORE, 0, 0)


def _lower(kind: int, soft: int, hard: int) -> None:
    """Set a limit, unless that of the process that this one comes from is lower."""
    known = resource.getrlimit(kind)[1]
    most = hard if known == resource.RLIM_INFINITY else min(hard, known)
    resource.setrlimit(kind, (min(soft, most), most))
