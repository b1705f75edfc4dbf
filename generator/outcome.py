"""A build in plain figures, as the command line tells them and the next build may tell them again.

Enters: what the stages gave. Leaves: a `BuildReport`, and bytes that bring it back where nothing changed.
"""

from __future__ import annotations

import marshal
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from generator.crews import Workplace
from generator.errors import InputError, Location, Problem
from generator.models import Ledger, Rejected
from generator.publish.site_files import PublishReport
from generator.stopwatch import StageTime
from generator.store.ledgers import packed_ledger, unpacked_ledger

if TYPE_CHECKING:
    from generator.gather.gathered import Gathered
    from generator.pages import SitePlan

_FORMAT = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildReport:
    """What a build did: numbers, and what is to be told of the input.

    `topics` and `collections` have the number of papers of each; `days` those that have papers. `workplace` is where its work was done,
    `worker_peaks` are the bytes that its other processes held at most. `own_files` are those of the owner's folder. `row_bytes`
    are what light rows of all papers took in the process that was called.
    """

    ledgers: tuple[Ledger, ...]
    papers: int
    records: int
    hidden: int
    topics: tuple[tuple[str, int], ...]
    collections: tuple[tuple[str, int], ...]
    unclassified: int
    undated: int
    days: int
    pages: int
    published: PublishReport
    warnings: tuple[Problem, ...]
    stages: tuple[StageTime, ...]
    workplace: Workplace
    worker_peaks: tuple[int, ...] = ()
    own_files: int = 0
    row_bytes: int = 0

    @property
    def rejects(self) -> tuple[Rejected, ...]:
        """Give the lines that no paper could be made of, by place."""
        return tuple(reject for ledger in self.ledgers for reject in ledger.rejects)


def make_report(
    found: Gathered,
    plan: SitePlan,
    published: PublishReport,
    warnings: tuple[Problem, ...],
    stages: tuple[StageTime, ...],
    worker_peaks: tuple[int, ...],
    *,
    workplace: Workplace,
    own_files: int,
    row_bytes: int,
) -> BuildReport:
    """Put the figures of a build together."""
    return BuildReport(
        ledgers=found.ledgers,
        papers=len(found.rows),
        records=found.records,
        hidden=found.hidden,
        topics=tuple((slug, len(rows)) for slug, rows in plan.topics.items()),
        collections=tuple((slug, len(rows)) for slug, rows in plan.collections.items()),
        unclassified=sum(1 for row in found.rows if not row.topics),
        undated=len(plan.undated),
        days=len(plan.days),
        pages=plan.page_count,
        published=published,
        warnings=warnings,
        stages=stages,
        worker_peaks=worker_peaks,
        own_files=own_files,
        workplace=workplace,
        row_bytes=row_bytes,
    )


def packed_report(report: BuildReport) -> bytes:
    """Write what a build that finds nothing changed has to tell too."""
    values = (
        [packed_ledger(ledger) for ledger in report.ledgers],
        (report.papers, report.records, report.hidden, report.row_bytes),
        report.topics,
        report.collections,
        (report.unclassified, report.undated, report.days, report.pages),
        (report.published.files, report.published.bytes, report.own_files),
        [(each.location.path, each.location.line, each.message) for each in report.warnings],
    )
    return marshal.dumps(values, _FORMAT)


def unpacked_report(
    data: bytes, stages: tuple[StageTime, ...], workplace: Workplace
) -> BuildReport:
    """Give the report of a build that found everything as `packed_report` left it."""
    values: tuple[Any, ...] = marshal.loads(data)
    (
        ledgers,
        (papers, records, hidden, size_of_rows),
        topics,
        collections,
        counts,
        site,
        warnings,
    ) = values
    unclassified, undated, days, pages = counts
    files, size, own_files = site
    return BuildReport(
        ledgers=tuple(map(unpacked_ledger, ledgers)),
        papers=papers,
        records=records,
        hidden=hidden,
        topics=topics,
        collections=collections,
        unclassified=unclassified,
        undated=undated,
        days=days,
        pages=pages,
        published=PublishReport(files=files, bytes=size, written=0, unchanged=files, removed=0),
        warnings=tuple(
            Problem(location=Location(path=path, line=line), message=message)
            for path, line, message in warnings
        ),
        stages=stages,
        own_files=own_files,
        workplace=workplace,
        row_bytes=size_of_rows,
    )


def refuse(warnings: Sequence[Problem], rejects: Sequence[Rejected]) -> None:
    """Raise warnings and rejected lines as errors, if there are any."""
    problems = [Problem(location=each.location, message=each.reason) for each in rejects]
    if warnings or problems:
        raise InputError([*warnings, *problems])
