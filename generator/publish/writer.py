"""Files of the new site, written where it is made.

Enters: artifacts, in any process. Leaves: files in the folder beside the old site, for those alone that the old site
has not got, and for each what the manifest says of it.

A writer that is sent to a worker of a cluster becomes a `WriterElsewhere`. Such a worker may be given up and still work on, while
another does the same again, the site is published, or the next build begins. So it writes through a folder that bears the name of this
build alone and goes with it, and a file appears whole in its place or not at all.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import BinaryIO

from generator.artifacts import Artifact
from generator.models import quick_maker

_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_CLOEXEC", 0)
# Windows would write two bytes for each line feed.
_FLAGS |= getattr(os, "O_BINARY", 0)
_PIECE = 1 << 20  # bytes
# Whoever puts a link there would have another file written.
_FLAGS |= getattr(os, "O_NOFOLLOW", 0)
_PASSAGE = ".broadsheet.passage"
_TRIES = 10
_MOST_FOLDERS = 4096
_FOLDER = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_CLOEXEC", 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenFile:
    """A file of the new site: the SHA-256 of its bytes, how many they are, and whether they are new."""

    path: str
    digest: bytes
    size: int
    written: bool


new_file = quick_maker(WrittenFile)


def put_if_new(
    artifact: Artifact, before: Mapping[str, bytes], put: Callable[[str, bytes], None]
) -> WrittenFile:
    """Have an artifact written, if the site before has not got the same bytes at its path."""
    path, data = artifact.path, artifact.data
    digest = hashlib.sha256(data).digest()
    written = before.get(path) != digest
    if written:
        put(path, data)
    return new_file(path=path, digest=digest, size=len(data), written=written)


class FileWriter:
    """Writes artifacts; `before` has the digests of the old site's files by path."""

    def __init__(self, folder: Path, before: Mapping[str, bytes]) -> None:
        self._folder = f"{folder}/"
        self._before = before
        self._made: set[str] = set()
        self._passage = ""

    def __reduce__(self) -> tuple[type[WriterElsewhere], tuple[str, Mapping[str, bytes]]]:
        if not self._passage:
            self._passage = f"{self._folder}{_PASSAGE}/{secrets.token_hex(16)}"
            os.makedirs(self._passage, exist_ok=True)  # noqa: PTH103 - as all paths are here
        return WriterElsewhere, (self._passage, self._before)

    def close_elsewhere(self) -> None:
        """Let no other process write from now on; raises `OSError`."""
        if not self._passage:
            return
        for _ in range(_TRIES):
            # Who writes there this very moment may keep a folder from being empty.
            shutil.rmtree(self._folder + _PASSAGE, ignore_errors=True)
            if not os.path.lexists(self._folder + _PASSAGE):
                self._passage = ""
                return
        shutil.rmtree(self._folder + _PASSAGE)

    def write(self, artifact: Artifact) -> WrittenFile:
        """Write an artifact, if the old site has not got the same bytes at its path."""
        return put_if_new(artifact, self._before, self.write_bytes)

    def write_all(self, artifacts: Iterable[Artifact]) -> list[WrittenFile]:
        """Write artifacts, one after the other."""
        return [self.write(each) for each in artifacts]

    def copy(self, path: str, stream: BinaryIO, digest: bytes, size: int) -> WrittenFile:
        """Copy a file piece by piece, if the old site has not got the bytes of this digest at its path."""
        if self._before.get(path) == digest:
            return new_file(path=path, digest=digest, size=size, written=False)
        found, count = hashlib.sha256(), 0
        with os.fdopen(self._opened(self._folder + path), "wb") as target:
            # It may have changed since it was looked at.
            while piece := stream.read(_PIECE):
                target.write(piece)
                found.update(piece)
                count += len(piece)
        return new_file(path=path, digest=found.digest(), size=count, written=True)

    def write_bytes(self, path: str, data: bytes) -> None:
        """Write a file in any case."""
        self._put(self._folder + path, data)

    def write_pieces(self, path: str, pieces: Iterable[bytes]) -> bytes:
        """Write a file in any case, piece by piece; gives the SHA-256 of its bytes."""
        digest = hashlib.sha256()
        with os.fdopen(self._opened(self._folder + path), "wb") as target:
            for piece in pieces:
                digest.update(piece)
                target.write(piece)
        return digest.digest()

    def _put(self, target: str, data: bytes) -> None:
        _fill(self._opened(target), data)

    def _opened(self, target: str) -> int:
        """Open a new file, in a folder that is made for it."""
        folder = target.rpartition("/")[0]
        if folder not in self._made:
            try:
                os.mkdir(folder)  # noqa: PTH102 - a `Path` for each page costs as much as writing it
            except FileExistsError:
                pass
            except FileNotFoundError:
                Path(folder).mkdir(parents=True, exist_ok=True)
            self._know(folder)
        return os.open(target, _FLAGS, 0o666)

    def _know(self, folder: str) -> None:
        """Remember a folder that is there; not all, for each paper has one of its own."""
        if len(self._made) >= _MOST_FOLDERS:
            self._made.clear()
        self._made.add(folder)


class WriterElsewhere(FileWriter):
    """Writes files of a site for a build of another process, as long as that has not closed the passage."""

    def __init__(self, passage: str, before: Mapping[str, bytes]) -> None:
        """Open the passage; raises `FileNotFoundError` when the build is over."""
        super().__init__(Path(), before)
        self._through = os.open(passage, _FOLDER)
        # Wherever the folder is moved to: what the path leads to may be the next build's.
        self._root = os.open("../..", _FOLDER, dir_fd=self._through)
        self._names = map(f"{secrets.token_hex(8)}-{{}}".format, count())

    def __del__(self) -> None:
        for name in ("_through", "_root"):
            if hasattr(self, name):
                os.close(getattr(self, name))

    def write_bytes(self, path: str, data: bytes) -> None:
        """Write a file in any case."""
        self._put(f"./{path}", data)

    def _put(self, target: str, data: bytes) -> None:
        path = target.removeprefix("./")
        part = next(self._names)
        _fill(os.open(part, _FLAGS, 0o666, dir_fd=self._through), data)
        self._make_folder(path.rpartition("/")[0])
        os.replace(part, path, src_dir_fd=self._through, dst_dir_fd=self._root)

    def _opened(self, target: str) -> int:
        raise NotImplementedError(
            f"{target}: files of the owner are copied by the build's own process"
        )

    def _make_folder(self, folder: str) -> None:
        if not folder or folder in self._made:
            return
        try:
            os.mkdir(folder, dir_fd=self._root)
        except FileExistsError:
            pass
        except FileNotFoundError:
            self._make_folder(folder.rpartition("/")[0])
            self._make_folder(folder)
            return
        self._know(folder)


def _fill(number: int, data: bytes) -> None:
    """Write a file that is open, and close it."""
    try:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(number, rest) :]
    finally:
        os.close(number)
