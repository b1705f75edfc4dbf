"""Sums of terms over a batch of papers: how many points the terms that were found add to which sums.

Enters: sums with their weighted terms, then the terms found in batches. Leaves: a table of sums by papers, and what
was added to it, row by row.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from generator.rules.arrays import Numbers, Points, spread
from generator.rules.batch import KINDS, BatchHits
from generator.rules.conditions import OneTerm
from generator.rules.evidence import MOST_ABSTRACT_POINTS, TITLE_POINTS


class _Entry(NamedTuple):
    """A kind of text and a term, as one number, the sum to which it adds points, and its place among equal terms."""

    key: int
    column: int
    order: int
    points: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Added:
    """What was added to sums: by column and paper, the row of `BatchHits`; `order` as it was entered."""

    column: Numbers
    paper: Numbers
    row: Numbers
    order: Numbers


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Table:
    """Entries by key: those of key `k` stand from `firsts[k]` to `firsts[k + 1]`."""

    firsts: Numbers
    columns: Numbers
    orders: Numbers
    points: Points


class Sums:
    """Sums of weighted terms; `columns` are begun at once, `numbers` is how many terms there are."""

    def __init__(self, columns: int, numbers: int) -> None:
        self._columns = columns
        self._numbers = numbers
        self._entries: list[_Entry] = []
        self._first_orders: set[tuple[int, int]] = set()
        self._table: _Table | None = None

    def new_column(self) -> int:
        """Begin a sum."""
        self._columns += 1
        return self._columns - 1

    def enter(self, column: int, term: OneTerm, weight: float, order: int) -> None:
        """Let a term add to a sum.

        Those of order 0 are named once, the title before the abstract; others as often as they are entered, in that
        order. An entry that is not named has order -1.
        """
        fields = ("title", "abstract") if term.field is None else (term.field,)
        for kind in map(KINDS.index, fields):
            key = kind * self._numbers + term.number
            points = TITLE_POINTS * weight if KINDS[kind] == "title" else weight
            named = len(self._entries) + len(KINDS)
            if not order:
                named = -1 if (key, column) in self._first_orders else kind
                self._first_orders.add((key, column))
            self._entries.append(_Entry(key, column, named, points))

    def of(self, hits: BatchHits) -> tuple[Added, Points]:
        """Give what a batch adds to sums, and the sums (column, paper)."""
        table = self._table = self._table or self._made()
        paper, kind = np.divmod(hits.text, hits.kinds)
        keys = kind * self._numbers + hits.term
        most = np.where(kind == KINDS.index("abstract"), MOST_ABSTRACT_POINTS, 1)
        firsts = table.firsts[keys]
        sizes = table.firsts[keys + 1] - firsts
        row = np.repeat(np.arange(len(keys)), sizes)
        listed = spread(firsts, sizes)
        column, paper = table.columns[listed], paper[row]
        cells = column * len(hits.papers) + paper
        points = table.points[listed] * np.minimum(hits.times, most)[row]
        # Of nothing at all the sums would be whole numbers.
        sums = np.bincount(cells, points, self._columns * len(hits.papers)).astype(float)
        added = Added(column=column, paper=paper, row=row, order=table.orders[listed])
        return added, sums.reshape(self._columns, len(hits.papers))

    def _made(self) -> _Table:
        entries = sorted(self._entries)
        keys = np.array([entry.key for entry in entries], dtype=np.int64)
        return _Table(
            firsts=np.searchsorted(keys, np.arange(len(KINDS) * self._numbers + 1)),
            columns=np.array([entry.column for entry in entries], dtype=np.int64),
            orders=np.array([entry.order for entry in entries], dtype=np.int64),
            points=np.array([entry.points for entry in entries], dtype=float),
        )
