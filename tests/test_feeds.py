"""Feeds as a feed reader sees them."""

from __future__ import annotations

import datetime as dt
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.classify import classify
from generator.config import SiteConfig, load_config
from generator.feeds import feed_artifacts
from generator.feeds.atom import abstract_html
from generator.pages import plan_site
from generator.papers.merge import merge_records
from generator.rules import compile_rules
from tests.support import record

URL = "https://example.org/some/path/"
BUILT = dt.datetime(2025, 3, 20, tzinfo=dt.UTC)
ATOM = "{http://www.w3.org/2005/Atom}"
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
    file = tmp_path_factory.mktemp("feeds") / "site.yaml"
    file.write_text(
        "site: {title: 'Trees & <Water>', description: 'All & <b>more</b>', language: pt-BR}\n"
        "sources: [{path: x}]\n"
        "topics:\n"
        "  - {slug: trees, title: 'Trees & <i>', any: [tree]}\n"
        "  - {slug: none, title: None, any: [unicorn]}\n"
        "feeds: {entries: 5}\n",
        encoding="utf-8",
    )
    return load_config(file)


def _feeds(
    config: SiteConfig, rows: list[tuple[str | None, str, dt.date | None]]
) -> dict[str, bytes]:
    records = [
        record(title, f"{number} {abstract}", line=number, date=date)
        for number, (title, abstract, date) in enumerate(rows)
    ]
    papers = tuple(classify(merge_records(records), compile_rules(config)))
    plan = plan_site(papers, config)
    artifacts = feed_artifacts(
        papers, plan, config, url=URL, tag="example.org,2025-01-01", built=BUILT
    )
    return {artifact.path: artifact.data for artifact in artifacts}


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
    """Only text, links and formulas: nothing that runs or loads anything."""
    found = _Elements()
    found.feed(html)
    plain = {name for name in found.names if not name.startswith("m")}
    assert plain <= {"p", "a", "em", "strong", "code", "sub", "sup", "annotation", "semantics"}
    assert not {name for name, _ in found.attributes if name.startswith("on") or name == "src"}
    for name, value in found.attributes:
        assert name != "href" or urlsplit(value).scheme in {"http", "https"}


@given(ROWS)
def test_feed_reader_finds_no_fault_in_any_feed(
    config: SiteConfig, rows: list[tuple[str, str, dt.date | None]]
):
    """Whatever the papers hold, every feed is read without a fault and holds the text as text."""
    feeds = _feeds(config, rows)
    assert set(feeds) >= {"feed.xml", "topics/trees/feed.xml", "topics/none/feed.xml"}
    for path, data in feeds.items():
        read = feedparser.parse(data)
        assert not read.bozo, (path, read.get("bozo_exception"))
        assert read.version == "atom10"
        root = ET.fromstring(data)
        for entry in root.iter(f"{ATOM}entry"):
            _assert_harmless(entry.findtext(f"{ATOM}content") or "")


@given(ROWS)
def test_entries_are_unique_newest_first_and_bounded(
    config: SiteConfig, rows: list[tuple[str, str, dt.date | None]]
):
    """A feed holds the newest entries up to its limit, each under an id of its own."""
    dates = sorted((date or dt.date.min for *_, date in rows), reverse=True)
    apart = [(f"{n} {title}", abstract, date) for n, (title, abstract, date) in enumerate(rows)]
    root = ET.fromstring(_feeds(config, apart)["feed.xml"])
    entries = list(root.iter(f"{ATOM}entry"))
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    assert len(set(ids)) == len(ids) <= 5
    published = [entry.findtext(f"{ATOM}published") for entry in entries]
    shown = [dt.date.fromisoformat(p[:10]) if p else dt.date.min for p in published]
    assert shown == dates[: len(shown)]
    updated = [entry.findtext(f"{ATOM}updated") or "" for entry in entries]
    newest = max(updated, default="2025-03-20T00:00:00Z")
    assert root.findtext(f"{ATOM}updated") == newest


