"""The editions of a site as entries of a feed: each a page to read, its papers by topic.

Enters: the plan and the texts of papers. Leaves: `Entry`s, newest first. A paper stands once in an edition, under the first
of its topics that has no parent. Papers without a day are in no edition.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from markupsafe import escape

from generator import urls
from generator.archive import Period, Row
from generator.config import SiteConfig
from generator.feeds.documents import Category, Entry
from generator.models import PaperRow, Slug
from generator.pages import SitePlan
from generator.text.shown import ShownTexts
from generator.words import Words
from generator.words.day_names import DayNames


class EditionEntries:
    """Makes the entry of each edition; `longest` is how many bytes its page may have."""

    def __init__(
        self,
        plan: SitePlan,
        config: SiteConfig,
        texts: Callable[[Sequence[Row]], list[ShownTexts]],
        *,
        words: Words,
        site: str,
        tag: str,
        longest: int,
    ) -> None:
        self._plan = plan
        self._config = config
        self._texts = texts
        self._words = words
        self._names = DayNames(words)
        self._site = site
        self._tag = tag
        self._longest = longest

    def newest(self, most: int) -> tuple[Period, ...]:
        """Give the newest editions, newest first."""
        return tuple(reversed(self._plan.archive.editions[-most:]))

    def rows(self, periods: Iterable[Period]) -> tuple[Row, ...]:
        """Give the papers of some editions."""
        return tuple(row for period in periods for row in self._plan.archive.rows(period))

    def entry(self, period: Period) -> Entry:
        """Make the entry of an edition; it is of the newest day in it that has papers.

        Its papers stand by their titles, for the order of a listing may change with the dumps.
        """
        rows = sorted(self._plan.archive.rows(period), key=lambda row: self._plan.rows[row].slug)
        groups = by_topic(rows, self._plan.rows, self._config, self._words)
        url = self._site + period.path
        parts: list[str] = []
        left = self._longest
        for name, _, members in groups:
            papers = [
                self._line(row, texts)
                for row, texts in zip(members, self._texts(members), strict=True)
            ]
            section = f"<h2>{escape(name)}</h2><ul>{''.join(papers)}</ul>"
            left -= len(section)
            if left < 0 and parts:
                rest = self._words.say("edition.rest", count=len(rows))
                parts.append(f'<p><a href="{escape(url)}">{escape(rest)}</a></p>')
                break
            parts.append(section)
        day = self._plan.archive.days_of(period)[-1]
        return Entry(
            id=urls.edition_tag(self._tag, period.kind, period.first),
            title=f"{self._names.title(period)}: {self._words.say('count.papers', count=len(rows))}",
            url=url,
            moment=dt.datetime.combine(day, dt.time(), dt.UTC),
            authors=(),
            categories=tuple(
                Category(term=slug, label=name) for name, slug, _ in groups if slug is not None
            ),
            related=(),
            html="".join(parts),
            plain="; ".join(
                f"{name}: {self._words.number(len(members))}" for name, _, members in groups
            ),
            rich=True,
        )

    def _line(self, row: Row, texts: ShownTexts) -> str:
        url = escape(self._site + self._plan.address(row))
        return f'<li><a href="{url}">{texts.title}</a><br/>{texts.lead}</li>'


class TopicGroup(NamedTuple):
    """The papers of an edition under a topic, or under none."""

    title: str
    slug: Slug | None
    rows: list[Row]


def by_topic(
    rows: Iterable[Row], papers: Sequence[PaperRow], config: SiteConfig, words: Words
) -> list[TopicGroup]:
    """Group papers by the first of their topics that has no parent, in the order of site.yaml; those without one come last."""
    titles = {topic.slug: topic.title for topic in config.topics}
    tops = {topic.slug for topic in config.topics if topic.parent is None}
    found: dict[Slug | None, list[Row]] = {slug: [] for slug in (*titles, None)}
    for row in rows:
        found[next((slug for slug in papers[row].topics if slug in tops), None)].append(row)
    return [
        TopicGroup(words.say("edition.other") if slug is None else titles[slug], slug, members)
        for slug, members in found.items()
        if members
    ]
