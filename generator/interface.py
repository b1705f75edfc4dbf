"""What Python programs use of Broadsheet: `import generator` has these names.

Enters: files, rules, folders of sites. Leaves: frozen dataclasses, in a fixed order. Every error that is about what entered is a
`BroadsheetError`, and an `InputError` has all problems with their places. Nothing is written but by `build_site`.
"""

from __future__ import annotations

import datetime as dt
import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import yaml

from generator.build import build_site
from generator.check import CheckReport, check_digest
from generator.classify import classify
from generator.config import SiteConfig, load_config
from generator.config.time_zones import time_zone as zone_of
from generator.errors import BroadsheetError, InputError, Location, Problem
from generator.library import Library, read_library
from generator.models import (
    ClassifiedPaper,
    Ledger,
    Link,
    Paper,
    Rejected,
    Slug,
    SourceRecord,
    TopicMatch,
)
from generator.outcome import BuildReport
from generator.papers.merge import merge_records
from generator.rules import compile_rules
from generator.stores import is_url

__all__ = [
    "BroadsheetError",
    "BuildReport",
    "CheckReport",
    "ClassifiedPaper",
    "Found",
    "InputError",
    "Ledger",
    "Library",
    "Link",
    "Paper",
    "Papers",
    "Rejected",
    "TopicMatch",
    "build_site",
    "check_digest",
    "classify_papers",
    "read_library",
    "read_papers",
    "search_site",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Papers(Sequence[Paper]):
    """The papers of some dumps, merged and by id, and the account of each dump's lines."""

    papers: tuple[Paper, ...]
    ledgers: tuple[Ledger, ...]

    @property
    def rejects(self) -> tuple[Rejected, ...]:
        """Give the lines that no paper could be made of, by dump and line."""
        return tuple(reject for ledger in self.ledgers for reject in ledger.rejects)

    def __len__(self) -> int:
        return len(self.papers)

    def __getitem__(self, place: int | slice) -> Paper | tuple[Paper, ...]:  # type: ignore[override]
        return self.papers[place]

    def __iter__(self) -> Iterator[Paper]:
        return iter(self.papers)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A paper that a search of a site found; `path` is its address within the site, `score` is Lunr's."""

    slug: Slug
    title: str
    abstract: str
    date: dt.date | None
    topics: tuple[Slug, ...]
    path: str
    score: float


def read_papers(
    *files: str | os.PathLike[str],
    form: str | None = None,
    year: int | None = None,
    date: dt.date | None = None,
    time_zone: str = "UTC",
    columns: Mapping[str, str] | None = None,
) -> Papers:
    """Read dumps, files or URLs of stores, and merge what is the same paper; raises `InputError` with all that is wrong in any.

    The keywords are the keys of a source in site.yaml, `form` its `format`: without it each dump's is told from its bytes and
    its name. `year` is for dumps that name months and days alone; `date` is the day of papers that have none.
    """
    # Loads every reader.
    from generator.sources.opening import open_source

    zone = zone_of(time_zone)
    ledgers: list[Ledger] = []
    problems: list[Problem] = []

    def records() -> Iterator[SourceRecord]:
        for given in files:
            file = os.fspath(given)
            try:
                reading = open_source(
                    file if is_url(file) else Path(file),
                    file,
                    form=form,
                    year=year,
                    zone=zone,
                    columns=columns,
                )
            except InputError as error:
                problems.extend(error.problems)
                continue
            for record in reading.records():
                yield _dated(record, date)
            ledgers.append(reading.ledger())
            problems.extend(reading.problems())

    papers = tuple(merge_records(records()))
    if problems:
        raise InputError(problems)
    return Papers(papers=papers, ledgers=tuple(ledgers))


def _dated(record: SourceRecord, day: dt.date | None) -> SourceRecord:
    if record.date is None and day is not None:
        return replace(record, date=day, dated_by="settings")
    return record


def classify_papers(
    papers: Iterable[Paper], topics: str | os.PathLike[str] | Sequence[Mapping[str, object]]
) -> tuple[ClassifiedPaper, ...]:
    """Give papers their topics, in their order; raises `InputError` with all that is wrong in the rules.

    `topics` are those of a site.yaml, by its path, or a list as it stands there: each with `slug`, `title` and rules.
    """
    rules = compile_rules(_config(topics))
    return tuple(classify(papers, rules, {}))


def _config(topics: str | os.PathLike[str] | Sequence[Mapping[str, object]]) -> SiteConfig:
    if isinstance(topics, str | os.PathLike):
        return load_config(Path(topics))
    settings = {
        "site": {"title": "Papers"},
        "sources": [{"path": "papers"}],
        "topics": [dict(each) for each in topics],
    }
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "site.yaml"
        file.write_text(
            yaml.safe_dump(settings, allow_unicode=True), encoding="utf-8", newline="\n"
        )
        try:
            return load_config(file)
        except InputError as error:
            # Lines of a file that nobody wrote help nobody.
            place = Location(path="topics")
            raise InputError(replace(each, location=place) for each in error.problems) from None


def search_site(output: str | os.PathLike[str], text: str, *, limit: int = 10) -> tuple[Found, ...]:
    """Answer a text from the index of a built site, as its search page does, best first; raises `BroadsheetError`."""
    # Loads numpy.
    from generator.lookup import Index, ask

    index = Index(Path(output), os.fspath(output))
    found = []
    for result in ask(index, text, least=limit).results[:limit]:
        shown = index.shown(result.row)
        found.append(
            Found(
                slug=shown.slug,
                title=shown.title,
                abstract=shown.abstract,
                date=shown.date,
                topics=shown.topics,
                path=shown.path,
                score=result.score,
            )
        )
    return tuple(found)
