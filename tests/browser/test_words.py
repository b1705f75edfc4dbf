"""The interface in other languages: nothing of it stays English, and pages turn with the direction of writing."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.axe import violations
from tests.browser.served import Site, served
from tests.support import CHECKOUT, english

NEWEST = dt.date(2025, 3, 14)
# Papers and owner write Greek, as do dates that browsers write, so each Latin letter outside of brackets is a word
# of the interface that was forgotten, but for names, and for what is typed.
NAMES = "arXiv, OpenReview, ACL Anthology, Google Scholar, Semantic Scholar, DOI, RSS, BibTeX, RIS, CSL-JSON, Markdown, JSON"
CONFIG = """\
site: {title: Δάση, url: "http://localhost/", language: el, words: words.yaml}
sources: [{path: α.jsonl}, {path: β.jsonl}]
dates: {group_by: [day, week, month, year], time_zone: Europe/Athens}
pages: {papers_per_page: 20}
topics:
  - {slug: trees, title: Δέντρα, any: [δέντρο]}
  - {slug: pines, title: Πεύκα, parent: trees, any: [πεύκο]}
  - {slug: rivers, title: Ποτάμια, any: [ποτάμι]}
  - {slug: empty, title: Τίποτα, any: [ουδέν]}
collections:
  - {slug: old, title: Παλιά, any: [πεύκο]}
  - {slug: none, title: Κενό, any: [ουδέν]}
overrides: [{paper: "Μελέτη 121", pin: true, add_topics: [rivers]}]
"""
PATHS = (
    "", "topics/", "topics/trees/", "topics/trees/page/2/", "topics/trees/all/", "topics/pines/", "topics/empty/",
    "collections/", "collections/old/", "collections/none/", "dates/", "dates/2025/", "dates/2025/03/",
    "dates/2025/w11/", "dates/2025/03/14/", "dates/2025/03/14/page/2/", "dates/undated/", "dates/undated/page/2/",
    "reading/", "feeds/", "about/", "rejected/", "404.html", "search/", "search/?topic=trees&sort=date", "search/?q=ψψψ",
)  # fmt: skip

# Gives each text and each label but the reasons for which lines were rejected, which the program tells its owner,
# with the brackets around texts that are made of several pieces.
_TEXTS = """
() => {
  const said = [document.title];
  const shown = (element) => element.checkVisibility({ visibilityProperty: true }) || element.closest("svg, noscript, details") !== null;
  let depth = 0;
  const wrong = [];
  const note = (text, where) => {
    let outside = "";
    for (const sign of text) {
      if (sign === "⟧") depth -= 1;
      else if (sign === "⟦") depth += 1;
      else if (depth === 0) outside += sign;
    }
    if (/\\p{Script=Latin}/u.test(outside)) wrong.push(`${where}: ${outside.trim()}`);
  };
  for (const name of ["aria-label", "aria-description", "placeholder", "alt", "title"])
    for (const element of document.querySelectorAll(`body [${name}]`)) {
      depth = 0;
      note(element.getAttribute(name), name);
    }
  depth = 0;
  note(document.title, "title");
  note(document.querySelector("meta[name=description]").content, "description");
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const parent = node.parentElement;
    if (parent.closest("script, template, kbd, pre, .sources") || !shown(parent)) continue;
    note(parent.tagName === "NOSCRIPT" ? node.data.replace(/<[^>]*>|&nbsp;/g, "") : node.data, parent.tagName);
  }
  if (depth !== 0) wrong.push("brackets that do not pair");
  return wrong;
}
"""


def _marked() -> dict[str, object]:
    """Give our words, each in brackets."""
    return {
        key: f"⟦{text}⟧"
        if isinstance(text, str)
        else {"one": f"⟦{text['one']}⟧", "other": f"⟦{text['other']}⟧"}
        for key, text in english().texts.items()
    }


def _papers() -> list[dict[str, object]]:
    days = [NEWEST - dt.timedelta(4 * number) for number in range(1, 110)]
    words = ("Ένα δέντρο.", "Ένα ποτάμι και ένα πεύκο.", "Ένα δέντρο και ένα ποτάμι.")
    papers: list[dict[str, object]] = [
        {
            "title": f"Μελέτη {number}",
            "abstract": f"{words[number % 3]} Ο αριθμός είναι {number} και τίποτα άλλο {'νέο φύλλο ' * (number > 100)}.",
            "date": day.isoformat(),
            "authors": ["Άννα Βήτα"],
        }
        for number, day in enumerate([*days, *[NEWEST] * 25])
    ]
    papers += [
        {"title": f"Χωρίς ημέρα {number}", "abstract": f"Ένα δέντρο χωρίς ημέρα, {number}."}
        for number in range(25)
    ]
    papers[0] |= {"code": "https://github.com/α/β", "arxiv": "2401.01234"}
    return papers


@pytest.fixture(scope="module")
def marked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A Greek digest whose interface is in brackets."""
    folder: Path = tmp_path_factory.mktemp("marked")
    papers = _papers()
    other = dict(papers[1]) | {
        "abstract": f"{papers[1]['abstract']} Και κάτι ακόμα.",
        "date": "2025-03-14",
    }
    broken = '{"title": 7}\n'
    for name, some in {
        "α": papers,
        "β": [other, {"abstract": "Ένα δέντρο που δεν έχει τίτλο αλλά έχει κάτι να πει."}],
    }.items():
        lines = "".join(json.dumps(paper, ensure_ascii=False) + "\n" for paper in some)
        (folder / f"{name}.jsonl").write_text(lines + broken, encoding="utf-8")
    (folder / "site.yaml").write_text(CONFIG, encoding="utf-8")
    (folder / "words.yaml").write_text(json.dumps(_marked(), ensure_ascii=False), encoding="utf-8")
    (folder / "editions").mkdir()
    note = "---\ncurator: Άννα\npicks: [Μελέτη 120]\n---\nΠολλά.\n"
    (folder / "editions" / "2025-03-14.md").write_text(note, encoding="utf-8")
    with served(folder / "site.yaml", folder / "public") as site:
        yield site


