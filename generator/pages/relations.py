"""Which papers are near which.

Enters: rows by row, once the texts are counted. Leaves: the same, for pages and their keys. Until then no paper is near
another.
"""

from __future__ import annotations

from array import array

from generator.archive import Row


class Relations:
    """For each row up to `most` others, the nearest first."""

    def __init__(self) -> None:
        self._rows: array[int] = array("i")
        self._most = 0

    def know(self, rows: array[int], most: int) -> None:
        """Take the others of all rows, `most` for each, -1 where there are fewer."""
        self._rows, self._most = rows, most

    @property
    def table(self) -> array[int]:
        """Give the others of all rows, as they were taken."""
        return self._rows

    def of(self, row: Row) -> tuple[Row, ...]:
        """Give the rows near a row."""
        first = row * self._most
        return tuple([other for other in self._rows[first : first + self._most] if other >= 0])
