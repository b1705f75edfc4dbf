"""What the first page of a topic shows besides its papers: papers over time, what came up of late, topics next to it.

Enters: the plan, and the tables of all pages. Leaves: views. All of it grows with new papers, so pages
behind the first have none of it.
"""

from __future__ import annotations

import re
from collections import Counter

from generator import urls
from generator.config.settings import DateGroup
from generator.models import Slug
from generator.pages import SitePlan, TopicPage
from generator.render.charts import BAR_STEP, bars
from generator.render.tables import Tables
from generator.render.trend_views import FEWEST_PAPERS
from generator.render.views import BarView, ChartView, NamedLink, RisingView
from generator.trends import RisingWord
from generator.words import Words

_FEWEST_BARS = 2
# What a chart is called, and its first column.
_CHARTS: dict[DateGroup, tuple[str, str]] = {
    "day": ("chart.by_day", "chart.day"),
    "week": ("chart.by_week", "chart.week"),
    "month": ("chart.by_month", "chart.month"),
    "year": ("chart.by_year", "chart.year"),
}


class TopicPages:
    """The views of topics, each made when its page is."""

    def __init__(self, plan: SitePlan, tables: Tables, words: Words) -> None:
        self._say = words.say
        self._plan = plan
        self._tables = tables

    def values(self, page: TopicPage) -> dict[str, object]:
        """Give what a page of a topic shows besides its papers; those behind the first have none of it."""
        first, slug = page.place.number == 1, page.topic
        return {
            "topic": self._tables.topic(slug),
            "chart": self.chart(slug) if first else None,
            "rising": self.rising(slug) if first else None,
            "near": self.near(slug) if first else (),
            "whole": urls.whole_topic_path(slug) if first and page.place.of > 1 else None,
        }

    def near(self, slug: Slug) -> tuple[NamedLink, ...]:
        """Give the topics that share papers with one beyond chance, the nearest first."""
        return tuple(self._tables.topic_links[other] for other in self._plan.near[slug])

    def chart(self, slug: Slug) -> ChartView | None:
        """Give a topic's papers over time; `None` for one period or a few papers."""
        time = self._plan.over_time
        if (
            time is None
            or len(time.periods) < _FEWEST_BARS
            or sum(time.counts[slug]) < FEWEST_PAPERS
        ):
            return None
        counts = time.counts[slug]
        most, ended = max(counts), len(counts) - (not time.ended)
        names = [self._tables.dates.name(period) for period in time.periods]
        title, period = _CHARTS[time.kind]
        return ChartView(
            title=self._say(title),
            period=self._say(period),
            width=BAR_STEP * len(counts),
            path=bars(counts[:ended], most),
            going_on=bars(counts[ended:], most, first=ended) or None,
            most=most,
            bars=tuple(
                BarView(text=name, iso=period.iso, count=count)
                for name, period, count in zip(names, time.periods, counts, strict=True)
            ),
        )

    def rising(self, slug: Slug) -> RisingView | None:
        """Give words that a topic's newest titles have more often than those before."""
        found = self._plan.rising.get(slug)
        if found is None:
            return None
        return RisingView(
            words=tuple(self._as_written(rise) for rise in found.words),
            since=self._tables.dates.day(found.since),
        )

    def _as_written(self, rise: RisingWord) -> str:
        """Give a word in the letters of titles where they tell something: two capitals, as in LoRA."""
        found = re.compile(rf"(?<!\w){re.escape(rise.word)}(?!\w)", re.IGNORECASE)
        written: Counter[str] = Counter()
        for title in self._tables.cards.shown_titles(rise.rows):
            written.update(found.findall(title.striptags()))
        usual = max(sorted(written), key=lambda each: written[each], default=rise.word)
        return usual if sum(letter.isupper() for letter in usual) > 1 else rise.word
