"""Sentences of abstracts, and the one that says what a paper does."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.papers.merge import merge_records
from generator.sources.opening import read_source
from generator.text.lead import lead_pieces
from generator.text.pieces import Piece, read_pieces
from generator.text.sentences import sentence_spans
from generator.text.summary import LIMIT, cut_place, summarize, summary_span
from tests.support import SEEDS

LABELS = Path(__file__).resolve().parent / "labels" / "summaries.jsonl"
LEAST_CLAIMS = 0.85

CUTS = (
    ("One. Two.", ["One.", "Two."]),
    ("Nets, e.g. CNNs, i.e. Deep ones. Done.", ["Nets, e.g. CNNs, i.e. Deep ones.", "Done."]),
    (
        "See Fig. 2 and Eq. 3 of Smith et al. 2020. It works.",
        ["See Fig. 2 and Eq. 3 of Smith et al. 2020.", "It works."],
    ),
    ("We beat Z. Wu vs. X. Li. Done.", ["We beat Z. Wu vs. X. Li.", "Done."]),
    ("Found by Smith et al. We differ.", ["Found by Smith et al.", "We differ."]),
    ("It gains 3.5 points at v1.2. Good.", ["It gains 3.5 points at v1.2.", "Good."]),
    ("Where $a. B > c. D$ holds. Next.", ["Where $a. B > c. D$ holds.", "Next."]),
    ("It costs $5. Others cost $10. Fine.", ["It costs $5.", "Others cost $10.", "Fine."]),
    ("See https://a.org/b.c?d=e. Then stop.", ["See https://a.org/b.c?d=e.", "Then stop."]),
    ('They say "stop." We go. Why? So!', ['They say "stop."', "We go.", "Why?", "So!"]),
    ("It ends (as said.) We go.", ["It ends (as said.)", "We go."]),
    (
        "\u6211\u4eec\u63d0\u51fa\u3002\u5b83\u5f88\u597d\u3002",
        ["\u6211\u4eec\u63d0\u51fa\u3002", "\u5b83\u5f88\u597d\u3002"],
    ),
    ("It works. pix2pix does not. mBERT does.", ["It works.", "pix2pix does not.", "mBERT does."]),
    ("1. We do this. 2. We do that.", ["1. We do this.", "2. We do that."]),
    ("No end", ["No end"]),
    ("", []),
)

CLAIMS = (
    (
        "Nets are large. We propose a small one. Code is available at github.",
        "We propose a small one.",
    ),
    (
        "Sorting is old. This paper presents a faster way of it. It has uses.",
        "This paper presents a faster way of it.",
    ),
    (
        "Trees are many. A scheme that counts all of them is proposed. It was used.",
        "A scheme that counts all of them is proposed.",
    ),
    (
        "Rivers bend for some reason. Results on 200 rivers show that soil matters most.",
        "Results on 200 rivers show that soil matters most.",
    ),
    (
        "Howe present nets. However, we then show that these fail badly. We introduce better ones.",
        "We introduce better ones.",
    ),
    ("Only background stands here.", "Only background stands here."),
    ("", ""),
)


@pytest.mark.parametrize(("text", "sentences"), CUTS)
def test_sentences_end_where_a_reader_ends_them(text: str, sentences: list[str]):
    """Abbreviations, initials, numbers, formulas and addresses end no sentence; CJK full stops do."""
    assert [text[start:end] for start, end in sentence_spans(text)] == sentences


@pytest.mark.parametrize(("text", "claim"), CLAIMS)
def test_the_claim_is_chosen(text: str, claim: str):
    """The sentence that says what the paper does is its summary, and not its background."""
    assert summarize(text) == claim


def test_shipped_papers_are_summed_up_by_their_claim():
    """Of the shipped papers that were judged, at least 85 in 100 are summed up by a sentence that is their claim."""
    readings = (read_source(file, file.name, year=2025) for file in sorted(SEEDS.glob("*.txt")))
    papers = merge_records(record for reading in readings for record in reading.records)
    abstracts = {paper.title: paper.abstract for paper in papers}
    labels = [json.loads(line) for line in LABELS.read_text(encoding="utf-8").splitlines()]
    wrong = [
        label["title"]
        for label in labels
        if not (label["claim"] and summarize(abstracts[label["title"]]).startswith(label["begins"]))
    ]
    assert len(labels) >= 60
    assert len(wrong) <= (1 - LEAST_CLAIMS) * len(labels), wrong


def test_a_long_sentence_is_cut_at_a_clause():
    """A sentence over the limit ends with an ellipsis where a clause ends, else where a word does."""
    assert (
        summarize("We propose nets that sort, and trees of all kinds.", 30)
        == "We propose nets that sort\u2026"
    )
    assert (
        summarize("We propose nets that sort trees of all kinds.", 30)
        == "We propose nets that sort\u2026"
    )
    assert summarize("x" * 50, 30) == "x" * 29 + "\u2026"


@given(
    st.text(alphabet=st.sampled_from('ab W we.?!,;$"() \u3002\u2026'), max_size=400),
    st.integers(2, 60),
)
def test_any_text_is_summed_up_within_the_limit(text: str, limit: int):
    """Whatever a text holds, spans ascend within it and the summary is no longer than asked for."""
    last = 0
    for start, end in sentence_spans(text):
        assert last <= start < end <= len(text)
        last = end
    summary = summarize(text, limit)
    assert len(summary) <= limit
    assert summary.removesuffix("\u2026") in text or summary in text
    assert bool(summary) == bool(text.strip())


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["text", "math", "em"]), st.text("We ab.,", min_size=1, max_size=30)
        ),
        max_size=8,
    ),
    st.integers(5, 50),
)
def test_pieces_are_cut_as_text_is(parts: list[tuple[str, str]], limit: int):
    """A summary in pieces has whole formulas, is within the limit and says what the plain text does."""
    pieces = tuple(Piece(kind=kind, text=text) for kind, text in parts)
    lead = lead_pieces(pieces, limit)
    shown = "".join(piece.text for piece in lead)
    plain = "".join(text for _, text in parts)
    start, end = summary_span(plain)
    assert shown.removesuffix("\u2026") in plain
    assert all(piece in pieces for piece in lead if piece.kind != "text")
    assert len(shown) <= limit or end - start <= limit


def test_formulas_stay_whole_in_a_lead():
    """A summary of a text with a formula has its MathML, whole."""
    pieces = read_pieces("Bounds are old. We prove a bound of $n^2$ for all nets. It is sharp.")
    lead = lead_pieces(pieces)
    assert "".join(piece.text for piece in lead) == "We prove a bound of n\u00b2 for all nets."
    (formula,) = [piece for piece in lead if piece.kind == "math"]
    assert formula in pieces


@pytest.mark.parametrize(
    "text",
    [
        "We " * 50_000,
        ". " * 50_000,
        "$a. B " * 20_000,
        "we are able to " * 20_000,
        "e.g. " * 30_000,
        ")" * 90_000,
        ".)" * 50_000,
    ],
)
def test_hostile_texts_take_no_time(text: str):
    """A text of a hundred thousand signs that look like cues is summed up at once."""
    started = time.process_time()
    assert len(summarize(text)) <= LIMIT
    assert cut_place(text, 0, LIMIT) <= LIMIT
    assert time.process_time() - started < 1
