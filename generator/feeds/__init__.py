"""Feeds for feed readers.

Enters: the plan, the papers and the settings. Leaves: an Atom feed (RFC 4287) for the site and one
for each topic and collection, newest entries first.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from generator import urls
from generator.artifacts import Artifact
from generator.config import SiteConfig
from generator.feeds.atom import Category, Entry, Feed, atom_bytes
from generator.models import ClassifiedPaper, Slug
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
    maker = _FeedMaker(papers, plan, config, url, tag, built)
    yield maker.site_feed()
    for topic in config.topics:
        yield maker.topic_feed(topic.slug, topic.title)
    for collection in config.collections:
        yield maker.collection_feed(collection.slug, collection.title)


class _FeedMaker:
    """Makes the entry of each paper once, however many feeds hold it."""

    def __init__(
        self,
        papers: Sequence[ClassifiedPaper],
        plan: SitePlan,
        config: SiteConfig,
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

    def site_feed(self) -> Artifact:
        site = self._config.site
        return self._artifact(
            urls.SITE_FEED,
            Feed(
                id=urls.feed_tag(self._tag, ""),
                title=site.title,
                subtitle=site.description,
                author=site.title,
                self_url=self._url + urls.SITE_FEED,
                page_url=self._url,
                language=site.language,
                built=self._built,
                entries=self._newest(self._plan.newest_first),
            ),
        )

    def topic_feed(self, slug: Slug, title: str) -> Artifact:
        page, rows = urls.topic_path(slug), self._plan.topics[slug]
        return self._part_feed(slug, title, page, urls.topic_feed_path(slug), rows)

    def collection_feed(self, slug: Slug, title: str) -> Artifact:
        page, rows = urls.collection_path(slug), self._plan.collections[slug]
        name = f"collections/{slug}"
        return self._part_feed(name, title, page, urls.collection_feed_path(slug), rows)

    def _part_feed(
        self, name: str, title: str, page: UrlPath, path: UrlPath, rows: Sequence[Row]
    ) -> Artifact:
        site = self._config.site
        return self._artifact(
            path,
            Feed(
                id=urls.feed_tag(self._tag, name),
                title=f"{site.title}: {title}",
                subtitle=None,
                author=site.title,
                self_url=self._url + path,
                page_url=self._url + page,
                language=site.language,
                built=self._built,
                entries=self._newest(rows),
            ),
        )

    def _artifact(self, path: UrlPath, feed: Feed) -> Artifact:
        return Artifact(path=urls.file_of(path), data=atom_bytes(feed))

    def _newest(self, rows: Sequence[Row]) -> tuple[Entry, ...]:
        def key(row: Row) -> tuple[int, str]:
            paper = self._papers[row].paper
            return -(paper.dates[-1].toordinal() if paper.dates else 0), paper.id

        first = sorted(rows, key=key)[: self._config.feeds.entries]
        return tuple(self._entry(row) for row in first)

    def _entry(self, row: Row) -> Entry:
        if row not in self._entries:
            self._entries[row] = self._make_entry(self._papers[row])
        return self._entries[row]

    def _make_entry(self, classified: ClassifiedPaper) -> Entry:
        paper = classified.paper
        return Entry(
            id=urls.paper_tag(self._tag, paper.id),
            title=paper.title,
            url=self._url + urls.paper_path(paper.slug),
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
