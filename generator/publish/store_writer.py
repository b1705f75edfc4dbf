"""Files of the new site, written straight to a store, by whichever process makes them.

Enters: artifacts. Leaves: objects under the version of this build alone, for those that the version before has not got with the same
bytes. An object appears whole; who writes the same again writes the same bytes, and what is written after the build is over belongs to
no site.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import BinaryIO

from generator.artifacts import Artifact
from generator.publish.file_headers import headers_of
from generator.publish.writer import WrittenFile, new_file, put_if_new
from generator.stores import ObjectStore, in_order


class StoreWriter:
    """Writes artifacts to a version in a store; `before` has the digests of the files of the version before, by path.

    Sent to another process it writes to the same.
    """

    def __init__(self, store: ObjectStore, version: str, before: Mapping[str, bytes]) -> None:
        self._store = store
        self._version = version
        self._before = before

    def write_all(self, artifacts: Iterable[Artifact]) -> list[WrittenFile]:
        """Write artifacts, several at a time; raises `ObjectStoreError`."""
        return list(in_order(self._store, self.write, artifacts))

    def write(self, artifact: Artifact) -> WrittenFile:
        """Write an artifact, if the version before has not got the same bytes at its path; raises `ObjectStoreError`."""
        return put_if_new(artifact, self._before, self.write_bytes)

    def copy(self, path: str, stream: BinaryIO, digest: bytes, size: int) -> WrittenFile:
        """Send a file of the owner's, if the version before has not got the bytes of this digest at its path."""
        if self._before.get(path) == digest:
            return new_file(path=path, digest=digest, size=size, written=False)
        data = stream.read()  # it may have changed since it was looked at
        self.write_bytes(path, data)
        found = hashlib.sha256(data).digest()
        return new_file(path=path, digest=found, size=len(data), written=True)

    def write_bytes(self, path: str, data: bytes) -> None:
        """Write a file in any case; raises `ObjectStoreError`."""
        self._store.write(f"{self._version}/{path}", data, headers_of(path))

    def write_file(self, path: str, file: Path) -> None:
        """Send a file of this machine in any case; raises `ObjectStoreError`."""
        self._store.write_file(f"{self._version}/{path}", file, headers_of(path))
