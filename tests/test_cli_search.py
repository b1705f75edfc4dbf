"""`broadsheet search` as people use it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.support import process_environment, run_broadsheet

CONFIG = """\
site: {title: My digest, url: https://example.org/digest/}
sources: [{path: seeds/*.bib}]
topics:
  - slug: trees
    title: Trees
    any: [forest]
"""
ENTRIES = (
    (
        "Counting Trees in Large Forests",
        "Counting is slow when the forest is large. A scheme of the samples counts them, as GPT-4 cannot.",
        "doi = {10.1000/trees.1}",
    ),
    ("Denoising Auto-Encoders for Rivers", "The bends of a river are learnt from maps in C++.", ""),
    ("Bridges of Schrödinger", "A large scheme for samples.", "eprint = {2401.01234}, archiveprefix = {arXiv}"),
    ("扩散模型 of Rivers", "The slope and the soil of four rivers, and of GPT and 4 others.", ""),
)  # fmt: skip


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with a small digest, built."""
    folder = tmp_path_factory.mktemp("digest")
    (folder / "seeds").mkdir()
    (folder / "site.yaml").write_text(CONFIG, encoding="utf-8")
    entries = "".join(
        f"@article{{e{number}, title = {{{title}}}, abstract = {{{abstract}}}, year = 2025,\n{more}}}\n"
        for number, (title, abstract, more) in enumerate(ENTRIES)
    )
    (folder / "seeds" / "rivers.bib").write_text(entries, encoding="utf-8")
    done = run_broadsheet("build", "--quiet", cwd=folder)
    assert (done.returncode, done.stdout) == (0, "")
    return folder


def found(site: Path, query: str) -> list[dict[str, Any]]:
    """Search for data; nothing but data is printed."""
    done = run_broadsheet("search", query, "--format", "jsonl", cwd=site)
    assert (done.returncode, done.stderr) == (0, "")
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_results_are_shown_with_score_topics_and_how_many(site: Path):
    """The table has the best papers with their topics; what it leaves out is said beside it."""
    done = run_broadsheet("search", "large forest scheme", "--limit", "1", cwd=site)
    assert done.returncode == 0
    head, _, line = done.stdout.splitlines()
    assert head.split() == ["score", "title", "topics", "day"]
    assert "Counting Trees in Large Forests" in line
    assert line.split()[-1] == "trees"
    assert done.stderr == "2 papers found; these are the best 1. --limit shows more.\n"


def test_results_as_data_have_the_keys_of_the_contract(site: Path):
    """Each line has ref, score, title and the paper's address, in the order of the scores."""
    lines = found(site, "rivers")
    assert [line["title"] for line in lines] == [ENTRIES[3][0], ENTRIES[1][0]]
    assert all(list(line) == ["ref", "score", "title", "url"] for line in lines)
    assert lines[0]["score"] >= lines[1]["score"] > 0
    whole = json.loads((site / "public" / "search" / "lunr.json").read_text(encoding="utf-8"))
    refs = {ref.partition("/")[2] for ref, _ in whole["fieldVectors"]}
    for line in lines:
        assert line["ref"] in refs
        path = line["url"].removeprefix("https://example.org/digest/")
        assert (site / "public" / path / "index.html").is_file()


@pytest.mark.parametrize(
    ("query", "titles", "beside"),
    [
        ("GPT-4", [0, 3], None),  # both have "gpt" and "4"; the name goes first
        ("C++", [1], ""),
        ("autoencoder", [1], "Auto-Encoders"),
        ("schrodinger", [2], "Schrödinger"),
        ("扩散", [3], ""),
        ("10.1000/trees.1", [0], None),
        ("https://arxiv.org/abs/2401.01234v2", [2], None),
        ('"scheme for samples"', [2], None),
        ('"scheme of the samples"', [0], None),
        ("-rivers -bridges", [0], None),
        ("title:large", [0], None),
    ],
)
def test_what_lunr_lacks_is_found(site: Path, query: str, titles: list[int], beside: str | None):
    """Names, compounds, accents, CJK, ids and phrases find their papers, and how they are written there."""
    lines = found(site, query)
    assert [line["title"] for line in lines] == [ENTRIES[number][0] for number in titles]
    if beside:
        assert lines[0]["beside"] == beside
    elif beside is None:
        assert "beside" not in lines[0]


def test_misspelt_word_is_corrected_and_said(site: Path):
    """A word that no paper has falls back to the nearest one; people are told, data is data alone."""
    done = run_broadsheet("search", "forrest", cwd=site)
    assert done.stderr == "No paper has “forrest”. These are for “forest”.\n"
    assert ENTRIES[0][0] in done.stdout
    assert [line["title"] for line in found(site, "forrest")] == [ENTRIES[0][0]]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("+", "There is no word in this to search for."),
        ("the of", "Words as common as “the”, “of” are not in the index."),
        ("qqqqzzzz", ""),
        ("titel:qqqqzzzz", "There is no field “titel” (there are title, abstract, authors, topics), so all of them were searched."),
        ("arxiv:2401.99999", "No paper here has this address or number."),
    ],
)  # fmt: skip
def test_text_that_finds_nothing_is_explained(site: Path, query: str, said: str):
    """A text without an answer is no error: nothing on standard output, a sentence beside it."""
    done = run_broadsheet("search", query, cwd=site)
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == "\n".join(filter(None, [said, "No paper was found."])) + "\n"


def test_site_without_an_address_gives_relative_ones(site: Path):
    """Without `url` in site.yaml an address is relative to the site's root."""
    config = site / "plain.yaml"
    config.write_text(CONFIG.replace(", url: https://example.org/digest/", ""), encoding="utf-8")
    done = run_broadsheet("search", "forest", "--config", config, "--format", "jsonl", cwd=site)
    assert json.loads(done.stdout)["url"].startswith("papers/counting-trees-in-large-forests-")


def test_folder_without_an_index_is_told_to_build(site: Path):
    """Before the first build one line says what to run, and the exit code is 1."""
    done = run_broadsheet("search", "graph", "--output", "elsewhere", cwd=site)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "elsewhere: no search index here; expected the index of a built site; run `broadsheet build`\n"
    )


@pytest.mark.parametrize("arguments", [[], ["--limit", "0", "x"], ["--nope", "x"], ["a", "b"]])
def test_wrong_usage_is_exit_code_2(site: Path, arguments: list[str]):
    """Wrong options and numbers are wrong usage; a text that begins with a minus is a query."""
    assert run_broadsheet("search", *arguments, cwd=site).returncode == 2


def test_output_does_not_depend_on_the_locale(site: Path):
    """In the locale C, too, data is UTF-8."""
    environment = process_environment({"LC_ALL": "C", "PYTHONUTF8": "1"})
    arguments = ("search", "schrodinger", "--format", "jsonl")
    done = run_broadsheet(*arguments, cwd=site, environment=environment)
    assert json.loads(done.stdout)["beside"] == "Schrödinger"
