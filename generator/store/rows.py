"""Rows of papers as bytes.

Enters: `PaperRow`s. Leaves: bytes, and from them the same rows, in which equal parts are held once.
"""

from __future__ import annotations

import datetime as dt
import marshal
from typing import Any, TypeVar

from generator.models import PaperId, PaperRow, new_row

Value = TypeVar("Value")
_FORMAT = 2  # the newest one whose bytes depend on values alone
_NO_DAY = 0


def packed_row(row: PaperRow) -> bytes:
    """Write what a row has of a paper, but its id and its digest."""
    return marshal.dumps(
        (
            row.slug,
            tuple([date.toordinal() for date in row.dates]),
            row.topics,
            row.collections,
            row.pinned,
            tuple(
                [
                    (date.toordinal() if date is not None else _NO_DAY, path, line, credit)
                    for date, path, line, credit in row.listed
                ]
            ),
        ),
        _FORMAT,
    )


class RowReader:
    """Reads rows; what many of them have in common is held once."""

    def __init__(self) -> None:
        self._known: dict[Any, Any] = {}
        self._days: dict[int, dt.date | None] = {_NO_DAY: None}

    def row(self, identity: PaperId, packed: bytes, digest: bytes) -> PaperRow:
        """Read a row that `packed_row` wrote."""
        slug, dates, topics, collections, pinned, listed = marshal.loads(packed)
        once = self._once
        return new_row(
            id=identity,
            slug=slug,
            dates=once(tuple([self._day(date) for date in dates])),
            topics=once(topics),
            collections=once(collections),
            pinned=pinned,
            listed=tuple(
                [
                    (self._day(date), once(path), line, once(credit))
                    for date, path, line, credit in listed
                ]
            ),
            digest=digest,
        )

    def _once(self, value: Value) -> Value:
        known: Value = self._known.setdefault(value, value)
        return known

    def _day(self, ordinal: int) -> Any:  # noqa: ANN401 - days of papers are never `_NO_DAY`
        try:
            return self._days[ordinal]
        except KeyError:
            return self._days.setdefault(ordinal, dt.date.fromordinal(ordinal))
