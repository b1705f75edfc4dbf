"""`broadsheet topics` as people use it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.support import (
    CHECKOUT,
    SORTING,
    SORTING_TITLE,
    TREES,
    TREES_TITLE,
    listing,
    run_broadsheet,
    write_site,
)

CONFIG = """\
site: {title: My digest, url: https://example.org/digest/}
sources: [{path: seeds/*.txt, year: 2025}]
topics:
  - slug: trees
    title: Trees
    any: [tree,
      unicorn]
  - slug: counting
    title: Counting
    any: [counts]
"""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Give a folder with a small digest."""
    write_site(tmp_path, CONFIG, list=listing((SORTING_TITLE, SORTING), (TREES_TITLE, TREES)))
    return tmp_path


def test_topics_are_shown_with_what_they_cover(site: Path):
    """The table has each topic's papers and overlap, then the dead terms and the papers in no topic."""
    done = run_broadsheet("topics", cwd=site)
    assert (done.returncode, done.stderr) == (0, "")
    lines = [re.split(r"\s{2,}", line.strip()) for line in done.stdout.splitlines()]
    assert ["trees", "1", "0", "1", "counting 1"] in lines
    assert ["counting", "1", "0", "0", "trees 1"] in lines
    assert ["site.yaml:7", "unicorn"] in lines
    assert "1 PAPER IN NO TOPIC" in done.stdout
    assert SORTING_TITLE in done.stdout.partition("NO TOPIC")[2]


def test_topics_as_data_agree_with_the_papers():
    """As JSON the shipped digest's counts are those of `broadsheet papers`, and nothing else is printed."""
    done = run_broadsheet("topics", "--format", "json", cwd=CHECKOUT)
    assert (done.returncode, done.stderr) == (0, "")
    values = json.loads(done.stdout)
    listed = run_broadsheet("papers", "--format", "jsonl", cwd=CHECKOUT).stdout
    papers = [json.loads(line) for line in listed.splitlines()]
    assert values["papers"] == len(papers)
    for topic in values["topics"]:
        assert topic["ids"] == [p["id"] for p in papers if topic["topic"] in p["topics"]]
        assert topic["papers"] == len(topic["ids"])
        for other in topic["overlaps"]:
            both = {topic["topic"], other["topic"]}
            assert other["papers"] == sum(both <= set(paper["topics"]) for paper in papers)
    without = {paper["id"] for paper in papers if not paper["topics"]}
    assert {paper["id"] for paper in values["unclassified"]} == without


def test_change_of_rules_is_shown_before_it_is_published(site: Path):
    """--diff names the papers that each topic gained and lost and those that moved, with exit code 0."""
    old = site / "old.yaml"
    old.write_text(
        CONFIG.replace("slug: counting", "slug: sums").replace("counts", "counts, sorts")
    )
    done = run_broadsheet("topics", "--diff", "old.yaml", cwd=site)
    assert (done.returncode, done.stderr) == (0, "")
    lines = [re.split(r"\s{2,}", line.strip()) for line in done.stdout.splitlines()]
    assert ["counting (new)", "-", "1", "1", "0"] in lines
    assert ["sums (gone)", "2", "-", "0", "2"] in lines
    assert ["in no topic", "0", "1"] in lines
    assert ["from sums to counting"] in lines
    assert "2 PAPERS LOST BY SUMS" in done.stdout
    data = run_broadsheet("topics", "--diff", "old.yaml", "--format", "json", cwd=site)
    difference = json.loads(data.stdout)["difference"]
    assert [paper["title"] for paper in difference["moved"]] == [TREES_TITLE]
    same = run_broadsheet("topics", "--diff", "site.yaml", cwd=site)
    assert (same.returncode, same.stdout) == (
        0,
        "No paper gains or loses a topic against site.yaml.\n",
    )


def test_older_settings_with_mistakes_are_named(site: Path):
    """A missing or a wrong file given to --diff ends in exit code 1 and its name."""
    done = run_broadsheet("topics", "--diff", "none.yaml", cwd=site)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("none.yaml: no such file; expected ")
    (site / "rules").mkdir()
    (site / "rules" / "old.yaml").write_text(CONFIG.replace("any: [counts]", "any: []"))
    done = run_broadsheet("topics", "--diff", "rules/old.yaml", cwd=site)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("rules/old.yaml:10: ")


def test_suggestions_are_printed_as_tables_and_as_data(site: Path):
    """--suggest prints phrases with their papers here and elsewhere, the same as data."""
    rows = [(f"Trees {n}", f"{n}. A tree with bark beetles on day {n}.") for n in range(9)]
    rows += [(f"Fish {n}", f"{n}. A pond full of carp on day {n}.") for n in range(9)]
    write_site(site, CONFIG, list=listing(*rows))
    done = run_broadsheet("topics", "--suggest", cwd=site)
    assert (done.returncode, done.stderr) == (0, "")
    lines = [re.split(r"\s{2,}", line.strip()) for line in done.stdout.splitlines()]
    assert any(line[:3] == ["bark beetles", "9", "0"] for line in lines)
    assert "No phrase stands out in: counting." in done.stdout
    data = run_broadsheet("topics", "--suggest", "--format", "json", cwd=site)
    suggestions = json.loads(data.stdout)["suggestions"]
    assert suggestions["topics"][0]["suggestions"][0]["phrase"] == "bark beetles"
    assert "carp" in {found["phrase"].split()[-1] for found in suggestions["unclassified"]}


def test_suggestions_do_not_hang_on_the_hash_seed():
    """Whatever Python's hash seed, the shipped suggestions are the same."""
    one, other = (
        run_broadsheet(
            "topics", "--suggest", cwd=CHECKOUT, environment={"PYTHONHASHSEED": seed}
        ).stdout
        for seed in ("1", "77")
    )
    assert one == other
    assert "elsewhere" in one


def test_pipe_gets_every_dead_term_without_colours():
    """Into a pipe every dead term of the shipped rules is named, at 80 columns in a terminal or not."""
    values = json.loads(run_broadsheet("topics", "--format", "json", cwd=CHECKOUT).stdout)
    done = run_broadsheet("topics", cwd=CHECKOUT)
    assert "\x1b" not in done.stdout
    for term in values["dead_terms"]:
        line = next(
            line for line in done.stdout.splitlines() if f"site.yaml:{term['line']} " in line
        )
        assert term["text"] in line
