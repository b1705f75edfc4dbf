"""All sources of a digest, one after the other.

Enters: the settings. Leaves: the records of every file that a source names, each file once, then the
ledgers and what is wrong. A record without a day gets that of its source's `date`, or that in the name of
its file. Refuses: a source that names no file, and a file whose name has no day where one is expected.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from generator.config import SiteConfig, SourceSettings
from generator.config.files import is_folder
from generator.config.time_zones import time_zone
from generator.errors import InputError, Location, ObjectStoreError, Problem, quoted
from generator.models import DatedBy, Ledger, SourceRecord
from generator.sources import ReaderError
from generator.sources.compression import STANDARD_INPUT
from generator.stores import StoredObject, is_url, shown_url

if TYPE_CHECKING:
    from generator.sources.ranges import Cut

_MOST_NAMES = 200_000  # that one pattern matches


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceInRanges:
    """A file that is read by ranges of its bytes, in plain values: `zone` is its name, `day` that of records without one."""

    file: Path
    path: str
    form: str
    year: int | None
    zone: str
    columns: tuple[tuple[str, str], ...]
    day: dt.date | None
    dated_by: DatedBy | None


class Intake:
    """One pass over all sources: `records`, or `records_of` each of `files`, then the rest holds."""

    def __init__(self, config: SiteConfig) -> None:
        self._config = config
        self._zone = time_zone(config.dates.time_zone)
        self._ledgers: list[Ledger] = []
        self._problems: list[Problem] = []
        self._found: dict[str, StoredObject] = {}

    def records(self) -> Iterator[SourceRecord]:
        """Read every source in the order of site.yaml, its files sorted by path."""
        for source, path in self.files():
            yield from self.records_of(source, path)

    def files(self) -> Iterator[tuple[SourceSettings, str]]:
        """Give the files of all sources in this order, each once."""
        read: set[str] = set()
        for source in self._config.sources:
            for path in self._files(source):
                if path not in read:
                    read.add(path)
                    yield source, path

    def account(self, ledger: Ledger, problems: Iterable[Problem] = ()) -> None:
        """Take the account of a file that was read elsewhere, or need not be read again."""
        self._ledgers.append(ledger)
        self._problems += problems

    def ledgers(self) -> tuple[Ledger, ...]:
        """Give the account of each file that was read."""
        return tuple(self._ledgers)

    def problems(self) -> int:
        """Count what was found wrong so far."""
        return len(self._problems)

    def raise_problems(self) -> None:
        """Raise `InputError` with everything that was found wrong, if anything was."""
        if self._problems:
            raise InputError(self._problems)

    def cut(self, source: SourceSettings, path: str) -> tuple[SourceInRanges, Cut] | None:
        """Cut a file into ranges of its bytes; `None` where `records_of` has to read it as a whole."""
        # Loads what tells formats.
        from generator.sources.ranges import cut_file

        pattern, name = source.date_pattern, PurePath(path).name
        if (
            path == STANDARD_INPUT
            or is_url(path)
            or (pattern is not None and pattern.day_in(name) is None)
        ):
            return None
        file = self._config.folder / path
        cut = cut_file(file, path, form=source.format)
        if cut is None:
            return None
        day, dated_by = self._day_of_file(source, path)
        described = SourceInRanges(
            file=file.absolute(),
            path=path,
            form=cut.form,
            year=source.year,
            zone=self._config.dates.time_zone,
            columns=tuple(dict(source.columns).items()),
            day=day,
            dated_by=dated_by,
        )
        return described, cut

    def records_of(
        self, source: SourceSettings, path: str, file: Path | None = None
    ) -> Iterator[SourceRecord]:
        """Read one file; its ledger is there when its last record was given. What `file` holds is read as if it stood at the path."""
        # Loads every reader, of which a site that did not change needs none.
        from generator.sources.opening import open_source

        place: Path | str
        if file is not None:
            place = file
        elif path == STANDARD_INPUT or is_url(path):
            place = path
        else:
            place = self._config.folder / path
        day, dated_by = self._day_of_file(source, path)
        try:
            reading = open_source(
                place,
                path,
                form=source.format,
                year=source.year,
                zone=self._zone,
                columns=dict(source.columns),
            )
        except InputError as error:
            self._problems += error.problems
            return
        except ReaderError as error:
            location = source.format_location or source.location
            self._problems.append(Problem(location=location, message=str(error)))
            return
        for record in reading.records():
            yield dated(record, day, dated_by)
        self._ledgers.append(reading.ledger())
        self._problems += reading.problems()

    def _day_of_file(
        self, source: SourceSettings, path: str
    ) -> tuple[dt.date | None, DatedBy | None]:
        """Give the day of a file's records that have none of their own, and where it comes from."""
        if source.date_pattern is None:
            return source.date, "settings" if source.date is not None else None
        day = source.date_pattern.day_in(PurePath(path).name)
        if day is None:
            self._problems.append(
                Problem(
                    location=Location(path=path),
                    message=f"the file's name holds no day; expected one as the date_pattern "
                    f"{quoted(source.date_pattern.text)} in {source.location} describes; "
                    "rename the file, or correct the pattern",
                )
            )
        return day, "name"

    def _objects(self, source: SourceSettings) -> list[str]:
        """Give the URLs of objects that a pattern names, sorted."""
        # Who reads no source by URL need not load it.
        from generator.sources.urls import found_objects, source_fault

        fault = source_fault(source.pattern)
        if fault is not None:
            said = f"source {quoted(shown_url(source.pattern))}: {fault}"
            self._problems.append(Problem(location=source.location, message=said))
            return []
        try:
            found = found_objects(source.pattern)
        except ObjectStoreError as error:
            place, _, said = str(error).partition(": ")
            self._problems.append(Problem(location=Location(path=place), message=said))
            return []
        if not found:
            self._problems.append(_no_object(source))
        self._found.update(found)
        return list(found)

    def found(self, path: str) -> StoredObject | None:
        """Give what a store said of an object when `files` gave its URL."""
        return self._found.get(path)

    def _files(self, source: SourceSettings) -> list[str]:
        """Give the files that a pattern names, relative to the folder where possible, sorted."""
        if source.pattern == STANDARD_INPUT:
            return [STANDARD_INPUT]
        if is_url(source.pattern):
            return self._objects(source)
        folder, reason = self._config.folder, ""
        found: list[Path] = []
        try:
            every = list(islice(_glob(folder, source.pattern), _MOST_NAMES + 1))
            if len(every) > _MOST_NAMES:
                raise ValueError(f"it matches more than {_MOST_NAMES:,} names")
            found = [path for path in every if not path.is_dir()]
            if special := [path for path in found if path.exists() and not path.is_file()]:
                # A pipe or a device may never end; a link in a folder of dumps can lead to one.
                found = []
                raise ValueError(
                    f"{special[0]} is a device or a pipe, give that as - on standard input"
                )
        except (ValueError, NotImplementedError, OSError, RecursionError) as error:
            said = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
            reason = f"; {said}"
        if not found:
            self._problems.append(_no_file(source, folder, reason))
        return sorted(Path(os.path.relpath(path, folder)).as_posix() for path in found)


