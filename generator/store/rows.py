"""Rows of papers as bytes.

Enters: `PaperRow`s. Leaves: bytes, and from them the same rows, in which equal parts are held once.
"""

from __future__ import annotations

import datetime as dt
import marshal
from typing import Any

from generator.models import PaperId, PaperRow, new_row

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
        self._days = _Days({_NO_DAY: None})
        self._dates = _Dates(self._days)

    def row(self, identity: PaperId, packed: bytes, digest: bytes) -> PaperRow:
        """Read a row that `packed_row` wrote."""
        slug, dates, topics, collections, pinned, listed = marshal.loads(packed)
        once, days = self._known.setdefault, self._days
        return new_row(
            id=identity,
            slug=slug,
            dates=self._dates[dates],
            topics=once(topics, topics),
            collections=once(collections, collections),
            pinned=pinned,
            listed=tuple(
                [
                    (days[date], once(path, path), line, once(credit, credit))
                    for date, path, line, credit in listed
                ]
            ),
            digest=digest,
        )


class _Days(dict[int, Any]):
    """Days by their ordinals; days of papers are never `_NO_DAY`."""

    def __missing__(self, ordinal: int) -> dt.date:
        self[ordinal] = day = dt.date.fromordinal(ordinal)
        return day


class _Dates(dict[tuple[int, ...], tuple[dt.date, ...]]):
    """Tuples of days by those of their ordinals."""

    def __init__(self, days: _Days) -> None:
        super().__init__()
        self._days = days

    def __missing__(self, ordinals: tuple[int, ...]) -> tuple[dt.date, ...]:
        self[ordinals] = dates = tuple([self._days[ordinal] for ordinal in ordinals])
        return dates
