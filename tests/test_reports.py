"""The shipped dumps, as `--report` and `papers --format jsonl` tell of them."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from generator.models import LINE_KINDS
from tests.support import CHECKOUT, SEEDS, run_broadsheet

SOURCE_KEYS = {"path", "format", "lines", "papers", "ledger", "rejects"}
REPORT_KEYS = {
    "sources",
    "papers",
    "merged",
    "hidden",
    "topics",
    "collections",
    "unclassified",
    "dated",
    "undated",
    "files",
    "bytes",
    "pages",
    "seconds",
    "stages",
    "own_files",
    "executor",
    "row_bytes",
    "peak_rss_bytes",
    "written",
    "unchanged",
    "removed",
}
PAPER_KEYS = {
    "id",
    "slug",
    "title",
    "title_is",
    "abstract",
    "as_read",
    "authors",
    "topics",
    "dates",
    "links",
    "ids",
    "sources",
    "variants",
}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with the shipped site in `public/` and its report in `report.json`."""
    folder = tmp_path_factory.mktemp("shipped")
    done = run_broadsheet(
        *("build", "--config", CHECKOUT / "site.yaml", "--output", folder / "public"),
        *("--report", folder / "report.json", "--clean"),
        cwd=folder,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return folder


@pytest.fixture(scope="module")
def report(built: Path) -> dict[str, Any]:
    return json.loads((built / "report.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def papers(built: Path) -> list[dict[str, Any]]:
    lines = (built / "public" / "data" / "papers.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in lines.removesuffix("\n").split("\n")]


def _lines(file: Path) -> list[str]:
    text = file.read_bytes().decode("utf-8")
    return text.removesuffix("\n").split("\n")


def test_report_has_the_keys_of_the_contract(report: dict[str, Any]):
    """The report's keys are those that people's scripts rely on."""
    assert set(report) == REPORT_KEYS
    for source in report["sources"]:
        assert set(source) == SOURCE_KEYS
        assert list(source["ledger"]) == list(LINE_KINDS)


def test_every_entry_of_the_shipped_dumps_is_read(report: dict[str, Any]):
    """The four shipped dumps hold 11, 107, 244 and 56 entries, 418 together, in three shapes."""
    read = {Path(s["path"]).name[:3]: (s["papers"], s["format"]) for s in report["sources"]}
    assert read == {
        "000": (11, "abstracts"),
        "001": (107, "search-page"),
        "002": (244, "search-page"),
        "004": (56, "day-page"),
    }


def test_ledger_adds_up_to_the_lines_of_each_dump(report: dict[str, Any]):
    """Every line of every shipped dump is counted once, and none is rejected."""
    for source in report["sources"]:
        lines = _lines(CHECKOUT / source["path"])
        ledger = source["ledger"]
        assert source["lines"] == len(lines)
        assert sum(ledger.values()) == len(lines)
        assert ledger["blank"] == sum(not line.strip() for line in lines)
        assert ledger["abstract"] == source["papers"]
        assert (ledger["rejected"], source["rejects"]) == (0, [])


def test_papers_of_the_shipped_dumps_are_merged(
    report: dict[str, Any], papers: list[dict[str, Any]]
):
    """408 papers remain of 418 entries: nine stand in two dumps, one twice in two versions."""
    assert (report["papers"], report["merged"]) == (408, 10)
    assert len(papers) == 408
    twice = [paper for paper in papers if len(paper["sources"]) > 1]
    assert all(len(paper["sources"]) == 2 for paper in twice)
    same = [paper for paper in twice if not paper["variants"]]
    assert len(same) == 9
    assert all(len({source["path"] for source in paper["sources"]}) == 2 for paper in same)
    (versions,) = (paper for paper in twice if paper["variants"])
    assert versions["title"] == "Fully Convolutional Networks for Semantic Segmentation"
    assert len(versions["variants"]) == 1
    assert versions["variants"][0]["abstract"] != versions["abstract"]
    assert [paper for paper in papers if paper["variants"]] == [versions]


def test_papers_of_the_dated_dump_are_dated_and_no_others(
    report: dict[str, Any], papers: list[dict[str, Any]]
):
    """The 56 papers of the day's page are of 2025-03-14; a date is invented for none."""
    dated = [paper for paper in papers if paper["dates"]]
    assert len(dated) == 56
    assert all(paper["dates"] == ["2025-03-14"] for paper in dated)
    assert all(any("/004_" in source["path"] for source in paper["sources"]) for paper in dated)
    assert (report["dated"], report["undated"]) == (56, 408 - 56)


def test_derived_titles_are_short_and_telling(papers: list[dict[str, Any]]):
    """The titleless abstracts have derived titles of 1 to 110 characters, each its own."""
    derived = [paper for paper in papers if paper["title_is"] == "derived"]
    assert 0 < len(derived) <= 11
    for paper in derived:
        assert 0 < len(paper["title"]) <= 110
        assert "untitled" not in paper["title"].casefold()
        assert paper["as_read"]["title"] is None
        assert {source["format"] for source in paper["sources"]} == {"abstracts"}
    assert len({paper["title"] for paper in derived}) == len(derived)


def test_paper_stands_in_the_dump_where_it_says(papers: list[dict[str, Any]]):
    """The line that a paper names as its source holds its title, or its abstract when it has none."""
    dumps = {file.name: _lines(file) for file in SEEDS.iterdir()}
    for paper in papers:
        texts = {" ".join(text.split()) for text in paper["as_read"].values() if text}
        texts |= {paper["title"], *(v["title"] for v in paper["variants"] if v["title"])}
        for source in paper["sources"]:
            line = " ".join(dumps[Path(source["path"]).name][source["line"] - 1].split())
            assert line.removeprefix("Subscribe") in texts or line in texts


def test_papers_have_the_keys_and_topics_of_the_contract(
    report: dict[str, Any], papers: list[dict[str, Any]]
):
    """Each paper has exactly the contract's keys; ids, slugs and topics are well-formed and agree."""
    assert [paper["id"] for paper in papers] == sorted({paper["id"] for paper in papers})
    assert len({paper["slug"] for paper in papers}) == len(papers)
    for paper in papers:
        assert set(paper) == PAPER_KEYS
        assert set(paper["as_read"]) == {"title", "abstract"}
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", paper["slug"])
        assert paper["title_is"] in {"given", "derived"}
        assert set(paper["topics"]) <= set(report["topics"])
    for slug, count in report["topics"].items():
        assert count == sum(slug in paper["topics"] for paper in papers)
    assert report["unclassified"] == sum(not paper["topics"] for paper in papers)
    assert report["unclassified"] <= 0.03 * len(papers)
    assert len(report["topics"]) == 27


def test_figures_are_those_of_the_folder(built: Path, report: dict[str, Any]):
    """Files, bytes and pages of the report are those that stand in the output folder."""
    files = [path for path in (built / "public").rglob("*") if path.is_file()]
    own = [path for path in files if path.name != ".broadsheet.json"]
    assert report["files"] == len(own)
    assert report["bytes"] == sum(path.stat().st_size for path in own)
    assert report["pages"] == sum(path.suffix == ".html" for path in own)
    assert (report["written"], report["unchanged"], report["removed"]) == (len(own), 0, 0)
    assert report["peak_rss_bytes"] > 10_000_000
    # Light rows are light: no text is among them.
    assert 200 < report["row_bytes"] / report["papers"] < 2000
    assert report["seconds"]
    assert all(seconds >= 0 for seconds in report["seconds"].values())


def test_stages_tell_what_they_did(report: dict[str, Any]):
    """Each stage has its seconds, and counts what it read or made."""
    stages = report["stages"]
    assert {stage["name"]: stage["seconds"] for stage in stages} == report["seconds"]
    assert {
        stage["name"]: (stage["count"], stage["unit"]) for stage in stages if stage["unit"]
    } == {
        "sources": (sum(source["papers"] for source in report["sources"]), "entries"),
        "papers": (report["papers"], "papers"),
        "plan": (report["pages"], "pages"),
        "render": (report["pages"], "pages"),
        "feeds": (102, "files"),
        "previews": (2, "files"),
        "search": (report["papers"], "papers"),
        "related": (report["papers"], "papers"),
        "export": (report["papers"], "papers"),
        "publish": (report["files"], "files"),
    }


def test_command_prints_what_the_site_publishes(built: Path):
    """`broadsheet papers --format jsonl` prints the very lines of /data/papers.jsonl, no more."""
    done = run_broadsheet(
        "papers", "--format", "jsonl", "--config", CHECKOUT / "site.yaml", cwd=built
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (built / "public" / "data" / "papers.jsonl").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "count"),
    [(["--undated"], 352), (["--date", "2025-03-14"], 56), (["--date", "2025-03-15"], 0)],
)
def test_papers_are_chosen_by_day(tmp_path: Path, arguments: list[str], count: int):
    """`--undated` and `--date` list the papers of that day and no others."""
    done = _papers_command(tmp_path, *arguments)
    assert len(done.stdout.splitlines()) == count


def _papers_command(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    done = run_broadsheet(
        *("papers", "--format", "jsonl", "--config", CHECKOUT / "site.yaml"), *arguments, cwd=folder
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done
