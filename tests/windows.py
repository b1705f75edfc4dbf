"""The command as on Windows, as far as Linux can play it: `python -m tests.windows build`.

Before the command is loaded, what Windows has not got is taken away, and what it does otherwise is done so:

- modules: fcntl, resource, termios, tty, pty, pwd, grp, curses, readline, syslog;
- attributes: os.fork, os.sched_getaffinity, os.nice, signals and masks of POSIX, `dir_fd`, ForkContext, the clock since the start;
- a file that is open can neither be renamed nor removed, nor the folder that it is in, nor may `os.rename` write over another;
- a file that is opened by `os.open` without O_BINARY gets two bytes for each line feed;
- text that is read or written without a named encoding is an error: it would be that of the country;
- standard streams are in the encoding of western Europe, which has few letters.

Not played: how Windows reads paths (backslashes, drives, names of devices), its rights, its consoles, its processes.
"""

from __future__ import annotations

import errno
import importlib
import importlib.abc
import multiprocessing.context
import os
import shutil
import signal
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

MODULES = frozenset(
    ("fcntl", "resource", "termios", "tty", "pty", "pwd", "grp", "curses", "readline", "syslog")
)
_OF_OS = ("fork", "pread", "pwrite", "sched_getaffinity", "nice", "getuid", "geteuid", "O_NOFOLLOW", "O_CLOEXEC", "O_DIRECTORY", "mkfifo", "statvfs")  # fmt: skip
_OF_SIGNAL = ("pthread_sigmask", "SIGKILL", "SIGHUP", "SIGALRM", "SIGUSR1", "SIG_BLOCK", "SIG_SETMASK", "SIGPIPE")  # fmt: skip
# Packages of others have Windows' ways of their own, which need Windows; they are loaded as on this system.
_OF_OTHERS = (
    "asyncio concurrent.futures.process multiprocessing.connection multiprocessing.popen_fork sqlite3 subprocess tempfile "
    "click rich.console rich.progress rich.table numpy jinja2 yaml PIL.ImageFont PIL.ImageDraw nh3 re2 zstandard watchfiles "
    "selectolax.lexbor zoneinfo importlib.metadata csv email.message bibtexparser markdown lunr anyascii rjsmin smtplib http.server"
).split()
_BINARY = 1 << 30
_real_open, _real_write, _real_close = os.open, os.write, os.close


class _Missing(importlib.abc.MetaPathFinder):
    """Finds none of the modules that Windows has not got."""

    def find_spec(
        self,
        name: str,
        path: Sequence[str] | None,  # noqa: ARG002 - as importlib calls it
        target: ModuleType | None = None,  # noqa: ARG002 - likewise
    ) -> ModuleSpec | None:
        if name.partition(".")[0] in MODULES:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        return None


def _is_open(path: str) -> bool:
    """Tell whether this process has a file open at a path or below it."""
    whole = os.path.abspath(path)  # noqa: PTH100 - links stay as they are
    if os.path.islink(whole):  # noqa: PTH114 - `Path` calls what is played here
        return False
    for number in os.listdir("/proc/self/fd"):  # noqa: PTH208 - likewise
        try:
            there = os.readlink(f"/proc/self/fd/{number}")  # noqa: PTH115
        except OSError:
            continue
        if there == whole or there.startswith(f"{whole}/"):
            return True
    return False


def _refusing(real: Callable[..., None], *, over: bool) -> Callable[..., None]:
    """Give a function that moves or removes as Windows does; with `over`, what stands there goes."""

    def played(source: Any, *others: Any, dir_fd: int | None = None, **more: Any) -> None:
        assert dir_fd is None, "Windows has no dir_fd"
        assert not any(value is not None for key, value in more.items() if key.endswith("dir_fd"))
        for path in (source, *others):
            if _is_open(os.fspath(path)):
                raise PermissionError(errno.EACCES, "The process cannot access the file", path)
        if others and not over and os.path.lexists(others[0]):
            raise FileExistsError(
                errno.EEXIST, "Cannot create a file when that file exists", source
            )
        real(source, *others)

    return played


_as_text: set[int] = set()


def _open(path: Any, flags: int, mode: int = 0o777, *, dir_fd: int | None = None) -> int:
    assert dir_fd is None, "Windows has no dir_fd"
    if os.path.isdir(path):  # noqa: PTH112 - likewise
        raise PermissionError(errno.EACCES, "Permission denied", path)
    number = _real_open(path, flags & ~_BINARY, mode)
    # Its number may have been that of a file that was closed in another way.
    _as_text.discard(number)
    if flags & (os.O_WRONLY | os.O_RDWR) and not flags & _BINARY:
        _as_text.add(number)
    return number


def _write(number: int, data: Any) -> int:
    if number not in _as_text:
        return _real_write(number, data)
    _real_write(number, bytes(data).replace(b"\n", b"\r\n"))
    return len(data)


def _close(number: int) -> None:
    _as_text.discard(number)
    _real_close(number)


def play() -> None:
    """Make this process one of Windows, as far as that goes."""
    for name in _OF_OTHERS:
        importlib.import_module(name)
    sys.meta_path.insert(0, _Missing())
    for name in MODULES:
        sys.modules.pop(name, None)
    for module, names in ((os, _OF_OS), (signal, _OF_SIGNAL), (time, ("clock_gettime",))):
        for name in names:
            if hasattr(module, name):
                delattr(module, name)
    del multiprocessing.context.ForkContext
    os.supports_dir_fd.clear()
    os.supports_follow_symlinks.clear()
    shutil._use_fd_functions = False
    tempfile.TemporaryFile = tempfile.NamedTemporaryFile  # here it is removed while it is open
    os.O_BINARY = _BINARY
    os.open, os.write, os.close = _open, _write, _close
    os.rename = _refusing(os.rename, over=False)
    os.replace = _refusing(os.replace, over=True)
    os.unlink = os.remove = _refusing(os.unlink, over=False)
    os.rmdir = _refusing(os.rmdir, over=False)
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="cp1252")
    sys.platform = "win32"


def main() -> None:
    """Run the command line."""
    play()
    # What packages of others read in the encoding of the system is theirs.
    warnings.filterwarnings("error", category=EncodingWarning, module=r"generator(\.|$)")
    from generator.cli import main as command

    command()


if __name__ == "__main__":
    main()
