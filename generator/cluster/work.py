"""Pieces of work in a process of a cluster.

Enters: packed tables, and packed batches with what is to be done. Leaves: packed results, or what went wrong as a value, so
that errors of the work and errors of the cluster are never taken for each other. A process keeps the tables of the crew
that it works for until another one asks; one with several threads does one piece at a time, for tables are made for one thread.
"""

from __future__ import annotations

import gc
import os
import pickle
import platform
import socket
import threading
import time
from dataclasses import dataclass
from typing import Any, NamedTuple

from generator import __version__
from generator.crews import Done
from generator.errors import BroadsheetError
from generator.fingerprint import program
from generator.memory import own_peak_bytes
from generator.workers import BETWEEN_PEAKS, COLLECTIONS

_PROTOCOL = 5
_one_at_a_time = threading.Lock()
# The tables of one crew, by its name.
_at_hand: dict[str, Any] = {}
_next_peak = [0.0]


class Program(NamedTuple):
    """What runs: two processes whose `digest` is the same make the same bytes of the same."""

    broadsheet: str
    python: str
    digest: str

    def __str__(self) -> str:
        return f"Broadsheet {self.broadsheet} on Python {self.python}"


@dataclass(frozen=True, slots=True)
class Failed:
    """What a piece of work raised, and where."""

    error: Exception
    process: str


def order_of(crew: str) -> bytes:
    """Write which crew wants work done, and by which program: plain values, which any program can read."""
    return packed((crew, tuple(this_program())))


def this_program() -> Program:
    """Say what this process runs."""
    return Program(__version__, platform.python_version(), program())


def packed(value: object) -> bytes:
    """Write a value to be sent."""
    return pickle.dumps(value, _PROTOCOL)


def unpacked(data: bytes) -> Any:  # noqa: ANN401 - as it was packed
    """Read what `packed` wrote; only ever what another process of the same build sent."""
    return pickle.loads(data)


def same(data: bytes) -> bytes:
    """Give what came: so the tables of a crew are a result, which a cluster keeps and makes again where it was lost."""
    return data


def do(order: bytes, tables: bytes, call: bytes) -> bytes:
    """Do a piece of work; gives a packed `Done` or `Failed`."""
    name = f"{socket.gethostname()} {os.getpid()}"
    try:
        with _one_at_a_time:
            crew, wanted = unpacked(order)
            _refuse_another_program(Program(*wanted))
            work, batch = unpacked(call)
            result = work(_tables(crew, tables), batch)
            return packed(Done(result, name, _peak_now_and_then()))
    except Exception as error:  # noqa: BLE001 - handed on, not dropped
        return packed_failure(error, name)


def packed_failure(error: Exception, process: str) -> bytes:
    """Write what went wrong; what cannot be sent is told in words."""
    try:
        data = packed(Failed(error, process))
        unpacked(data)
    except Exception:  # noqa: BLE001 - any error may refuse to be written or read
        told = BroadsheetError(f"{type(error).__name__}: {error}")
        return packed(Failed(told, process))
    return data


def _refuse_another_program(wanted: Program) -> None:
    own = this_program()
    if own.digest != wanted.digest:
        what = str(own) if own[:2] != wanted[:2] else "other code or other libraries"
        raise BroadsheetError(
            f"{socket.gethostname()}: a worker there runs {what}; expected {wanted}, as here, with the same versions of "
            "all libraries; install the same on all machines, and start the workers again"
        )


def _tables(crew: str, data: bytes) -> Any:  # noqa: ANN401 - of any stage
    if crew not in _at_hand:
        # As in processes of a build's own: millions of objects, hardly a circle of them.
        gc.set_threshold(*COLLECTIONS)
        _at_hand.clear()
        _at_hand[crew] = unpacked(data)
    return _at_hand[crew]


def _peak_now_and_then() -> int:
    now = time.monotonic()
    if now < _next_peak[0]:
        return 0
    _next_peak[0] = now + BETWEEN_PEAKS
    return own_peak_bytes()
