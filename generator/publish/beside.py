"""What a build puts beside the output folder.

Enters: the output. Leaves: the names of the new site, of the retired one, of the spare one, of the list of changes and of the
lock; and what a build that was stopped left there. Refuses: what no build left. A build holds the lock's file while anything
of the others is there, so that without it nothing but a whole spare site is ours to remove.

Where nothing can be put beside the output, all stands in it, under names that no page has.
"""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path

from generator.errors import OutputError

MANIFEST = ".broadsheet.json"
_INSIDE = ".broadsheet"
_NAMES = ("new", "old", "spare", "changes", "part", "lock")


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """The output, and what a build puts beside it; `inside` tells that it is in the output.

    A new site is made in `new`; the old one is `old` once the new one took its place; the one before a large site is kept in
    `spare`. `changes` is the list for a site that is changed file by file, `part` that list until it is whole.
    """

    output: Path
    inside: bool
    new: Path
    old: Path
    spare: Path
    changes: Path
    part: Path
    lock: Path

    def leftovers(self) -> tuple[Path, ...]:
        """Give what lies there of a build that was stopped, in the order in which it is to be dealt with."""
        places = (self.changes, self.part, self.old, self.new)
        return tuple(path for path in places if os.path.lexists(path))


def places_of(output: Path) -> Places:
    """Give the places of an output, as things are now: beside it, unless it is a mount or the folder above cannot be changed."""
    above = output.parent
    inside = output.is_dir() and (
        os.path.ismount(output) or not os.access(above, os.W_OK | os.X_OK)
    )
    stem = output / _INSIDE if inside else above / f".{output.name}"
    return Places(output=output, inside=inside, **{name: Path(f"{stem}.{name}") for name in _NAMES})


def is_ours(name: str) -> bool:
    """Tell whether a file or folder at the top of the output is one that a build works with."""
    return name in {f"{_INSIDE}.{what}" for what in ("new", "changes", "part", "lock")}


def refuse_what_no_build_left(places: Places, *, stopped: bool) -> None:
    """Raise `OutputError` where something lies beside the output that no build left there.

    `stopped` tells whether a build was stopped here, which left its lock.
    """
    spare = places.spare
    # A whole site there is a spare one; any other folder is what is left of it.
    is_spare = spare.is_dir() and not spare.is_symlink() and (spare / MANIFEST).is_file()
    spares = [spare] if os.path.lexists(spare) and not is_spare else []
    for path in (*places.leftovers(), *spares):
        mode = os.lstat(path).st_mode
        is_folder = path in {places.old, places.new, spare}
        ours = stat.S_ISDIR(mode) if is_folder else stat.S_ISREG(mode)
        if not stopped or not ours:
            raise OutputError(
                f"{path}: is not from a build that was stopped; expected nothing there, for a build puts its own "
                "there while it works; move it away, or choose another --output"
            )
