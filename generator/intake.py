"""All sources of a digest, one after the other.

Enters: the settings. Leaves: the records of every file that a source names, each file once, then the
ledgers and what is wrong. Refuses: a source that names no file.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from generator.config import SiteConfig, SourceSettings
from generator.errors import InputError, Problem, quoted
from generator.models import Ledger, SourceRecord
from generator.sources import ReaderError, open_source
from generator.sources.compression import STANDARD_INPUT


class Intake:
    """One pass over all sources: `records` is gone through once, then the rest holds."""

    def __init__(self, config: SiteConfig) -> None:
        self._config = config
        self._ledgers: list[Ledger] = []
        self._problems: list[Problem] = []

    def records(self) -> Iterator[SourceRecord]:
        """Read every source in the order of site.yaml, its files sorted by path."""
        read: set[str] = set()
        for source in self._config.sources:
            for path in self._files(source):
                if path not in read:
                    read.add(path)
                    yield from self._records_of(source, path)

    def ledgers(self) -> tuple[Ledger, ...]:
        """Give the account of each file that was read."""
        return tuple(self._ledgers)

    def raise_problems(self) -> None:
        """Raise `InputError` with everything that was found wrong, if anything was."""
        if self._problems:
            raise InputError(self._problems)

    def _records_of(self, source: SourceSettings, path: str) -> Iterator[SourceRecord]:
        file = Path(STANDARD_INPUT) if path == STANDARD_INPUT else self._config.folder / path
        try:
            reading = open_source(
                file, path, form=source.format, year=source.year, columns=dict(source.columns)
            )
        except InputError as error:
            self._problems += error.problems
            return
        except ReaderError as error:
            location = source.format_location or source.location
            self._problems.append(Problem(location=location, message=str(error)))
            return
        yield from reading.records()
        self._ledgers.append(reading.ledger())
        self._problems += reading.problems()

    def _files(self, source: SourceSettings) -> list[str]:
        """Give the files that a pattern names, relative to the folder where possible, sorted."""
        if source.pattern == STANDARD_INPUT:
            return [STANDARD_INPUT]
        folder, reason = self._config.folder, ""
        found: list[Path] = []
        try:
            found = [path for path in _glob(folder, source.pattern) if not path.is_dir()]
        except (ValueError, NotImplementedError, OSError) as error:
            reason = f"; {error}"
        if not found:
            self._problems.append(_no_file(source, folder, reason))
        return sorted(Path(os.path.relpath(path, folder)).as_posix() for path in found)


def _no_file(source: SourceSettings, folder: Path, reason: str) -> Problem:
    if (folder / source.pattern).is_dir():
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
