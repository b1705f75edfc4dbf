"""Topics as lines of a few points.

Enters: the papers of a topic by period. Leaves: a `TrendView`, or nothing where a line would say nothing.
"""

from __future__ import annotations

from generator.config.settings import DateGroup
from generator.models import Slug
from generator.render.charts import SPARK_POINTS, sparkline
from generator.render.views import TrendView
from generator.trends import OverTime
from generator.words import Words

_FEWEST_POINTS, FEWEST_PAPERS = 3, 5
_TEXTS: dict[DateGroup, str] = {
    "day": "trend.day",
    "week": "trend.week",
    "month": "trend.month",
    "year": "trend.year",
}


class TrendViews:
    """The lines of topics."""

    def __init__(self, time: OverTime | None, words: Words) -> None:
        self._time = time
        self._say = words.say

    def of(self, slug: Slug) -> TrendView | None:
        """Give the line of a topic over the newest periods that are over."""
        time = self._time
        if time is None:
            return None
        ended = len(time.periods) - (not time.ended)
        counts = time.counts[slug][max(0, ended - SPARK_POINTS) : ended]
        if len(counts) < _FEWEST_POINTS or sum(counts) < FEWEST_PAPERS:
            return None
        said = self._say(_TEXTS[time.kind], first=counts[0], last=counts[-1])
        return TrendView(path=sparkline(counts), text=said)
