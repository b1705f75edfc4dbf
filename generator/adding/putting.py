"""A dump, put where it belongs: at once or not at all, and over no other.

Enters: a file and its place. Leaves: a copy there. A source never finds half of it.
"""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path

from generator.adding.places import can_take
from generator.config import SiteConfig
from generator.errors import BroadsheetError, OutputError
from generator.fingerprint import file_digest
from generator.intake import Intake
from generator.store.folder import NAME as STORE


def holder_of(config: SiteConfig, file: Path, path: str) -> str | None:
    """Give the file of a source that holds the same bytes, that at `path` before others; raises `BroadsheetError` where that holds others."""
    size, digest = file.stat().st_size, file_digest(file)

    def holds(name: str) -> bool:
        other = config.folder / name
        return other.stat().st_size == size and file_digest(other) == digest

    target = config.folder / path
    if os.path.lexists(target):
        if target.is_file() and holds(path):
            return path
        raise _taken(path)
    # What stores have would have to be fetched, each dump of them.
    files = replace(config, sources=can_take(config))
    found = (name for _, name in Intake(files).files())
    return next((name for name in found if holds(name)), None)


def put(file: Path, config: SiteConfig, path: str) -> None:
    """Copy a file to its place; raises `BroadsheetError` where something stands there by now, or the system refuses."""
    target = config.folder / path
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        # Not beside it, where a pattern may find what is half-written.
        base = config.folder / STORE
        base.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="add-", dir=base) as folder:
            part = Path(folder) / "dump"
            shutil.copyfile(file, part)
            move_new(part, target)
    except FileExistsError:
        raise _taken(path) from None
    except OSError as error:
        raise OutputError(
            f"{path}: cannot be written ({error.strerror}); expected a folder with room for a dump; check its "
            "permissions and the space left"
        ) from error


def move_new(part: Path, target: Path) -> None:
    """Move a file to where none stands; raises `FileExistsError` where one does."""
    try:
        os.link(part, target)
    except OSError as error:
        if error.errno not in {errno.EXDEV, errno.EPERM, errno.ENOTSUP, errno.EMLINK}:
            raise
        # A file system without hard links, or another one: the name is taken first, and then filled.
        with target.open("xb") as stream, part.open("rb") as source:
            shutil.copyfileobj(source, stream)


def _taken(path: str) -> BroadsheetError:
    return OutputError(
        f"{path}: holds another dump already, which is not overwritten; expected a free name; give one with --name, or "
        "move the file away"
    )
