"""The papers of a digest in the store, brought up to date, and light rows of all of them."""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from generator.config import SiteConfig
from generator.crews import Crews
from generator.errors import Problem, StoreError
from generator.gather.comparing import comparing
from generator.gather.papers import Meant, bring_up_to_date
from generator.gather.sources import Sources, read_sources
from generator.models import Ledger, PaperRow
from generator.overrides import Editor
from generator.papers.merge import PaperGroups, paper_groups
from generator.rules import RuleBook
from generator.stopwatch import Stopwatch
from generator.store.folder import StoreFolder, store_errors
from generator.store.packed_rows import packed_rows
from generator.store.papers import PaperStore, StoredPapers
from generator.store.sources import SourceStore

# Papers whose light rows are kept packed: as objects they would be most of what a build holds, in each of its processes, and
# the system would not get their memory back. To read one takes some microseconds each time, which fewer papers need not spend.
_MANY = 200_000


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Gathered:
    """The papers of a digest, by row: in the order of their ids.

    `newest_first` has the rows by newest day, then title and id; `records` is how many the sources gave, `hidden`
    how many papers overrides take out. `objects` are those of a work store in which the papers' bodies are.
    """

    rows: Sequence[PaperRow]
    papers: StoredPapers
    newest_first: tuple[int, ...]
    ledgers: tuple[Ledger, ...]
    records: int
    hidden: int
    warnings: tuple[Problem, ...]
    objects: frozenset[str] = frozenset()


def gather(
    config: SiteConfig,
    rules: RuleBook,
    folder: StoreFolder,
    *,
    crews: Crews,
    clean: bool,
    watch: Stopwatch,
    names: Mapping[str, str] | None = None,
) -> Gathered:
    """Bring the store up to date; `names` are those of sources, as far as they have any. Raises `InputError` and `StoreError`, and then it stays as it was."""
    try:
        with store_errors(folder.path):
            return _gather(config, rules, folder, crews, watch, names, clean=clean)
    except StoreError:
        with suppress(OSError):
            folder.drop_parts()
        raise


def _gather(
    config: SiteConfig,
    rules: RuleBook,
    folder: StoreFolder,
    crews: Crews,
    watch: Stopwatch,
    names: Mapping[str, str] | None,
    *,
    clean: bool,
) -> Gathered:
    sources = read_sources(config, SourceStore(folder.sources, new=clean), crews, watch, names)
    try:
        with watch.stage("merge", goes_on=True), crews.crew(None) as crew:
            compare = comparing(crew, sources.records)
            groups = paper_groups(sources.keys, sources.lookup, compare)
        if not clean and folder.papers.exists():
            try:
                return _stored(config, rules, folder, sources, groups, crews, watch, new=False)
            except sqlite3.DatabaseError:
                # A loss of power may leave what cannot be read; all of it can be made again.
                pass
        return _stored(config, rules, folder, sources, groups, crews, watch, new=True)
    finally:
        sources.records.close()


def _stored(
    config: SiteConfig,
    rules: RuleBook,
    folder: StoreFolder,
    sources: Sources,
    groups: PaperGroups,
    crews: Crews,
    watch: Stopwatch,
    *,
    new: bool,
) -> Gathered:
    path = folder.papers.with_suffix(".new") if new else folder.papers
    store = PaperStore(path, new=new, bodies=folder.work.papers if folder.work else None)
    try:
        meant = bring_up_to_date(store, config, rules, sources, groups, crews, watch)
        unmatched = _unmatched(store, config, meant)
        objects = frozenset(store.objects())
        store.commit()
        if new:
            store.move(folder.papers)
        with watch.stage("plan", unit="pages", goes_on=True):
            return _gathered(store, sources, unmatched, objects)
    finally:
        store.close()


def _unmatched(store: PaperStore, config: SiteConfig, meant: Meant) -> tuple[Problem, ...]:
    met = {number for numbers in meant.values() for number in numbers}
    return tuple(Editor(config.overrides).unmatched(met, store.titles))


def _gathered(
    store: PaperStore, sources: Sources, unmatched: tuple[Problem, ...], objects: frozenset[str]
) -> Gathered:
    import numpy as np

    numbers = array("Q")

    def every() -> Iterator[PaperRow]:
        for number, row in store.rows():
            numbers.append(number)
            yield row

    rows = packed_rows(every()) if store.shown() > _MANY else tuple(every())
    newest = np.fromiter(store.newest_first(), np.uint64, len(numbers))
    order = np.searchsorted(np.array(numbers, dtype=np.uint64), newest)
    return Gathered(
        rows=rows,
        papers=store.papers(numbers),
        newest_first=tuple(order.tolist()),
        ledgers=sources.ledgers,
        records=sum(ledger.papers for ledger in sources.ledgers),
        hidden=store.hidden(),
        warnings=unmatched,
        objects=objects,
    )
