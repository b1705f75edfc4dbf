"""The Lunr index against the one that lunr.py builds by itself."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lunr import lunr
from lunr.index import Index

from generator.models import ClassifiedPaper, Slug, TopicMatch
from generator.papers import merge_records
from generator.search import build_index
from tests.support import RIVERS, RIVERS_TITLE, SORTING, SORTING_TITLE, TREES, TREES_TITLE, record

TITLES = {Slug("trees"): "Trees & Woods", Slug("lists"): "Lists"}
WORDS = st.sampled_from(
    [
        "variational", "Auto-Encoder", "auto-encoders", "the", "and", "VAE", "GPT-4", "C++", "don't",
        "(tree)", "trees.", "naïve", "日本語", "İstanbul", "x\u00a0y", "--", "-", "a\u2014b", "<b>", "$x$",
        "constructor", "__proto__", "toString", "running", "", "3.5", "\u2028", "ﬁne", "ß",
    ]
)  # fmt: skip
TEXTS = st.lists(WORDS, max_size=12).map(" ".join)
ROWS = st.lists(st.tuples(TEXTS, TEXTS, st.booleans()), min_size=1, max_size=6)


def _papers(rows: list[tuple[str | None, str, bool]]) -> tuple[ClassifiedPaper, ...]:
    records = [
        record(title, f"paper{number} {abstract}", line=number)
        for number, (title, abstract, _) in enumerate(rows)
    ]
    in_trees = {f"paper{number}": trees for number, (*_, trees) in enumerate(rows)}
    return tuple(
        ClassifiedPaper(
            paper=paper,
            matches=(TopicMatch(topic=Slug("trees"), terms=()),)
            if in_trees[paper.abstract.split()[0]]
            else (),
        )
        for paper in merge_records(records)
    )


def _plain(papers: tuple[ClassifiedPaper, ...], boost: int) -> Index:
    """Build the index by lunr.py's own front door."""
    fields = [{"field_name": "title", "boost": boost}, "abstract", "authors", "topics"]
    documents = [
        {
            "ref": str(row),
            "title": classified.paper.title,
            "abstract": classified.paper.abstract,
            "authors": " ".join(classified.paper.authors),
            "topics": " ".join(TITLES[slug] for slug in classified.topics),
        }
        for row, classified in enumerate(papers)
    ]
    return lunr(ref="ref", fields=fields, documents=documents)


@given(ROWS, st.integers(1, 10))
def test_index_is_the_one_that_lunr_builds(rows: list[tuple[str, str, bool]], boost: int):
    """The index equals, term by term, that of lunr.py on the same documents."""
    papers = _papers(rows)
    ours = json.loads(json.dumps(build_index(papers, TITLES, boost).serialize()))
    assert ours == json.loads(json.dumps(_plain(papers, boost).serialize()))


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("sorting", SORTING_TITLE),
        ("comparisons", SORTING_TITLE),
        ("forest", TREES_TITLE),
        ("woods", TREES_TITLE),
        ("bends soil", RIVERS_TITLE),
        ("title:rivers", RIVERS_TITLE),
        ("netwrok~2", SORTING_TITLE),
        ("sampl*", TREES_TITLE),
    ],
)
def test_query_finds_its_paper_first(query: str, title: str):
    """Words of title, abstract and topic find the paper, loaded from the JSON that the site serves."""
    papers = _papers(
        [(SORTING_TITLE, SORTING, False), (TREES_TITLE, TREES, True), (RIVERS_TITLE, RIVERS, False)]
    )
    index = Index.load(json.loads(json.dumps(build_index(papers, TITLES, 5).serialize())))
    assert papers[int(index.search(query)[0]["ref"])].paper.title == title


def test_word_in_the_title_counts_more():
    """A paper with the word in its title comes before one that has it in its abstract alone."""
    papers = _papers([("Stones", "A tree by a tree", False), ("A tree", "Of stones", False)])
    best = build_index(papers, TITLES, 5).search("tree")[0]
    assert papers[int(best["ref"])].paper.title == "A tree"