def _open_all(page: Page) -> None:
    """Let scripts finish, and open what can be opened."""
    parts = page.locator("main details:visible").all()
    if parts or "/search/" in page.url or "/reading/" in page.url:
        page.wait_for_load_state("networkidle")
        parts = page.locator("main details:visible").all()
    for part in parts:
        part.locator("summary").click()
    if parts:
        page.wait_for_timeout(500)


def test_no_word_of_the_interface_is_outside_its_file(marked: Site, browser: Browser) -> None:
    """On every kind of page, all that is shown or read aloud is of the papers, of the owner or of the file of words."""
    page = browser.new_page()
    wrong: list[str] = []
    papers = [
        f"papers/{path.parent.name}/" for path in (marked.folder / "papers").glob("*/index.html")
    ]
    some = [path for path in sorted(papers) if not path.startswith("papers/meleti-1")][:12]
    for path in (*PATHS, *some):
        page.goto(marked.url + path)
        _open_all(page)
        page.evaluate(_NAMED, NAMES.split(", "))
        wrong += [f"{path}: {found}" for found in page.evaluate(_TEXTS)]
    assert wrong == [], "\n".join(wrong)


# Takes out the names that stand as they are in every language.
_NAMED = """
(names) => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode())
    if (names.includes(node.data.trim())) node.data = "";
    else node.data = node.data.replace(/[αβ]\\.jsonl/gu, "");
}
"""


