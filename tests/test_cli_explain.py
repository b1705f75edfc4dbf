"""`broadsheet explain` as people use it: which paper is meant, and what is said of it."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from tests.support import (
    CHECKOUT,
    SORTING,
    SORTING_TITLE,
    TREES,
    TREES_TITLE,
    process_environment,
    run_broadsheet,
    write_site,
)

CONFIG = """\
site: {title: My digest, url: https://example.org/digest/}
sources: [{path: seeds/*.txt, year: 2025}]
lists:
  beasts: [unicorn]
topics:
  - slug: plants
    title: Plants
  - slug: trees
    title: Trees
    parent: plants
    any:
      - forest
      - any: [tree]
        weight: 0.25
  - slug: sampling
    title: Sampling
    any:
      - any: [sampling scheme]
        weight: 0.5
  - slug: counting
    title: Counting
    any: [count*]
    none:
      - percent
  - slug: logging
    title: Logging
    parent: counting
    any: [large forest]
  - slug: sorting
    title: Sorting
    all:
      - sorts
      - {any: [network, {list: beasts}]}
  - slug: trees-of-search
    title: Search trees
    any: [{any: [scheme], none: [three forests]}]
"""
DAY = f"Mar 14\n{SORTING_TITLE}\n{SORTING}\n{TREES_TITLE}\n{TREES}\n"


def line_of(text: str) -> int:
    """Give the line of site.yaml on which a text stands."""
    return next(n for n, line in enumerate(CONFIG.splitlines(), 1) if text in line)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Give a folder with a small digest."""
    write_site(tmp_path, CONFIG, day=DAY)
    return tmp_path


def explained(site: Path, paper: str) -> dict[str, Any]:
    """Explain a paper as data."""
    done = run_broadsheet("explain", paper, "--format", "json", cwd=site)
    assert (done.returncode, done.stderr) == (0, "")
    return json.loads(done.stdout)


def test_topic_is_explained_with_its_line_score_and_words(site: Path):
    """Each term of a topic comes with its line, what it adds, and the sentences with its words marked."""
    done = run_broadsheet("explain", TREES_TITLE, cwd=site)
    assert (done.returncode, done.stderr) == (0, "")
    lines = [line.strip() for line in done.stdout.splitlines()]
    assert f"score 7, needs 1; rule at site.yaml:{line_of('slug: trees')}" in lines
    at = lines.index(
        f"+6     forest  site.yaml:{line_of('- forest')}  title 3, abstract 3 (3 times)"
    )
    assert lines[at + 1 : at + 4] == [
        "title: Counting Trees in Large «Forests»",
        "abstract: Counting the trees of a «forest» is slow when the «forest» is large.",
        "abstract: It has been used on three «forests» and needs no training.",
    ]
    weighted = f"+1     tree  site.yaml:{line_of('any: [tree]')}  title 3, abstract 1 × 0.25"
    assert weighted in lines


def test_parent_names_the_child_that_it_follows(site: Path):
    """A topic without a rule of its own is given because of the one under it."""
    done = run_broadsheet("explain", TREES_TITLE, cwd=site)
    assert "given because of trees under it" in done.stdout
    (plants, *_) = explained(site, TREES_TITLE)["topics"]
    assert (plants["topic"], plants["by"], plants["because_of"]) == ("plants", "child", ["trees"])


def test_topics_nearly_given_say_what_is_missing(site: Path):
    """Half of a threshold, a `none` of the topic, one above it, and one in a group are all told."""
    nearly = {topic["topic"]: topic for topic in explained(site, TREES_TITLE)["nearly"]}
    assert {slug: topic["status"] for slug, topic in nearly.items()} == {
        "sampling": "near",
        "counting": "forbidden",
        "logging": "forbidden",
        "trees-of-search": "forbidden",
    }
    assert (nearly["sampling"]["score"], nearly["sampling"]["threshold"]) == (0.5, 1)
    for slug in ("counting", "logging"):
        (against,) = nearly[slug]["forbidden_by"]
        assert (against["text"], against["line"]) == ("percent", line_of("- percent"))
        (sentence,) = against["places"][0]["sentences"]
        assert sentence["text"] == (
            "We present a sampling scheme that counts them within one percent."
        )
        assert [word["text"] for word in sentence["words"]] == ["percent"]
    assert [nearly[slug]["forbidden_above"] for slug in ("counting", "logging")] == [
        None,
        "counting",
    ]
    (scheme,) = nearly["trees-of-search"]["reasons"]
    assert (scheme["counts"], scheme["forbidden_by"][0]["text"]) == (False, "three forests")


def test_all_names_its_parts_and_what_they_lack(site: Path):
    """Parts that must hold together are shown together, with the lowest as their points."""
    (sorting,) = explained(site, SORTING_TITLE)["topics"]
    (together,) = sorting["reasons"]
    assert (together["kind"], together["points"], together["lacking"]) == ("all", 1, [])
    assert [part["text"] for part in together["parts"]] == ["sorts", "network"]


def test_days_name_the_place_where_they_stand(site: Path):
    """Each day of a paper comes with the file and the line of its source."""
    (day,) = explained(site, TREES_TITLE)["dates"]
    assert (day["date"], day["path"], day["line"]) == ("2025-03-14", "seeds/day.txt", 4)
    assert (day["dated_by"], day["counts"]) == ("source", True)
    done = run_broadsheet("explain", TREES_TITLE, cwd=site)
    assert "2025-03-14  seeds/day.txt:4  stands in the source" in done.stdout


def test_overrides_are_named_with_their_line(site: Path):
    """A topic or a day that the owner gave, or took away, names the line of the override."""
    overrides = (
        "overrides:\n"
        f"  - paper: {TREES_TITLE}\n"
        "    add_topics: [sorting]\n"
        "    remove_topics: [trees]\n"
        "    date: 2024-01-02\n"
    )
    write_site(site, CONFIG + overrides, day=DAY)
    values = explained(site, TREES_TITLE)
    line = len(CONFIG.splitlines()) + 2
    (sorting,) = values["topics"]
    assert (sorting["topic"], sorting["by"]) == ("sorting", "override")
    removed = next(topic for topic in values["nearly"] if topic["topic"] == "trees")
    assert removed["status"] == "removed"
    for topic in (sorting, removed):
        assert topic["override"] == {"path": "site.yaml", "line": line}
    assert [(day["date"], day["line"], day["counts"]) for day in values["dates"]] == [
        ("2024-01-02", line, True),
        ("2025-03-14", 4, False),
    ]
    shown = run_broadsheet("explain", TREES_TITLE, cwd=site).stdout
    assert f"taken away by the override at site.yaml:{line}" in shown
    assert "an override has another" in shown


@pytest.mark.parametrize("name", ["id", "slug", "title"])
def test_paper_is_found_by_each_of_its_names(site: Path, name: str):
    """An id, a slug, and a title in any case and punctuation name the same paper."""
    values = explained(site, TREES_TITLE)
    wanted = values[name].upper() + "!" if name == "title" else values[name]
    assert explained(site, wanted) == values


def test_paper_is_found_by_an_id_of_a_scheme(tmp_path: Path):
    """An arXiv id with a version, prefixed or as an address, names its paper."""
    bib = "@misc{a, title={Adam}, abstract={A method for optimization.}, eprint={1412.6980}, archiveprefix={arXiv}}"
    write_site(tmp_path, CONFIG.replace("*.txt", "*"), day=DAY)
    (tmp_path / "seeds" / "one.bib").write_text(bib)
    for wanted in ("arxiv:1412.6980", "arXiv:1412.6980v9", "https://arxiv.org/abs/1412.6980"):
        assert explained(tmp_path, wanted)["title"] == "Adam"


def test_part_of_several_titles_lists_them(site: Path):
    """A part of several titles ends in exit code 1 with the papers that it may mean."""
    done = run_broadsheet("explain", "in", cwd=site)
    assert (done.returncode, done.stdout) == (1, "")
    first, *listed = done.stderr.splitlines()
    assert first.startswith('"in" names 2 papers; expected one; ')
    assert {line.split("  ")[-1] for line in listed} == {TREES_TITLE, SORTING_TITLE}


def test_unknown_paper_names_the_nearest(site: Path):
    """What names no paper ends in exit code 1 and the title that was perhaps meant."""
    done = run_broadsheet("explain", "Couting tres in large forests", cwd=site)
    assert (done.returncode, done.stdout) == (1, "")
    (line,) = done.stderr.splitlines()
    assert line.endswith(f'did you mean "{TREES_TITLE}"?')
    for nothing in ("zzz", "...", ""):
        done = run_broadsheet("explain", nothing, cwd=site)
        assert (done.returncode, "Traceback" in done.stderr) == (1, False)
        assert "names no paper; expected " in done.stderr


def test_pipe_gets_whole_lines_without_colours(site: Path):
    """Into a pipe nothing is cut, folded or coloured, whatever the width of the terminal."""
    done = run_broadsheet("explain", SORTING_TITLE, cwd=site, environment={"FORCE_COLOR": ""})
    assert "\x1b" not in done.stdout
    assert "…" not in done.stdout
    assert "We propose a small «network» that sorts them in linear time." in done.stdout


def test_terminal_gets_lines_that_fit(site: Path):
    """In a terminal of 80 columns no line is longer, and the words are marked by style, not by signs."""
    terminal, child = pty.openpty()
    fcntl.ioctl(child, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    with subprocess.Popen(
        [sys.executable, "-m", "generator", "explain", TREES_TITLE],
        cwd=site,
        env=process_environment({"TERM": "xterm", "COLUMNS": ""}),
        stdout=child,
    ):
        os.close(child)
        shown = b""
        with suppress(
            OSError
        ):  # Linux ends a terminal that nobody writes to any more with an error
            while part := os.read(terminal, 4096):
                shown += part
    os.close(terminal)
    text = shown.decode()
    assert "\x1b[1" in text
    assert "«" not in text
    plain = re.sub(r"\x1b\[[\d;]*m", "", text)
    assert "Counting the trees of a forest" in plain
    assert max(map(len, plain.splitlines())) <= 80


def test_paths_are_named_from_where_the_user_stands(site: Path):
    """From the folder above, every path has the folder before it."""
    done = run_broadsheet(
        "explain", TREES_TITLE, "--config", f"{site.name}/site.yaml", cwd=site.parent
    )
    assert f"{site.name}/site.yaml:{line_of('- forest')}" in done.stdout
    assert f"{site.name}/seeds/day.txt:4" in done.stdout


def test_shipped_paper_is_explained():
    """Of a shipped paper the topics are those that it is listed with, and each line holds its term."""
    values = explained(CHECKOUT, "Variational Autoencoding Neural Operators")
    listed = run_broadsheet("papers", "--format", "jsonl", cwd=CHECKOUT).stdout.splitlines()
    paper = next(one for one in map(json.loads, listed) if one["id"] == values["id"])
    assert [topic["topic"] for topic in values["topics"]] == paper["topics"]
    lines = (CHECKOUT / "site.yaml").read_text(encoding="utf-8").splitlines()
    terms = [
        reason
        for topic in (*values["topics"], *values["nearly"])
        for reason in topic["reasons"]
        if reason["kind"] == "term"
    ]
    assert terms
    for term in terms:
        assert term["text"] in lines[term["line"] - 1]
        for places in term["places"]:
            for sentence in places["sentences"]:
                assert sentence["text"] in f"{paper['title']}\n{paper['abstract']}"
