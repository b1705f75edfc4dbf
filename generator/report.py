"""A build in figures: the JSON of `--report` and a few lines for people.

Enters: a `BuildReport`. Leaves: values. The keys are part of the product's contract.
"""

from __future__ import annotations

from generator.crews import Workplace
from generator.memory import peak_memory_bytes
from generator.models import Ledger
from generator.outcome import BuildReport
from generator.stopwatch import StageTime

_SHOWN_STAGES = 4
_LEAST_SHARE = 0.05


def report_values(report: BuildReport) -> dict[str, object]:
    """Give the build report as JSON values."""
    published = report.published
    return {
        "sources": [_source_values(ledger) for ledger in report.ledgers],
        "papers": report.papers,
        "merged": report.records - report.papers - report.hidden,
        "hidden": report.hidden,
        "topics": dict(report.topics),
        "collections": dict(report.collections),
        "unclassified": report.unclassified,
        "dated": report.papers - report.undated,
        "undated": report.undated,
        "files": published.files,
        "bytes": published.bytes,
        "own_files": report.own_files,
        "pages": report.pages,
        "seconds": {stage.name: round(stage.seconds, 4) for stage in report.stages},
        "stages": [_stage_values(stage) for stage in report.stages],
        "executor": _workplace_values(report.workplace),
        "row_bytes": report.row_bytes,
        "peak_rss_bytes": peak_memory_bytes(report.worker_peaks),
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


def _stage_values(stage: StageTime) -> dict[str, object]:
    return {
        "name": stage.name,
        "seconds": round(stage.seconds, 4),
        "count": stage.count,
        "unit": stage.unit,
        "worker_seconds": round(stage.worker_seconds, 4),
    }


def _workplace_values(workplace: Workplace) -> dict[str, object]:
    return {
        "name": workplace.executor,
        "workers": workplace.workers,
        "scheduler": workplace.scheduler,
        "dashboard": workplace.dashboard,
    }


def summary(report: BuildReport, output: str) -> str:
    """Say in two lines what was built."""
    published = report.published
    seconds = sum(stage.seconds for stage in report.stages)
    return (
        f"{report.papers:,} papers from {report.records:,} entries in "
        f"{_count(len(report.ledgers), 'source')}: {_count(len(report.topics), 'topic')} "
        f"({report.unclassified:,} papers in none), {_count(report.days, 'day')} "
        f"({report.undated:,} papers undated)"
        f"{f'; {report.hidden:,} hidden' if report.hidden else ''}\n"
        f"{report.pages:,} pages, {published.files:,} files, {published.bytes / 1e6:.1f} MB in "
        f"{output}: {published.written:,} written, {published.unchanged:,} unchanged, "
        f"{published.removed:,} removed; {seconds:.1f} s"
    )


def where_time_went(report: BuildReport) -> str:
    """Say in a line which stages took most of the time, and what memory the build held."""
    total = sum(stage.seconds for stage in report.stages) or 1.0
    shares = sorted(((stage.seconds / total, stage.name) for stage in report.stages), reverse=True)
    shown = [(share, name) for share, name in shares[:_SHOWN_STAGES] if share >= _LEAST_SHARE]
    parts = [f"{name} {share:.0%}" for share, name in shown]
    if len(shown) < len(shares):
        parts.append(f"the rest {1 - sum(share for share, _ in shown):.0%}")
    memory = peak_memory_bytes(report.worker_peaks)
    return f"time: {', '.join(parts)}; memory: {memory / 1e6:,.0f} MB"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
