"""The order of papers in feeds, and when each came.

Enters: light rows, and the moments at which papers without a day were first seen. Leaves: rows newest first.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from generator.archive import Row
from generator.models import PaperId, PaperRow, Slug

_DAY = 86_400  # seconds


class FeedOrder:
    """All rows newest first, ties by id; a paper came on its first day, so no later sighting brings it up again."""

    def __init__(self, rows: Sequence[PaperRow], seen: Mapping[PaperId, dt.datetime]) -> None:
        """Take rows, and the moment of each paper without a day."""
        self._rows = rows
        self._seen = seen
        moments = [
            row.dates[0].toordinal() * _DAY if row.dates else _seconds(seen[row.id]) for row in rows
        ]
        by_id = sorted(range(len(rows)), key=lambda row: rows[row].id)
        # The sort is stable, in reverse too.
        self.newest_first: tuple[Row, ...] = tuple(
            sorted(by_id, key=moments.__getitem__, reverse=True)
        )

    def moment(self, row: Row) -> dt.datetime:
        """Give when a paper came."""
        paper = self._rows[row]
        if paper.dates:
            return dt.datetime.combine(paper.dates[0], dt.time(), dt.UTC)
        return self._seen[paper.id]

    def newest_of(
        self, topics: Iterable[Slug], collections: Iterable[Slug], most: int
    ) -> tuple[dict[Slug, list[Row]], dict[Slug, list[Row]]]:
        """Give the newest rows of each topic and of each collection."""
        of_topic: dict[Slug, list[Row]] = {slug: [] for slug in topics}
        of_collection: dict[Slug, list[Row]] = {slug: [] for slug in collections}
        for row in self.newest_first:
            paper = self._rows[row]
            for slug in paper.topics:
                if len(of_topic[slug]) < most:
                    of_topic[slug].append(row)
            for slug in paper.collections:
                if len(of_collection[slug]) < most:
                    of_collection[slug].append(row)
        return of_topic, of_collection


def _seconds(moment: dt.datetime) -> int:
    return moment.toordinal() * _DAY + moment.hour * 3600 + moment.minute * 60 + moment.second
