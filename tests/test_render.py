"""Pages as they are written: what they depend on, and what they do not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import overload
from urllib.parse import urljoin

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup, escape

from generator import assets
from generator.config import SiteConfig
from generator.library import read_library
from generator.models import ClassifiedPaper
from generator.pages import EditionPage, Page, PaperPage, TopicPage, UndatedPage, plan_site
from generator.render import PageRenderer
from generator.render.environment import quick_escape
from generator.urls import UrlPath
from tests.support import write_site

CONFIG = """
site: {title: "My digest", url: "https://example.org/digest/"}
sources: [{path: "seeds/*.jsonl"}]
topics:
  - {slug: plants, title: "Plants & more", any: [trees, hedges]}
  - {slug: trees, title: Trees, parent: plants, any: [trees]}
collections:
  - {slug: green, title: Green, all: [{topics: plants}]}
overrides: [{paper: "About trees 3", pin: true}]
pages: {papers_per_page: 4}
"""
PINNED = '<span class="pinned">Pinned</span> '
HOSTILE = "<b>\"A\" & 'b'</b> $x^2$ in *trees* at https://example.org/a?b=1&c=2"


def _line(number: int, day: str = "") -> str:
    title = f"About trees {number}" if number % 2 else f"{number}: {HOSTILE}"
    abstract = f"Number {number} is about trees. {HOSTILE} has {number} more words."
    date = f', "date": "{day}"' if day else ""
    text = f'"title": {_json(title)}, "abstract": {_json(abstract)}'
    return f"{{{text}{date}}}\n"


def _json(text: str) -> str:
    return '"' + text.replace('"', '\\"') + '"'


def _library(folder: Path, lines: Iterable[str]) -> tuple[tuple[ClassifiedPaper, ...], SiteConfig]:
    file = write_site(folder, CONFIG)
    (folder / "seeds" / "list.jsonl").write_text("".join(lines), encoding="utf-8")
    library = read_library(file)
    return library.papers, library.config


def _lines(count: int) -> list[str]:
    return [_line(n, f"2025-03-{1 + n // 7:02}" if n % 3 else "") for n in range(count)]


def _renderer(
    papers: Sequence[ClassifiedPaper], pages: Sequence[ClassifiedPaper], config: SiteConfig
) -> tuple[PageRenderer, tuple[Page, ...]]:
    plan = plan_site(pages, config)
    renderer = PageRenderer(
        papers,
        plan,
        config,
        url="https://example.org/digest/",
        templates=assets.templates_folder(),
        assets=UrlPath("assets/1234567890/"),
        about=None,
        version="1",
    )
    return renderer, plan.pages


def _rendered(papers: Sequence[ClassifiedPaper], config: SiteConfig) -> dict[str, bytes]:
    renderer, pages = _renderer(papers, papers, config)
    return {artifact.path: artifact.data for artifact in renderer.render(pages)}


@pytest.fixture(scope="module")
def library(
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Sequence[ClassifiedPaper], SiteConfig]:
    """Give the papers of a small digest and its settings."""
    return _library(tmp_path_factory.mktemp("render"), _lines(40))


class _Stored(Sequence[ClassifiedPaper]):
    """Papers that are asked for one by one, and which were."""

    def __init__(self, papers: Sequence[ClassifiedPaper]) -> None:
        self._papers = papers
        self.asked: set[int] = set()

    @overload
    def __getitem__(self, row: int) -> ClassifiedPaper: ...

    @overload
    def __getitem__(self, row: slice) -> Sequence[ClassifiedPaper]: ...

    def __getitem__(self, row: int | slice) -> ClassifiedPaper | Sequence[ClassifiedPaper]:
        assert isinstance(row, int)
        self.asked.add(row)
        return self._papers[row]

    def __len__(self) -> int:
        return len(self._papers)


def test_page_is_the_same_whatever_was_rendered_before_it(
    library: tuple[Sequence[ClassifiedPaper], SiteConfig],
):
    """Before all others or after them, each page has the same bytes, and one of each kind has them alone."""
    papers, config = library
    expected = _rendered(papers, config)
    renderer, pages = _renderer(papers, papers, config)
    backwards = {page.path: page.data for page in renderer.render(pages[::-1])}
    assert backwards == expected
    for page in {type(page): page for page in pages}.values():
        alone, _ = _renderer(papers, papers, config)
        (artifact,) = alone.render([page])
        assert artifact.data == expected[artifact.path], artifact.path


def test_renderer_asks_for_the_papers_of_its_pages_alone(
    library: tuple[Sequence[ClassifiedPaper], SiteConfig],
):
    """A renderer reads no paper before a page needs it, and for a page only those that stand on it."""
    papers, config = library
    stored = _Stored(papers)
    renderer, pages = _renderer(stored, papers, config)
    assert stored.asked == set()
    for page in pages:
        stored.asked.clear()
        assert len(list(renderer.render([page]))) == 1
        match page:
            case PaperPage(paper=row):
                assert stored.asked == {row}
            case TopicPage(papers=rows) | EditionPage(papers=rows) | UndatedPage(papers=rows):
                assert stored.asked <= set(rows)


def test_new_paper_changes_no_page_of_another_paper(tmp_path: Path):
    """With one more paper, all papers' pages are as they were, and of lists only first pages differ."""
    lines = _lines(40)
    before = _rendered(*_library(tmp_path / "a", lines))
    after = _rendered(*_library(tmp_path / "b", [*lines, _line(41, "2025-04-01")]))
    for path in before:
        if path.startswith("papers/") or "/page/" in path:
            assert after[path] == before[path], path
    new = {path for path in after if path not in before}
    assert sum(path.startswith("papers/") for path in new) == 1
    assert all(path.startswith(("papers/", "dates/2025/04/")) for path in new)
    assert any("topics/plants/page/" in path for path in before)
    assert after["topics/plants/index.html"] != before["topics/plants/index.html"]


