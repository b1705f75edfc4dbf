"""How a whole new site takes the old one's place.

Enters: the folder beside the old site, in which the new one was made. Leaves: the new site in the output folder, and what a
build that was stopped left finished or cleared.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
from contextlib import suppress
from pathlib import Path

from generator.publish.beside import MANIFEST, Places
from generator.publish.moving import finish, give_up

_RENAME_EXCHANGE = 2
_AT_FDCWD = -100


def heal(places: Places) -> None:
    """Finish or clear what a stopped build left; the retired site comes back when nothing took its place."""
    if places.part.exists():
        give_up(places)
    if places.changes.exists():
        finish(places)
    if places.old.exists():
        if places.output.exists():
            clear(places.old)
        else:
            places.old.rename(places.output)
    if places.new.exists():
        clear(places.new)
    if places.spare.exists() and not (places.spare / MANIFEST).exists():
        clear(places.spare)


def swap(places: Places, *, keep: bool = False) -> None:
    """Put a whole new site in the place of the old one, which is kept as the spare one or removed.

    Linux exchanges the two folders in one step; elsewhere there is a moment without a site, and a
    build that is killed in it is healed by the next one. What of the old site cannot be removed stays beside the new one.
    """
    if not places.output.exists():
        places.new.rename(places.output)
        return
    if _exchange(places.new, places.output):
        with suppress(OSError):
            places.new.rename(places.old)
    else:
        places.output.rename(places.old)
        places.new.rename(places.output)
    for old in (places.new, places.old):
        if old.exists():
            with suppress(OSError):
                if keep and not places.spare.exists():
                    old.rename(places.spare)
                else:
                    clear(old)


def clear(folder: Path) -> None:
    """Remove a folder that a build made, also where somebody forbade to read, enter or write parts of it.

    Rights of the folder that it is in are left as they are: that is not ours.
    """

    def allow(_: object, path: str, error: tuple[object, BaseException, object]) -> None:
        if isinstance(error[1], FileNotFoundError):
            return  # it went with a folder that could not be read
        place = Path(path)
        opened = [each for each in (place.parent, place) if _open(each, folder)]
        if not opened:
            raise error[1]
        if place.is_dir() and not place.is_symlink():
            clear(place)
        else:
            place.unlink(missing_ok=True)

    shutil.rmtree(folder, onerror=allow)


def _open(place: Path, within: Path) -> bool:
    """Give back to its owner the rights to a folder; gives whether any lacked."""
    if not place.is_relative_to(within) or place.is_symlink() or not place.is_dir():
        return False
    if place.stat().st_mode & 0o700 == 0o700:
        return False
    place.chmod(0o700)
    return True


def _exchange(left: Path, right: Path) -> bool:
    if not sys.platform.startswith("linux"):
        return False
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is None:
        return False
    names = (os.fsencode(left), os.fsencode(right))
    return bool(rename(_AT_FDCWD, names[0], _AT_FDCWD, names[1], _RENAME_EXCHANGE) == 0)