def test_what_scripts_say_comes_from_the_file_too(marked: Site, browser: Browser) -> None:
    """Keys, citations, stars, searches that are saved and lists that are filled are in the words of the site."""
    page = browser.new_page()
    page.goto(f"{marked.url}dates/2025/03/14/")
    page.keyboard.press("?")
    expect(page.locator("dialog h2")).to_have_text("⟦Keys⟧")
    assert page.evaluate(_TEXTS) == []
    page.keyboard.press("Escape")
    page.locator(".star").first.click()
    paper = next((marked.folder / "papers").glob("meleti-*"))
    page.goto(f"{marked.url}papers/{paper.name}/")
    page.locator(".cite summary").click()
    expect(page.get_by_role("button", name="⟦Copy⟧")).to_be_visible()
    page.evaluate(_NAMED, NAMES.split(", "))
    assert page.evaluate(_TEXTS) == []
    page.goto(f"{marked.url}reading/")
    expect(page.locator("[data-reading-status]")).to_have_text("⟦1 paper.⟧")
    page.evaluate(_NAMED, NAMES.split(", "))
    assert page.evaluate(_TEXTS) == []
    page.locator("[data-reading-list] .star").click()
    expect(page.locator("[data-reading-undo]")).to_contain_text("⟦Put “")


def test_german_pages_fit_their_windows(browser: Browser, tmp_path: Path) -> None:
    """Longer words make no page of the shipped digest wider than a phone, nor do they on a desktop, and no rule is broken."""
    text = (CHECKOUT / "site.yaml").read_text(encoding="utf-8")
    text = text.replace("site:\n", "site:\n  language: de\n", 1).replace(
        "seeds/", f"{CHECKOUT}/seeds/"
    )
    (tmp_path / "site.yaml").write_text(text, encoding="utf-8")
    wrong = []
    with served(tmp_path / "site.yaml", tmp_path / "public") as site:
        found = {
            "search/",
            "reading/",
            "topics/generative-models/",
            "dates/2025/03/14/",
            "404.html",
            "",
        }
        found.add(site.first_with("papers", '<p class="links">'))
        for width in (360, 1440):
            page = browser.new_page(viewport={"width": width, "height": 800})
            for path in sorted(found):
                page.goto(site.url + path)
                _open_all(page)
                over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
                if over > 0:
                    wrong.append(f"{path or 'home'} at {width}: {over} px too wide")
                if width == 360:
                    wrong += [f"{path or 'home'}: {line}" for line in violations(page)]
            page.goto(site.url)
            expect(page.locator("h1")).to_have_text("Freitag, 14. März 2025")
            page.close()
    assert wrong == []


@pytest.mark.parametrize("language", ["ar", "fa", "he", "ur"])
def test_pages_turn_with_the_direction_of_writing(
    browser: Browser, tmp_path: Path, language: str
) -> None:
    """Languages from right to left turn the page; a title of another direction keeps its signs where they belong."""
    config = f"site: {{title: كتب, language: {language}}}\nsources: [{{path: a.jsonl}}]\n"
    (tmp_path / "site.yaml").write_text(config, encoding="utf-8")
    paper = {
        "title": "Where do rivers turn?",
        "abstract": "They turn left. Is it so?",
        "date": "2025-03-14",
    }
    (tmp_path / "a.jsonl").write_text(json.dumps(paper) + "\n", encoding="utf-8")
    with served(tmp_path / "site.yaml", tmp_path / "public") as site:
        page = browser.new_page(viewport={"width": 360, "height": 740})
        for path in ("", site.first_with("papers", "rivers")):
            page.goto(site.url + path)
            assert page.evaluate("document.dir") == "rtl"
            assert page.evaluate("document.documentElement.scrollWidth") <= 360
            assert violations(page) == []
            title = page.locator("main h1, main h2 a").filter(has_text="Where do rivers").first
            places = title.evaluate(
                "e => [0, 20].map((at) => { const range = document.createRange();"
                " range.setStart(e.firstChild, at); range.setEnd(e.firstChild, at + 1);"
                " return range.getBoundingClientRect().left; })"
            )
            assert places[0] < places[1], path
        manifest = json.loads((site.folder / "manifest.webmanifest").read_text("utf-8"))
        assert (manifest["lang"], manifest["dir"]) == (language, "rtl")
        page.close()
