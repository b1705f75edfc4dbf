"""The files of the new site, as they come in.

Enters: files that were written, or that stay. Leaves: the manifest of them all, and what they change. Refuses: two files at one place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from generator.file_table import NO_KEY, FileTable
from generator.publish.manifest import manifest_pieces, refuse_collisions
from generator.publish.writer import WrittenFile, new_file


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishReport:
    """What a build put in place: files and bytes in all, and how they differ from before."""

    files: int
    bytes: int
    written: int
    unchanged: int
    removed: int


class FilesByPath(Mapping[str, WrittenFile]):
    """Files of a table by path."""

    def __init__(self, table: FileTable) -> None:
        self._table = table

    def __len__(self) -> int:
        return len(self._table)

    def __iter__(self) -> Iterator[str]:
        return iter(self._table.paths)

    def __contains__(self, path: object) -> bool:
        return isinstance(path, str) and self._table.paths.find(path) is not None

    def __getitem__(self, path: str) -> WrittenFile:
        place = self._table.paths.find(path)
        if place is None:
            raise KeyError(path)
        return new_file(
            path=path,
            digest=self._table.digest(place),
            size=self._table.sizes[place],
            written=self._table.is_written(place),
        )


class SiteFiles:
    """The files of a site, and what became of them."""

    def __init__(self) -> None:
        self._table = FileTable()

    def add(self, file: WrittenFile, key: bytes = NO_KEY) -> None:
        """Take a file of the new site in, with the key of what it was made from; `commit` refuses two at one path."""
        self._table.append(file.path, file.digest, file.size, key, written=file.written)

    def keep(self, path: str, digest: bytes, size: int, key: bytes) -> None:
        """Take a file in that stands."""
        self._table.append(path, digest, size, key)

    @property
    def table(self) -> FileTable:
        """Give the files of the new site so far, with their keys."""
        return self._table

    @property
    def files(self) -> Mapping[str, WrittenFile]:
        """Give the files of the new site so far, by path."""
        return FilesByPath(self._table)

    def _manifest_pieces(self) -> Iterator[bytes]:
        """Write the manifest; raises `OutputError` where some file system cannot tell two paths apart."""
        refuse_collisions(self._table.paths)
        return manifest_pieces(self._table)

    def _report(self, removed: int) -> PublishReport:
        """Tell what changes; so many files of the site that stood are `removed`."""
        written = self._table.written
        return PublishReport(
            files=len(self._table),
            bytes=sum(self._table.sizes),
            written=written,
            unchanged=len(self._table) - written,
            removed=removed,
        )
