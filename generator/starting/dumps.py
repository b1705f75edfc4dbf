"""The dumps of a new digest: which files they are, of which shapes, and what is in them.

Enters: files, folders and globs as the owner typed them. Leaves: `Dumps`: each file with its account and the year that its days need,
files that hold no papers and are left out, and the papers, of very many a fair sample. Refuses, all at once: what names no file, and named
files that cannot be read as a source.
"""

from __future__ import annotations

import datetime as dt
import heapq
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from pathlib import Path

from generator.errors import InputError, Location, Problem
from generator.models import Ledger, Paper, SourceRecord
from generator.papers.merge import merge_records
from generator.sources import ReaderError
from generator.sources.opening import open_source
from generator.starting.columns import GENERIC, Columns, guessed_columns
from generator.text.normal import identity_bytes

# Entries that are held at once; of more the same part is taken whatever their order.
MOST_HELD = 20_000
_MOST_FILES = 20_000
_KEY = 200  # characters of a title
# What lies beside dumps and is none; who names a folder does not mean it.
_NO_DUMPS = re.compile(
    r"(?:readme|licen[cs]e|changelog|contributing|makefile|requirements.*)(?:\..*)?|.*\.(?:md|py|ya?ml|toml|html?|css|js|sh|pdf|png|jpe?g|gif|svg|zip|tar)",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?<![\d.])(?:19[5-9]\d|20\d\d)(?![\d.]*\d)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Dump:
    """A file with papers: where it lies, how it was named, its account.

    `year` is that of its days without one, if it has such days; `columns` are guessed where no reader knows their names.
    """

    file: Path
    name: str
    ledger: Ledger
    year: int | None = None
    columns: Columns = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Dumps:
    """All dumps; `left_out` are files of folders with what is wrong with them, `entries` counts all that was read.

    `papers` are merged, by id; where `entries` are more than `MOST_HELD` they are made of so many alone.
    """

    dumps: tuple[Dump, ...]
    left_out: tuple[Problem, ...]
    entries: int
    papers: tuple[Paper, ...]

    @property
    def is_sample(self) -> bool:
        """Tell whether there are more papers than were looked at."""
        return self.entries > MOST_HELD


def read_dumps(names: Sequence[str], year: int | None = None) -> Dumps:
    """Find and read dumps; `year` is that of days written without one. Raises `InputError`."""
    problems: list[Problem] = []
    left_out: list[Problem] = []
    dumps: list[Dump] = []
    sample = _Sample()
    for file, name, was_named in _files(names, problems):
        if not was_named and _NO_DUMPS.fullmatch(file.name):
            left_out.append(_no_dump(name))
            continue
        try:
            dump, records = _read(file, name, year)
        except InputError as error:
            (problems if was_named else left_out).extend(error.problems)
            continue
        if not dump.ledger.papers:
            left_out.append(_empty(dump))
            continue
        dumps.append(dump)
        sample.join(records)
    if not problems and not dumps:
        problems += left_out or [_nothing(name) for name in names]
    if problems:
        raise InputError(problems)
    return Dumps(
        dumps=tuple(dumps),
        left_out=tuple(left_out),
        entries=sample.entries,
        papers=tuple(merge_records(sample.records())),
    )


def with_year(dumps: Dumps, year: int) -> Dumps:
    """Give the days without a year another one than was guessed; raises `InputError` where the calendar has no such day."""
    problems: list[Problem] = []
    for dump in dumps.dumps:
        if dump.year not in {None, year}:
            problems += _pass(dump.file, dump.name, year)[2]
    if problems:
        raise InputError(problems)
    changed = (dump if dump.year is None else replace(dump, year=year) for dump in dumps.dumps)
    return replace(dumps, dumps=tuple(changed))


def _files(names: Sequence[str], problems: list[Problem]) -> Iterator[tuple[Path, str, bool]]:
    """Give each file once, with its name for messages and whether the owner named it."""
    met: set[Path] = set()
    for name in names:
        found = _matches(name)
        if found is None:
            problems.append(_nothing(name))
            continue
        if len(found) > _MOST_FILES:
            problems.append(_too_many(name))
            continue
        for file, was_named in found:
            if (whole := file.resolve()) not in met:
                met.add(whole)
                yield file, file.as_posix(), was_named


def _matches(name: str) -> list[tuple[Path, bool]] | None:
    """Give the files that a name stands for, sorted, and of each whether it was meant; `None` where there is none."""
    path = Path(name).expanduser()
    try:
        if path.is_file():
            return [(path, True)]
        if path.is_dir():
            return [(file, False) for file in _in_folder(path)] or None
        parts = path.parts
        start = Path(parts[0]) if path.is_absolute() else Path()
        pattern = str(Path(*parts[1:])) if path.is_absolute() else str(path)
        matched = sorted(start.glob(pattern))
    except (OSError, ValueError, NotImplementedError, IndexError):
        return None
    # As in a shell, a star stands for no hidden file.
    matched = [file for file in matched if parts[-1].startswith(".") or file.name[0] != "."]
    files = [(file, True) for file in matched if file.is_file()]
    files += [(file, False) for each in matched if each.is_dir() for file in _in_folder(each)]
    return files or None


