"""How the new site takes the old one's place.

Enters: the folder beside the old site, in which the new one was made. Leaves: the new site in the output folder.

A whole site changes places with the old one in one step. A few changed files of a large site are moved into it
one by one, after a list of them was written: a build that is killed meanwhile is finished by the next one.
"""

from __future__ import annotations

import ctypes
import json
import os
import shutil
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from generator.publish.site_folder import MANIFEST

_RENAME_EXCHANGE = 2
_AT_FDCWD = -100


def staging_of(output: Path) -> Path:
    """Give where a new site is made."""
    return output.with_name(f".{output.name}.new")


def _retired_of(output: Path) -> Path:
    return output.with_name(f".{output.name}.old")


def _changes_of(output: Path) -> Path:
    return output.with_name(f".{output.name}.changes")


def leftovers(output: Path) -> list[Path]:
    """Give what stands beside a site while a build is at work, or since one was killed."""
    beside = (staging_of(output), _retired_of(output), _changes_of(output))
    return [path for path in beside if path.exists()]


def heal(output: Path) -> None:
    """Finish or clear what a killed build left; the retired site comes back when nothing took its place."""
    retired, staging, changes = _retired_of(output), staging_of(output), _changes_of(output)
    if changes.exists():
        _finish(output)
    if retired.exists():
        if output.exists():
            shutil.rmtree(retired)
        else:
            retired.rename(output)
    if staging.exists():
        shutil.rmtree(staging)


def swap(output: Path) -> None:
    """Put a whole new site in the place of the old one.

    Linux exchanges the two folders in one step; elsewhere there is a moment without a site, and a
    build that is killed in it is healed by the next one.
    """
    staging, retired = staging_of(output), _retired_of(output)
    if not output.exists():
        staging.rename(output)
        return
    if _exchange(staging, output):
        staging.rename(retired)
    else:
        output.rename(retired)
        staging.rename(output)
    shutil.rmtree(retired)


def _exchange(left: Path, right: Path) -> bool:
    if not sys.platform.startswith("linux"):
        return False
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is None:
        return False
    names = (os.fsencode(left), os.fsencode(right))
    return bool(rename(_AT_FDCWD, names[0], _AT_FDCWD, names[1], _RENAME_EXCHANGE) == 0)


def can_be_moved(output: Path, paths: Iterable[str]) -> bool:
    """Tell whether files can be moved in one by one: no file stands where a folder is to be, nor the reverse."""
    return not any(
        (output / path).is_dir()
        or any(above.is_file() or above.is_symlink() for above in _folders(output, path))
        for path in paths
    )


def _folders(output: Path, path: str) -> list[Path]:
    """Give the folders between the output and a file."""
    return [output / above for above in list(Path(path).parents)[:-1]]


def move_in(output: Path, changed: Sequence[str], removed: Sequence[str]) -> None:
    """Move changed files into the old site and remove others from it; the manifest must be among the new files.

    What pages need comes before the pages, and the front page last; nothing is removed before all that takes
    its place stands.
    """
    order = sorted(changed, key=lambda path: (path == "index.html", path.endswith(".html"), path))
    text = json.dumps({"changed": [*order, MANIFEST], "removed": sorted(removed)})
    changes = _changes_of(output)
    beside = changes.with_suffix(".part")
    beside.write_text(text, encoding="utf-8")
    beside.replace(changes)
    _finish(output)


def _finish(output: Path) -> None:
    """Do what stands in the list of changes, or what is left of it."""
    staging, changes = staging_of(output), _changes_of(output)
    listed = json.loads(changes.read_text(encoding="utf-8"))
    folders: set[Path] = set()
    for path in listed["changed"]:
        target = output / path
        if target.parent not in folders:
            target.parent.mkdir(parents=True, exist_ok=True)
            folders.add(target.parent)
        with suppress(FileNotFoundError):  # moved before a kill
            (staging / path).replace(target)
    for path in listed["removed"]:
        (output / path).unlink(missing_ok=True)
        for folder in _folders(output, path):
            try:
                folder.rmdir()
            except OSError:  # something else stands in it
                break
    changes.unlink()
    shutil.rmtree(staging, ignore_errors=True)
