"""What a dump would bring: its papers, new and known, their topics and days, and the lines that no paper can be made of.

Enters: a file, and the place that it is to have. Leaves: a `Forecast`. It is read by the reader, under the settings and by the name of
the build that will read it, and its papers are held against those of all other sources, which are read from what the last build
keeps of them.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from generator.adding.places import Place
from generator.classify import classify
from generator.config import SiteConfig
from generator.fingerprint import program
from generator.gather.sources import read_sources
from generator.intake import Intake
from generator.models import Ledger, Paper, PaperId, Slug, SourceRecord
from generator.overrides import edit_papers
from generator.papers import KeyTable, RecordSpool, joined, keys_of, packed_record, unpacked_record
from generator.papers.merge import make_paper, paper_groups
from generator.rules import compile_rules
from generator.stopwatch import Stopwatch
from generator.store.folder import open_store
from generator.store.sources import SourceStore
from generator.workers import ProcessCrews

_BATCH = 256  # records


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """A paper of which a dump has records, on these lines; `is_shown` tells that no override hides it."""

    id: PaperId
    slug: Slug
    lines: tuple[int, ...]
    is_new: bool
    is_shown: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """What becomes of a dump; `days` counts new papers by their newest day, `topics` by title, those with the most first.

    `brought` are all papers of the dump. `hidden` are new papers that overrides take out, `unclassified` and `undated` new ones without a topic, and without a day.
    """

    ledger: Ledger
    new: int
    known: int
    hidden: int
    unclassified: int
    undated: int
    topics: tuple[tuple[str, int], ...]
    days: tuple[tuple[dt.date, int], ...]
    brought: tuple[Brought, ...] = ()


def forecast(config: SiteConfig, place: Place, file: Path) -> Forecast:
    """Read a file as if it stood at a place already; raises `InputError` where no build would take it."""
    intake = Intake(config)
    tables: list[KeyTable] = []
    with RecordSpool() as spool:
        for some in _batches(intake.records_of(place.source, place.path, file)):
            packed = [packed_record(record) for record in some]
            spool.extend(packed)
            tables.append(keys_of(packed))
        intake.raise_problems()
        new, known = _papers(config, place, spool, joined(tables))
    edited = edit_papers(new, config.overrides)
    shown = {paper.id for paper in (*edited.papers, *edit_papers(known, config.overrides).papers)}
    classified = list(classify(edited.papers, compile_rules(config), edited.overrides))
    slugs = Counter(slug for each in classified for slug in each.topics)
    days = Counter(each.paper.dates[-1] for each in classified if each.paper.dates)
    titles = {topic.slug: topic.title for topic in config.topics}
    return Forecast(
        ledger=intake.ledgers()[-1],
        new=len(new),
        known=len(known),
        hidden=edited.hidden,
        unclassified=sum(1 for each in classified if not each.topics),
        undated=sum(1 for each in classified if not each.paper.dates),
        topics=tuple(
            (titles[slug], count)
            for slug, count in sorted(slugs.items(), key=lambda pair: (-pair[1], titles[pair[0]]))
        ),
        days=tuple(sorted(days.items())),
        brought=(
            *(_brought(paper, place, shown, is_new=True) for paper in new),
            *(_brought(paper, place, shown, is_new=False) for paper in known),
        ),
    )


def _brought(paper: Paper, place: Place, shown: Collection[PaperId], *, is_new: bool) -> Brought:
    lines = [each.location.line for each in paper.sources if each.location.path == place.path]
    return Brought(
        id=paper.id,
        slug=paper.slug,
        lines=tuple(line for line in lines if line is not None),
        is_new=is_new,
        is_shown=paper.id in shown,
    )


def _papers(
    config: SiteConfig, place: Place, spool: RecordSpool, keys: KeyTable
) -> tuple[list[Paper], list[Paper]]:
    """Give the papers that no other source has, and those that others have too."""
    others = _with_files(config, place.path)
    with open_store(config.folder, program()) as folder:
        sources = read_sources(others, SourceStore(folder.sources), ProcessCrews(), Stopwatch())
        try:
            before = len(sources.keys)

            def lookup(number: int) -> SourceRecord:
                if number < before:
                    return sources.lookup(number)
                return unpacked_record(spool[number - before])

            found = paper_groups(joined([sources.keys, keys]), lookup)
            new: list[Paper] = []
            known: list[Paper] = []
            for number, group in enumerate(found.groups):
                members = found.records[group]
                if max(members) < before:
                    continue
                paper = make_paper(found.numbers[number], [lookup(each) for each in members])
                (known if min(members) < before else new).append(paper)
            return new, known
        finally:
            sources.records.close()


def _with_files(config: SiteConfig, path: str) -> SiteConfig:
    """Leave out the sources that have no file yet, of which this may become the first, and standard input, which is for the build."""

    def has_file(intake: Intake) -> bool:
        return any(found != path for _, found in intake.files())

    kept = [
        source
        for source in config.sources
        if source.pattern != "-" and has_file(Intake(replace(config, sources=(source,))))
    ]
    return replace(config, sources=tuple(kept))


def _batches(records: Iterable[SourceRecord]) -> Iterator[list[SourceRecord]]:
    rest = iter(records)
    while some := list(islice(rest, _BATCH)):
        yield some
