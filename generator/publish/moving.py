"""How a site is changed file by file, where no other folder can take its place.

Enters: the new files beside the site, and lists of what changed and what goes. Leaves: the new site. A list of all changes
is written first, so that a build that is stopped meanwhile is finished by the next one.

Between the first move and the last the site is not one of the two: each file is whole and of the old site or of the new
one, and what a page needs is there, for it came before the page, and what old pages need goes last.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from generator.errors import OutputError, quoted
from generator.file_table import PathTable
from generator.publish.beside import MANIFEST, Places
from generator.publish.inside import Inside
from generator.publish.manifest import are_inside


def refuse_what_is_in_the_way(output: Path, paths: Iterable[str], known: PathTable) -> None:
    """Raise `OutputError` where a file is to be and a folder stands, or the reverse, or a file that no build wrote."""
    for path in paths:
        for place in (path, *_folders(path)):
            there = output / place
            if there.is_dir() if place == path else there.is_file():
                raise OutputError(
                    f"{there}: is a {'folder' if place == path else 'file'}, in whose way {quoted(path)} is; expected it to be "
                    "gone, for in this output files are changed one by one; remove it, and build again"
                )
        if known.find(path) is None and os.path.lexists(output / path):
            raise OutputError(
                f"{output / path}: is a file that no build wrote, where a page is to be; expected "
                "nothing there; move it away, or choose another --output"
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


def move_in(places: Places, changed: Sequence[str], removed: Sequence[str]) -> None:
    """Move changed files into the old site and remove others from it; the manifest must be among the new files.

    What pages need comes before the pages, and the front page last; nothing is removed before all that takes
    its place stands. New folders, for which a disk may have no room, are made before anything changes.
    """
    order = sorted(changed, key=lambda path: (path == "index.html", path.endswith(".html"), path))
    text = json.dumps({"changed": [*order, MANIFEST], "removed": sorted(removed)})
    places.part.write_text(text, encoding="utf-8", newline="\n")
    with Inside(places.output) as site:
        for path in order:
            site.make_way(path)
    places.part.replace(places.changes)
    finish(places)


def give_up(places: Places) -> None:
    """Take back what was done before the list of changes had its name."""
    try:
        changed, _ = _listed(places.part)
    except OutputError:  # stopped while it was written: nothing else was done
        changed = []
    with Inside(places.output) as site:
        for path in changed:
            site.prune(path)
    places.part.unlink()


def finish(places: Places) -> None:
    """Do what stands in the list of changes, or what is left of it."""
    changed, removed = _listed(places.changes)
    if places.new.is_dir():
        with Inside(places.new) as new, Inside(places.output) as site:
            for path in changed:
                with suppress(FileNotFoundError):  # moved before the build was stopped
                    new.replace(path, site)
    with Inside(places.output) as site:
        for path in removed:
            site.remove(path)
    # First what is in the staging folder, so that a list always means that something is to be done.
    shutil.rmtree(places.new, ignore_errors=True)
    places.changes.unlink()


def _listed(changes: Path) -> tuple[list[str], list[str]]:
    try:
        listed = json.loads(changes.read_text(encoding="utf-8"))
        changed, removed = listed["changed"], listed["removed"]
        paths = [*changed, *removed]
        if not all(isinstance(path, str) for path in paths) or not are_inside(paths):
            raise ValueError
    except (ValueError, KeyError, TypeError):
        raise OutputError(
            f"{changes}: is not a list of a build; expected the one that the last build wrote; remove it, and "
            "build with --clean"
        ) from None
    return changed, removed
