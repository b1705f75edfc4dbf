"""Runs work in a process whose every change to the disk is first put to a judge.

Enters: a function, and a judge of calls. Leaves: how the process ended, and what it printed. The judge lets a call go
on, has it fail with an error number, or kills who made it, before the call or half-way through a write.
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import select
import signal
import socket
import stat
import struct
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.faults.filter import NAMES, ON_OPEN_FILES, install

_RECEIVE, _ANSWER = 0xC0502100, 0xC0182101
_GO_ON = 1
_MOMENT = 2.0  # seconds, in which what was killed is gone
_PIDFD_OPEN, _PIDFD_GETFD = 434, 438
_PATIENCE = 60_000  # milliseconds without a call, after which a build hangs


@dataclass(frozen=True, slots=True)
class Call:
    """A call that changes the disk, about to be made: the paths that it names, and the file that it writes to."""

    number: int
    name: str
    process: int
    arguments: tuple[int, ...]
    paths: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.number} {self.name} {' '.join(self.paths)}"

    def write_half(self) -> None:
        """Write the first half of what is to be written."""
        file, address, size, offset = self.arguments[:4]
        with Path(f"/proc/{self.process}/mem").open("rb", buffering=0) as memory:
            memory.seek(address)
            data = memory.read(size)[: size // 2]
        copy = _file_of(self.process, file)
        try:
            os.pwrite(copy, data, offset) if self.name == "pwrite64" else os.write(copy, data)
        finally:
            os.close(copy)


@dataclass(frozen=True, slots=True)
class Ended:
    """How a process ended, a signal's number below zero, what it printed, and who of its own lived on."""

    code: int
    output: str
    errors: str
    left: tuple[int, ...] = ()


def run(work: Callable[[], None], judge: Callable[[Call, int], int] | None = None) -> Ended:
    """Do work in a process of its own, and in a group of its own.

    A judge is given each call and the process that was started; it returns 0 or an error number.
    """
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        ours, theirs = socket.socketpair()
        with ours, theirs:
            process = os.fork()
            if process == 0:
                _work(work, theirs if judge else None, output.fileno(), errors.fileno())
            theirs.close()
            if judge is not None:
                _, (listener, *_), _, _ = socket.recv_fds(ours, 1, 1)
                try:
                    _listen(listener, process, judge)
                finally:
                    os.close(listener)
        _, status = os.waitpid(process, 0)
        left = _group_after_a_moment(process)
        output.seek(0)
        errors.seek(0)
        printed = output.read().decode(), errors.read().decode()
    return Ended(os.waitstatus_to_exitcode(status), *printed, left)


def kill_group(process: int) -> None:
    """Kill a process and all that it started."""
    os.killpg(process, signal.SIGKILL)


def _work(work: Callable[[], None], parent: socket.socket | None, output: int, errors: int) -> None:
    """Work in the new process, and end it."""
    code = 70
    try:
        os.setsid()
        os.dup2(output, 1)
        os.dup2(errors, 2)
        sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115 - a descriptor
        sys.stderr = open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
        signal.signal(signal.SIGINT, signal.default_int_handler)
        if parent is not None:
            listener = install()
            socket.send_fds(parent, [b"."], [listener])
            os.close(listener)
            parent.close()
        work()
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 0 if end.code is None else 1
    except BaseException:  # noqa: BLE001 - what Python itself would print
        traceback.print_exc()
        code = 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _listen(listener: int, process: int, judge: Callable[[Call, int], int]) -> None:
    """Answer every call until the process and all that it started have ended."""
    poll = select.poll()
    poll.register(listener, select.POLLIN)
    number = 0
    while True:
        ready = poll.poll(_PATIENCE)
        if not ready:
            kill_group(process)
            raise TimeoutError("a build hangs")
        if not ready[0][1] & select.POLLIN:
            return
        asked = bytearray(80)
        try:
            fcntl.ioctl(listener, _RECEIVE, asked)
        except FileNotFoundError:  # who asked was killed meanwhile
            continue
        identity, caller, _, system_call, _, _, *arguments = struct.unpack("QIIiIQ6Q", asked)
        answer = 0
        paths = _paths(caller, NAMES[system_call], arguments)
        if paths:
            number += 1
            call = Call(number, NAMES[system_call], caller, tuple(arguments), paths)
            answer = judge(call, process)
        told = struct.pack("QqiI", identity, 0, -answer, 0 if answer else _GO_ON)
        try:
            fcntl.ioctl(listener, _ANSWER, told)
        except FileNotFoundError:
            continue


def _paths(caller: int, name: str, arguments: list[int]) -> tuple[str, ...]:
    """Give the files and folders that a call is about; none for what is no file."""
    try:
        if name in ON_OPEN_FILES:
            file = Path(f"/proc/{caller}/fd/{arguments[0]}")
            mode = file.stat().st_mode
            regular = stat.S_ISREG(mode) or stat.S_ISDIR(mode)
            return (str(file.readlink()),) if regular else ()
        if name in {"renameat", "renameat2", "linkat"}:
            return tuple(_at(caller, *arguments[start : start + 2]) for start in (0, 2))
        if name in {"rename", "link"}:
            return tuple(_at(caller, None, each) for each in arguments[:2])
        if name in {"symlink", "symlinkat"}:
            return (_at(caller, None, arguments[2 if name == "symlinkat" else 1]),)
        if name.endswith("at"):
            path = _at(caller, *arguments[:2])
            return () if path == "/dev/null" else (path,)
        return (_at(caller, None, arguments[0]),)
    except (FileNotFoundError, ProcessLookupError):
        return ()


def _at(caller: int, folder: int | None, address: int) -> str:
    """Read a path from a process's memory, and make it absolute."""
    with Path(f"/proc/{caller}/mem").open("rb", buffering=0) as memory:
        memory.seek(address)
        # No more than to the end of the page, behind which there may be none.
        text = memory.read(4096 - address % 4096)
        if b"\0" not in text:
            text += memory.read(4096)
    path = os.fsdecode(text.split(b"\0")[0])
    here = folder is None or folder & 0x80000000
    base = Path(f"/proc/{caller}/cwd" if here else f"/proc/{caller}/fd/{folder}")
    return path if path.startswith("/") else str(base.readlink() / path)


def _file_of(caller: int, file: int) -> int:
    """Give a copy of another process's descriptor."""
    status = Path(f"/proc/{caller}/status").read_text()
    group = int(status.partition("Tgid:")[2].split()[0])
    libc = ctypes.CDLL(None, use_errno=True)
    handle = libc.syscall(_PIDFD_OPEN, group, 0)
    copy = libc.syscall(_PIDFD_GETFD, handle, file, 0)
    os.close(handle)
    if copy < 0:
        raise OSError(ctypes.get_errno(), "pidfd_getfd")
    return int(copy)


def _group_after_a_moment(process: int) -> tuple[int, ...]:
    """Give those of a process group that are not about to end."""
    patience = time.monotonic() + _MOMENT
    while (left := _group(process)) and time.monotonic() < patience:
        time.sleep(0.01)
    return left


def _group(process: int) -> tuple[int, ...]:
    """Give those of a process group that still live."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except (FileNotFoundError, ProcessLookupError):
                continue
            if int(fields[2]) == process and fields[0] not in "ZX":
                found.append(int(entry.name))
    return tuple(found)
