"""A folder as a store of objects; needs nothing but Python.

Enters: a folder, which need not be there yet. Leaves: files in it. A file is written beside its place, under a name that no
listing gives, and renamed.
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from generator.errors import ObjectStoreError
from generator.stores.store import StoredObject, checked, digest_of, mapping, not_there

PART = ".broadsheet-part-"
_NONE: Mapping[str, str] = {}


class FolderStore:
    """The files below a folder."""

    at_once = 1

    def __init__(self, folder: Path) -> None:
        self._folder = folder.absolute()

    def __reduce__(self) -> tuple[type[FolderStore], tuple[Path]]:
        return FolderStore, (self._folder,)

    @property
    def url(self) -> str:
        """Give the path of the folder."""
        return str(self._folder)

    def read(self, name: str) -> bytes:
        """Give the bytes of a file; raises `FileNotFoundError` where there is none."""
        with self._errors(name, "read"):
            return self._path(name).read_bytes()

    def read_with_tag(self, name: str) -> tuple[bytes, str]:
        """Give the bytes of a file and their digest; raises `FileNotFoundError`."""
        data = self.read(name)
        return data, digest_of(data)

    def mapped(self, name: str) -> memoryview:
        """Map a file; raises `FileNotFoundError`, and ValueError where it is empty."""
        with self._errors(name, "read"), self._path(name).open("rb") as stream:
            return mapping(stream)

    def read_range(self, name: str, start: int, stop: int) -> bytes:
        """Give bytes of a file, fewer where it ends before `stop`; raises `FileNotFoundError`."""
        with self._errors(name, "read"), self._path(name).open("rb") as stream:
            stream.seek(start)
            return stream.read(max(stop - start, 0))

    def write(self, name: str, data: bytes, headers: Mapping[str, str] = _NONE) -> None:  # noqa: ARG002 - a file has none
        """Put a file in place, whole or not at all."""
        with self._part_of(name) as part:
            part.write_bytes(data)

    def write_file(self, name: str, file: Path, headers: Mapping[str, str] = _NONE) -> None:  # noqa: ARG002 - likewise
        """Put a copy of a file in place, whole or not at all."""
        with self._part_of(name) as part:
            shutil.copyfile(file, part)

    def write_if(
        self, name: str, data: bytes, tag: str | None, headers: Mapping[str, str] = _NONE
    ) -> bool:
        """Write, if the file is still the one of this tag, or still not there; what comes in between is lost."""
        found = None
        with suppress(FileNotFoundError):
            found = self.read_with_tag(name)[1]
        if found != tag:
            return False
        self.write(name, data, headers)
        return True

    def look(self, name: str) -> StoredObject:
        """Give a file's size; raises `FileNotFoundError`."""
        with self._errors(name, "read"):
            return StoredObject(name=name, size=self._path(name).stat().st_size, tag=None)

    def listed(self, under: str = "") -> Iterator[StoredObject]:
        """Give all files below a folder, sorted; without tags, for which each would be read."""
        for name in self.names(under):
            with suppress(FileNotFoundError):
                size = self._path(name).stat().st_size
                yield StoredObject(name=name, size=size, tag=None)

    def names(self, under: str = "") -> Iterator[str]:
        """Give the names of all files below a folder, sorted."""
        top = self._path(under) if under else self._folder
        found = [
            Path(folder, file).relative_to(self._folder).as_posix()
            for folder, _, files in os.walk(top)
            for file in files
            if not file.startswith(PART)
        ]
        yield from sorted(found)

    def folders(self, under: str = "") -> tuple[str, ...]:
        """Give the names of the folders right in a folder, sorted."""
        top = self._path(under) if under else self._folder
        try:
            with self._errors(under, "read"):
                return tuple(sorted(entry.name for entry in top.iterdir() if entry.is_dir()))
        except FileNotFoundError:
            return ()

    def copy(self, source: str, target: str) -> None:
        """Let a file stand under another name too; raises `FileNotFoundError`."""
        checked(target, self.url)
        self.write(target, self.read(source))

    def remove(self, names: Iterable[str]) -> None:
        """Remove files; one that is not there is no error."""
        for name in names:
            with self._errors(name, "removed", absent=False):
                self._path(name).unlink(missing_ok=True)

    def remove_all(self, under: str) -> None:
        """Remove a folder and all that is in it."""
        with suppress(FileNotFoundError), self._errors(under, "removed"):
            shutil.rmtree(self._path(under))

    @contextmanager
    def _part_of(self, name: str) -> Iterator[Path]:
        """Give a place for a file that takes its own when it is whole."""
        path = self._path(name)
        part = path.with_name(f"{PART}{secrets.token_hex(8)}")
        with self._errors(name, "written", absent=False):
            path.parent.mkdir(parents=True, exist_ok=True)
            try:
                yield part
                part.replace(path)
            except BaseException:
                part.unlink(missing_ok=True)
                raise

    def _path(self, name: str) -> Path:
        return self._folder / checked(name, self.url)

    @contextmanager
    def _errors(self, name: str, done: str, *, absent: bool = True) -> Iterator[None]:
        """Make of an error of the system one of the store; with `absent` a missing file stays what it is."""
        try:
            yield
        except OSError as error:
            if absent and isinstance(error, FileNotFoundError | NotADirectoryError):
                raise not_there(f"{self.url}/{name}") from None
            raise ObjectStoreError(
                f"{self.url}/{name}: cannot be {done} ({error.strerror or error}); expected a folder for files of a build; "
                "check its permissions and the space left, and try again"
            ) from None
