"""One build at a time where two would be in each other's way.

Enters: the file of a lock, and what its holder is about. Leaves: the lock, once nobody else has it. The system lets it go
when its holder ends, however it ends; the file then still says who that was, and shows that something was left half-done.
"""

from __future__ import annotations

import os
import platform
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

_LONGEST = 500  # bytes of a holder's account that are read


class Lock:
    """A lock on a file of its own, which nothing else is kept in."""

    def __init__(self, file: Path, work: str) -> None:
        """Name the file, and the work for which it is locked, as others are told."""
        self.file = file
        self._work = work
        self._descriptor = -1

    def take(self, tell: Callable[[str], None]) -> bool:
        """Wait for the lock; gives whether the file was left by a holder that was stopped. Raises `OSError`.

        Where another holds it, `tell` hears who.
        """
        while True:
            self._descriptor = os.open(self.file, _FLAGS, 0o666)
            try:
                _lock(self._descriptor, lambda: tell(self._held()))
                if self._is_there():
                    left = bool(self._account())
                    self._write_account()
                    return left
            except BaseException:
                self._close()
                raise
            # Its holder took the file away when it ended.
            self._close()

    def release(self, *, remove: bool) -> None:
        """Let the lock go, and take its file away unless something half-done is left."""
        if self._descriptor < 0:
            return
        if remove:
            with suppress(OSError):
                self.file.unlink()
        self._close()
        if remove and not _has_locks():
            # Windows removes no file that is open; nobody waits for this one.
            with suppress(OSError):
                self.file.unlink()

    def _close(self) -> None:
        os.close(self._descriptor)
        self._descriptor = -1

    def _is_there(self) -> bool:
        try:
            there = os.stat(self.file, follow_symlinks=False)  # noqa: PTH116 - compared with a descriptor's
        except FileNotFoundError:
            return False
        return os.path.samestat(there, os.fstat(self._descriptor))

    def _account(self) -> str:
        os.lseek(self._descriptor, 0, os.SEEK_SET)
        text = os.read(self._descriptor, _LONGEST).decode("utf-8", "replace")
        return " ".join(text.split())

    def _held(self) -> str:
        return (
            f"{self.file}: another build is at work here ({self._account() or 'it does not say which'}); "
            "expected it to end; waiting until it does"
        )

    def _write_account(self) -> None:
        text = f"process {os.getpid()} on {platform.node()}, {self._work}\n"
        data = text.encode("utf-8", "surrogateescape")
        os.ftruncate(self._descriptor, 0)
        os.lseek(self._descriptor, 0, os.SEEK_SET)
        os.write(self._descriptor, data)


# A link in the place of the file would have another file written.
_FLAGS = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)


def _has_locks() -> bool:
    try:
        import fcntl  # noqa: F401
    except ImportError:
        return False
    return True


def _lock(descriptor: int, waiting: Callable[[], None]) -> None:
    try:
        import fcntl
    except ImportError:  # Windows: a second build there is on its own
        return
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        waiting()
        fcntl.flock(descriptor, fcntl.LOCK_EX)
    except OSError:  # a file system without locks: likewise
        return
