"""What the tests of feeds share: a digest's settings, its feeds, and how they are read."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import feedparser

from generator.classify import classify
from generator.config import FeedSettings, SiteConfig, load_config
from generator.feeds import feed_artifacts
from generator.models import SourceRecord
from generator.pages import plan_site
from generator.papers.merge import merge_records
from generator.rules import compile_rules
from generator.words import Words
from tests.support import english, record

URL = "https://example.org/some/path/"
TAG = "example.org,2025-01-01"
SEEN = dt.datetime(2025, 3, 20, tzinfo=dt.UTC)
ATOM = "{http://www.w3.org/2005/Atom}"
Rows = list[tuple[str | None, str, dt.date | None]]


def feed_config(folder: Path) -> SiteConfig:
    """Write and load the settings of a digest with topics, a collection and a hub."""
    file = folder / "site.yaml"
    file.write_text(
        "site: {title: 'Trees & <Water>', description: 'All & <b>more</b>', language: pt-BR}\n"
        "sources: [{path: x}]\n"
        "topics:\n"
        "  - {slug: trees, title: 'Trees & <i>', any: [tree]}\n"
        "  - {slug: none, title: None, any: [unicorn]}\n"
        "collections:\n"
        "  - {slug: tall, title: Tall, any: [tall]}\n"
        "feeds: {entries: 5, hub: 'https://hub.example.org/?a=1&b=2'}\n",
        encoding="utf-8",
    )
    return load_config(file)


def records_of(rows: Rows) -> list[SourceRecord]:
    """Make records of titles, abstracts and days."""
    return [
        record(title, f"{number} {abstract}", line=number, date=date)
        for number, (title, abstract, date) in enumerate(rows)
    ]


def feeds_of(
    config: SiteConfig, records: list[SourceRecord], words: Words | None = None
) -> dict[str, bytes]:
    """Make all feeds of papers, by their paths, in English where no words are given."""
    papers = tuple(classify(merge_records(records), compile_rules(config)))
    plan = plan_site(papers, config)
    seen = {each.paper.id: SEEN for each in papers}
    spoken = words or english()
    artifacts = feed_artifacts(papers, plan, config, url=URL, tag=TAG, words=spoken, seen=seen)
    return {artifact.path: artifact.data for artifact in artifacts}


def with_feeds(config: SiteConfig, **feeds: Any) -> SiteConfig:
    """Give settings with other ones of feeds."""
    return replace(config, feeds=FeedSettings(**feeds))


def read_feeds(feeds: Mapping[str, bytes]) -> Iterator[tuple[str, Any]]:
    """Read every feed in XML as a reader does, without a fault."""
    for path, data in feeds.items():
        if path.endswith(".xml"):
            read = feedparser.parse(data)
            assert not read.bozo, (path, read.get("bozo_exception"))
            yield path, read


def ids_of(feeds: Mapping[str, bytes], path: str) -> list[str]:
    """Give the ids of a feed's entries."""
    if path.endswith(".json"):
        return [item["id"] for item in json.loads(feeds[path])["items"]]
    return [entry.id for entry in feedparser.parse(feeds[path]).entries]
