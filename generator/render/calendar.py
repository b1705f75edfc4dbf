"""The days of a year as a small map: a row for each month, a field for each day that has papers.

Enters: the archive. Leaves: a `CalendarView` in whole units of SVG, or nothing for a digest of few days. It ends with the
month of the newest day. How many papers a day has is told by its name and, roughly, by its shade.
"""

from __future__ import annotations

import calendar
import datetime as dt

from generator.archive import Archive, period_of
from generator.render.charts import shade, shades
from generator.render.dates import DateViews
from generator.render.views import CalendarDay, CalendarMonth, CalendarView, ShadeView

_MONTHS = 12
_FEWEST_DAYS = 3
_COLUMN, _ROW, _LEFT, _TOP = 10, 16, 36, 18
_AXIS = (1, 10, 20, 30)


def calendar_view(archive: Archive, dates: DateViews) -> CalendarView | None:
    """Give the calendar of the months up to the newest day's, twelve at most, the first the oldest that has papers."""
    if not archive.days:
        return None
    newest = next(reversed(archive.days))
    firsts = _months(newest, next(iter(archive.days)))
    counts = {day: len(rows) for day, rows in archive.days.items() if day >= firsts[0]}
    if len(counts) < _FEWEST_DAYS:
        return None
    ends = shades(tuple(counts.values()))
    months = tuple(
        CalendarMonth(
            name=dates.names.short_month(first),
            y=_TOP + _ROW * number,
            width=_COLUMN * calendar.monthrange(first.year, first.month)[1],
            days=tuple(
                CalendarDay(
                    x=_LEFT + _COLUMN * (day.day - 1),
                    text=dates.names.day_of_month(day),
                    count=count,
                    shade=shade(count, ends),
                    path=dates.day(day).path,
                )
                for day, count in counts.items()
                if day.replace(day=1) == first
            ),
        )
        for number, first in enumerate(firsts)
    )
    return CalendarView(
        text=dates.names.months(firsts[0], firsts[-1]),
        height=_TOP + _ROW * len(months),
        width=_LEFT + 31 * _COLUMN,
        left=_LEFT,
        axis=tuple((_LEFT + _COLUMN * (day - 1) + _COLUMN // 2, day) for day in _AXIS),
        months=months,
        shades=tuple(
            ShadeView(shade=shade(end, ends), least=least, most=end)
            for least, end in zip((1, *(end + 1 for end in ends)), ends, strict=False)
        ),
    )


def _months(newest: dt.date, oldest: dt.date) -> list[dt.date]:
    """Give the first days of months, ascending."""
    firsts = [period_of("month", newest).first]
    while len(firsts) < _MONTHS and firsts[-1] > oldest:
        before = firsts[-1].toordinal() - 1
        firsts.append(dt.date.fromordinal(before).replace(day=1))
    return firsts[::-1]
