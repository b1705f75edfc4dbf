"""Archive documents and the size of feeds, and editions as entries."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import replace

import feedparser
import pytest
from lxml import etree

from generator import assets
from generator.config import SiteConfig
from generator.models import SourceRecord
from generator.words import load_words
from tests.feeds import (
    ATOM,
    TAG,
    URL,
    Rows,
    feed_config,
    feeds_of,
    ids_of,
    read_feeds,
    records_of,
    with_feeds,
)
from tests.support import record


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> SiteConfig:
    return feed_config(tmp_path_factory.mktemp("feeds"))


def _many(count: int, words: int = 5) -> list[SourceRecord]:
    start = dt.date(2025, 1, 1)
    return [
        record(
            f"Tree number {number}",
            f"{number} " + f"tree{number} " * words,
            line=number,
            date=start + dt.timedelta(days=number // 3),
        )
        for number in range(count)
    ]


def _archives(feeds: Mapping[str, bytes]) -> list[str]:
    """Follow the links to older entries from the site's feed."""
    found, path = [], "feed.xml"
    while True:
        links = feedparser.parse(feeds[path]).feed.links
        earlier = [link.href for link in links if link.rel == "prev-archive"]
        if not earlier:
            return found
        path = earlier[0].removeprefix(URL)
        found.append(path)


@pytest.mark.parametrize("count", [0, 1, 5, 6, 23, 40])
def test_archive_documents_hold_what_has_no_room_in_the_feed(config: SiteConfig, count: int):
    """From the feed, links lead through archive documents (RFC 5005) to every paper, and there are no others."""
    feeds = feeds_of(config, _many(count))
    archives = _archives(feeds)
    ids = {each for path in ("feed.xml", *archives) for each in ids_of(feeds, path)}
    assert len(ids) == count
    assert {path for path in feeds if "archive" in path} == set(archives)
    for path in archives:
        root = etree.fromstring(feeds[path])
        assert root.find("{http://purl.org/syndication/history/1.0}archive") is not None
        current = [x.get("href") for x in root.iter(f"{ATOM}link") if x.get("rel") == "current"]
        assert current == [f"{URL}feed.xml"]
        assert len(ids_of(feeds, path)) == 5


def test_new_papers_change_no_archive_document(config: SiteConfig):
    """What stands in an archive document stays there byte for byte when papers come."""
    before, after = feeds_of(config, _many(23)), feeds_of(config, _many(33))
    kept = [path for path in before if "archive" in path]
    assert len(kept) == 4
    assert all(after[path] == before[path] for path in kept)
    assert len([path for path in after if "archive" in path]) == 6


def test_feed_is_as_large_as_it_may_be(config: SiteConfig):
    """A feed of large entries ends early, and links lead to all others."""
    small = with_feeds(config, entries=50, kilobytes=32)
    feeds = feeds_of(small, _many(40, words=200))
    for path in ("feed.xml", "rss.xml", "feed.json"):
        assert 8 <= len(ids_of(feeds, path)) < 30
        assert len(feeds[path]) < 34_000
    ids = {each for path in ("feed.xml", *_archives(feeds)) for each in ids_of(feeds, path)}
    assert len(ids) == 40


def test_huge_abstract_does_not_take_a_feed_for_itself(config: SiteConfig):
    """An abstract of a megabyte is given by its beginning, with a link to the rest; the others are whole."""
    huge = record("Huge", "A tree & <a> ]]> " * 60_000, line=9, date=dt.date(2025, 6, 1))
    feeds = feeds_of(with_feeds(config, kilobytes=64), [*_many(20), huge])
    for path, read in read_feeds(feeds):
        assert len(feeds[path]) < 66_000, path
        if path in {"feed.xml", "rss.xml"}:
            first, *others = read.entries
            assert "The whole abstract" in first.content[0].value
            assert first.link in first.content[0].value
            assert len(others) == 20
            assert "tree19 tree19" in str(others[0])


