"""One input against one target: what went wrong, if anything, and in how much time.

A fault is an exception of any kind, or more than a second of this process's own time.
"""

from __future__ import annotations

import signal
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

MOST_SECONDS = 1.0
# Doubling a text is measured up to a second, several times.
_LINEAR_SECONDS = 20.0


class HangError(BaseException):
    """An input that took too long; no `except Exception` of what is tested stops it."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What went wrong: `kind` is the same for inputs that show the same fault."""

    kind: str
    text: str


def fault_of(name: str, run: Callable[[bytes], None], data: bytes) -> Fault | None:
    """Try an input; gives what went wrong."""
    try:
        with _limited(_LINEAR_SECONDS if name == "linear" else MOST_SECONDS):
            run(data)
    except BaseException as error:  # any exception is what is sought
        if isinstance(error, KeyboardInterrupt):
            raise
        return Fault(kind=_kind(error), text="".join(traceback.format_exception(error)))
    return None


def _kind(error: BaseException) -> str:
    """Name an exception and the innermost place of ours that it came from; for costs, the function."""
    name = type(error).__name__
    if name == "CostError":
        return f"cost-{str(error).partition(':')[0]}"
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "/generator/" in frame.filename]
    tests = [frame for frame in frames if "/tests/fuzz/of_" in frame.filename]
    kept = (ours if ours and name != "AssertionError" else tests) or frames
    where = kept[-1] if name != "HangError" else (ours or frames)[-1]
    return f"{name}-{Path(where.filename).stem}-{where.lineno}"


@contextmanager
def _limited(seconds: float) -> Iterator[None]:
    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise HangError(f"more than {seconds:g} s")

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
