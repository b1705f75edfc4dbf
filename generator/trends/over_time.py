"""Papers of each topic by day, week, month or year.

Enters: rows and the archive. Leaves: an `OverTime`. Which periods are counted is the same for all topics, so that
their charts can be compared: the finest whose newest few dozen hold nine papers in ten.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from generator.archive import Archive, Period, period_of
from generator.config.settings import DateGroup
from generator.models import PaperRow, Slug

# As many bars as can be told apart in a column of text.
_MOST: tuple[tuple[DateGroup, int], ...] = (("day", 21), ("week", 26), ("month", 36), ("year", 60))
_ENOUGH = 0.9
# Papers come on working days, and a digest may be made before the last of them.
_DAYS_LEFT: dict[DateGroup, int] = {"day": 0, "week": 2, "month": 3, "year": 14}


@dataclass(frozen=True, slots=True, kw_only=True)
class OverTime:
    """Papers by period: `periods` ascend without gaps, and `counts` has a number for each, by topic.

    `ended` says that the last period is over, as far as the newest day tells. A paper counts once in each period
    in which it has a day; papers before the first period count in none.
    """

    kind: DateGroup
    periods: tuple[Period, ...]
    counts: dict[Slug, tuple[int, ...]]
    ended: bool


def over_time(
    rows: Sequence[PaperRow], archive: Archive, topics: Iterable[Slug]
) -> OverTime | None:
    """Count the papers of each topic; `None` where no paper has a day."""
    if not archive.days:
        return None
    periods = _periods(archive)
    place = {period: number for number, period in enumerate(periods)}
    counts = {slug: [0] * len(periods) for slug in topics}
    kind = periods[0].kind
    for period, days in archive.periods[kind].items():
        at = place.get(period)
        if at is None:
            continue
        found = {row for day in days for row in archive.days[day]}
        for slugs, papers in Counter([rows[row].topics for row in found]).items():
            for slug in slugs:
                counts[slug][at] += papers
    newest = next(reversed(archive.days))
    return OverTime(
        kind=kind,
        periods=periods,
        counts={slug: tuple(some) for slug, some in counts.items()},
        ended=period_of(kind, _later(newest, _DAYS_LEFT[kind] + 1)) != periods[-1],
    )


def _periods(archive: Archive) -> tuple[Period, ...]:
    """Give the newest periods of the finest kind of which a few hold nearly all papers."""
    papers = {day: len(rows) for day, rows in archive.days.items()}
    total = sum(papers.values())
    oldest, newest = next(iter(papers)), next(reversed(papers))
    for kind, most in _MOST:
        periods = _before(period_of(kind, newest), most, oldest)
        first = periods[0].first
        if sum(n for day, n in papers.items() if day >= first) >= _ENOUGH * total:
            break
    return periods


def _before(last: Period, most: int, oldest: dt.date) -> tuple[Period, ...]:
    found = [last]
    while len(found) < most and found[-1].first > oldest:
        found.append(period_of(last.kind, _later(found[-1].first, -1)))
    return tuple(reversed(found))


def _later(day: dt.date, days: int) -> dt.date:
    ordinal = min(max(day.toordinal() + days, 1), dt.date.max.toordinal())
    return dt.date.fromordinal(ordinal)
