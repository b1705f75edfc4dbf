"""Days in the names of files."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.text.day_patterns import CODES, DayPatternError, day_pattern


@pytest.mark.parametrize(
    ("pattern", "name", "day"),
    [
        ("%Y-%m-%d", "2025-03-14.txt", "2025-03-14"),
        ("%Y-%m-%d", "hf-2025-03-14.json.gz", "2025-03-14"),
        ("%Y-%m-%d", "2025-3-4.txt", "2025-03-04"),
        ("%Y%m%d", "export20250314.csv", "2025-03-14"),
        ("%Y%m%d", "120250314.csv", None),
        ("%Y%m%d", "202503145.csv", None),
        ("v1%Y%m%d", "v120250314.csv", "2025-03-14"),
        ("%d.%m.%Y", "14.03.2025", "2025-03-14"),
        ("%d.%m.%Y", "14x03x2025", None),
        ("%d %b %Y", "14 Mar 2025.txt", "2025-03-14"),
        ("%d %b %Y", "14 MAR 2025.txt", "2025-03-14"),
        ("%d %b %Y", "14 March 2025.txt", None),
        ("%d %B %Y", "14 March 2025.txt", "2025-03-14"),
        ("%B%Y", "march2025", "2025-03-01"),
        ("%b", "", "error"),
        ("%d%b%y", "14mar25", "2025-03-14"),
        ("%y%m%d", "690101", "1969-01-01"),
        ("%y%m%d", "680101", "2068-01-01"),
        ("%Y-%m", "2025-03.txt", "2025-03-01"),
        ("%Y-%m", "2025-13.txt", None),
        ("%Y-%m", "2025-00.txt", None),
        ("%Y-%j", "2025-073", "2025-03-14"),
        ("%Y-%j", "2024-366", "2024-12-31"),
        ("%Y-%j", "2025-366", None),
        ("%Y-%j", "2025-000", None),
        ("%G-W%V", "2025-W11.json", "2025-03-10"),
        ("%G-W%V", "2025-W01.json", "2024-12-30"),
        ("%G-W%V", "2020-W53.json", "2020-12-28"),
        ("%G-W%V", "2025-W53.json", None),
        ("%G-W%V", "2025-w1.json", "2024-12-30"),
        ("week-%V-of-%G", "week-11-of-2025", "2025-03-10"),
        ("%Y*%m*%d", "2025 year 03 month 14", "2025-03-14"),
        ("*%Y-%m-%d*", "a-2025-03-14-b", "2025-03-14"),
        ("%d***%m-%Y", "14 of 03-2025", "2025-03-14"),
        ("%Y-%m-%d", "2025-02-30 or 2025-03-14", "2025-03-14"),
        ("%Y-%m-%d", "2025-03-14 and 2025-03-15", "2025-03-14"),
        ("%Y-%m-%d", "2025-02-29", None),
        ("%Y-%m-%d", "2024-02-29", "2024-02-29"),
        ("%Y-%m-%d", "0000-03-14", None),
        ("%Y-%m-%d", "٢٠٢٥-03-14", None),
        ("%Y-%m-%d", "-", None),
        ("%%%Y-%m", "%2025-03", "2025-03-01"),
        ("%%%Y-%m", "2025-03", None),
        ("a.b+(%Y-%m)", "a.b+(2025-03)", "2025-03-01"),
        ("a.b+(%Y-%m)", "axb+(2025-03)", None),
        ("", "", "error"),
        ("*", "", "error"),
        ("%", "", "error"),
        ("%Y-%m-%", "", "error"),
        ("%Y-%m-%D", "", "error"),
        ("%Y-%m-%e", "", "error"),
        ("%Y-%y-%m", "", "error"),
        ("%Y-%m-%m", "", "error"),
        ("%Y-%m-%b", "", "error"),
        ("%Y", "", "error"),
        ("%Y-%d", "", "error"),
        ("%m-%d", "", "error"),
        ("%G", "", "error"),
        ("%Y-W%V", "", "error"),
        ("%G-%m-%d", "", "error"),
        ("%G-W%V-%d", "", "error"),
        ("%Y-%j-%m", "", "error"),
    ],
)
def test_pattern_finds_the_day_in_a_name(pattern: str, name: str, day: str | None):
    """A pattern gives the first day of the calendar that it finds, and is refused when it names none."""
    if day == "error":
        with pytest.raises(DayPatternError, match=r"expected .+; "):
            day_pattern(pattern)
    else:
        expected = dt.date.fromisoformat(day) if day else None
        assert day_pattern(pattern).day_in(name) == expected


@given(
    st.dates(dt.date(1000, 1, 1)),
    st.sampled_from(["%Y-%m-%d", "%Y%m%d", "%d%B%Y", "%b %d, %Y", "%Y-%j", "%j.%Y"]),
)
def test_what_strftime_writes_is_read(date: dt.date, pattern: str):
    """A name that strftime wrote with a pattern gives its day back."""
    assert day_pattern(pattern).day_in(f"a-{date.strftime(pattern)}.txt") == date


@given(st.text(st.sampled_from([*"%*-. 1a", *CODES]), max_size=20), st.text(max_size=40))
def test_any_pattern_is_read_or_refused(pattern: str, name: str):
    """No pattern and no name ends in anything but a day, no day, or a refusal."""
    try:
        found = day_pattern(pattern).day_in(name)
    except DayPatternError:
        return
    assert found is None or isinstance(found, dt.date)
