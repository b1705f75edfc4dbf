"""Where a dump belongs: the folder of a source, and a name that its pattern finds.

Enters: the settings, a day, and the name that the dump has, if any. Leaves: a `Place`. Refuses names that the source would not find,
that another source would find first, and in which a day is missing that the source reads there.
"""

from __future__ import annotations

import datetime as dt
import fnmatch
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from generator.config import SiteConfig, SourceSettings
from generator.errors import BroadsheetError, quoted
from generator.sources.compression import STANDARD_INPUT
from generator.stores import is_url

_MAGIC = re.compile(r"[*?\[]")
_ENDINGS = re.compile(r"(?:\.[A-Za-z][A-Za-z0-9]{0,7}){1,2}$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A file that is not there yet, named from the folder of site.yaml, and the source that will find it."""

    path: str
    source: SourceSettings


def can_take(config: SiteConfig) -> tuple[SourceSettings, ...]:
    """Give the sources to which a file can be added: all but standard input and those in stores."""
    return tuple(
        source
        for source in config.sources
        if source.pattern != STANDARD_INPUT and not is_url(source.pattern)
    )


def needs_day(source: SourceSettings, given: str | None) -> bool:
    """Tell whether a day is needed to name a dump: where the source reads it in names, and where a dump has no name yet."""
    if not _MAGIC.search(source.pattern):
        return False
    if given is None:
        return True
    return source.date_pattern is not None and not _keeps(source, given)


def place_for(
    config: SiteConfig,
    source: SourceSettings,
    *,
    given: str | None = None,
    day: dt.date | None = None,
    wanted: str | None = None,
) -> Place:
    """Name a dump that is called `given`, or `wanted` from now on; raises `BroadsheetError`."""
    path = _wanted(source, wanted) if wanted is not None else _named(source, given, day)
    whole = os.path.relpath(config.folder / path, config.folder)
    path = Path(whole).as_posix()
    if not _finds(source, path):
        raise BroadsheetError(
            f"{quoted(path)} is no name that the source {quoted(source.pattern)} in {source.location} finds; expected "
            "one of its pattern; give another with --name"
        )
    if source.date_pattern is not None and source.date_pattern.day_in(Path(path).name) is None:
        raise BroadsheetError(
            f"{quoted(path)} holds no day as the date_pattern {quoted(source.date_pattern.text)} in {source.location} "
            "describes; expected one, for the papers get it; give it with --date, or another name with --name"
        )
    first = next(each for each in can_take(config) if _finds(each, path))
    if first is not source:
        raise BroadsheetError(
            f"{quoted(path)} would be read by another source, {quoted(first.pattern)} in {first.location}, which stands "
            "first; expected a name that only the chosen one finds; give one with --name, or choose that source"
        )
    return Place(path=path, source=source)


def _wanted(source: SourceSettings, name: str) -> str:
    """Take a name as it is where it has a folder, else put it into that of the source."""
    parts = PurePosixPath(source.pattern).parts
    if "/" in name or not _MAGIC.search(source.pattern):
        return name
    folder = _folder(parts)
    return name if folder is None else (folder / name).as_posix()


def _named(source: SourceSettings, given: str | None, day: dt.date | None) -> str:
    if not _MAGIC.search(source.pattern):
        return source.pattern
    parts = PurePosixPath(source.pattern).parts
    folder, last = _folder(parts), parts[-1]
    if folder is None or "*" not in last or re.search(r"[?\[]", last):
        raise BroadsheetError(
            f"the source {quoted(source.pattern)} in {source.location} leaves open what a new file is called; expected "
            "a name; give one with --name, from the folder of site.yaml"
        )
    if given is not None and day is None and _keeps(source, given):
        return (folder / given).as_posix()
    if day is not None and source.date_pattern is not None:
        stem = source.date_pattern.name_of(day)
    else:
        stem = day.isoformat() if day is not None else _ENDINGS.sub("", given or "dump")
    return (folder / _filled(last, stem)).as_posix()


def _folder(parts: Sequence[str]) -> PurePosixPath | None:
    """Give the folder of a pattern, of which `**` may be no folder at all; `None` where it has another wildcard."""
    folders = [part for part in parts[:-1] if part != "**"]
    if any(_MAGIC.search(part) for part in folders):
        return None
    return PurePosixPath(*folders)


def _filled(last: str, stem: str) -> str:
    """Put a stem into the first `*` of a pattern, without what it has of its surroundings already.

    >>> _filled("*.txt", "2025-03-14"), _filled("page-*.txt", "page-2025-03-14.txt")
    ('2025-03-14.txt', 'page-2025-03-14.txt')
    """
    before, _, after = last.partition("*")
    after = after.replace("*", "")
    return (
        f"{'' if stem.startswith(before) else before}{stem}{'' if stem.endswith(after) else after}"
    )


def _keeps(source: SourceSettings, given: str) -> bool:
    """Tell whether a file keeps its name: where the pattern finds it, and what the source reads in it is there."""
    last = PurePosixPath(source.pattern).name
    is_found = fnmatch.fnmatchcase(given, last)
    return is_found and (
        source.date_pattern is None or source.date_pattern.day_in(given) is not None
    )


def _finds(source: SourceSettings, path: str) -> bool:
    """Tell whether a source would find a file, as `Path.glob` does."""
    pattern = PurePosixPath(os.path.normpath(source.pattern)).parts
    return any(True for _ in _matches(pattern, PurePosixPath(path).parts))


def _matches(pattern: Sequence[str], parts: Sequence[str]) -> Iterator[None]:
    if not pattern:
        if not parts:
            yield None
    elif pattern[0] == "**":
        for start in range(len(parts)):
            yield from _matches(pattern[1:], parts[start:])
    elif parts and fnmatch.fnmatchcase(parts[0], pattern[0]):
        yield from _matches(pattern[1:], parts[1:])
