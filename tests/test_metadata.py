"""What pages say to programs, as programs read it: parsed from the HTML of a built site."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from generator.build import build_site
from tests.support import files_of, write_site

SITE = "https://example.org/digest/"
CONFIG = """
site: {title: "Trees & more", description: "Papers of trees.", url: "https://example.org/digest/"}
sources: [{path: "seeds/*.jsonl"}]
topics: [{slug: trees, title: Trees, any: [trees]}]
"""
HOSTILE = "</script><script>alert(1)</script> \"q\" & 'a' <!-- \u2028 ]]> 深度"
PAPERS: dict[str, dict[str, object]] = {
    "arxiv": {
        "title": "On arXiv",
        "authors": ["Ada Lovelace", '"Pat" O\'Brien'],
        "arxiv": "2401.01234",
    },
    "month": {
        "title": "In its month",
        "authors": ["A B"],
        "arxiv": "2503.01234",
        "date": "2025-03-09",
    },
    "later": {
        "title": "Listed later",
        "authors": ["A B"],
        "arxiv": "2410.01234",
        "date": "2025-03-14",
    },
    "journal": {
        "title": "In a journal",
        "authors": ["A B"],
        "doi": "10.1000/xyz",
        "venue": "Nature",
        "date": "2025-03-14",
    },
    "both": {"title": "Twice out", "doi": "10.1000/abc", "arxiv": "1706.03762"},
    "acl": {
        "title": "At a conference",
        "url": "https://aclanthology.org/P18-1001/",
        "venue": "ACL",
    },
    "bare": {"title": "Of nothing known", "date": "2025-03-14"},
    "hostile": {"title": HOSTILE, "authors": [HOSTILE], "date": "2025-03-14"},
    "code": {
        "title": "With links",
        "url": "https://github.com/a/b",
        "project": "https://a.github.io/b",
    },
}


class Head(HTMLParser):
    """The tags of a page, as Zotero and link previews find them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.names: dict[str, list[str]] = {}
        self.properties: dict[str, str] = {}
        self.links: dict[str, str] = {}
        self.data: list[str] = []
        self.anchors: list[dict[str, str | None]] = []
        self._in_data = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        content = values.get("content") or ""
        if tag == "meta" and (name := values.get("name")):
            self.names.setdefault(name, []).append(content)
        if tag == "meta" and (name := values.get("property")):
            self.properties[name] = content
        if tag == "link":
            self.links[values["rel"] or ""] = values["href"] or ""
        if tag == "a":
            self.anchors.append(values)
        self._in_data = tag == "script" and values.get("type") == "application/ld+json"

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002 - the name is the base class's
        self._in_data = False

    def handle_data(self, data: str) -> None:
        if self._in_data:
            self.data.append(data)

    def citation(self, name: str) -> list[str]:
        return self.names.get(f"citation_{name}", [])


