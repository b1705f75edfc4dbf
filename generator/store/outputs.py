"""What a build remembers of a site that it published.

Enters: the files of a site, each with the digest of what it was made from. Leaves: the same, for the next build to the same
folder, which need not make a file again that would be made from the same.
"""

from __future__ import annotations

import hashlib
import marshal
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from generator.errors import StoreError
from generator.store.folder import store_errors

_FORMAT = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    """A published site: the digests of its manifest and of all that the build read, and its files.

    A file has a `key`, the digest of what it was made from, the digest of its bytes, and their number. `outcome` is what
    the build said of itself, `lines` where each paper's line in the data file is, `search` the parts of the search.
    """

    manifest: str = ""
    build: str = ""
    files: Mapping[str, tuple[bytes, str, int]] = field(default_factory=dict)
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
                manifest, build, outcome = marshal.load(stream)
                files, lines, search = marshal.load(stream) if whole else ({}, b"", b"")
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
        head = (site.manifest, site.build, site.outcome)
        files = (dict(site.files), site.lines, site.search)
        part.write_bytes(marshal.dumps(head, _FORMAT) + marshal.dumps(files, _FORMAT))
        part.replace(self._file)
