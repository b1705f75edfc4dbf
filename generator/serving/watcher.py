"""Folders, watched for changes of what lies in them.

Enters: folders, which may become others. Leaves: a call for each change, or for many that come within a moment. The operating
system tells of them (inotify, FSEvents); where it cannot, files are looked at a few times a second.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from watchfiles import watch

# Milliseconds: editors write a file in several steps, and a change of branches changes many files.
_QUIET, _MOST = 30, 300


class Watcher:
    """Calls `changed` from a thread of its own, but not for paths of which `is_ignored` holds."""

    def __init__(self, changed: Callable[[], None], is_ignored: Callable[[Path], bool]) -> None:
        self._changed = changed
        self._is_ignored = is_ignored
        self._folders: frozenset[Path] = frozenset()
        self._again = threading.Event()
        self._is_stopped = False
        self._thread: threading.Thread | None = None

    def watch(self, folders: frozenset[Path]) -> None:
        """Watch these folders in place of those before; what changed meanwhile is not known, so it counts as a change."""
        self._folders = folders
        self._again.set()
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, daemon=True)
            self._thread.start()
        else:
            self._changed()

    def stop(self) -> None:
        """End the watch."""
        self._is_stopped = True
        self._again.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        force_polling: bool | None = None
        while True:
            # Before what it stands for is looked at, so that nothing that is said meanwhile is missed.
            self._again.clear()
            if self._is_stopped:
                return
            folders = [folder for folder in self._folders if folder.is_dir()]
            try:
                self._look(folders, force_polling)
            except FileNotFoundError:  # a folder went away at this moment
                continue
            except OSError:  # the system's limit of watched folders
                force_polling = True

    def _look(self, folders: list[Path], force_polling: bool | None) -> None:
        for changes in watch(
            *folders,
            watch_filter=None,
            debounce=_MOST,
            step=_QUIET,
            stop_event=self._again,
            rust_timeout=60_000,
            raise_interrupt=False,
            force_polling=force_polling,
            recursive=False,
            ignore_permission_denied=True,
        ):
            if not all(self._is_ignored(Path(path)) for _, path in changes):
                self._changed()
