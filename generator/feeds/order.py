"""The order of papers in feeds, and when each came.

Enters: light rows, and the moments at which papers without a day were first seen. Leaves: rows newest first.
"""

from __future__ import annotations

import datetime as dt
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from generator.archive import Row
from generator.models import PaperId, PaperRow, Slug

_DAY = 86_400  # seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Newest:
    """What an order is found by looking at all rows for: rows newest first, and the newest of each topic and collection."""

    rows: array[int]
    topics: dict[Slug, list[Row]]
    collections: dict[Slug, list[Row]]


def newest_of(
    rows: Sequence[PaperRow],
    seen: Mapping[PaperId, dt.datetime],
    topics: Iterable[Slug],
    collections: Iterable[Slug],
    most: int,
) -> Newest:
    """Order all rows newest first, ties by id, and give as many of each topic; `seen` has the moment of each paper without a day.

    A paper came on its first day, so no later sighting brings it up again.
    """
    moments = [
        row.dates[0].toordinal() * _DAY if row.dates else _seconds(seen[row.id]) for row in rows
    ]
    by_id = sorted(range(len(rows)), key=lambda row: rows[row].id)
    # The sort is stable, in reverse too.
    ordered = array("i", sorted(by_id, key=moments.__getitem__, reverse=True))
    of_topic: dict[Slug, list[Row]] = {slug: [] for slug in topics}
    of_collection: dict[Slug, list[Row]] = {slug: [] for slug in collections}
    for row in ordered:
        paper = rows[row]
        for slug in paper.topics:
            if len(of_topic[slug]) < most:
                of_topic[slug].append(row)
        for slug in paper.collections:
            if len(of_collection[slug]) < most:
                of_collection[slug].append(row)
    return Newest(rows=ordered, topics=of_topic, collections=of_collection)


class Moments:
    """When each paper came."""

    def __init__(self, rows: Sequence[PaperRow], seen: Mapping[PaperId, dt.datetime]) -> None:
        """Take rows, and the moment of each paper without a day."""
        self._rows = rows
        self._seen = seen

    def of(self, row: Row) -> dt.datetime:
        """Give when a paper came."""
        paper = self._rows[row]
        if paper.dates:
            return dt.datetime.combine(paper.dates[0], dt.time(), dt.UTC)
        return self._seen[paper.id]


def _seconds(moment: dt.datetime) -> int:
    return moment.toordinal() * _DAY + moment.hour * 3600 + moment.minute * 60 + moment.second
