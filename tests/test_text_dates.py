"""Days as people write them, in both directions."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.text.dates import WrittenDay, parse_day

MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


@pytest.mark.parametrize(
    ("line", "month", "day", "year"),
    [
        ("Mar 14", 3, 14, None),
        ("Mar. 14", 3, 14, None),
        ("  March 14  ", 3, 14, None),
        ("14 Mar", 3, 14, None),
        ("MAR 4", 3, 4, None),
        ("Mar 04", 3, 4, None),
        ("Sept 3", 9, 3, None),
        ("Sep 3", 9, 3, None),
        ("May 1", 5, 1, None),
        ("March 14, 2025", 3, 14, 2025),
        ("March 14 2025", 3, 14, 2025),
        ("March 14th, 2025", 3, 14, 2025),
        ("1st March 1999", 3, 1, 1999),
        ("2025-03-14", 3, 14, 2025),
        ("Feb 29", 2, 29, None),
    ],
)
def test_line_that_is_a_day_is_read(line: str, month: int, day: int, year: int | None):
    """A day is read in every usual form, with its year where one is written."""
    assert parse_day(line) == WrittenDay(month=month, day=day, year=year)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "March",
        "14",
        "Mar 0",
        "Mar 32",
        "Marching 14",
        "Mar 14: a retrospective",
        "On Mar 14",
        "Mar 14 Mar 15",
        "2025-13-01",
        "2025-3-14",
        "03/04/2025",
        "Mar 14, 25",
        "1st of March",
        "Mar ١٤",
        "May the Fourth",
    ],
)
def test_line_that_is_more_or_less_than_a_day_is_not_one(line: str):
    """A line is a day only when nothing else stands in it and the day can be meant."""
    assert parse_day(line) is None


@given(st.dates(dt.date(1900, 1, 1), dt.date(2099, 12, 31)))
def test_every_written_date_is_read_back(date: dt.date):
    """Every date, written in each form, is read back as itself."""
    name = MONTHS[date.month - 1]
    forms = (
        date.isoformat(),
        f"{name} {date.day}, {date.year}",
        f"{name[:3]} {date.day} {date.year}",
        f"{date.day} {name} {date.year}",
    )
    for line in forms:
        day = parse_day(line)
        assert day is not None, line
        assert day.in_year(1904) == date
    without = parse_day(f"{name} {date.day}")
    assert without is not None
    assert without.year is None
    assert without.in_year(date.year) == date


@given(st.text())
def test_any_line_is_a_day_or_not(line: str):
    """Any line is read without an error."""
    day = parse_day(line)
    assert day is None or 1 <= day.month <= 12


def test_leap_day_exists_in_leap_years_alone():
    """Feb 29 is a date in 2024 and none in 2025."""
    leap = parse_day("Feb 29")
    assert leap is not None
    assert leap.in_year(2024) == dt.date(2024, 2, 29)
    with pytest.raises(ValueError, match="day"):
        leap.in_year(2025)
