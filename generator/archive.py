"""The archive: papers by day, ISO week, month and year.

Enters: the rows of papers by day, and the groups that the owner chose. Leaves: an `Archive`, which knows the
periods of every group, the papers of each, and which groups have pages. A paper stands in every period in
which it has a day, once. Weeks follow ISO 8601: they begin on Monday and belong to the year of their Thursday.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

from generator import urls
from generator.config.settings import DateGroup
from generator.models import PaperRow
from generator.urls import UrlPath

Row = int


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Period:
    """A day, week, month or year, by its first day."""

    first: dt.date
    kind: DateGroup

    @property
    def path(self) -> UrlPath:
        """Give the address of the period's page, if there is one.

        >>> period_of("week", dt.date(2024, 12, 30)).path, period_of("day", dt.date(2025, 3, 14)).path
        ('dates/2025/w01/', 'dates/2025/03/14/')
        """
        match self.kind:
            case "day":
                return urls.day_path(self.first)
            case "week":
                year, week, _ = self.first.isocalendar()
                return urls.week_path(year, week)
            case "month":
                return urls.month_path(self.first.year, self.first.month)
            case "year":
                return urls.year_path(self.first.year)

    @property
    def iso(self) -> str:
        """Write the period as HTML's `time` reads it.

        >>> [period_of(kind, dt.date(2025, 3, 14)).iso for kind in ("day", "week", "month", "year")]
        ['2025-03-14', '2025-W11', '2025-03', '2025']
        """
        match self.kind:
            case "day":
                return self.first.isoformat()
            case "week":
                year, week, _ = self.first.isocalendar()
                return f"{year:04}-W{week:02}"
            case "month":
                return self.first.isoformat()[:7]
            case "year":
                return self.first.isoformat()[:4]


def period_of(kind: DateGroup, date: dt.date) -> Period:
    """Give the period of a kind in which a day is."""
    match kind:
        case "day":
            first = date
        case "week":
            first = dt.date.fromordinal(date.toordinal() - date.weekday())
        case "month":
            first = date.replace(day=1)
        case "year":
            first = date.replace(month=1, day=1)
    return Period(first=first, kind=kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Archive:
    """`groups` have pages, the finest first, which is that whose pages list the papers.

    `days` maps each day, ascending, to its rows as listed; `credits` to its curators. `periods` holds
    every group, chosen or not: its periods, ascending, with the days of each.
    """

    groups: tuple[DateGroup, ...]
    days: dict[dt.date, tuple[Row, ...]]
    credits: dict[dt.date, tuple[str, ...]]
    periods: dict[DateGroup, dict[Period, tuple[dt.date, ...]]]

    @property
    def editions(self) -> tuple[Period, ...]:
        """Give the periods whose pages list papers, ascending."""
        return tuple(self.periods[self.groups[0]])

    def edition_of(self, date: dt.date) -> Period:
        """Give the period on whose page the papers of a day stand."""
        return period_of(self.groups[0], date)

    def days_of(self, period: Period) -> tuple[dt.date, ...]:
        """Give the days of a period that have papers, ascending."""
        return self.periods[period.kind][period]

    def rows(self, period: Period, within: Period | None = None) -> tuple[Row, ...]:
        """Give the papers of a period, or of its days within another: newest day first, each once."""
        days = self.days_of(period)
        if within is not None:
            days = tuple(day for day in days if period_of(within.kind, day) == within)
        return tuple(dict.fromkeys(row for day in reversed(days) for row in self.days[day]))

    def inside(self, period: Period, kind: DateGroup) -> tuple[Period, ...]:
        """Give the periods of another kind that share a day with this one, ascending."""
        return tuple(dict.fromkeys(period_of(kind, day) for day in self.days_of(period)))

    def credits_of(self, period: Period) -> tuple[str, ...]:
        """Give the curators of a period's days."""
        names = {name for day in self.days_of(period) for name in self.credits.get(day, ())}
        return tuple(sorted(names))


def make_archive(
    rows: Sequence[PaperRow],
    days: Mapping[dt.date, Sequence[Row]],
    groups: tuple[DateGroup, ...],
) -> Archive:
    """Make the archive of papers; `days` holds the numbers of the rows of each day."""
    kinds: tuple[DateGroup, ...] = get_args(DateGroup)
    periods: dict[DateGroup, dict[Period, list[dt.date]]] = {kind: {} for kind in kinds}
    for date in sorted(days):
        for kind in kinds:
            periods[kind].setdefault(period_of(kind, date), []).append(date)
    return Archive(
        groups=groups,
        days={date: _as_listed(date, days[date], rows) for date in sorted(days)},
        credits=_credits(rows),
        periods={
            kind: {period: tuple(found) for period, found in of_kind.items()}
            for kind, of_kind in periods.items()
        },
    )


def _credits(rows: Sequence[PaperRow]) -> dict[dt.date, tuple[str, ...]]:
    found: dict[dt.date, set[str]] = defaultdict(set)
    for row in rows:
        for date, _, _, credit in row.listed:
            if date is not None and credit is not None:
                found[date].add(credit)
    return {date: tuple(sorted(names)) for date, names in found.items()}


def _as_listed(date: dt.date, numbers: Sequence[Row], rows: Sequence[PaperRow]) -> tuple[Row, ...]:
    """Order the papers of a day as its listing has them; of several listings the first by path leads.

    Papers that no listing has under this day come last: the owner gave them the day.
    """

    def key(number: Row) -> tuple[bool, str, int, str]:
        row = rows[number]
        if len(row.listed) == 1:  # as most papers are
            ((day, path, line, _),) = row.listed
            return day != date, path, line, row.id
        listed = [(path, line) for day, path, line, _ in row.listed if day == date]
        path, line = min(listed or [(path, line) for _, path, line, _ in row.listed])
        return not listed, path, line, row.id

    return tuple(sorted(numbers, key=key))
