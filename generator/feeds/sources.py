"""Which feeds a site has, and which addresses each stands at.

Enters: the settings. Leaves: a `FeedSource` for each feed, and a `Document` for each file.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from generator import urls
from generator.config import SiteConfig
from generator.feeds.documents import Format
from generator.models import Slug
from generator.urls import UrlPath
from generator.words import Words

Kind = Literal["site", "topic", "collection", "editions"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedSource:
    """A feed, by the address of its Atom form; `name` is what its tag URI ends with, `slug` is its topic's or collection's."""

    kind: Kind
    name: str
    title: str
    description: str
    path: UrlPath
    page: UrlPath
    slug: Slug | None = None

    @property
    def paths(self) -> dict[Format, UrlPath]:
        """Give the address of each format."""
        path = self.path
        return {"atom": path, "rss": urls.rss_path(path), "json": urls.json_feed_path(path)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A file: a feed in a format, or the entries of an archive document, of which the first is number `first` from the oldest."""

    source: FeedSource
    format: Format
    first: int | None = None


def feed_sources(config: SiteConfig, words: Words) -> Iterator[FeedSource]:
    """Give every feed of a site, its own first."""
    site = config.site

    def new_in(name: str) -> str:
        return words.say("feed.new_papers", name=name)

    def part(name: str) -> str:
        return words.say("feed.part", site=site.title, name=name)

    yield FeedSource(
        kind="site",
        name="",
        title=site.title,
        description=site.description or new_in(site.title),
        path=urls.SITE_FEED,
        page=urls.HOME,
    )
    yield FeedSource(
        kind="editions",
        name="editions/",
        title=part(words.say("feed.editions")),
        description=words.say("feed.each_edition", site=site.title),
        path=urls.EDITION_FEED,
        page=urls.DATES,
    )
    for topic in config.topics:
        yield FeedSource(
            kind="topic",
            name=topic.slug,
            title=part(topic.title),
            description=topic.description or new_in(topic.title),
            path=urls.topic_feed_path(topic.slug),
            page=urls.topic_path(topic.slug),
            slug=topic.slug,
        )
    for saved in config.collections:
        yield FeedSource(
            kind="collection",
            name=f"collections/{saved.slug}",
            title=part(saved.title),
            description=saved.description or new_in(saved.title),
            path=urls.collection_feed_path(saved.slug),
            page=urls.collection_path(saved.slug),
            slug=saved.slug,
        )
