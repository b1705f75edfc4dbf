"""What days, weeks, months and years are called.

Enters: periods and days. Leaves: their names in the words of the site.
"""

from __future__ import annotations

import datetime as dt

from generator.archive import Period
from generator.words.say import Words


class DayNames:
    """The names of periods."""

    def __init__(self, words: Words) -> None:
        self._say = words.say
        self._months = self._numbered("month", 12)
        self._months_of = self._numbered("month_of", 12)
        self._short_months = self._numbered("month_short", 12)
        self._weekdays = self._numbered("weekday", 7)

    def _numbered(self, name: str, most: int) -> tuple[str, ...]:
        return tuple(self._say(f"{name}.{number}") for number in range(1, most + 1))

    def month(self, date: dt.date) -> str:
        """Name the month of a day."""
        return self._months[date.month - 1]

    def short_month(self, date: dt.date) -> str:
        """Name the month of a day where there is little room."""
        return self._short_months[date.month - 1]

    def day(self, date: dt.date) -> str:
        """Write a day, as in 14 March 2025."""
        return self._dated("date.day", date)

    def day_of_month(self, date: dt.date) -> str:
        """Write a day without its year, as in 14 March."""
        return self._dated("date.day_of_month", date)

    def lead(self, period: Period) -> str | None:
        """Say which weekday or which week of the year a period is."""
        match period.kind:
            case "day":
                return self._weekdays[period.first.weekday()]
            case "week":
                week = period.first.isocalendar()
                return self._say("date.week", week=week.week, year=week.year)
            case "month" | "year":
                return None

    def parts(self, period: Period) -> tuple[str, ...]:
        """Name a period, cut where a line may end."""
        match period.kind:
            case "day":
                return (self.day(period.first),)
            case "week":
                return self.week(period.first)
            case "month":
                return (self.month_of_year(period.first),)
            case "year":
                return (self._say("date.year", year=period.first.year),)

    def month_of_year(self, date: dt.date) -> str:
        """Name the month of a day with its year."""
        return self._say("date.month", month=self.month(date), year=date.year)

    def months(self, first: dt.date, last: dt.date) -> str:
        """Name the months from one to another, as in April 2024 to March 2025."""
        until = self.month_of_year(last)
        if (first.year, first.month) == (last.year, last.month):
            return until
        begin = self.month(first) if first.year == last.year else self.month_of_year(first)
        return self._say("date.months", first=begin, last=until)

    def week(self, monday: dt.date) -> tuple[str, ...]:
        """Write the days of a week in one part, as in 10–16 March 2025, or in two, as in 31 March – and 6 April 2025."""
        last = dt.date.fromordinal(min(monday.toordinal() + 6, dt.date.max.toordinal()))
        if last.month == monday.month:
            month = self._months_of[monday.month - 1]
            return (
                self._say(
                    "date.week_in_month",
                    first=monday.day,
                    last=last.day,
                    month=month,
                    year=monday.year,
                ),
            )
        begin = "date.week_from" if last.year == monday.year else "date.week_from_year"
        return self._dated(begin, monday), self.day(last)

    def text(self, period: Period) -> str:
        """Name a period in one line."""
        return " ".join(self.parts(period))

    def title(self, period: Period) -> str:
        """Name a page; a week by its number too, for so it is known."""
        return self.with_lead(period) if period.kind == "week" else self.text(period)

    def with_lead(self, period: Period) -> str:
        """Name a period in full, a day with its weekday."""
        lead, text = self.lead(period), self.text(period)
        return text if lead is None else self._say("date.with_lead", lead=lead, date=text)

    def _dated(self, key: str, date: dt.date) -> str:
        return self._say(key, day=date.day, month=self._months_of[date.month - 1], year=date.year)
