"""Feeds for feed readers.

Enters: the plan, the papers and the settings. Leaves: an Atom feed (RFC 4287) for the site and one
for each topic and collection, newest entries first.
"""

from __future__ import annotations

import datetime as dt
import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from generator import urls
from generator.artifacts import Artifact
from generator.config import SiteConfig
from generator.feeds.atom import Category, Entry, Feed, atom_bytes
from generator.models import ClassifiedPaper
from generator.pages import Row, SitePlan
from generator.urls import UrlPath


def feed_artifacts(
    papers: Sequence[ClassifiedPaper],
    plan: SitePlan,
    config: SiteConfig,
    *,
    url: str,
    tag: str,
    built: dt.datetime,
) -> Iterator[Artifact]:
    """Make every feed; `built` (UTC) is when an undated paper counts as updated."""
    maker = FeedMaker(papers, plan, config, url=url, tag=tag, built=built)
    for path in maker.paths:
        yield maker.feed(path)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Source:
    """What a feed is made from; `name` is "" for the site's."""

    name: str
    title: str
    page: UrlPath
    rows: tuple[Row, ...]


class FeedMaker:
    """Makes feeds by their paths, and the entry of each paper once, however many feeds hold it."""

    def __init__(
        self,
        papers: Sequence[ClassifiedPaper],
        plan: SitePlan,
        config: SiteConfig,
        *,
        url: str,
        tag: str,
        built: dt.datetime,
    ) -> None:
        self._papers = papers
        self._plan = plan
        self._config = config
        self._url = url
        self._tag = tag
        self._built = built
        self._titles = {topic.slug: topic.title for topic in config.topics}
        self._entries: dict[Row, Entry] = {}
        self._sources = {
            urls.SITE_FEED: _Source(
                name="", title=config.site.title, page=urls.HOME, rows=plan.newest_first
            ),
            **{
                urls.topic_feed_path(topic.slug): _Source(
                    name=topic.slug,
                    title=f"{config.site.title}: {topic.title}",
                    page=urls.topic_path(topic.slug),
                    rows=plan.topics[topic.slug],
                )
                for topic in config.topics
            },
            **{
                urls.collection_feed_path(saved.slug): _Source(
                    name=f"collections/{saved.slug}",
                    title=f"{config.site.title}: {saved.title}",
                    page=urls.collection_path(saved.slug),
                    rows=plan.collections[saved.slug],
                )
                for saved in config.collections
            },
        }

    @property
    def paths(self) -> tuple[UrlPath, ...]:
        """Give the address of every feed, the site's first."""
        return tuple(self._sources)

    def rows(self, path: UrlPath) -> tuple[Row, ...]:
        """Give the papers that have an entry in a feed, newest first."""

        def key(row: Row) -> tuple[int, str]:
            paper = self._plan.rows[row]
            return -(paper.dates[-1].toordinal() if paper.dates else 0), paper.id

        return tuple(heapq.nsmallest(self._config.feeds.entries, self._sources[path].rows, key=key))

    def feed(self, path: UrlPath) -> Artifact:
        """Make the feed of an address."""
        site, source = self._config.site, self._sources[path]
        feed = Feed(
            id=urls.feed_tag(self._tag, source.name),
            title=source.title,
            subtitle=None if source.name else site.description,
            author=site.title,
            self_url=self._url + path,
            page_url=self._url + source.page,
            language=site.language,
            built=self._built,
            entries=tuple(self._entry(row) for row in self.rows(path)),
        )
        return Artifact(path=urls.file_of(path), data=atom_bytes(feed))

    def _entry(self, row: Row) -> Entry:
        if row not in self._entries:
            self._entries[row] = self._make_entry(row)
        return self._entries[row]

    def _make_entry(self, row: Row) -> Entry:
        classified = self._papers[row]
        paper = classified.paper
        return Entry(
            id=urls.paper_tag(self._tag, paper.id),
            title=paper.title,
            url=self._url + self._plan.address(row),
            updated=_midnight(paper.dates[-1]) if paper.dates else self._built,
            published=_midnight(paper.dates[0]) if paper.dates else None,
            authors=paper.authors,
            categories=tuple(
                Category(term=slug, label=self._titles[slug]) for slug in classified.topics
            ),
            abstract=paper.as_read_abstract,
            related=tuple(link.url for link in paper.links),
        )


def _midnight(date: dt.date) -> dt.datetime:
    return dt.datetime.combine(date, dt.time(), dt.UTC)
