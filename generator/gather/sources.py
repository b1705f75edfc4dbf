"""All sources of a digest as records with their keys; those that did not change are not read again.

Enters: the settings and the sources that are kept. Leaves: records by number, in the order of site.yaml, and ledgers.
"""

from __future__ import annotations

from array import array
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from generator.config import SiteConfig, SourceSettings
from generator.crews import Crew, Crews
from generator.gather.names import source_name
from generator.gather.ranges import ReadRange, faults, joined_ledger, read_range
from generator.intake import Intake, SourceInRanges
from generator.models import Ledger, SourceRecord
from generator.papers import (
    KeyTable,
    SpoolSequence,
    joined,
    keys_of,
    packed_record,
    unpacked_record,
)
from generator.stopwatch import Stopwatch
from generator.store.sources import SourceStore, StoredSource

if TYPE_CHECKING:
    from generator.sources.ranges import Cut

_BATCH = 256  # records


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sources:
    """All sources as read: their records by number, and the keys of these."""

    records: SpoolSequence
    keys: KeyTable
    ledgers: tuple[Ledger, ...]

    def lookup(self, number: int) -> SourceRecord:
        """Give a record by its number."""
        return unpacked_record(self.records[number])


def read_sources(
    config: SiteConfig,
    store: SourceStore,
    crews: Crews,
    watch: Stopwatch,
    names: Mapping[str, str] | None = None,
) -> Sources:
    """Read every source that is not known already; raises `InputError` with all that is wrong in any.

    `names` are those that sources were given when this build compared them.
    """
    intake = Intake(config)
    read: dict[int, StoredSource] = {}
    try:
        with watch.stage("sources", unit="entries"), crews.crew(None) as crew:
            reader = _Reader(intake=intake, config=config, store=store, crew=crew, watch=watch)
            reader.read_all(read, names or {})
        intake.raise_problems()
    except BaseException:
        for each in read.values():
            each.spool.drop()
        raise
    store.sweep()
    every = [read[place] for place in sorted(read)]
    return Sources(
        records=SpoolSequence([each.spool for each in every]),
        keys=joined(each.keys for each in every),
        ledgers=tuple(each.ledger for each in every),
    )


class _ToRead(NamedTuple):
    """A source that is cut: its place among all, and the name under which what it gives is kept."""

    place: int
    name: str
    settings: SourceSettings
    source: SourceInRanges
    cut: Cut


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Reader:
    """Reads sources that are not known yet."""

    intake: Intake
    config: SiteConfig
    store: SourceStore
    crew: Crew[None]
    watch: Stopwatch

    def read_all(self, read: dict[int, StoredSource], names: Mapping[str, str]) -> None:
        """Put all sources into `read` by their places; those that cannot be cut are read first, and with which something is wrong are left out."""
        cut: list[_ToRead] = []
        for place, (settings, path) in enumerate(self.intake.files()):
            found = self.store.load(names[path]) if path in names else None
            if found is None and (parts := self._cut(place, settings, path)) is not None:
                found = self.store.load(parts.name)
                if found is None:
                    cut.append(parts)
                    continue
            if found is None:
                found = self._as_a_whole(settings, path)
            if found is not None:
                read[place] = found
        # The ranges of all sources in one line, so that none waits for the end of another.
        calls = [(each.source, part) for each in cut for part in each.cut.ranges]
        ranges_read = iter(self.crew.map(read_range, calls))
        for each in cut:
            problems = self.intake.problems()
            found = self._in_ranges(each, islice(ranges_read, len(each.cut.ranges)))
            if found is None and self.intake.problems() == problems:
                found = self._as_a_whole(each.settings, each.source.path)
            if found is not None:
                read[each.place] = found

    def _cut(self, place: int, settings: SourceSettings, path: str) -> _ToRead | None:
        parts = self.intake.cut(settings, path)
        if parts is None:
            return None
        source, cut = parts
        name = source_name(settings, path, self.config, lambda _: cut.digest)
        assert name is not None, "what is cut is a file"
        return _ToRead(place, name, settings, source, cut)

    def _in_ranges(self, wanted: _ToRead, parts: Iterator[ReadRange | None]) -> StoredSource | None:
        """Take all ranges in; `None` where the file changed meanwhile, or something is wrong."""
        spool = self.store.begin(wanted.name)
        tables, ledgers = [], []
        try:
            for part in parts:
                if part is None:
                    spool.drop()
                    deque(parts, maxlen=0)
                    return None
                sizes = array("I")
                sizes.frombytes(part.sizes)
                spool.extend_joined(part.records, sizes)
                tables.append(part.keys)
                ledgers.append(part.ledger)
                self.watch.advance(len(part.keys))
            ledger = joined_ledger(ledgers)
            wrong = faults(ledger)
            self.intake.account(ledger, wrong)
            if wrong:
                spool.drop()
                return None
            made = StoredSource(spool=spool, keys=joined(tables), ledger=ledger)
            self.store.keep(wanted.name, made)
        except BaseException:
            spool.drop()
            raise
        return made

    def _as_a_whole(self, source: SourceSettings, path: str) -> StoredSource | None:
        name = source_name(source, path, self.config, found=self.intake.found(path))
        if name is not None and (known := self.store.load(name)) is not None:
            return known
        problems = self.intake.problems()
        spool = self.store.begin(name or "input")

        def batches() -> Iterator[list[bytes]]:
            for some in _batches(self.intake.records_of(source, path)):
                packed = list(map(packed_record, some))
                spool.extend(packed)
                yield packed

        try:
            table = joined(self._advancing(self.crew.map(_keys, batches())))
            if self.intake.problems() > problems:
                spool.drop()
                return None
            made = StoredSource(spool=spool, keys=table, ledger=self.intake.ledgers()[-1])
            if name is not None:
                self.store.keep(name, made)
        except BaseException:
            spool.drop()
            raise
        return made

    def _advancing(self, tables: Iterable[KeyTable]) -> Iterator[KeyTable]:
        for table in tables:
            self.watch.advance(len(table))
            yield table


def _keys(_: None, records: Sequence[bytes]) -> KeyTable:
    return keys_of(records)


def _batches(records: Iterable[SourceRecord]) -> Iterator[list[SourceRecord]]:
    rest = iter(records)
    while batch := list(islice(rest, _BATCH)):
        yield batch
