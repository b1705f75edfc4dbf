"""Feeds as a feed reader sees them."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from email.utils import parsedate_to_datetime
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from generator.config import SiteConfig
from generator.models import Link
from tests.feeds import (
    ATOM,
    SEEN,
    TAG,
    URL,
    Rows,
    feed_config,
    feeds_of,
    ids_of,
    read_feeds,
    records_of,
)
from tests.support import SITES, record

GRAMMAR = etree.RelaxNG(etree.parse(Path(__file__).parent / "data" / "atom.rng"))
HOSTILE = [
    '<script>alert("1")</script>',
    "</title></content></feed>",
    "]]> <![CDATA[",
    "&amp; &lt; &#0; &nosuch;",
    "'\"><img src=x onerror=alert(1)>",
    "{{ 7 * 7 }} {% raw %}",
    "nul\x00 bell\x07 \ufffe \ud800 \u202e",
    'https://example.org/?a=1&b=2#"x',
    "javascript:alert(1) data:text/html,x",
    "日本語 \U0001f469\u200d\U0001f52c é",
    "$x < y$ \\frac{1}{2}",
]
TEXTS = st.lists(st.sampled_from(HOSTILE), min_size=1, max_size=4).map(" tree ".join)
ROWS = st.lists(
    st.tuples(TEXTS, TEXTS, st.sampled_from([None, dt.date(2025, 3, 14), dt.date(2025, 4, 1)])),
    max_size=8,
)


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> SiteConfig:
    return feed_config(tmp_path_factory.mktemp("feeds"))


class _Elements(HTMLParser):
    """Gathers the elements and attributes of some HTML."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.attributes: set[tuple[str, str]] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.attributes.update((name, value or "") for name, value in attrs)


def _assert_harmless(html: str) -> None:
    """Only text, links, lists and formulas: nothing that runs or loads anything."""
    found = _Elements()
    found.feed(html)
    plain = {name for name in found.names if not name.startswith("m")}
    assert plain <= {"p", "a", "em", "strong", "code", "h2", "ul", "li", "br"}
    assert not {name for name, _ in found.attributes if name.startswith("on") or name == "src"}
    for name, value in found.attributes:
        assert name != "href" or urlsplit(value).scheme in {"http", "https"}


def _assert_atom(data: bytes) -> None:
    """Hold a document against the grammar of RFC 4287, and against those of its rules that no grammar can say."""
    root = etree.fromstring(data)
    assert GRAMMAR.validate(root.getroottree()), GRAMMAR.error_log
    assert root.find(f"{ATOM}author") is not None
    for entry in root.iter(f"{ATOM}entry"):
        alternates = [x for x in entry.findall(f"{ATOM}link") if x.get("rel") == "alternate"]
        assert len(alternates) == 1
        assert entry.find(f"{ATOM}content") is not None


def _assert_rss(data: bytes) -> None:
    """Hold a document against the specification of RSS 2.0."""
    root = etree.fromstring(data)
    assert (root.tag, root.get("version")) == ("rss", "2.0")
    (channel,) = root
    for name in ("title", "link", "description", "language", "lastBuildDate"):
        assert len(channel.findall(name)) == 1, name
    guids = [item.findtext("guid") for item in channel.findall("item")]
    assert len(set(guids)) == len(guids)
    for item in channel.findall("item"):
        assert item.find("guid").get("isPermaLink") == "false"
        assert item.findtext("title")
        assert item.findtext("link").startswith(URL)
        assert parsedate_to_datetime(item.findtext("pubDate")).utcoffset() == dt.timedelta()
        assert item.find("description") is not None
        content = item.findtext("{http://purl.org/rss/1.0/modules/content/}encoded")
        _assert_harmless(content or item.findtext("description"))


def _assert_json_feed(data: bytes) -> None:
    """Hold a document against the specification of JSON Feed 1.1."""
    feed = json.loads(data)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["title"]
    assert {"home_page_url", "feed_url", "description", "language", "authors"} <= set(feed)
    ids = [item["id"] for item in feed["items"]]
    assert len(set(ids)) == len(ids)
    for item in feed["items"]:
        assert item["url"].startswith(URL)
        assert all(author.keys() == {"name"} for author in item.get("authors", ()))
        assert dt.datetime.fromisoformat(item["date_published"]).tzinfo is not None
        _assert_harmless(item["content_html"])


@given(ROWS)
def test_every_feed_keeps_to_its_specification(config: SiteConfig, rows: Rows):
    """Whatever the papers hold, every feed is valid, read without a fault, and has their text as text."""
    feeds = feeds_of(config, records_of(rows))
    for folder in ("", "topics/trees/", "topics/none/", "collections/tall/"):
        assert {f"{folder}feed.xml", f"{folder}rss.xml", f"{folder}feed.json"} <= set(feeds)
    for path, data in feeds.items():
        if path.endswith("rss.xml"):
            _assert_rss(data)
        elif path.endswith(".xml"):
            _assert_atom(data)
        elif path.endswith(".json"):
            _assert_json_feed(data)
    for path, read in read_feeds(feeds):
        assert read.version == ("rss20" if path.endswith("rss.xml") else "atom10")
        for entry in read.entries:
            assert "\x00" not in entry.title


