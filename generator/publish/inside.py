"""Files below a folder, reached through no link.

Enters: a folder, and paths below it. Leaves: a descriptor of the folder that each file is in, so that what is moved and
removed is inside, whatever anybody puts in the place of a folder meanwhile. Refuses: a link where a folder is expected.
"""

from __future__ import annotations

import errno
import os
import shutil
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from generator.errors import OutputError

_FLAGS = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_NOFOLLOW", 0)
# Elsewhere (Windows) paths have to do, and links are looked for alone.
_BY_DESCRIPTOR = os.rename in os.supports_dir_fd and os.open in os.supports_dir_fd


class Inside:
    """A folder whose files are reached without following a link; keeps the way to the last one open."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._names: list[str] = []
        self._open: list[int] = []

    def __enter__(self) -> Inside:
        if _BY_DESCRIPTOR:
            self._open.append(self._folder(str(self._root), None))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._back_to(0)
        while self._open:
            os.close(self._open.pop())

    def place(self, path: str, *, make: bool = False) -> tuple[str, int | None]:
        """Give a file's name, and the folder in which that is; `make` makes the folders that are missing."""
        *names, last = path.split("/")
        if not _BY_DESCRIPTOR:
            folder = self._root.joinpath(*names)
            if make:
                folder.mkdir(parents=True, exist_ok=True)
            return str(folder / last), None
        same = 0
        while same < min(len(names), len(self._names)) and names[same] == self._names[same]:
            same += 1
        self._back_to(same)
        for name in names[same:]:
            self._open.append(self._below(name, make=make))
            self._names.append(name)
        return last, self._open[-1]

    def replace(self, path: str, there: Inside) -> None:
        """Move a file to the same path of another folder, in place of what is there."""
        source, of = self.place(path)
        target, to = there.place(path, make=True)
        os.replace(source, target, src_dir_fd=of, dst_dir_fd=to)

    def link(self, path: str, there: Inside) -> None:
        """Let a file be at the same path of another folder too, in place of what is there."""
        source, of = self.place(path)
        target, to = there.place(path, make=True)
        with suppress(FileNotFoundError):
            os.unlink(target, dir_fd=to)
        try:
            os.link(source, target, src_dir_fd=of, dst_dir_fd=to, follow_symlinks=False)
        except (
            OSError,
            NotImplementedError,
        ):  # no hard links, or none without following links: copy, and keep the time stamp
            shutil.copy2(self._root / path, there._root / path, follow_symlinks=False)

    def make_way(self, path: str) -> None:
        """Make the folders that a file is to be in."""
        self.place(path, make=True)

    def remove(self, path: str) -> None:
        """Remove a file, if it is there, and the folders that are empty without it."""
        with suppress(FileNotFoundError):
            name, folder = self.place(path)
            os.unlink(name, dir_fd=folder)
        self.prune(path)

    def prune(self, path: str) -> None:
        """Remove the folders on the way to a file that are empty."""
        names = path.split("/")
        for length in range(len(names) - 1, 0, -1):
            try:
                name, folder = self.place("/".join(names[:length]))
                os.rmdir(name, dir_fd=folder)
            except FileNotFoundError:
                continue
            except OSError as error:
                if error.errno in {errno.ENOTEMPTY, errno.EEXIST}:
                    return
                raise

    def _back_to(self, length: int) -> None:
        while len(self._names) > length:
            self._names.pop()
            os.close(self._open.pop())

    def _below(self, name: str, *, make: bool) -> int:
        above = self._open[-1]
        try:
            return self._folder(name, above)
        except FileNotFoundError:
            if not make:
                raise
        with suppress(FileExistsError):
            os.mkdir(name, dir_fd=above)
        return self._folder(name, above)

    def _folder(self, name: str, above: int | None) -> int:
        try:
            return os.open(name, _FLAGS, dir_fd=above)
        except OSError as error:
            if error.errno not in {errno.ELOOP, errno.ENOTDIR}:
                raise
            path = self._root.joinpath(*self._names, name) if above is not None else self._root
            raise OutputError(
                f"{path}: is a link or a file; expected a folder of the site; move it away and build with --clean, "
                "or choose another --output"
            ) from None
