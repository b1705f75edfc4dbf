"""How a few files of a large site are changed where they stand.

Enters: the new files beside the site, and lists of what changed and what goes. Leaves: the new site. A list of all changes
is written first, so that a build that is stopped meanwhile is finished by the next one.

Between the first move and the last the site is not one of the two: each file is whole and of the old site or of the new
one, and what a page needs is there, for it came before the page, and what old pages need goes last.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from generator.errors import OutputError
from generator.publish.beside import changes_of, staging_of, unlisted_of
from generator.publish.inside import Inside
from generator.publish.site_folder import MANIFEST, is_inside


def can_be_moved(output: Path, paths: Iterable[str]) -> bool:
    """Tell whether files can be moved in one by one: no file stands where a folder is to be, nor the reverse."""
    return not any(
        (output / path).is_dir() or any((output / above).is_file() for above in _folders(path))
        for path in paths
    )


def refuse_links(output: Path, paths: Iterable[str]) -> None:
    """Raise `OutputError` where the way to one of the files leads over a link."""
    for folder in sorted({folder for path in paths for folder in _folders(path)}):
        if (output / folder).is_symlink():
            raise OutputError(
                f"{output / folder}: is a link; expected a folder of the site; move it away, or choose another "
                "--output"
            )


def _folders(path: str) -> list[str]:
    """Give the folders between the output and a file."""
    parts = path.split("/")
    return ["/".join(parts[:length]) for length in range(1, len(parts))]


def move_in(output: Path, changed: Sequence[str], removed: Sequence[str]) -> None:
    """Move changed files into the old site and remove others from it; the manifest must be among the new files.

    What pages need comes before the pages, and the front page last; nothing is removed before all that takes
    its place stands. New folders, for which a disk may have no room, are made before anything changes.
    """
    order = sorted(changed, key=lambda path: (path == "index.html", path.endswith(".html"), path))
    text = json.dumps({"changed": [*order, MANIFEST], "removed": sorted(removed)})
    beside = unlisted_of(output)
    beside.write_text(text, encoding="utf-8")
    with Inside(output) as site:
        for path in order:
            site.make_way(path)
    beside.replace(changes_of(output))
    finish(output)


def give_up(output: Path) -> None:
    """Take back what was done before the list of changes had its name."""
    try:
        changed, _ = _listed(unlisted_of(output))
    except OutputError:  # stopped while it was written: nothing else was done
        changed = []
    with Inside(output) as site:
        for path in changed:
            site.prune(path)
    unlisted_of(output).unlink()


def finish(output: Path) -> None:
    """Do what stands in the list of changes, or what is left of it."""
    changed, removed = _listed(changes_of(output))
    staging = staging_of(output)
    if staging.is_dir():
        with Inside(staging) as new, Inside(output) as site:
            for path in changed:
                with suppress(FileNotFoundError):  # moved before the build was stopped
                    new.replace(path, site)
    with Inside(output) as site:
        for path in removed:
            site.remove(path)
    # First what is in the staging folder, so that a list always means that something is to be done.
    shutil.rmtree(staging, ignore_errors=True)
    changes_of(output).unlink()


def _listed(changes: Path) -> tuple[list[str], list[str]]:
    try:
        listed = json.loads(changes.read_text(encoding="utf-8"))
        changed, removed = listed["changed"], listed["removed"]
        if not all(isinstance(path, str) and is_inside(path) for path in [*changed, *removed]):
            raise ValueError
    except (ValueError, KeyError, TypeError):
        raise OutputError(
            f"{changes}: is not a list of a build; expected the one that the last build wrote; remove it, and "
            "build with --clean"
        ) from None
    return changed, removed