@given(ROWS)
def test_entries_are_unique_newest_first_and_bounded(config: SiteConfig, rows: Rows):
    """A feed holds the newest entries up to its limit, each under an id of its own; papers of one day stand by id."""
    apart = [(f"{n} {title}", abstract, date) for n, (title, abstract, date) in enumerate(rows)]
    feeds = feeds_of(config, records_of(apart))
    root = etree.fromstring(feeds["feed.xml"])
    entries = [
        (entry.findtext(f"{ATOM}updated"), entry.findtext(f"{ATOM}id"))
        for entry in root.iter(f"{ATOM}entry")
    ]
    assert len(set(entries)) == len(entries) == min(5, len(rows))
    dates = sorted((date or SEEN.date() for *_, date in rows), reverse=True)
    assert [dt.date.fromisoformat(moment[:10]) for moment, _ in entries] == dates[:5]
    for (moment, one), (later, other) in pairwise(entries):
        assert moment > later or one < other
    newest = entries[0][0] if entries else "2025-01-01T00:00:00Z"
    assert root.findtext(f"{ATOM}updated") == newest
    for path in ("rss.xml", "feed.json"):
        assert [each for _, each in entries] == ids_of(feeds, path)


@given(ROWS)
def test_every_link_of_a_feed_is_absolute(config: SiteConfig, rows: Rows):
    """Links are http or https with a host; those to the site stand under its base path."""
    for path, data in feeds_of(config, records_of(rows)).items():
        if path.endswith(".json"):
            assert json.loads(data)["feed_url"] == URL + path
            continue
        root = etree.fromstring(data)
        for link in root.iter(f"{ATOM}link"):
            parts = urlsplit(link.attrib["href"])
            assert parts.scheme in {"http", "https"}
            assert parts.hostname
            if link.attrib["rel"] not in {"related", "hub"}:
                assert link.attrib["href"].startswith(URL)
        if path.endswith(".xml"):
            own = [x.get("href") for x in root.iter(f"{ATOM}link") if x.get("rel") == "self"]
            assert own == [URL + path]


def test_entry_tells_what_a_reader_shows(config: SiteConfig):
    """An entry has the paper's title, page, day, topics, authors, links and abstract, in each format."""
    abstract = "A tree & its code: https://github.com/a/b?c=1&d=2."
    paper = replace(
        record("A <Tree>", abstract, date=dt.date(2025, 3, 14)),
        authors=("Ada B.", "Cy & D."),
        links=(Link(url="https://arxiv.org/abs/2503.00001", kind="paper"),),
    )
    feeds = feeds_of(config, [paper])
    related = ["https://arxiv.org/abs/2503.00001", "https://github.com/a/b?c=1&d=2"]
    for path in ("feed.xml", "rss.xml"):
        feed = feedparser.parse(feeds[path])
        assert feed.feed.title == "Trees & <Water>"
        assert feed.feed.link == URL
        assert feed.feed.language == "pt-BR"
        (entry,) = feed.entries
        assert entry.title == "A <Tree>"
        assert entry.link.startswith(f"{URL}papers/a-tree-")
        assert entry.id.startswith(f"tag:{TAG}:paper/")
        assert entry.published_parsed[:4] == (2025, 3, 14, 0)
        assert [author.name for author in entry.authors] == ["Ada B.", "Cy & D."]
        assert "Trees & <i>" in [tag.get("label") or tag.term for tag in entry.tags]
        assert [x.href for x in entry.links if x.rel == "related"] == related
        assert 'href="https://github.com/a/b?c=1&amp;d=2"' in entry.content[0].value
        assert "A tree &amp; its code" in entry.content[0].value
    (item,) = json.loads(feeds["feed.json"])["items"]
    assert (item["title"], item["tags"]) == ("A <Tree>", ["Trees & <i>"])
    assert [author["name"] for author in item["authors"]] == ["Ada B.", "Cy & D."]
    assert (item["_related"], item["external_url"]) == (related, related[0])
    assert item["date_published"] == "2025-03-14T00:00:00Z"


def test_formulas_come_with_plain_words(config: SiteConfig):
    """A formula is MathML, and beside it the abstract stands in words for readers that show none."""
    feeds = feeds_of(config, [record("Tree", "A tree of $x^2 \\le y$ leaves.", date=SEEN.date())])
    words = "A tree of x² ≤ y leaves."
    for path in ("feed.xml", "rss.xml"):
        (entry,) = feedparser.parse(feeds[path]).entries
        assert entry.summary == words
        assert "<msup><mi>x</mi><mn>2</mn></msup>" in entry.content[0].value
    (item,) = json.loads(feeds["feed.json"])["items"]
    assert item["content_text"] == words
    assert "<math" in item["content_html"]


