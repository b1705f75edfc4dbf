"""Days as people write them in listings.

Enters: one line. Leaves: a `WrittenDay` whose year may be missing, or `None` when the line is
not a day and nothing but a day. A year is never guessed here.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAME = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY = r"(?P<day>0?[1-9]|[12][0-9]|3[01])(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:19|20)[0-9]{2})"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE | re.ASCII)
    for form in (
        rf"{_NAME}\s+{_DAY}(?:,?\s+{_YEAR})?",
        rf"{_DAY}\s+{_NAME}(?:,?\s+{_YEAR})?",
        rf"{_YEAR}-(?P<month>0[1-9]|1[0-2])-(?P<day>0[1-9]|[12][0-9]|3[01])",
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenDay:
    """A day of the calendar; `year` is `None` where none was written."""

    month: int
    day: int
    year: int | None

    def in_year(self, year: int) -> dt.date:
        """Give the date in the written year, else in `year`; ValueError for a day that the calendar has not."""
        return dt.date(self.year or year, self.month, self.day)


def parse_day(line: str) -> WrittenDay | None:
    """Read a line that is a day and nothing else.

    >>> parse_day("Mar 14")
    WrittenDay(month=3, day=14, year=None)
    >>> parse_day("14 March 2025").in_year(1999)
    datetime.date(2025, 3, 14)
    >>> parse_day("Mar 14: a retrospective") is None
    True
    """
    text = line.strip()
    for form in _FORMS:
        if match := form.fullmatch(text):
            return _written_day(match)
    return None


def _written_day(match: re.Match[str]) -> WrittenDay:
    written = match["month"].lower()
    month = int(written) if written.isdigit() else _MONTHS.index(written[:3]) + 1
    year = match["year"]
    return WrittenDay(month=month, day=int(match["day"]), year=int(year) if year else None)
