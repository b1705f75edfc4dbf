"""Saved queries: which papers they have, their pages and their feeds."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import feedparser
import pytest

from generator.library import Library, read_library
from generator.pages import (
    CollectionIndexPage,
    CollectionPage,
    HomePage,
    TopicPage,
    plan_site,
)
from tests.support import (
    RIVERS,
    RIVERS_TITLE,
    SORTING,
    SORTING_TITLE,
    TREES,
    TREES_TITLE,
    files_of,
    listing,
    run_broadsheet,
    write_site,
)

URL = "https://example.org/some/path/"
CONFIG = f"""\
site: {{title: My digest, url: {URL}, tag: 'example.org,2025-01-01'}}
sources: [{{path: seeds/*.txt}}]
topics:
  - {{slug: nature, title: Nature}}
  - {{slug: trees, title: Trees, parent: nature, any: [tree]}}
  - {{slug: rivers, title: Rivers, parent: nature, any: [river]}}
collections:
  - {{slug: nature, title: Nature & more, description: All *of it*., any: [{{topics: nature}}]}}
  - {{slug: trees-alone, title: Trees alone, all: [{{topics: trees}}], none: [{{topics: rivers}}]}}
  - {{slug: with-code, title: With code, any: [{{links.kind: code}}]}}
  - {{slug: nothing, title: Nothing, all: [{{topics: trees}}, unicorn]}}
pages: {{papers_per_page: 1}}
"""
PAPERS = {
    "list": listing((TREES_TITLE, TREES), (SORTING_TITLE, SORTING), (RIVERS_TITLE, RIVERS)),
}


def _read(folder: Path, overrides: str = "") -> Library:
    return read_library(write_site(folder, CONFIG + overrides, **PAPERS))


def _collections(library: Library) -> dict[str | None, tuple[str, ...]]:
    return {one.paper.as_read_title: one.collections for one in library.papers}


def test_collection_asks_for_topics_and_words(tmp_path: Path):
    """A collection has the papers that its rule gives, which may ask for topics, parents included."""
    assert _collections(_read(tmp_path)) == {
        TREES_TITLE: ("nature", "trees-alone"),
        SORTING_TITLE: (),
        RIVERS_TITLE: ("nature",),
    }


def test_collection_sees_what_overrides_changed(tmp_path: Path):
    """Topics, titles and links that the owner gave count, and those that were removed do not."""
    overrides = f"""\
overrides:
  - {{paper: "{TREES_TITLE}", add_topics: rivers}}
  - {{paper: "{RIVERS_TITLE}", remove_topics: [rivers]}}
  - paper: "{SORTING_TITLE}"
    title: Unicorns
    topics: [trees]
    links: [{{url: "https://github.com/a/b"}}]
"""
    assert _collections(_read(tmp_path, overrides)) == {
        TREES_TITLE: ("nature",),
        SORTING_TITLE: ("nature", "trees-alone", "with-code", "nothing"),
        RIVERS_TITLE: (),
    }


def test_pages_of_collections_are_cut_as_topics_are(tmp_path: Path):
    """A collection has numbered pages; one without papers has one; the index stands before them."""
    library = _read(tmp_path)
    pages = plan_site(library.papers, library.config).pages
    found = [page for page in pages if isinstance(page, CollectionPage)]
    assert [(page.path, len(page.papers)) for page in found] == [
        ("collections/nature/", 1),
        ("collections/nature/page/2/", 1),
        ("collections/trees-alone/", 1),
        ("collections/with-code/", 0),
        ("collections/nothing/", 0),
    ]
    assert [page.path for page in pages if isinstance(page, CollectionIndexPage)] == [
        "collections/"
    ]


def test_site_without_collections_has_no_page_of_them(tmp_path: Path):
    """Without collections there is no index of them, and no link to one."""
    write_site(tmp_path)
    assert run_broadsheet("build", cwd=tmp_path).returncode == 0
    for path, data in files_of(tmp_path / "public").items():
        assert not path.startswith("collections/")
        assert path.startswith("assets/") or b"collections/" not in data, path


def test_pinned_papers_lead_topics_collections_and_the_front_page(tmp_path: Path):
    """A pinned paper stands before those that would come first; the front page has it once."""
    library = _read(tmp_path)
    for pinned in range(3):
        papers = [replace(one, pinned=row == pinned) for row, one in enumerate(library.papers)]
        for page in plan_site(papers, library.config).pages:
            match page:
                case HomePage(papers=rows):
                    assert rows[0] == pinned
                    assert sorted(rows) == [0, 1, 2]
                case TopicPage(topic=slug, papers=rows, place=place) if place.number == 1:
                    assert (pinned in rows) == (slug in papers[pinned].topics)
                case CollectionPage(collection=slug, papers=rows, place=place):
                    first = place.number == 1 and slug in papers[pinned].collections
                    assert (pinned in rows) == first
                case _:
                    pass


def test_front_page_says_whether_the_edition_has_more(tmp_path: Path):
    """The front page has twelve papers, and says whether some of its list are left out."""
    texts = [(f"{name} {TREES_TITLE}", f"{name} {name} {TREES}") for name in "ABCDEFGHIJKLMN"]
    library = read_library(write_site(tmp_path, CONFIG, list=listing(*texts[:13])))
    for count, more in ((11, False), (12, False), (13, True)):
        home = plan_site(library.papers[:count], library.config).pages[0]
        assert isinstance(home, HomePage)
        assert (len(home.papers), home.has_more) == (min(count, 12), more)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, bytes], dict[str, Any]]:
    """Give the files of a site with collections and a pinned paper, and its report."""
    folder = tmp_path_factory.mktemp("collections")
    overrides = f'overrides: [{{paper: "{TREES_TITLE}", pin: true, add_topics: rivers}}]\n'
    write_site(folder, CONFIG + overrides, **PAPERS)
    done = run_broadsheet("build", "--report", "report.json", cwd=folder)
    assert (done.returncode, done.stderr) == (0, "")
    report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    return files_of(folder / "public"), report


def test_collection_has_a_feed_of_its_own(built: tuple[dict[str, bytes], dict[str, Any]]):
    """A feed reader reads the feed of each collection, which differs from a topic's of that name."""
    files, _ = built
    read = feedparser.parse(files["collections/nature/feed.xml"])
    assert not read.bozo
    assert read.feed.title == "My digest: Nature & more"
    assert read.feed.id == "tag:example.org,2025-01-01:feed/collections/nature"
    assert read.feed.link == f"{URL}collections/nature/"
    assert {entry.title for entry in read.entries} == {TREES_TITLE, RIVERS_TITLE}
    assert feedparser.parse(files["topics/nature/feed.xml"]).feed.id != read.feed.id
    empty = feedparser.parse(files["collections/nothing/feed.xml"])
    assert not empty.bozo
    assert empty.entries == []


def test_collections_are_found_from_other_pages(built: tuple[dict[str, bytes], dict[str, Any]]):
    """The front page, the topics, the feeds, the sitemap and its papers lead to a collection."""
    files, report = built
    for page, link in (
        ("index.html", "./collections/nature/"),
        ("topics/index.html", "../collections/"),
        ("feeds/index.html", "../collections/nature/feed.xml"),
        ("collections/index.html", "../collections/nature/"),
        ("collections/nature/index.html", "../../collections/nature/page/2/"),
    ):
        assert f'href="{link}"' in files[page].decode(), page
    assert "All <em>of it</em>." in files["collections/nature/index.html"].decode()
    (paper,) = (data for path, data in files.items() if "counting-trees" in path)
    assert 'href="../../collections/nature/"' in paper.decode()
    places = {element.text for element in ET.fromstring(files["sitemap.xml"]).iter()}
    assert places >= {f"{URL}collections/", f"{URL}collections/nature/page/2/"}
    assert report["collections"] == {"nature": 2, "trees-alone": 0, "with-code": 0, "nothing": 0}


def test_pages_say_what_the_owner_did(built: tuple[dict[str, bytes], dict[str, Any]]):
    """A topic that the owner set says so on the paper's page; a pinned card is marked in its lists."""
    files, _ = built
    (paper,) = (data.decode() for path, data in files.items() if "counting-trees" in path)
    assert paper.count("set by the editor") == 1
    mark = '<span class="pinned">Pinned</span>'
    for page in ("index.html", "topics/trees/index.html", "collections/nature/index.html"):
        assert files[page].decode().count(mark) == 1, page
    assert mark not in files["dates/undated/index.html"].decode()
