"""What a build may look at before it has its output for itself: whether all of the site that stands is there, and all of the spare one.

Enters: the output, and the site that is to stand there. Leaves: what was found, which holds as long as nobody built there meanwhile; or nothing, and then it is
looked at later, as it is where a build begins with nothing. To look at tens of thousands of files takes as long as the plan of a small change,
and another process can do it meanwhile.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from generator.errors import OutputError
from generator.publish.beside import MANIFEST, Places, places_of
from generator.publish.manifest import Manifest, Published
from generator.publish.site_folder import looked_through, manifest_of
from generator.publish.spare import whole_spare


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What was found: for each file of the site a 1 if it is `there`, what no build wrote, and the spare site, if it is whole.

    `mark` tells whether the spare site is still the same.
    """

    there: bytearray
    others: list[str]
    spare: Manifest | None
    mark: tuple[int, ...]


def look(output: Path, known: Published) -> Looked | None:
    """Look at what stands in an output and beside it; `None` where it is not the known site, or a build was stopped there."""
    places = places_of(output.absolute())
    try:
        if places.leftovers() or manifest_of(places.output, known).files is not known.files:
            return None
        there, others = looked_through(places.output, known.manifest)
        mark = mark_of(places)
        return Looked(there=there, others=others, spare=whole_spare(places), mark=mark)
    except (OSError, OutputError):  # who builds says what is wrong
        return None


def mark_of(places: Places) -> tuple[int, ...]:
    """Give what becomes another when the spare site does."""
    try:
        found = os.lstat(places.spare / MANIFEST)
    except OSError:
        return ()
    return found.st_dev, found.st_ino, found.st_mtime_ns, found.st_size
