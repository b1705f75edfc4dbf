"""The site before a large one, kept to become the next.

Enters: the files of the new site, those that changed in the folder beside it. Leaves: in that folder, the whole new site, made of the
spare one. To link or copy tens of thousands of files takes longer than a small change may; the spare site
lacks no more than two builds changed. Where there is none yet, another process may make one of the site that stands while the new one is made.

While it is brought up to date it has no manifest, so that one that is half changed is never taken for a site.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

from generator.errors import OutputError
from generator.file_table import FileTable, PathTable, differing, only_in
from generator.publish.beside import MANIFEST, Places
from generator.publish.exchange import clear
from generator.publish.inside import Inside
from generator.publish.manifest import Manifest
from generator.publish.site_folder import all_are_there, manifest_of


def whole_spare(places: Places) -> Manifest | None:
    """Give the manifest of the spare site, if there is one and nothing of it is missing."""
    try:
        manifest = manifest_of(places.spare)
    except OutputError:
        return None
    return manifest if len(manifest.files) and all_are_there(places.spare, manifest) else None


def discard_spare(places: Places) -> None:
    """Remove the spare site, if there is one."""
    if places.spare.exists():
        clear(places.spare)


def make_spare(places: Places, paths: PathTable) -> bool:
    """Make a spare site of links to all files of the one that stands; gives whether it is whole, for not every file system has links."""
    try:
        places.spare.mkdir()
        for _ in linked(paths, places.output, places.spare):
            return False
        os.link(places.output / MANIFEST, places.spare / MANIFEST)
    except OSError:
        return False
    return True


def linked(paths: Iterable[str], old: Path, new: Path) -> Iterator[str]:
    """Link files of one folder into another, which has no folders yet; gives the paths of those that cannot be linked."""
    source, target = f"{old}/", f"{new}/"
    folders: set[str] = set()
    for path in paths:
        folder = path.rpartition("/")[0]
        if folder not in folders:
            os.makedirs(target + folder, exist_ok=True)  # noqa: PTH103 - there are tens of thousands of them
            folders.add(folder)
        try:
            os.link(source + path, target + path)
        except OSError:
            yield path


def bring_up(places: Places, spared: Manifest, files: FileTable) -> None:
    """Make the new site of the spare one, of new files and of links to those that stay; it is then where new sites are made."""
    (places.spare / MANIFEST).unlink()
    with Inside(places.spare) as site, Inside(places.new) as new, Inside(places.output) as old:
        for path in only_in(spared.files.paths, files.paths):
            site.remove(path)
        for place in differing(files, spared.files):
            path = files.paths[place]
            if files.is_written(place):
                new.replace(path, site)
            else:
                old.link(path, site)
        new.replace(MANIFEST, site)
    shutil.rmtree(places.new)
    places.spare.rename(places.new)
