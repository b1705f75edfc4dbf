"""A build in figures: the JSON of `--report` and a few lines for people.

Enters: a `BuildReport`. Leaves: values. The keys are part of the product's contract.
"""

from __future__ import annotations

import resource
import sys

from generator.build import BuildReport
from generator.models import Ledger


def report_values(report: BuildReport) -> dict[str, object]:
    """Give the build report as JSON values."""
    library, plan, published = report.library, report.plan, report.published
    return {
        "sources": [_source_values(ledger) for ledger in library.ledgers],
        "papers": len(library.papers),
        "merged": library.records - len(library.papers) - library.hidden,
        "hidden": library.hidden,
        "topics": {slug: len(rows) for slug, rows in plan.topics.items()},
        "collections": {slug: len(rows) for slug, rows in plan.collections.items()},
        "unclassified": sum(1 for classified in library.papers if not classified.matches),
        "dated": len(library.papers) - len(plan.undated),
        "undated": len(plan.undated),
        "files": published.files,
        "bytes": published.bytes,
        "pages": len(plan.pages),
        "seconds": {name: round(seconds, 4) for name, seconds in report.seconds},
        "peak_rss_bytes": peak_rss_bytes(),
        "written": published.written,
        "unchanged": published.unchanged,
        "removed": published.removed,
    }


def _source_values(ledger: Ledger) -> dict[str, object]:
    return {
        "path": ledger.path,
        "format": ledger.format,
        "lines": ledger.lines,
        "papers": ledger.papers,
        "ledger": dict(ledger.counts),
        "rejects": [
            {"line": reject.location.line, "reason": reject.reason} for reject in ledger.rejects
        ],
    }


def peak_rss_bytes() -> int:
    """Give the most memory that this process has held."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def summary(report: BuildReport, output: str) -> str:
    """Say in two lines what was built."""
    library, plan, published = report.library, report.plan, report.published
    seconds = sum(seconds for _, seconds in report.seconds)
    unclassified = sum(1 for classified in library.papers if not classified.matches)
    return (
        f"{len(library.papers):,} papers from {library.records:,} entries in "
        f"{_count(len(library.ledgers), 'source')}: {_count(len(plan.topics), 'topic')} "
        f"({unclassified:,} papers in none), {_count(len(plan.days), 'day')} "
        f"({len(plan.undated):,} papers undated)"
        f"{f'; {library.hidden:,} hidden' if library.hidden else ''}\n"
        f"{len(plan.pages):,} pages, {published.files:,} files, {published.bytes / 1e6:.1f} MB in "
        f"{output}: {published.written:,} written, {published.unchanged:,} unchanged, "
        f"{published.removed:,} removed; {seconds:.1f} s"
    )


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
