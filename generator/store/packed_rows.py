"""Light rows as they are sent to other processes, and stay there: packed, each read when it is asked for.

Enters: rows. Leaves: a sequence of the same rows, which takes about a hundred bytes for each; as objects they take eight times as much,
in each of the processes that make pages, which look at few of them.
"""

from __future__ import annotations

import datetime as dt
import marshal
from array import array
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, overload

from generator.models import PaperRow, new_row

_FORMAT = 2
_KEPT = 4096  # rows that are kept at hand


class PackedRows(Sequence[PaperRow]):
    """Rows in one piece of memory; `common` are values that many of them have, by number."""

    def __init__(self, packed: bytes, ends: array[int], common: tuple[Any, ...]) -> None:
        """Take what `packed_rows` made."""
        self._packed = packed
        self._ends = ends
        self._common = common
        self._kept: dict[int, PaperRow] = {}

    def __reduce__(self) -> tuple[type[PackedRows], tuple[object, ...]]:
        return PackedRows, (self._packed, self._ends, self._common)

    def __len__(self) -> int:
        return len(self._ends)

    @property
    def size(self) -> int:
        """Give the bytes that the rows take."""
        return len(self._packed) + len(self._ends) * self._ends.itemsize

    def __iter__(self) -> Iterator[PaperRow]:
        # Whoever looks at all has no use for those that are at hand.
        return map(self._read, range(len(self._ends)))

    @overload
    def __getitem__(self, place: int) -> PaperRow: ...
    @overload
    def __getitem__(self, place: slice) -> list[PaperRow]: ...
    def __getitem__(self, place: int | slice) -> PaperRow | list[PaperRow]:
        if isinstance(place, slice):
            return [self[each] for each in range(*place.indices(len(self)))]
        kept = self._kept.get(place)
        if kept is None:
            if len(self._kept) >= _KEPT:
                self._kept.clear()
            kept = self._kept[place] = self._read(place)
        return kept

    def _read(self, place: int) -> PaperRow:
        number = range(len(self._ends))[place]
        start = self._ends[number - 1] if number else 0
        common = self._common
        identity, slug, dates, shared, listed, digest = marshal.loads(
            memoryview(self._packed)[start : self._ends[number]]
        )
        topics, collections, pinned = common[shared]
        return new_row(
            id=identity,
            slug=slug,
            dates=tuple([dt.date.fromordinal(date) for date in dates]),
            topics=topics,
            collections=collections,
            pinned=pinned,
            listed=tuple([(_day(day), common[path], line, common[by]) for day, path, line, by in listed]),
            digest=digest,
        )  # fmt: skip


def packed_rows(rows: Iterable[PaperRow]) -> PackedRows:
    """Pack rows; those that are packed already are given back."""
    if isinstance(rows, PackedRows):
        return rows
    numbers: dict[Any, int] = {}
    number = numbers.setdefault
    packed, ends = bytearray(), array("Q")
    for row in rows:
        shared = (row.topics, row.collections, row.pinned)
        listed = [
            (
                0 if day is None else day.toordinal(),
                number(path, len(numbers)),
                line,
                number(by, len(numbers)),
            )
            for day, path, line, by in row.listed
        ]
        values = (
            row.id,
            row.slug,
            tuple([date.toordinal() for date in row.dates]),
            number(shared, len(numbers)),
            tuple(listed),
            row.digest,
        )
        packed += marshal.dumps(values, _FORMAT)
        ends.append(len(packed))
    return PackedRows(bytes(packed), ends, tuple(numbers))


def _day(ordinal: int) -> dt.date | None:
    return dt.date.fromordinal(ordinal) if ordinal else None