def _no_object(source: SourceSettings) -> Problem:
    return Problem(
        location=source.location,
        message=f"source {quoted(source.pattern)} matches no object; expected the URL of a dump, or a glob of some; "
        "correct it, or put the dump there",
    )


def dated(record: SourceRecord, day: dt.date | None, dated_by: DatedBy | None) -> SourceRecord:
    """Give a record without a day that of its file; one with a day says where it has it from."""
    if record.date is None:
        return record if day is None else replace(record, date=day, dated_by=dated_by)
    return record if record.dated_by is not None else replace(record, dated_by="source")


def _no_file(source: SourceSettings, folder: Path, reason: str) -> Problem:
    if is_folder(folder / source.pattern):
        what = "is a folder"
        do = f'write path: "{source.pattern.rstrip("/")}/*.txt"'
    else:
        what = f"matches no file{reason}"
        do = "correct it, or put the dump there"
    return Problem(
        location=source.location,
        message=f"source {quoted(source.pattern)} {what}; expected a path or a glob of dumps, "
        f"relative to this file; {do}",
    )


def _glob(folder: Path, pattern: str) -> Iterable[Path]:
    whole = folder / pattern
    if whole.exists():
        return [whole]
    parts = Path(pattern).parts
    if Path(pattern).is_absolute():
        return Path(parts[0]).glob(str(Path(*parts[1:])))
    return folder.glob(pattern)
