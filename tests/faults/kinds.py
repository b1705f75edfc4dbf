"""What befalls a build at one of its calls, and what must hold then.

Each fault is tried by `Trial.at`: the digest is brought back to its beginning, built while the fault waits for
the N-th call that changes the disk, and looked at: the site that is served, what the build said, and the next builds.
"""

from __future__ import annotations

import errno
import os
import re
import signal
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from tests.faults.digest import Digest
from tests.faults.supervisor import Call, Ended, kill_group

Fault = Callable[[Call, int], int]

# What needs room on a disk: the rest goes on when it is full.
_NEEDS_ROOM = frozenset(
    "write pwrite64 writev openat creat mkdir mkdirat link linkat symlink fallocate".split()
)
_MESSAGE = re.compile(r"[^\n]+: [^\n]+; expected [^\n]+; [^\n]+\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of fault: what happens at the N-th call, and how the build must end."""

    name: str
    make: Callable[[int], Fault]
    ends: Callable[[Ended], Iterator[str]]


def _once(at: int, act: Callable[[Call, int], int | None]) -> Fault:
    return lambda call, process: (act(call, process) or 0) if call.number == at else 0


def _kill(at: int) -> Fault:
    return _once(at, lambda _, process: kill_group(process))


def _tear(at: int) -> Fault:
    def act(call: Call, process: int) -> None:
        if call.name in {"write", "pwrite64"}:
            call.write_half()
        kill_group(process)

    return _once(at, act)


def _kill_first_alone(at: int) -> Fault:
    return _once(at, lambda _, process: os.kill(process, signal.SIGKILL))


def _kill_worker(at: int) -> Fault:
    """Kill the first other process that makes a call from the N-th on."""
    done: list[int] = []

    def judge(call: Call, process: int) -> int:
        if call.number >= at and not done and _group_of(call.process) != process:
            done.append(call.process)
            os.kill(_group_of(call.process), signal.SIGKILL)
        return 0

    return judge


def _group_of(thread: int) -> int:
    with open(f"/proc/{thread}/status") as status:  # noqa: PTH123 - as every line of /proc
        return int(status.read().partition("Tgid:")[2].split()[0])


def _refuse(number: int) -> Callable[[int], Fault]:
    return lambda at: _once(at, lambda *_: number)


def _full(at: int) -> Fault:
    """Let the disk be full from the N-th call on."""
    return lambda call, _: errno.ENOSPC if call.number >= at and call.name in _NEEDS_ROOM else 0


def _read_only(at: int) -> Fault:
    """Take the right to change anything away, from the N-th call on."""
    return lambda call, _: errno.EACCES if call.number >= at else 0


def _signal(number: int) -> Callable[[int], Fault]:
    return lambda at: _once(at, lambda _, process: os.kill(process, number))


def _is_killed(ended: Ended) -> Iterator[str]:
    if ended.code not in {-signal.SIGKILL, 0}:
        yield f"a killed build ends with {ended.code}: {ended.errors}"


def is_told(ended: Ended) -> Iterator[str]:
    """Say what is wrong where a build has to end well, or with one message."""
    if ended.code not in {0, 1} or "Traceback" in ended.errors:
        yield f"it ends with {ended.code}: {ended.errors[-2000:]}"
    elif ended.code == 1 and not _MESSAGE.fullmatch(ended.errors):
        yield f"it does not say what was found, what was expected and what to do: {ended.errors!r}"
    elif ended.code == 0 and "Warning" in ended.errors:
        yield f"it warns of itself: {ended.errors}"


def _is_interrupted(ended: Ended) -> Iterator[str]:
    if ended.code not in {0, 130} or "Traceback" in ended.errors:
        yield f"an interrupted build ends with {ended.code}: {ended.errors[-2000:]}"


def _is_told_of_worker(ended: Ended) -> Iterator[str]:
    yield from is_told(ended)
    if ended.code == 1 and "a process of the build was stopped by the system" not in ended.errors:
        yield f"it does not say that a process was stopped: {ended.errors!r}"


KINDS = {
    kind.name: kind
    for kind in (
        Kind(name="kill", make=_kill, ends=_is_killed),
        Kind(name="tear", make=_tear, ends=_is_killed),
        Kind(name="kill first", make=_kill_first_alone, ends=_is_killed),
        Kind(name="kill worker", make=_kill_worker, ends=_is_told_of_worker),
        Kind(name="full once", make=_refuse(errno.ENOSPC), ends=is_told),
        Kind(name="full", make=_full, ends=is_told),
        Kind(name="broken", make=_refuse(errno.EIO), ends=is_told),
        Kind(name="forbidden once", make=_refuse(errno.EACCES), ends=is_told),
        Kind(name="forbidden", make=_read_only, ends=is_told),
        Kind(name="terminate", make=_signal(signal.SIGTERM), ends=_is_interrupted),
        Kind(name="interrupt", make=_signal(signal.SIGINT), ends=_is_interrupted),
    )
}


def try_at(digest: Digest, kind: Kind, at: int) -> list[str]:
    """Build with a fault at a call; gives what does not hold."""
    digest.restore()
    ended = digest.build(judge=kind.make(at))
    return [*kind.ends(ended), *_after(digest, ended, kind)]


def _after(digest: Digest, ended: Ended, kind: Kind) -> Iterator[str]:
    if ended.left:
        yield f"{len(ended.left)} processes live on"
        kill_group(_session(ended.left[0]))
    yield from digest.faults_of_site()
    # Where a large site could neither be finished nor left alone, that is said, and the next build goes on.
    half = kind.name == "forbidden" or "build again, which ends what was begun" in ended.errors
    if ended.code in {1, 130} and not half:
        yield from digest.litter()
    yield from digest.faults_of_next()


def _session(process: int) -> int:
    return os.getpgid(process)


def out_of_memory(digest: Digest, at: int) -> list[str]:
    """Build where the N-th file that Python opens or changes meets the end of memory."""
    digest.restore()
    ended = digest.build(before=lambda: _no_memory_at(at))
    return [*is_told(ended), *_after(digest, ended, KINDS["full"])]


def _no_memory_at(at: int) -> None:
    count = 0

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal count
        written = event == "open" and isinstance(arguments[2], int) and arguments[2] & 0o103
        if written or event in {"os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.link"}:
            count += 1
            if count == at:
                raise MemoryError

    sys.addaudithook(hook)
