"""A site whose papers have no pages of their own: each stands in full on the page of its day."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit
from xml.etree import ElementTree as ET

import pytest

from generator.build import build_site
from tests.support import run_broadsheet

_URL = "https://example.org/d/"
_CONFIG = f"""\
site: {{title: Trees, url: "{_URL}"}}
sources: [{{path: papers.jsonl}}]
pages: {{papers: false, papers_per_page: 2}}
topics:
  - {{slug: graphs, title: Graphs, any: [graph]}}
collections:
  - {{slug: rivers, title: Rivers, any: [river]}}
dates: {{group_by: [GROUP, year]}}
"""
_DAYS = ["2025-03-14", "2025-03-15", "2025-03-15", "2025-03-15", "2025-03-15", None, None, None]


def _paper(number: int) -> dict[str, object]:
    return {
        "title": f"Paper {number} <on> graphs & rivers",
        "abstract": f"A graph of rivers. It has the rare word zebra{number} at its very end.",
        "authors": ["Ada Lovelace"],
        "arxiv": f"2503.0000{number}",
        **({"date": _DAYS[number]} if _DAYS[number] else {}),
    }


@pytest.fixture(scope="module", params=["day", "week"])
def site(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Path:
    """Give the folder of a built site, beside its site.yaml."""
    folder = tmp_path_factory.mktemp("lists")
    lines = [json.dumps(_paper(number)) for number in range(len(_DAYS))]
    # The first paper stands under a second day too, where it is not in full.
    lines.append(json.dumps(_paper(0) | {"date": "2025-03-02"}))
    (folder / "papers.jsonl").write_text("\n".join(lines), encoding="utf-8")
    (folder / "site.yaml").write_text(_CONFIG.replace("GROUP", request.param), encoding="utf-8")
    build_site(folder / "site.yaml", folder / "public", jobs=1)
    return folder / "public"


class _Page(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.ids += [values["id"] or ""] if "id" in values else []
        self.links += [values["href"] or ""] if tag == "a" and "href" in values else []


def _pages(site: Path) -> dict[str, _Page]:
    return {
        path.relative_to(site).as_posix().removesuffix("index.html"): _Page(
            path.read_text(encoding="utf-8")
        )
        for path in site.rglob("*.html")
    }


def _resolves(address: str, pages: dict[str, _Page], site: Path) -> bool:
    parts = urlsplit(address)
    path = parts.path.removeprefix(urlsplit(_URL).path)
    if path not in pages:
        return (site / path).is_file() and not parts.fragment
    return not parts.fragment or unquote(parts.fragment) in pages[path].ids


def test_every_link_and_fragment_resolves(site: Path):
    """Each link within the site leads to a page, and each fragment to something on it that has its name once."""
    pages = _pages(site)
    for path, page in pages.items():
        assert len(set(page.ids)) == len(page.ids), path
        for link in page.links:
            address = urljoin(_URL + path, link)
            if address.startswith(_URL):
                assert _resolves(address, pages, site), (path, link)


def test_no_paper_has_a_page_and_each_stands_in_full_in_one_place(site: Path):
    """There is no folder of papers; each abstract stands once, and each paper has one place with its slug."""
    assert not (site / "papers").exists()
    text = "".join(path.read_text(encoding="utf-8") for path in site.rglob("*.html"))
    ids = [name for page in _pages(site).values() for name in page.ids]
    for line in (site / "data/papers.jsonl").read_text(encoding="utf-8").splitlines():
        paper = json.loads(line)
        assert ids.count(paper["slug"]) == 1
        assert text.count(paper["abstract"]) == 1
    assert text.count("Ada Lovelace") == len(_DAYS)


def test_feeds_and_the_command_line_lead_to_the_place_of_a_paper(site: Path):
    """The address of each entry of a feed, and of each result of `broadsheet search`, is a place that is there."""
    pages = _pages(site)
    feed = ET.parse(site / "feed.xml")
    atom = "{http://www.w3.org/2005/Atom}"
    links = [link.get("href", "") for link in feed.iterfind(f"{atom}entry/{atom}link")]
    own = [link for link in links if link.startswith(_URL)]
    done = run_broadsheet("search", "graph", "--format", "jsonl", cwd=site.parent)
    found = [json.loads(line)["url"] for line in done.stdout.splitlines()]
    assert len(own) == len(found) == len(_DAYS)
    for address in [*own, *found]:
        assert urlsplit(address).fragment
        assert _resolves(address, pages, site), address


def test_sitemap_names_pages_alone(site: Path):
    """The sitemap has every list and no address within a page."""
    text = (site / "sitemap.xml").read_text(encoding="utf-8")
    assert "dates/undated/" in text
    assert "#" not in text
    assert "/papers/" not in text
