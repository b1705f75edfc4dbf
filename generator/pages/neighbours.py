"""Which papers stand beside a paper in its edition.

Enters: the archive. Leaves: for each row the rows before and after it on the pages of its newest edition, in the order of
those pages, found in one pass over all editions. Nobody has a neighbour in another edition, so that a new edition
changes no page of a paper that stood before.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass

from generator.archive import Archive, Row

_NOBODY = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbours:
    """The row before and the row after each row, by number."""

    before: array[int]
    after: array[int]

    def of(self, row: Row) -> tuple[Row | None, Row | None]:
        """Give the rows before and after a row; those without a day have none."""
        before, after = self.before[row], self.after[row]
        return (None if before == _NOBODY else before), (None if after == _NOBODY else after)


def edition_neighbours(archive: Archive, count: int) -> Neighbours:
    """Find the neighbours of `count` rows."""
    before, after = (array("q", [_NOBODY]) * count for _ in range(2))
    # Of a paper in several editions the newest counts: it comes last, and writes over the others.
    for edition in archive.editions:
        rows = archive.rows(edition)
        last = len(rows) - 1
        for place, row in enumerate(rows):
            before[row] = rows[place - 1] if place else _NOBODY
            after[row] = rows[place + 1] if place < last else _NOBODY
    return Neighbours(before=before, after=after)