def _in_folder(folder: Path) -> list[Path]:
    """Give the files of a folder and of those in it, without hidden ones and links to folders."""
    found: list[Path] = []
    for above, folders, files in os.walk(folder):
        folders[:] = [each for each in folders if not each.startswith(".")]
        found += [Path(above, file) for file in files if not file.startswith(".")]
    return sorted(file for file in found if file.is_file())


def _nothing(name: str) -> Problem:
    return Problem(
        location=Location(path=name or '""'),
        message="no dump is there; expected a file, a folder or a glob of dumps; correct the path after --from",
    )


def _too_many(name: str) -> Problem:
    return Problem(
        location=Location(path=name),
        message=f"more than {_MOST_FILES:,} files are there; expected the dumps of one digest; name some of them",
    )


def _no_dump(name: str) -> Problem:
    return Problem(
        location=Location(path=name),
        message="is no dump by its name; expected text, an export or a feed; name the file itself after --from to have it read",
    )


def _empty(dump: Dump) -> Problem:
    return Problem(
        location=Location(path=dump.name),
        message=f"the file holds no paper, read as {dump.ledger.format}; expected titles or abstracts; "
        "add it to `sources` when it has some",
    )


def _read(file: Path, name: str, year: int | None) -> tuple[Dump, _Sample]:
    """Read a file; raises `InputError`."""
    records, ledger, problems = _pass(file, name, None)
    needed: int | None = None
    if problems and ledger.format == "day-page":
        # Its days may be written without a year.
        guessed = year or _year_of(file, name)
        again = _pass(file, name, guessed)
        if len(again[2]) < len(problems):
            (records, ledger, problems), needed = again, guessed
    columns: Columns = ()
    if not ledger.papers and ledger.format in GENERIC:
        columns = _guessed(file, ledger.format)
        if columns:
            records, ledger, problems = _pass(file, name, year, columns)
    if problems:
        raise InputError(problems)
    return Dump(file=file, name=name, ledger=ledger, year=needed, columns=columns), records


def _guessed(file: Path, form: str) -> Columns:
    try:
        return guessed_columns(file, form) or ()
    except OSError:  # it was told when the file was read
        return ()


def _pass(
    file: Path, name: str, year: int | None, columns: Columns = ()
) -> tuple[_Sample, Ledger, tuple[Problem, ...]]:
    """Read a file once and keep a fair sample of its records."""
    own = _Sample()
    try:
        reading = open_source(file, name, year=year, columns=dict(columns))
        own.take(reading.records())
    except ReaderError as error:
        raise InputError([Problem(location=Location(path=name), message=str(error))]) from None
    return own, reading.ledger(), reading.problems()


def _year_of(file: Path, name: str) -> int:
    """Guess the year of days: that in the file's name, else that in which the file was last changed, or the one before if such days were to come."""
    if named := _YEAR.findall(file.name):
        return int(named[-1])
    changed = dt.datetime.fromtimestamp(file.stat().st_mtime, tz=dt.UTC).date()
    records, _, _ = _pass(file, name, changed.year)
    newest = max((one.date for one in records.records() if one.date), default=changed)
    return changed.year - (newest > changed + dt.timedelta(days=1))


class _Sample:
    """The records whose titles hash lowest: the same whatever their order, and those of one paper together."""

    def __init__(self) -> None:
        self._kept: list[tuple[int, int, SourceRecord]] = []
        self._came = 0
        self.entries = 0

    def take(self, records: Iterable[SourceRecord]) -> None:
        """Take those of the records that belong to the sample."""
        for record in records:
            self.entries += 1
            self._keep(record)

    def join(self, other: _Sample) -> None:
        """Take what belongs to the sample of another one."""
        self.entries += other.entries
        for record in other.records():
            self._keep(record)

    def _keep(self, record: SourceRecord) -> None:
        key = identity_bytes((record.title or record.abstract or "")[:_KEY])
        number = -int.from_bytes(blake2b(key, digest_size=8).digest())
        self._came += 1
        if len(self._kept) < MOST_HELD:
            heapq.heappush(self._kept, (number, -self._came, record))
        elif number > self._kept[0][0]:
            heapq.heapreplace(self._kept, (number, -self._came, record))

    def records(self) -> list[SourceRecord]:
        """Give them in the order in which they came."""
        return [record for _, _, record in sorted(self._kept, key=lambda each: -each[1])]
