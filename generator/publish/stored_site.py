"""One build's way into a store.

Enters: what is written, kept, and nothing else. Leaves: the new site as a version of its own, and then one object written anew, which
names it: who reads that object before sees the old site, and the new one after. Refuses: a store in which another build published
meanwhile.

A version that no build ended is of no harm, and goes when the next one is published. Nothing goes before: until then another build may be
at work on it, and afterwards that one can publish nothing any more, for the object is not the one that it found.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from generator.errors import ObjectStoreError, OutputError
from generator.file_table import only_in
from generator.publish.beside import MANIFEST
from generator.publish.manifest import Published
from generator.publish.site_files import PublishReport, SiteFiles
from generator.publish.store_writer import StoreWriter
from generator.publish.versions import (
    CURRENT,
    HEADERS,
    POINTER,
    Current,
    current_of,
    files_there,
    folder_of,
    next_version,
    older_than,
    pointer_to,
    versions_in,
)
from generator.publish.writer import WrittenFile
from generator.stores import ObjectStore, in_order, open_object, shown_url


class StorePublication(SiteFiles):
    """A site on its way to a store: files are written by `writer`, told to `add`, and `commit` lets them be served.

    Raises `ObjectStoreError` for what the store refuses; what was written is removed then, and the old site is served on.
    """

    def __init__(
        self, store: ObjectStore, *, work: Path, clean: bool = False, known: Published | None = None
    ) -> None:
        """Take a store, and a folder of this build for what is put together before it is sent; the files of the site are `known`, if it is that one."""
        super().__init__()
        self._store = store
        self._work = work
        self._clean = clean
        self._known = known
        self._current = Current()
        self._version = ""
        self._begun = False
        self._name = ""
        self.before: Mapping[str, bytes] = {}
        self.writer = StoreWriter(store, "", self.before)

    def __enter__(self) -> StorePublication:
        self._current = current_of(self._store, self._known)
        known = versions_in(self._store)
        self._version = next_version((*known, self._current.version or "0"))
        self.before = {} if self._clean else files_there(self._store, self._current)
        self.writer = StoreWriter(self._store, folder_of(self._version), self.before)
        try:
            shutil.rmtree(self._work, ignore_errors=True)
            self._work.mkdir(parents=True)
        except OSError as error:
            raise self._refused(error) from error
        self._begun = True
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        shutil.rmtree(self._work, ignore_errors=True)
        if self._begun:
            # Where the store does not answer, the next build that publishes removes it.
            with suppress(ObjectStoreError):
                self._store.remove_all(folder_of(self._version))
        if isinstance(error, OSError):
            raise self._refused(error) from error

    def _refused(self, error: OSError) -> OutputError:
        return OutputError(
            f"{error.filename or self._work}: cannot be written or read ({error.strerror or error}); expected room for what is sent "
            "to the store; check the permissions and the space left, and build again; the site is as it was"
        )

    @property
    def staging(self) -> Path:
        """Give a folder of this machine for files that are sent when they are whole, by `seen`."""
        return self._work

    @property
    def standing(self) -> StoredSite:
        """Give the site that stands."""
        return StoredSite(self._store, self._current)

    @property
    def manifest(self) -> str:
        """Name the site that was published: the digest of its manifest."""
        return self._name

    def seen(self, file: WrittenFile) -> WrittenFile:
        """Send a file that was written to the staging folder, unless the version before has the same."""
        staged = self._work / file.path
        written = self.before.get(file.path) != file.digest
        if written:
            self.writer.write_file(file.path, staged)
        staged.unlink()
        return replace(file, written=written)

    def commit(self) -> PublishReport:
        """Let the new site be served; where it is the one that is served, nothing is written."""
        staged = self._work / MANIFEST
        self._name = _written_to(staged, self._manifest_pieces()).hex()
        report = self._report(
            sum(1 for _ in only_in(self._current.manifest.files.paths, self._table.paths))
        )
        if not report.written and self._name == self._current.digest:
            self._begun = False
            return report
        self._copy_what_stays()
        pointer = pointer_to(self._version, self._name, self._current.version)
        self.writer.write_file(MANIFEST, staged)
        self.writer.write_bytes(POINTER, pointer)
        # From here on only a clear refusal tells that it is not served: an answer may be lost.
        self._begun = False
        if not self._store.write_if(CURRENT, pointer, self._current.tag, HEADERS):
            self._begun = True
            raise OutputError(
                f"{shown_url(self._store.url)}/{CURRENT}: another build was published here meanwhile; expected one at a time; "
                "build again"
            )
        self._sweep()
        return report

    def _copy_what_stays(self) -> None:
        files = self._table
        stay = (path for place, path in enumerate(files.paths) if not files.is_written(place))
        try:
            for _ in in_order(self._store, self._copy, stay):
                pass
        except FileNotFoundError as error:
            raise OutputError(
                f"{error.filename}: is gone, which the version that is served had; expected it to stay until the next one is; "
                "build again, with --clean where somebody removed it; the site is as it was"
            ) from None

    def _copy(self, path: str) -> None:
        self._store.copy(self._current.path(path), f"{folder_of(self._version)}/{path}")

    def _sweep(self) -> None:
        """Remove all versions but this one and the one before; what cannot be removed the next build removes.

        One that began after this is not ours to remove: a store that knows no condition may have let it be published.
        """
        with suppress(ObjectStoreError):
            kept = (self._current.version,)
            for folder in older_than(self._version, versions_in(self._store), kept):
                self._store.remove_all(folder)


def _written_to(file: Path, pieces: Iterable[bytes]) -> bytes:
    """Write a file of this machine piece by piece; gives the SHA-256 of its bytes."""
    digest = hashlib.sha256()
    with file.open("wb") as target:
        for piece in pieces:
            digest.update(piece)
            target.write(piece)
    return digest.digest()


class StoredSite:
    """The site that stands in a store."""

    def __init__(self, store: ObjectStore, current: Current) -> None:
        self._store = store
        self._current = current

    def read_all(self, paths: Iterable[str]) -> Iterator[bytes | None]:
        """Give the bytes of files, in their order, `None` for each that is not there; raises `ObjectStoreError`."""
        return in_order(self._store, self._read, paths)

    def open(self, path: str) -> BinaryIO:
        """Open a file for reading from any place in it; raises `OSError`."""
        return open_object(self._store, self._current.path(path))

    def feeds_below(self, folder: str) -> list[str]:
        """Give the paths of feeds in the folders right in a folder, sorted."""
        paths = (path.split("/") for path in self._current.manifest.files.paths)
        feeds = ["/".join(path) for path in paths if len(path) == 3 and path[2] == "feed.xml"]
        return sorted(path for path in feeds if path.startswith(f"{folder}/"))

    def place(self, path: str) -> str:
        """Give the URL of a file."""
        return f"{shown_url(self._store.url)}/{self._current.path(path)}"

    def _read(self, path: str) -> bytes | None:
        if self._current.manifest.files.paths.find(path) is None:
            return None
        try:
            return self._store.read(self._current.path(path))
        except FileNotFoundError:
            return None
