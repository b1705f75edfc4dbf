"""Files of the new site, written where it is made.

Enters: artifacts, in any process. Leaves: files in the folder beside the old site, for those alone that the old site
has not got, and for each what the manifest says of it.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenFile:
    """A file of the new site: the SHA-256 of its bytes, how many they are, and whether they are new."""

    path: str
    digest: str
    size: int
    written: bool


new_file = quick_maker(WrittenFile)


class FileWriter:
    """Writes artifacts; `before` has the digests of the old site's files by path."""

    def __init__(self, folder: Path, before: Mapping[str, str]) -> None:
        self._folder = f"{folder}/"
        self._before = before
        self._made: set[str] = set()

    def write(self, artifact: Artifact) -> WrittenFile:
        """Write an artifact, if the old site has not got the same bytes at its path."""
        path, data = artifact.path, artifact.data
        digest = hashlib.sha256(data).hexdigest()
        written = self._before.get(path) != digest
        if written:
            self._put(self._folder + path, data)
        return new_file(path=path, digest=digest, size=len(data), written=written)

    def copy(self, path: str, stream: BinaryIO, digest: str, size: int) -> WrittenFile:
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
        return new_file(path=path, digest=found.hexdigest(), size=count, written=True)

    def write_bytes(self, path: str, data: bytes) -> None:
        """Write a file in any case."""
        self._put(self._folder + path, data)

    def _put(self, target: str, data: bytes) -> None:
        number = self._opened(target)
        try:
            rest = memoryview(data)
            while rest:
                rest = rest[os.write(number, rest) :]
        finally:
            os.close(number)

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
            self._made.add(folder)
        return os.open(target, _FLAGS, 0o666)
