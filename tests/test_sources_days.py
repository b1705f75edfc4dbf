"""The days of a dump that holds several of them."""

from __future__ import annotations

import datetime as dt

import pytest

from generator.sources.dump import SourceText
from generator.sources.listing import read_listing
from generator.sources.reading import SourceInProgress
from tests.support import RIVERS, RIVERS_TITLE, SORTING, SORTING_TITLE, TREES, TREES_TITLE

PAPERS = ((SORTING_TITLE, SORTING), (TREES_TITLE, TREES), (RIVERS_TITLE, RIVERS))


@pytest.mark.parametrize(
    ("days", "year", "dates"),
    [
        (("Mar 14", "Mar 15", "Mar 16"), 2025, ("2025-03-14", "2025-03-15", "2025-03-16")),
        (("Dec 30", "Dec 31", "Jan 1"), 2024, ("2024-12-30", "2024-12-31", "2025-01-01")),
        (("Jan 2", "Jan 1", "Dec 31"), 2025, ("2025-01-02", "2025-01-01", "2024-12-31")),
        (("Dec 31, 2023", "Jan 1", "Jan 2"), None, ("2023-12-31", "2024-01-01", "2024-01-02")),
        (
            ("14 March 2025", "2024-02-29", "Feb 28"),
            1999,
            ("2025-03-14", "2024-02-29", "2024-02-28"),
        ),
        (("Feb 28", "Feb 29", "Mar 1"), 2024, ("2024-02-28", "2024-02-29", "2024-03-01")),
    ],
)
def test_year_turns_with_the_days(days: tuple[str, ...], year: int | None, dates: tuple[str, ...]):
    """A day without a year is in the year of the day above it, or across the turn of the year."""
    lines: list[str] = []
    for day, (title, abstract) in zip(days, PAPERS, strict=True):
        lines += [day, "", title, "", abstract, ""]
    source = SourceText(path="x.txt", lines=tuple(lines), year=year)
    reading = SourceInProgress("x.txt", "day-page", read_listing(source, "day-page")).whole()
    assert reading.problems == ()
    assert [r.date for r in reading.records] == [dt.date.fromisoformat(date) for date in dates]
    assert [r.title for r in reading.records] == [title for title, _ in PAPERS]