@given(ROWS)
def test_every_link_of_a_feed_is_absolute(
    config: SiteConfig, rows: list[tuple[str, str, dt.date | None]]
):
    """Links are http or https with a host; those to the site stand under its base path."""
    for path, data in _feeds(config, rows).items():
        root = ET.fromstring(data)
        for link in root.iter(f"{ATOM}link"):
            parts = urlsplit(link.attrib["href"])
            assert parts.scheme in {"http", "https"}
            assert parts.hostname
            if link.attrib["rel"] != "related":
                assert link.attrib["href"].startswith(URL)
        own = [x.attrib["href"] for x in root.findall(f"{ATOM}link") if x.attrib["rel"] == "self"]
        assert own == [URL + path]


def test_entry_tells_what_a_reader_shows(config: SiteConfig):
    """An entry has the paper's title, page, day, topics, links and abstract."""
    abstract = "A tree & its code: https://github.com/a/b?c=1&d=2."
    (data, *_) = _feeds(config, [("A <Tree>", abstract, dt.date(2025, 3, 14))]).values()
    feed = feedparser.parse(data)
    assert feed.feed.title == "Trees & <Water>"
    assert feed.feed.link == URL
    assert feed.feed.language == "pt-BR"
    (entry,) = feed.entries
    assert entry.title == "A <Tree>"
    assert entry.link.startswith(f"{URL}papers/a-tree-")
    assert entry.id.startswith("tag:example.org,2025-01-01:paper/")
    assert (entry.published, entry.updated) == ("2025-03-14T00:00:00Z", "2025-03-14T00:00:00Z")
    assert [(tag.term, tag.label) for tag in entry.tags] == [("trees", "Trees & <i>")]
    related = [link.href for link in entry.links if link.rel == "related"]
    assert related == ["https://github.com/a/b?c=1&d=2"]
    assert 'href="https://github.com/a/b?c=1&amp;d=2"' in entry.content[0].value
    assert "A tree &amp; its code" in entry.content[0].value


def test_undated_entry_is_of_the_time_of_the_build(config: SiteConfig):
    """A paper without a day has no publication date and was updated when the site was built."""
    (data, *_) = _feeds(config, [("Tree", "A tree.", None)]).values()
    (entry,) = feedparser.parse(data).entries
    assert "published" not in entry
    assert entry.updated == "2025-03-20T00:00:00Z"


def test_topic_feed_holds_the_papers_of_its_topic(config: SiteConfig):
    """A topic's feed holds its papers alone; a topic without papers has a feed without entries."""
    feeds = _feeds(config, [("Tree", "Tall.", None), ("Stone", "Grey.", None)])
    assert [e.title for e in feedparser.parse(feeds["topics/trees/feed.xml"]).entries] == ["Tree"]
    assert feedparser.parse(feeds["topics/none/feed.xml"]).entries == []


@pytest.mark.parametrize(
    ("abstract", "html"),
    [
        ("", "<p></p>"),
        ("a < b & c", "<p>a &lt; b &amp; c</p>"),
        ("javascript:alert(1)", "<p>javascript:alert(1)</p>"),
        (
            "See //a.org/b, now",
            '<p>See <a href="https://a.org/b">//a.org/b</a>, now</p>',
        ),
        (
            "https://a.org/?x=1&y='2",
            '<p><a href="https://a.org/?x=1&amp;y=">https://a.org/?x=1&amp;y=</a>&#39;2</p>',
        ),
    ],
)
def test_abstract_is_written_as_html(abstract: str, html: str):
    """An abstract is one escaped paragraph in which only http and https addresses are links."""
    assert abstract_html(abstract) == html


def test_feeds_of_the_committed_sites_are_read_without_a_fault():
    """Every feed of the committed sites is read by a feed parser without a fault."""
    feeds = sorted((Path(__file__).parent / "sites" / "valid").rglob("feed.xml"))
    assert len(feeds) >= 9
    for file in feeds:
        read = feedparser.parse(file.read_bytes())
        assert not read.bozo, file
        assert read.feed.title
