"""What the light rows of all papers, and the lists of them, take in memory.

Enters: a plan. Leaves: bytes, reckoned from a sample of the rows; what many rows have in common (days, topics, paths) is held once
and counts for nothing.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterable, Sized

from generator.models import PaperRow
from generator.pages.plan import SitePlan
from generator.store.packed_rows import PackedRows

_SAMPLE = 1000  # rows
_PLACE = 8  # bytes: where an object is
_NUMBER = sys.getsizeof(1 << 20)


def row_bytes(plan: SitePlan) -> int:
    """Give the bytes that all light rows take in the process that plans, with the lists in which they stand."""
    count = len(plan.rows)
    if isinstance(plan.rows, PackedRows):
        return plan.rows.size + count * _NUMBER + _PLACE * _places(plan) + _arrays(plan)
    some = range(0, count, max(count // _SAMPLE, 1))
    rows = sum(_own_bytes(plan.rows[row]) for row in some) * count // max(len(some), 1)
    # Of each row the tuple of all rows has the place, and its number is one object for all lists.
    return rows + count * (_PLACE + _NUMBER) + _PLACE * _places(plan) + _arrays(plan)


def _own_bytes(row: PaperRow) -> int:
    parts: Iterable[object] = (row, row.id, row.slug, row.digest, row.listed, *row.listed)
    lines = [line for _, _, line, _ in row.listed]
    return sum(map(sys.getsizeof, parts)) + sum(map(sys.getsizeof, lines))


def _places(plan: SitePlan) -> int:
    """Count how often rows stand in lists."""
    lists: list[Sized] = [plan.newest_first, plan.undated, *plan.archive.days.values()]
    lists += [*plan.topics.values(), *plan.collections.values()]
    lists += [getattr(page, "papers", ()) for page in plan.lists]
    return sum(map(len, lists))


def _arrays(plan: SitePlan) -> int:
    every: list[array[int] | None] = [
        plan.neighbours.before,
        plan.neighbours.after,
        plan.related.table,
        plan.homes,
    ]
    return sum(len(each) * each.itemsize for each in every if each is not None)