def _write(folder: Path, config: str = CONFIG) -> Path:
    file = write_site(folder, config)
    lines = (
        json.dumps({"abstract": f"A paper of trees, the {name}, and of much more.", **paper}) + "\n"
        for name, paper in PAPERS.items()
    )
    (folder / "seeds" / "list.jsonl").write_text("".join(lines), encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of a built site."""
    folder = tmp_path_factory.mktemp("metadata")
    build_site(_write(folder), folder / "public", jobs=1)
    return folder / "public"


@pytest.fixture(scope="module")
def heads(built: Path) -> dict[str, Head]:
    """Give the tags of each paper's page."""
    pages = [path.read_text(encoding="utf-8") for path in sorted(built.glob("papers/*/index.html"))]
    found = {}
    for name in PAPERS:
        (page,) = (html for html in pages if f"the {name}, and of much more." in html)
        found[name] = Head(page)
    return found


def test_scholar_finds_title_authors_and_date(heads: dict[str, Head]):
    """Titles, a tag for each author, and the date have the form that Google Scholar asks for."""
    head = heads["arxiv"]
    assert head.citation("title") == ["On arXiv"]
    assert head.citation("author") == ["Ada Lovelace", '"Pat" O\'Brien']
    assert head.citation("publication_date") == ["2024/01"]


@pytest.mark.parametrize(
    ("paper", "date"),
    [
        *(("month", "2025/03/09"), ("later", "2024/10"), ("journal", "2025/03/14")),
        *(("both", "2017/06"), ("acl", "2018"), ("bare", "2025/03/14"), ("code", None)),
    ],
)
def test_date_is_that_of_the_paper_and_not_of_a_later_listing(
    heads: dict[str, Head], paper: str, date: str | None
):
    """An id that tells a month or a year counts more than the day of a listing in another."""
    assert heads[paper].citation("publication_date") == ([] if date is None else [date])


def test_zotero_finds_ids_and_venues(heads: dict[str, Head]):
    """A paper has its DOI, or arXiv's, or the address of another id; a venue is named as what it is."""
    assert heads["arxiv"].citation("doi") == ["10.48550/arXiv.2401.01234"]
    assert heads["arxiv"].citation("arxiv_id") == []
    assert heads["both"].citation("doi") == ["10.1000/abc"]
    assert heads["both"].citation("arxiv_id") == ["1706.03762"]
    assert heads["journal"].citation("journal_title") == ["Nature"]
    assert heads["acl"].citation("conference_title") == ["ACL"]
    assert heads["acl"].citation("abstract_html_url") == ["https://aclanthology.org/P18-1001/"]
    assert heads["bare"].citation("doi") == heads["bare"].citation("abstract_html_url") == []


def test_json_ld_is_data_whatever_the_title(heads: dict[str, Head]):
    """Each page has one block of JSON, which its title does not end, with the title and the paper's address."""
    for name, head in heads.items():
        (text,) = head.data
        assert not set(text) & set("<>&\u2028\u2029")
        data = json.loads(text)
        assert data["@context"] == "https://schema.org"
        assert data["@type"] == "ScholarlyArticle"
        assert data["headline"] == head.citation("title")[0], name
    assert json.loads(heads["hostile"].data[0])["headline"].startswith("</script><script>alert(1)")
    assert json.loads(heads["arxiv"].data[0])["sameAs"] == "https://arxiv.org/abs/2401.01234"
    assert "sameAs" not in json.loads(heads["code"].data[0])


def test_preview_of_a_paper_is_its_title(heads: dict[str, Head]):
    """A link to a paper shows its title; no picture with the titles of others, no name that Zotero takes for a journal."""
    assert heads["hostile"].properties == {"og:title": heads["hostile"].citation("title")[0]}
    assert heads["arxiv"].names["description"] == ["A paper of trees, the arxiv, and of much more."]


def test_no_abstract_stands_on_a_page_twice(built: Path):
    """A text longer than a description is on its paper's page once."""
    for path in built.glob("papers/*/index.html"):
        html = path.read_text(encoding="utf-8")
        assert all(len(text) <= 200 for text in re.findall(r'content="([^"]*)"', html)), path


def test_other_pages_name_their_picture(built: Path):
    """The front page and an edition show the edition's picture, other pages the site's; each is there."""
    expected = {
        "index.html": "dates/2025/03/14/preview.png",
        "dates/2025/03/14/index.html": "dates/2025/03/14/preview.png",
        "dates/2025/03/09/index.html": "dates/2025/03/09/preview.png",
        "topics/trees/index.html": "preview.png",
        "about/index.html": "preview.png",
    }
    for page, picture in expected.items():
        head = Head((built / page).read_text(encoding="utf-8"))
        assert head.properties["og:image"] == SITE + picture, page
        assert head.properties["og:title"], page
        assert head.properties["og:site_name"] == "Trees & more"
        assert head.properties["og:description"] == head.names["description"][0]
        assert head.names["twitter:card"] == ["summary_large_image"]
        assert (built / picture).read_bytes().startswith(b"\x89PNG")


def test_without_an_address_nothing_absolute_is_said(tmp_path: Path):
    """While nobody said where the site will stand, pages name neither their address nor a picture, and there is none."""
    file = _write(tmp_path, CONFIG.replace(', url: "https://example.org/digest/"', ""))
    build_site(file, tmp_path / "public", jobs=1)
    files = files_of(tmp_path / "public")
    assert not any(path.endswith(".png") for path in files)
    for path, data in files.items():
        if path.endswith(".html"):
            assert b"localhost" not in data, path
            head = Head(data.decode())
            assert "canonical" not in head.links, path
            assert "og:image" not in head.properties, path


def test_name_that_cannot_be_drawn_has_no_pictures(tmp_path: Path):
    """A site with a name in another script has no pictures, and its pages name none."""
    file = _write(tmp_path, CONFIG.replace("Trees & more", "木の論文"))
    build_site(file, tmp_path / "public", jobs=1)
    files = files_of(tmp_path / "public")
    assert not any(path.endswith(".png") for path in files)
    assert b"og:image" not in files["index.html"]


def test_links_are_named_by_kind_and_the_paper_comes_first(heads: dict[str, Head], built: Path):
    """The paper's own page leads its links; two of a kind are told apart; none is followed for the site's sake."""
    (page,) = (
        html
        for path in built.glob("papers/*/index.html")
        if "With links" in (html := path.read_text(encoding="utf-8"))
    )
    shown = re.search(r'<p class="links">(.*?)</p>', page)
    assert shown is not None
    assert re.findall(r">([^<]+)</a>", shown[1]) == ["Code", "Project page"]
    outside = [a for a in heads["code"].anchors if (a["href"] or "").startswith("https:")]
    assert all("nofollow" in (a["rel"] or "") for a in outside)


def test_paper_without_an_address_can_be_looked_for(heads: dict[str, Head]):
    """Where no address of the paper is known, its title is looked for elsewhere; nowhere else."""
    hosts = (
        "https://arxiv.org/search/",
        "https://scholar.google.com/",
        "https://www.semanticscholar.org/",
    )
    for name in ("bare", "code", "hostile"):
        found = [a for a in heads[name].anchors if (a["href"] or "").startswith(hosts)]
        assert [a["rel"] for a in found] == ["nofollow noreferrer"] * 3, name
    assert "Of+nothing+known" in str([a["href"] for a in heads["bare"].anchors])
    for name in ("arxiv", "journal", "acl"):
        assert not any((a["href"] or "").startswith(hosts) for a in heads[name].anchors), name