def test_undated_entry_is_of_the_day_on_which_it_was_first_seen(config: SiteConfig):
    """A paper without a day came when the digest first had it."""
    (data, *_) = feeds_of(config, [record("Tree", "A tree.")]).values()
    (entry,) = feedparser.parse(data).entries
    assert entry.published == entry.updated == "2025-03-20T00:00:00Z"


def test_paper_that_is_seen_again_does_not_come_again(config: SiteConfig):
    """A later day in another dump changes no byte of a feed but for editions, of which it is a part."""
    first = record("Tree", "A tree is a graph.", date=dt.date(2025, 3, 14))
    again = record("Tree", "A tree is a graph.", date=dt.date(2025, 4, 1), path="b.txt")
    before, after = feeds_of(config, [first]), feeds_of(config, [first, again])
    assert {path for path in before if before[path] != after[path]} == {
        *("editions.xml", "editions-rss.xml", "editions.json")
    }


def test_topic_feed_holds_the_papers_of_its_topic(config: SiteConfig):
    """A topic's feed holds its papers alone; a topic without papers has a feed without entries, of an old day."""
    feeds = feeds_of(config, [record("Tree", "Tall."), record("Stone", "Grey.", line=2)])
    for path in ("feed.xml", "rss.xml"):
        tree = feedparser.parse(feeds[f"topics/trees/{path}"])
        assert [entry.title for entry in tree.entries] == ["Tree"]
        none = feedparser.parse(feeds[f"topics/none/{path}"])
        assert none.entries == []
        assert none.feed.updated_parsed[:3] == (2025, 1, 1)
    saved = feedparser.parse(feeds["collections/tall/feed.xml"])
    assert [entry.title for entry in saved.entries] == ["Tree"]


def test_hub_is_named_in_every_feed(config: SiteConfig):
    """The WebSub hub of site.yaml stands in each feed of each format."""
    hub = "https://hub.example.org/?a=1&b=2"
    feeds = feeds_of(config, [record("Tree", "Tall.")])
    for _, read in read_feeds(feeds):
        assert [link.href for link in read.feed.links if link.rel == "hub"] == [hub]
    assert json.loads(feeds["feed.json"])["hubs"] == [{"type": "WebSub", "url": hub}]


def test_list_of_feeds_names_each_once_in_groups(config: SiteConfig):
    """The OPML file names the Atom form of every feed under Everything, Topics or Collections."""
    feeds = feeds_of(config, [record("Tree", "Tall.")])
    root = etree.fromstring(feeds["feeds.opml"])
    assert (root.tag, root.get("version")) == ("opml", "2.0")
    groups = {
        group.get("text"): [outline.get("xmlUrl") for outline in group]
        for group in root.iterfind("body/outline")
    }
    assert groups == {
        "Everything": [f"{URL}feed.xml", f"{URL}editions.xml"],
        "Topics": [f"{URL}topics/trees/feed.xml", f"{URL}topics/none/feed.xml"],
        "Collections": [f"{URL}collections/tall/feed.xml"],
    }
    for outline in root.iterfind("body/outline/outline"):
        assert outline.get("type") == "rss"
        assert outline.get("xmlUrl").removeprefix(URL) in feeds


SITES_OF_TESTS = sorted(path / "expected" for path in (SITES / "valid").iterdir())


@pytest.mark.parametrize("site", SITES_OF_TESTS, ids=lambda site: site.parent.name)
def test_feeds_of_the_committed_sites_are_read_and_their_links_live(site: Path):
    """Every feed of a committed site is valid, and each of its links into the site leads to a file."""
    paths = [*site.rglob("feed.xml"), *site.rglob("*rss.xml"), *site.glob("editions.xml")]
    assert len(paths) >= 4
    for file in paths:
        data = file.read_bytes()
        read = feedparser.parse(data)
        assert not read.bozo, file
        if not file.name.endswith("rss.xml"):
            _assert_atom(data)
        root = read.feed.link[: len(read.feed.link) - len(_page_of(file, site))]
        links = [*read.feed.links, *(link for entry in read.entries for link in entry.links)]
        own = [x.href for x in links if x.rel != "related" and x.href.startswith(root)]
        assert len(own) >= 2 + len(read.entries)
        for link in own:
            target = site / link.removeprefix(root)
            assert target.is_file() or (target / "index.html").is_file(), link


def _page_of(file: Path, site: Path) -> str:
    """Give the address of the page beside a feed."""
    folder = file.parent.relative_to(site).as_posix()
    if "editions" in file.name:
        return "dates/"
    return "" if folder == "." else f"{folder}/"
