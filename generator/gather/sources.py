"""All sources of a digest as records with their keys; those that did not change are not read again.

Enters: the settings and the sources that are kept. Leaves: records by number, in the order of site.yaml, and ledgers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from generator.config import SiteConfig, SourceSettings
from generator.crews import Crews
from generator.gather.names import source_name
from generator.intake import Intake
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
    read: list[StoredSource] = []
    try:
        with watch.stage("sources", unit="entries"), crews.crew(None) as crew:

            def keys(batches: Iterable[list[bytes]]) -> KeyTable:
                return joined(_advancing(watch, crew.map(_keys, batches)))

            for source, path in intake.files():
                found = store.load(names[path]) if names and path in names else None
                if found is None:
                    found = _read_one(intake, source, path, config, store, keys)
                if found is not None:
                    read.append(found)
        intake.raise_problems()
    except BaseException:
        for each in read:
            each.spool.drop()
        raise
    store.sweep()
    return Sources(
        records=SpoolSequence([each.spool for each in read]),
        keys=joined(each.keys for each in read),
        ledgers=tuple(each.ledger for each in read),
    )


def _advancing(watch: Stopwatch, tables: Iterable[KeyTable]) -> Iterator[KeyTable]:
    for table in tables:
        watch.advance(len(table))
        yield table


def _keys(_: None, records: Sequence[bytes]) -> KeyTable:
    return keys_of(records)


def _read_one(
    intake: Intake,
    source: SourceSettings,
    path: str,
    config: SiteConfig,
    store: SourceStore,
    keys: Callable[[Iterable[list[bytes]]], KeyTable],
) -> StoredSource | None:
    name = source_name(source, path, config, found=intake.found(path))
    if name is not None and (known := store.load(name)) is not None:
        return known
    problems = intake.problems()
    spool = store.begin(name or "input")

    def batches() -> Iterator[list[bytes]]:
        for some in _batches(intake.records_of(source, path)):
            packed = list(map(packed_record, some))
            spool.extend(packed)
            yield packed

    try:
        table = keys(batches())
        if intake.problems() > problems:
            spool.drop()
            return None
        made = StoredSource(spool=spool, keys=table, ledger=intake.ledgers()[-1])
        if name is not None:
            store.keep(name, made)
    except BaseException:
        spool.drop()
        raise
    return made


def _batches(records: Iterable[SourceRecord]) -> Iterator[list[SourceRecord]]:
    rest = iter(records)
    while batch := list(islice(rest, _BATCH)):
        yield batch
