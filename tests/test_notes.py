"""Curators' notes: where they stand, whom they pick, and what is said of those that have no place."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from generator.build import build_site
from tests.support import files_of, write_site

CONFIG = """\
site: {title: My digest, url: "https://example.org/d/"}
sources: [{path: seeds/*.jsonl}]
pages: {papers_per_page: 4}
"""


def _site(folder: Path, config: str = CONFIG, **notes: str) -> Path:
    """Write a digest of two days and an undated paper, and notes by the names of their files, `_` for `-`."""
    file = write_site(folder, config, list="")
    (folder / "seeds" / "list.txt").unlink()
    days = ["2025-03-13", *["2025-03-14"] * 9, None]
    papers = [
        {"title": f"Paper {number} of trees", "abstract": f"On trees, part {number}.", "date": day}
        for number, day in enumerate(days)
    ]
    lines = "".join(json.dumps(paper) + "\n" for paper in papers)
    (folder / "seeds" / "list.jsonl").write_text(lines)
    (folder / "editions").mkdir()
    for name, text in notes.items():
        (folder / "editions" / f"{name.replace('_', '-')}.md").write_text(text, encoding="utf-8")
    return file


def _built(file: Path) -> tuple[dict[str, str], list[str]]:
    """Build a site; gives its pages by address, and the warnings."""
    report = build_site(file, file.parent / "public", jobs=1)
    pages = {
        path.removesuffix("index.html"): data.decode()
        for path, data in files_of(file.parent / "public").items()
        if path.endswith("index.html")
    }
    return pages, [str(warning) for warning in report.warnings]


def _titles(html: str) -> list[str]:
    return re.findall(r'<h2><a href="[^"]*papers/[^"]*">([^<]*)</a></h2>', html)


def test_note_stands_on_its_edition_and_on_the_front_page(tmp_path: Path):
    """The latest edition's note is on its first page and at home, as Markdown, with its curator; nowhere else."""
    note = "---\ntitle: A day of *trees*\ncurator: Ada & Co\n---\n# Big\n\nMany **trees**."
    pages, warnings = _built(_site(tmp_path, d2025_03_14="", **{"2025_03_14": note}))
    assert [w.partition(";")[0] for w in warnings] == [
        'editions/d2025-03-14.md: "d2025-03-14.md" is the name of no note'
    ]
    shown = {path for path, html in pages.items() if "Many <strong>trees</strong>" in html}
    assert shown == {"", "dates/2025/03/14/"}
    for path in shown:
        assert "A day of *trees*</h2>" in pages[path]
        assert "Ada &amp; Co, curator" in pages[path]
        assert "<h3>Big</h3>" in pages[path]


@pytest.mark.parametrize("name", ["2025_03", "2025_W11", "2025"])
def test_note_of_a_week_month_or_year_stands_on_its_page(tmp_path: Path, name: str):
    """A note named after a coarser period is shown on that period's page."""
    config = CONFIG + "dates: {group_by: [day, week, month, year]}\n"
    pages, warnings = _built(_site(tmp_path, config, **{name: "Quiet times."}))
    address = {"2025_03": "2025/03/", "2025_W11": "2025/w11/", "2025": "2025/"}[name]
    assert warnings == []
    assert [path for path, html in pages.items() if "Quiet times." in html] == [f"dates/{address}"]


def test_picks_come_first_and_once(tmp_path: Path):
    """Papers picked by title, slug and id lead the edition and the front page; no page shows one twice."""
    pages, _ = _built(_site(tmp_path))
    slug = re.search(r"papers/(paper-5-[^/]*)/", pages["dates/2025/03/14/"])
    assert slug is not None
    paper_id = re.search(r'"id": ?"([^"]*)", ?"slug": ?"paper-7', _data(tmp_path))
    assert paper_id is not None
    picks = ["PAPER 0 – of trees", slug[1], paper_id[1]]
    note = f"---\n{json.dumps({'picks': picks})}\n---\n"
    (tmp_path / "editions" / "2025-03-14.md").write_text(note)
    pages, warnings = _built(tmp_path / "site.yaml")
    assert warnings == []
    wanted = ["Paper 0 of trees", "Paper 5 of trees", "Paper 7 of trees"]
    for path in ("", "dates/2025/03/14/"):
        assert _titles(pages[path])[:3] == wanted
        assert len(_titles(pages[path])) == len(set(_titles(pages[path])))


def _data(folder: Path) -> str:
    return (folder / "public" / "data" / "papers.jsonl").read_text()


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        (
            "2025_03_14",
            "---\npicks:\n  - Paper 3 of threes\n---\n",
            r'editions/2025-03-14\.md:3: the pick "Paper 3 of threes" is no paper; expected the id, the slug or '
            r'the exact title of one that was read; did you mean "paper 3 of trees" \(paper-3-of-trees-\w+\)\?',
        ),
        (
            "2025_03_15",
            "Nothing today.",
            r"editions/2025-03-15\.md: no paper is of this day; expected one that has papers, such as 2025-03-14; "
            r"correct the name, or leave it: the note is shown when papers come",
        ),
        (
            "2025_W11",
            "A week.",
            r"editions/2025-W11\.md: it is of a week, and a week has no page; expected a note of what "
            r"dates\.group_by names \(day, month, year\); add week there, or rename the file",
        ),
        ("2025_03_14", "\n", r"editions/2025-03-14\.md: the note is empty; .*"),
        (
            "2025_02_30",
            "x",
            r'editions/2025-02-30\.md: "2025-02-30\.md" is the name of no note; .*',
        ),
    ],
)
def test_note_or_pick_without_a_place_is_a_warning(tmp_path: Path, name: str, text: str, said: str):
    """What no page can show is named with its line, and with what comes nearest."""
    _, warnings = _built(_site(tmp_path, **{name: text}))
    assert len(warnings) == 1
    assert re.fullmatch(said, warnings[0]), warnings[0]


def test_pick_of_two_papers_with_one_title_names_both(tmp_path: Path):
    """A title that two papers bear picks neither, and the warning has their slugs."""
    file = _site(tmp_path, **{"2025_03_14": '---\npicks: "Twice told"\n---\n'})
    twice = [
        {"title": "Twice told", "abstract": f"{word} " * 30, "date": "2025-03-14"}
        for word in ("Rivers bend", "Lists sort")
    ]
    (tmp_path / "seeds" / "more.jsonl").write_text("".join(json.dumps(p) + "\n" for p in twice))
    _, warnings = _built(file)
    assert len(warnings) == 1
    assert len(set(re.findall(r"twice-told-\w+", warnings[0]))) == 2


def test_edited_note_changes_its_pages_alone(tmp_path: Path):
    """Of a site that stands, one note's words rewrite its edition and the front page."""
    notes = {"2025_03_14": "Many trees.", "2025_03_13": "One tree."}
    file = _site(tmp_path, **notes)
    before, _ = _built(file)
    (tmp_path / "editions" / "2025-03-14.md").write_text("More trees.")
    after, _ = _built(file)
    changed = {path for path in after if after[path] != before[path]}
    assert changed == {"", "dates/2025/03/14/"}
    assert build_site(file, tmp_path / "public", jobs=1).published.written == 0
