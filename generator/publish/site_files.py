"""The files of the new site, as they come in.

Enters: files that were written, or that stay. Leaves: the manifest of them all, and what they change. Refuses: two files at one place.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from generator.publish.site_folder import collision, manifest_bytes, refuse_collisions
from generator.publish.writer import WrittenFile


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishReport:
    """What a build put in place: files and bytes in all, and how they differ from before."""

    files: int
    bytes: int
    written: int
    unchanged: int
    removed: int


class SiteFiles:
    """The files of a site by path, and what became of them."""

    def __init__(self) -> None:
        self._files: dict[str, WrittenFile] = {}

    def add(self, file: WrittenFile) -> None:
        """Take a file of the new site in; raises `OutputError` where another stands at its path."""
        if file.path in self._files:
            raise collision(file.path, file.path)
        self._files[file.path] = file

    @property
    def files(self) -> Mapping[str, WrittenFile]:
        """Give the files of the new site so far, by path."""
        return self._files

    def _manifest_bytes(self) -> bytes:
        """Write the manifest; raises `OutputError` where some file system cannot tell two paths apart."""
        refuse_collisions(self._files)
        return manifest_bytes(
            {path: (file.digest, file.size) for path, file in self._files.items()}
        )

    def _report(self, before: Collection[str]) -> PublishReport:
        """Tell what changes; `before` are the paths of the site that stood."""
        written = sum(file.written for file in self._files.values())
        return PublishReport(
            files=len(self._files),
            bytes=sum(file.size for file in self._files.values()),
            written=written,
            unchanged=len(self._files) - written,
            removed=len(set(before) - self._files.keys()),
        )
