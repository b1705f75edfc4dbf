"""What every reader takes and gives: the lines of one source, its records and its ledger."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from generator.errors import Problem
from generator.models import LINE_KINDS, Ledger, LineKind, Rejected, SourceRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceText:
    """A source's lines, its path as messages name it, and the year of its days."""

    path: str
    lines: tuple[str, ...]
    year: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceReading:
    """All that one source gave; a reading with problems makes no site."""

    records: tuple[SourceRecord, ...]
    ledger: Ledger
    problems: tuple[Problem, ...]


def make_reading(
    source: SourceText,
    shape: str,
    *,
    records: Iterable[SourceRecord],
    kinds: Mapping[int, LineKind],
    rejects: Iterable[Rejected] = (),
    problems: Iterable[Problem] = (),
) -> SourceReading:
    """Count the lines under their kinds; `kinds` maps line numbers and leaves out blank lines."""
    counts = Counter(kinds.values())
    counts["blank"] = len(source.lines) - len(kinds)
    kept = tuple(records)
    ledger = Ledger(
        path=source.path,
        format=shape,
        lines=len(source.lines),
        papers=len(kept),
        counts=tuple((kind, counts[kind]) for kind in LINE_KINDS),
        rejects=tuple(rejects),
    )
    return SourceReading(records=kept, ledger=ledger, problems=tuple(problems))
