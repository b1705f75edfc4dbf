"""A source that is read as its records are asked for, and its ledger.

Enters: the events of a reader. Leaves: records one after the other, then the ledger and what is wrong.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from generator.errors import Problem
from generator.models import LINE_KINDS, Ledger, LineKind, Rejected, SourceRecord
from generator.sources.events import Counted, SourceEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceReading:
    """All that one source gave; a reading with problems makes no site."""

    records: tuple[SourceRecord, ...]
    ledger: Ledger
    problems: tuple[Problem, ...]


class SourceInProgress:
    """One pass over a source: `records` is gone through once, and then `ledger` and `problems` hold."""

    def __init__(self, path: str, form: str, events: Iterable[SourceEvent]) -> None:
        self._path = path
        self._format = form
        self._events = events
        self._counts: Counter[LineKind] = Counter()
        self._rejects: list[Rejected] = []
        self._problems: list[Problem] = []
        self._papers = 0

    def records(self) -> Iterator[SourceRecord]:
        """Read on, and give each record as it comes."""
        for event in self._events:
            match event:
                case SourceRecord():
                    self._papers += 1
                    yield event
                case Counted(kind=kind, lines=lines):
                    self._counts[kind] += lines
                case Rejected():
                    self._counts["rejected"] += event.lines
                    self._rejects.append(event)
                case Problem():
                    self._problems.append(event)

    def ledger(self) -> Ledger:
        """Give the account of the lines read so far."""
        return Ledger(
            path=self._path,
            format=self._format,
            lines=self._counts.total(),
            papers=self._papers,
            counts=tuple((kind, self._counts[kind]) for kind in LINE_KINDS),
            rejects=tuple(self._rejects),
        )

    def problems(self) -> tuple[Problem, ...]:
        """Give what was found wrong so far."""
        return tuple(self._problems)

    def whole(self) -> SourceReading:
        """Read all of it."""
        records = tuple(self.records())
        return SourceReading(records=records, ledger=self.ledger(), problems=self.problems())


def no_paper(first: Rejected) -> Problem:
    """Say what is wrong with a source that gave rejects alone, of which this is the first."""
    return Problem(
        location=first.location,
        message=f"the source holds no paper: {first.reason}; or take it out of `sources`",
    )
