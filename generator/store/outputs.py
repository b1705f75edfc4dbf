"""What a build remembers of a site that it published.

Enters: the files of a site, each with the digest of what it was made from. Leaves: the same, for the next build to the same
folder, which need not make a file again that would be made from the same.
"""

from __future__ import annotations

import hashlib
import marshal
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from generator.errors import StoreError
from generator.file_table import FileTable
from generator.store.folder import store_errors

_FORMAT = 2
_LAYOUT = 3  # of the file: another one is not used


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    """A published site: the digests of its manifest and of all that the build read, and its files.

    Of its `files` all are there; a key is the digest of what a file was made from. `outcome` is what the build said of itself, `lines` where each paper's line in the data file is, `search` the parts of the search.
    """

    manifest: str = ""
    build: str = ""
    files: FileTable = field(default_factory=FileTable)
    outcome: bytes = b""
    lines: bytes = b""
    search: bytes = b""


class OutputMemory:
    """What is remembered of one output, in a file of the store."""

    def __init__(self, folder: Path, output: str) -> None:
        """Take the folder of the store, and the name of the output: its whole path or its URL."""
        name = hashlib.sha256(output.encode("utf-8", "surrogateescape"))
        self._file = folder / "outputs" / f"{name.hexdigest()[:16]}.marshal"

    def glance(self) -> Remembered:
        """Give what the last build to the folder left, without what it remembers of single files."""
        return self._read(whole=False)

    def recall(self) -> Remembered:
        """Give what the last build to the folder left, or nothing."""
        return self._read(whole=True)

    def _read(self, *, whole: bool) -> Remembered:
        try:
            with self._file.open("rb") as stream:
                layout, manifest, build, outcome = marshal.load(stream)
                if layout != _LAYOUT:
                    return Remembered()
                lines, search = marshal.load(stream) if whole else (b"", b"")
                files = FileTable.unpacked(stream) if whole else FileTable()
        # Not written yet, or damaged: the build takes nothing from it and makes everything.
        except (OSError, ValueError, EOFError, TypeError):
            return Remembered()
        return Remembered(
            manifest=manifest,
            build=build,
            files=files,
            outcome=outcome,
            lines=lines,
            search=search,
        )

    def keep(self, site: Remembered) -> None:
        """Remember a site that stands; raises `StoreError`, and then the next build remembers an older one."""
        part = self._file.with_suffix(".part")
        try:
            with store_errors(part, "the site is published, but what spares the next build work"):
                self._write(site, part)
        except StoreError:
            with suppress(OSError):
                part.unlink(missing_ok=True)
            raise

    def _write(self, site: Remembered, part: Path) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        head = (_LAYOUT, site.manifest, site.build, site.outcome)
        with part.open("wb") as stream:
            stream.write(marshal.dumps(head, _FORMAT))
            stream.write(marshal.dumps((site.lines, site.search), _FORMAT))
            stream.writelines(site.files.packed())
        part.replace(self._file)
