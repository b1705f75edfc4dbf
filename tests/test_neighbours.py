"""The papers before and after a paper in its edition."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from generator.archive import make_archive
from generator.config.settings import DateGroup
from generator.models import PaperId, PaperRow, Slug, new_row
from generator.pages.neighbours import edition_neighbours

FIRST = dt.date(2025, 3, 1)


def _rows(days: Sequence[Sequence[int]]) -> list[PaperRow]:
    return [
        new_row(
            id=PaperId(f"id{number}"),
            slug=Slug(f"paper-{number}"),
            dates=tuple(sorted(FIRST + dt.timedelta(day) for day in own)),
            topics=(),
            collections=(),
            pinned=False,
            listed=tuple((FIRST + dt.timedelta(day), "list", number, None) for day in own),
        )
        for number, own in enumerate(days)
    ]


def _beside(
    days: Sequence[Sequence[int]], groups: tuple[DateGroup, ...] = ("day",)
) -> list[tuple[int | None, int | None]]:
    rows = _rows(days)
    by_day: dict[dt.date, list[int]] = {}
    for number, row in enumerate(rows):
        for date in row.dates:
            by_day.setdefault(date, []).append(number)
    found = edition_neighbours(make_archive(rows, by_day, groups), len(rows))
    return [found.of(row) for row in range(len(rows))]


def test_neighbours_are_those_of_the_edition_alone():
    """The first and the last paper of a day have one neighbour, an undated paper none."""
    assert _beside([[0], [0], [0], [1], []]) == [
        *((None, 1), (0, 2), (1, None)),
        *((None, None), (None, None)),
    ]


def test_paper_of_two_days_stands_in_the_newer_one():
    """A paper that came again has its neighbours of the newer day; those of the older day still lead to it."""
    assert _beside([[0], [0, 1], [0], [1]]) == [(None, 1), (None, 3), (1, None), (1, None)]


def test_editions_may_be_weeks():
    """In a week the newest day comes first, as on its page."""
    assert _beside([[2], [3], [3]], ("week",)) == [(2, None), (None, 2), (1, 0)]


@given(st.lists(st.sets(st.integers(0, 5), max_size=3), max_size=12))
def test_new_day_changes_nobody_else_s_neighbours(days: list[set[int]]):
    """A paper of a new day changes the neighbours of no paper that is not of that day."""
    before = _beside([sorted(own) for own in days])
    after = _beside([*(sorted(own) for own in days), [9], [9]])
    assert after[: len(days)] == before