def test_first_page_of_a_list_alone_says_how_many_papers_there_are(
    library: tuple[Sequence[ClassifiedPaper], SiteConfig],
):
    """A topic, a collection and the undated papers are counted on their first pages."""
    files = {path: data.decode() for path, data in _rendered(*library).items()}
    for name in ("topics/plants/", "topics/trees/", "collections/green/", "dates/undated/"):
        assert re.search(r"\b[0-9]+ papers\b", files[f"{name}index.html"]), name
        assert not re.search(r"\b[0-9]+ papers\b", files[f"{name}page/2/index.html"]), name


def test_card_is_the_same_in_all_lists(
    library: tuple[Sequence[ClassifiedPaper], SiteConfig],
):
    """A paper's card says the same in all its lists, at any depth, and its links lead to the same pages."""
    files = {path: data.decode() for path, data in _rendered(*library).items()}
    shown: dict[str, set[str]] = {}
    for name, text in files.items():
        if name.startswith(("topics/", "collections/", "dates/undated/")):
            for card in re.findall(r"<li><h2>.*?(?=<li><h2>|</ol>)", text, re.DOTALL):
                links = re.findall(r'href="([^"]*)"', card)
                assert all(link.startswith(("../", "https://example.org/a")) for link in links)
                here = card
                for link in links:
                    here = here.replace(f'"{link}"', f'"{urljoin(f"/digest/{name}", link)}"')
                title = links[0].rpartition("papers/")[2]
                shown.setdefault(title, set()).add(here.replace(PINNED, ""))
    assert len(shown) == 40
    assert all(len(forms) == 1 for forms in shown.values())
    assert all("/digest/topics/trees/" in form for forms in shown.values() for form in forms)
    marked = sorted(name for name, text in files.items() if PINNED in text)
    assert marked == [
        "collections/green/index.html",
        "index.html",
        "topics/plants/all/index.html",
        "topics/plants/index.html",
        "topics/trees/all/index.html",
        "topics/trees/index.html",
    ]
    assert not any("\ufdd0" in text for text in files.values())


@given(st.text() | st.text(alphabet="<>&'\"a"))
def test_values_are_escaped_as_markupsafe_escapes_them(text: str):
    """Every text in a page is escaped, and markup of our own is not escaped twice."""
    assert quick_escape(text) == escape(text)
    assert quick_escape(Markup(text)) == text
