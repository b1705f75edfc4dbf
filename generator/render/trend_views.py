"""Topics as lines of a few points.

Enters: the papers of a topic by period. Leaves: a `TrendView`, or nothing where a line would say nothing.
"""

from __future__ import annotations

from generator.models import Slug
from generator.render.charts import SPARK_POINTS, sparkline
from generator.render.views import TrendView
from generator.trends import OverTime

_FEWEST_POINTS, FEWEST_PAPERS = 3, 5


def trend_view(slug: Slug, time: OverTime | None) -> TrendView | None:
    """Give the line of a topic over the newest periods that are over."""
    if time is None:
        return None
    ended = len(time.periods) - (not time.ended)
    counts = time.counts[slug][max(0, ended - SPARK_POINTS) : ended]
    if len(counts) < _FEWEST_POINTS or sum(counts) < FEWEST_PAPERS:
        return None
    return TrendView(path=sparkline(counts), text=f"{counts[0]} to {counts[-1]} a {time.kind}")
