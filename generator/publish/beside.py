"""What a build puts beside the output folder while it works.

Enters: the output. Leaves: the names of the new site, of the retired one, of the list of changes and of the lock; and what a
build that was stopped left there. Refuses: what no build left. A build holds the lock's file while anything of the others is
there, so that without it nothing is ours to remove.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

from generator.errors import OutputError


def staging_of(output: Path) -> Path:
    """Give where a new site is made."""
    return output.with_name(f".{output.name}.new")


def retired_of(output: Path) -> Path:
    """Give where the old site is, once the new one took its place."""
    return output.with_name(f".{output.name}.old")


def changes_of(output: Path) -> Path:
    """Give where the list of the changes to a large site is."""
    return output.with_name(f".{output.name}.changes")


def unlisted_of(output: Path) -> Path:
    """Give where that list is until it is whole."""
    return changes_of(output).with_suffix(".part")


def lock_of(output: Path) -> Path:
    """Give the file of the lock."""
    return output.with_name(f".{output.name}.lock")


def leftovers(output: Path) -> tuple[Path, ...]:
    """Give what lies there but the lock, in the order in which it is to be dealt with."""
    places = (changes_of(output), unlisted_of(output), retired_of(output), staging_of(output))
    return tuple(path for path in places if os.path.lexists(path))


def refuse_what_no_build_left(output: Path, *, stopped: bool) -> None:
    """Raise `OutputError` where something lies beside the output that no build left there.

    `stopped` tells whether a build was stopped here, which left its lock.
    """
    folders = {retired_of(output), staging_of(output)}
    for path in leftovers(output):
        mode = os.lstat(path).st_mode
        ours = stat.S_ISDIR(mode) if path in folders else stat.S_ISREG(mode)
        if not stopped or not ours:
            raise OutputError(
                f"{path}: is not from a build that was stopped; expected nothing there, for a build puts its own "
                "there while it works; move it away, or choose another --output"
            )