def test_edition_is_a_page_with_its_papers_by_topic(config: SiteConfig):
    """The feed of editions has an entry for each day, with its papers under their topics, each with a sentence."""
    day = dt.date(2025, 3, 14)
    rows: Rows = [("A <Tree>", "A tree. More.", day), ("Stone", "A stone.", day)]
    feeds = feeds_of(config, records_of([*rows, ("Late tree", "Late.", dt.date(2025, 4, 1))]))
    for path in ("editions.xml", "editions-rss.xml"):
        late, early = feedparser.parse(feeds[path]).entries
        assert (late.title, early.title) == ("1 April 2025: 1 paper", "14 March 2025: 2 papers")
        assert early.id == f"tag:{TAG}:edition/day/2025-03-14"
        assert early.link == f"{URL}dates/2025/03/14/"
        html = early.content[0].value
        assert html.index("Trees &amp; &lt;i&gt;") < html.index("A &lt;Tree&gt;")
        assert html.index("A &lt;Tree&gt;") < html.index("Other papers") < html.index("Stone")
        assert "A stone." in html
    assert len(json.loads(feeds["editions.json"])["items"]) == 2


def test_edition_speaks_the_language_of_the_site(config: SiteConfig):
    """Days, counts and what an edition says of itself are in the words of the site's language."""
    german = load_words(
        replace(config, site=replace(config.site, language="de")), assets.templates_folder()
    )
    day = dt.date(2025, 3, 14)
    rows: Rows = [("Tree", "A tree.", day), ("Stone", "A stone.", day)]
    feeds = feeds_of(config, records_of(rows), german)
    (entry,) = feedparser.parse(feeds["editions.xml"]).entries
    assert entry.title == "14. März 2025: 2 Artikel"
    assert "Weitere Artikel" in entry.content[0].value


def test_large_edition_says_where_its_other_papers_are(config: SiteConfig):
    """An edition that would fill much of its feed leads to its page for the rest."""
    day = dt.date(2025, 3, 14)
    rows: Rows = [(f"Tree {n} of {'x' * 60}", f"Tree {n}.", day) for n in range(60)]
    rows += [(f"Stone {n} of {'x' * 60}", f"Stone {n}.", day) for n in range(60)]
    feeds = feeds_of(with_feeds(config, kilobytes=64), records_of(rows))
    (entry,) = feedparser.parse(feeds["editions.xml"]).entries
    assert "All 120 papers of this edition" in entry.content[0].value


def test_feeds_say_their_own_words_in_the_language_of_the_site(config: SiteConfig):
    """Titles, descriptions, the list of feeds and what stands for the rest of a large paper are in German on a German site."""
    german = replace(config, site=replace(config.site, language="de", description=None))
    words = load_words(german, assets.templates_folder())
    large = [
        replace(each, authors=tuple(f"Author {number}" for number in range(1500)))
        for each in _many(5, words=20_000)
    ]
    feeds = feeds_of(with_feeds(german, kilobytes=64), large, words)
    entry = feedparser.parse(feeds["feed.xml"]).entries[0]
    assert "Die ganze Zusammenfassung mit" in entry.content[0].value
    assert entry.authors[-1]["name"] == "und 1.480 weitere"
    editions = feedparser.parse(feeds["editions.xml"]).feed
    assert editions.title == "Trees & <Water>: Ausgaben"
    assert editions.subtitle == "Jede Ausgabe von Trees & <Water> als eine Seite zum Lesen"
    assert feedparser.parse(feeds["topics/none/rss.xml"]).feed.subtitle == "Neue Artikel in None"
    groups = etree.fromstring(feeds["feeds.opml"]).findall("body/outline")
    assert [group.get("text") for group in groups] == ["Alles", "Themen", "Sammlungen"]
    said = b"".join(feeds.values())
    for english in (
        b"New papers in",
        b"The whole abstract",
        b" more<",
        b"Each edition",
        b">Topics",
    ):
        assert english not in said
