"""The views of the archive: every period by its name, and what stands on the pages under /dates/.

Enters: the archive. Leaves: views by day and period, newest first in lists. A period of a group that the
owner did not choose has no page and no link; it may still head a list.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace

from generator.archive import Archive, Period, Row, period_of
from generator.config.settings import DateGroup
from generator.render.views import DayView, NamedLink, PeriodView
from generator.words import Words
from generator.words.day_names import DayNames

_COARSEST_FIRST: tuple[DateGroup, ...] = ("year", "month", "week", "day")
# Months and years are few; of weeks and days the front page shows the newest alone.
_MOST_ASIDE = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of an archive page: a heading, periods under it, or the papers of the heading's period."""

    heading: PeriodView | None
    entries: tuple[PeriodView, ...] = ()
    rows: tuple[Row, ...] = ()


class DateViews:
    """Each period's view, made once."""

    def __init__(self, archive: Archive, words: Words) -> None:
        self._archive = archive
        self.names = DayNames(words)
        self._groups = tuple(kind for kind in _COARSEST_FIRST if kind in archive.groups)
        self._periods: dict[Period, PeriodView] = {}
        self._days: dict[dt.date, DayView] = {}

    def period(self, period: Period) -> PeriodView:
        """Give a period's view, with a link where it has a page."""
        if period not in self._periods:
            self._periods[period] = PeriodView(
                kind=period.kind,
                lead=self.names.lead(period),
                text=" ".join(self.names.parts(period)),
                parts=self.names.parts(period),
                iso=period.iso,
                path=period.path if period.kind in self._groups else None,
                count=len(self._archive.rows(period)),
            )
        return self._periods[period]

    def day(self, date: dt.date) -> DayView:
        """Give a paper's day, with the link to the page on which the papers of that day stand."""
        if date not in self._days:
            path = self._archive.edition_of(date).path
            self._days[date] = DayView(text=self.names.day(date), iso=date.isoformat(), path=path)
        return self._days[date]

    def name(self, period: Period) -> str:
        """Name a period where others of its kind stand beside it: a week by its Monday."""
        if period.kind == "week":
            return self.names.day(period.first)
        return " ".join(self.names.parts(period))

    def crumbs(self, period: Period) -> tuple[NamedLink, ...]:
        """Give the coarser pages above a period, those of its newest day."""
        newest = self._archive.days_of(period)[-1]
        found: list[NamedLink] = []
        for kind in self._groups[: self._groups.index(period.kind)]:
            above = period_of(kind, newest)
            title = self.names.lead(above) or " ".join(self.names.parts(above))
            if kind == "month" and "year" in self._groups:
                title = self.names.month(above.first)
            found.append(NamedLink(title=title, path=above.path))
        return tuple(found)

    def weeks_beside(self, period: Period) -> tuple[PeriodView, ...]:
        """Give the weeks of a month whose own list is of days."""
        if period.kind != "month" or "week" not in self._groups or "day" not in self._groups:
            return ()
        return self._views(self._archive.inside(period, "week"))

    def index(self) -> tuple[Section, ...]:
        """Give the years with what is next below them, or what is coarsest under headings."""
        below = next((kind for kind in self._groups if kind != "year"), None)
        if "year" not in self._groups and below is not None:
            return self._under_headings(tuple(self._archive.periods[below]))
        if below == "day":
            below = None
        return tuple(
            Section(
                heading=self.period(year),
                entries=self._newest(self._archive.inside(year, below)) if below else (),
            )
            for year in reversed(tuple(self._archive.periods["year"]))
        )

    def sections(self, period: Period) -> tuple[Section, ...]:
        """Give what stands on a coarser page: finer periods, at the last step with their papers."""
        finest = self._archive.groups[0]
        if period.kind != "year":
            return tuple(
                Section(heading=self._part(inner, period), rows=self._archive.rows(inner, period))
                for inner in reversed(self._archive.inside(period, finest))
            )
        if "month" not in self._groups:
            kind: DateGroup = "week" if "week" in self._groups else "day"
            found = self._archive.inside(period, kind)
            return (
                self._under_headings(found)
                if kind == "day"
                else (Section(heading=None, entries=self._newest(found)),)
            )
        return tuple(
            Section(
                heading=self.period(month),
                entries=()
                if finest == "month"
                else self._newest(self._archive.inside(month, finest)),
            )
            for month in reversed(self._archive.inside(period, "month"))
        )

    def aside(self) -> tuple[PeriodView, ...]:
        """Give what the front page lists of the archive."""
        kinds: tuple[DateGroup, ...] = ("month", "year", "week", "day")
        kind = next(kind for kind in kinds if kind in self._groups)
        found = self._newest(self._archive.periods[kind])
        return found[:_MOST_ASIDE] if kind in {"week", "day"} else found

    def _under_headings(self, periods: tuple[Period, ...]) -> tuple[Section, ...]:
        """Put days under their months and all else under its year."""
        parts: dict[Period, list[Period]] = {}
        for period in periods:
            newest = self._archive.days_of(period)[-1]
            heading = period_of("month" if period.kind == "day" else "year", newest)
            parts.setdefault(heading, []).append(period)
        return tuple(
            Section(heading=self.period(heading), entries=self._newest(parts[heading]))
            for heading in reversed(parts)
        )

    def _part(self, inner: Period, outer: Period) -> PeriodView:
        """Give a period as it stands in another; a week may lie in two months."""
        return replace(self.period(inner), count=len(self._archive.rows(inner, outer)))

    def _views(self, periods: Iterable[Period]) -> tuple[PeriodView, ...]:
        return tuple(self.period(period) for period in periods)

    def _newest(self, periods: Iterable[Period]) -> tuple[PeriodView, ...]:
        return tuple(reversed(self._views(periods)))
