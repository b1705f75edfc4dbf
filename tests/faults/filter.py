"""A filter of system calls that asks another process about each call that changes the disk.

Enters: nothing. Leaves: in the calling process, and in all that it starts, a seccomp filter whose listener is a file
descriptor (seccomp_unotify(2), Linux 5.5). Python's own audit hooks would not see what SQLite writes.
"""

from __future__ import annotations

import ctypes
import os
import platform
import struct
from dataclasses import dataclass

_X86 = (
    "write=1 pwrite64=18 writev=20 sendfile=40 fsync=74 fdatasync=75 truncate=76 "
    "ftruncate=77 rename=82 mkdir=83 rmdir=84 creat=85 link=86 unlink=87 symlink=88 "
    "chmod=90 fchmod=91 openat=257 mkdirat=258 unlinkat=263 renameat=264 linkat=265 "
    "symlinkat=266 fchmodat=268 utimensat=280 fallocate=285 syncfs=306 renameat2=316 "
    "copy_file_range=326 seccomp=317 "
)
_ARM = (
    "mkdirat=34 unlinkat=35 symlinkat=36 linkat=37 renameat=38 truncate=45 ftruncate=46 "
    "fallocate=47 fchmod=52 fchmodat=53 openat=56 write=64 writev=66 pwrite64=68 "
    "sendfile=71 fsync=82 fdatasync=83 utimensat=88 syncfs=267 renameat2=276 seccomp=277 "
    "copy_file_range=285 "
)
_LISTED = {"x86_64": _X86, "aarch64": _ARM}[platform.machine()]
NUMBERS = {name: int(number) for name, number in (each.split("=") for each in _LISTED.split())}
NAMES = {number: name for name, number in NUMBERS.items()}
# Those whose first argument is a file descriptor, which may be that of a pipe.
ON_OPEN_FILES = frozenset(
    "write pwrite64 writev sendfile fsync fdatasync ftruncate fchmod fallocate syncfs copy_file_range".split()
)
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW, _ASK = 0x7FFF0000, 0x7FC00000
_FILTER_MODE, _NEW_LISTENER, _NO_NEW_PRIVILEGES = 1, 1 << 3, 38


def _argument(number: int) -> int:
    """Give where the filter finds the lower half of a call's argument."""
    return 16 + 8 * number


def _program() -> bytes:
    """Write the filter: ask about files opened for writing, what is written to files, and all that changes folders."""
    steps = [(_LOAD, 0, 0, 0)]
    for name, number in NUMBERS.items():
        if name == "seccomp":
            continue
        if name == "openat":
            test = [(_LOAD, 0, 0, _argument(2)), (_ANY_BIT, 0, 1, _WRITING)]
        elif name in ON_OPEN_FILES:
            test = [(_LOAD, 0, 0, _argument(0)), (_AT_LEAST, 0, 1, 3)]
        else:
            test = []
        answers = [(_RETURN, 0, 0, _ASK), (_RETURN, 0, 0, _ALLOW)]
        rest = [*test, *(answers if test else answers[:1])]
        steps += [(_EQUAL, 0, len(rest), number), *rest]
    steps.append((_RETURN, 0, 0, _ALLOW))
    return b"".join(struct.pack("HBBI", *step) for step in steps)


@dataclass(frozen=True, slots=True)
class RefusedError(Exception):
    """The system does not let a process filter its own calls."""

    reason: str


def install() -> int:
    """Filter this process from now on, for good; gives the listener."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    written = _program()
    code = ctypes.create_string_buffer(written, len(written))
    program = struct.pack("HxxxxxxP", len(written) // 8, ctypes.addressof(code))
    listener = libc.syscall(NUMBERS["seccomp"], _FILTER_MODE, _NEW_LISTENER, program)
    if listener < 0:
        raise RefusedError(os.strerror(ctypes.get_errno()))
    return int(listener)
