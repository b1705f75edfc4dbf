"""Where the dumps of a new digest are to lie, and what `sources` says of them.

Enters: dumps and the folder of the digest. Leaves: which files to copy under which names, and the entries of `sources`. Dumps are copied
into `seeds/`, so that the digest is whole in one folder, for version control and for a machine that builds it; where the owner wants it, and
where they are in the folder already, they stay where they are. Files of one kind become one glob, so that the next dump needs no edit.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from generator.errors import InputError, Location, Problem
from generator.starting.columns import Columns
from generator.starting.dumps import Dump

SEEDS = "seeds"
_COMPRESSED = {".gz", ".zst", ".zstd"}
_ODD = re.compile(r"[^\w.()+=,@ -]+")  # in a name
_MOST_NAME = 120  # characters


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceEntry:
    """An entry of `sources`."""

    path: str
    year: int | None = None
    columns: Columns = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """The files to copy, each with its path in the folder of the digest, and the entries of `sources`."""

    copies: tuple[tuple[Path, str], ...]
    entries: tuple[SourceEntry, ...]


def place(dumps: Sequence[Dump], folder: Path, *, refer: bool) -> Placed:
    """Give each dump its place; with `refer` all stay where they are. Raises `InputError` for names that site.yaml cannot hold."""
    root = _whole(folder)
    taken: set[str] = set()
    copies: list[tuple[Path, str]] = []
    placed: list[SourceEntry] = []
    problems: list[Problem] = []
    for dump in dumps:
        file = _whole(dump.file)
        if refer or file.is_relative_to(root):
            path = _reference(file, root)
            if not can_be_named(path):
                problems.append(_odd_name(dump))
        else:
            path = f"{SEEDS}/{_free_name(file.name, taken)}"
            copies.append((file, path))
        placed.append(SourceEntry(path=path, year=dump.year, columns=dump.columns))
    if problems:
        raise InputError(problems)
    return Placed(copies=tuple(copies), entries=_entries(placed, root))


def can_be_named(path: str) -> bool:
    """Tell whether a path means the same in site.yaml: control characters and outer white space do not stand there."""
    return path == path.strip() and all(c.isprintable() for c in path)


def _odd_name(dump: Dump) -> Problem:
    return Problem(
        location=Location(path=dump.name),
        message="the path has a control character, or white space at an end, which site.yaml cannot hold; expected a plain name; "
        "rename it, or have it copied",
    )


def _whole(path: Path) -> Path:
    """Give the whole path, links in it kept: a file is called as its owner calls it."""
    return Path(os.path.normpath(path.absolute()))


def _names_in(folder: Path) -> list[str]:
    try:
        return sorted(path.name for path in folder.iterdir())
    except OSError:
        return []


def _reference(file: Path, root: Path) -> str:
    try:
        return Path(os.path.relpath(file, root)).as_posix()
    except ValueError:  # on another drive
        return file.as_posix()


def _free_name(name: str, taken: set[str]) -> str:
    """Give a file a name that is no glob, not hidden and not taken, and take it."""
    plain = _ODD.sub("-", name).lstrip(".- ") or "dump.txt"
    end = _suffix(plain)
    stem = plain.removesuffix(end)[:_MOST_NAME].rstrip()
    found, number = f"{stem}{end}", 1
    while found in taken:
        number += 1
        found = f"{stem}-{number}{end}"
    taken.add(found)
    return found


def _suffix(name: str) -> str:
    """Give the end of a name that tells its kind, with that of its compression."""
    suffixes = PurePosixPath(name).suffixes
    kept = suffixes[-2:] if suffixes and suffixes[-1].lower() in _COMPRESSED else suffixes[-1:]
    return "".join(kept)


def _entries(placed: Sequence[SourceEntry], root: Path) -> tuple[SourceEntry, ...]:
    """Join files of one folder and kind to a glob, where that finds them alone and all are read in the same way."""
    groups: dict[tuple[str, str], list[SourceEntry]] = {}
    for entry in placed:
        folder, _, name = entry.path.rpartition("/")
        groups.setdefault((folder, _suffix(name)), []).append(entry)
    globs: list[SourceEntry] = []
    single: list[SourceEntry] = []
    for (folder, suffix), files in groups.items():
        years = {entry.year for entry in files if entry.year is not None}
        columns = {entry.columns for entry in files}
        alike = len(years) < 2 and len(columns) < 2
        found = _finds(folder, suffix, root) if folder and suffix and alike else {""}
        if found <= {entry.path for entry in files}:
            pattern = f"{folder}/*{suffix}"
            globs.append(
                SourceEntry(path=pattern, year=next(iter(years), None), columns=next(iter(columns)))
            )
        else:
            single += files
    return (*single, *globs)


def _finds(folder: str, suffix: str, root: Path) -> set[str]:
    """Give what a glob finds already."""
    if re.search(r"[*?\[]", folder):
        return {""}  # such a folder cannot stand in a glob
    return {
        f"{folder}/{name}"
        for name in _names_in(root / folder)
        if name.endswith(suffix) and not (root / folder / name).is_dir()
    }
