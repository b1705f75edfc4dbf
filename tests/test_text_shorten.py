"""Sentences, and cutting at a word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.text.clean import clean
from generator.text.shorten import first_end, sentences, shorten

CLEAN = st.text().map(clean)
# What makes and unmakes the ends of sentences.
PIECES = st.sampled_from(
    ["a", "A", " ", ".", "!", "?", '"', ")", "(", "e.g", "al", "Fig", "7", "$"]
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []),
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("We use e.g. CNNs and i.e. RNNs. Done.", ["We use e.g. CNNs and i.e. RNNs.", "Done."]),
        ("As Smith et al. Showed. Yes.", ["As Smith et al. Showed.", "Yes."]),
        ("It costs 3.5 dollars. 7 of them.", ["It costs 3.5 dollars.", "7 of them."]),
        ('He said "Never." Then he left.', ['He said "Never."', "Then he left."]),
        ("See Fig. 3. It helps (a lot.) Really.", ["See Fig. 3.", "It helps (a lot.)", "Really."]),
        ("no capital. follows here", ["no capital. follows here"]),
        ("$x$ grows. $y$ falls.", ["$x$ grows.", "$y$ falls."]),
    ],
)
def test_paragraph_is_split_into_sentences(text: str, found: list[str]):
    """A sentence ends before a capital, digit or sign, but not after an abbreviation."""
    assert sentences(text) == found


@given(CLEAN)
def test_sentences_lose_no_character(text: str):
    """The sentences of a text, put together, are the text."""
    assert " ".join(sentences(text)) == text


@given(st.one_of(CLEAN, st.lists(PIECES, max_size=40).map("".join)))
def test_first_sentence_is_the_first_of_all(text: str):
    """The second sentence begins where it does when all are looked for."""
    every = sentences(text)
    end = first_end(text)
    assert text[:end].strip() == (every[0] if every else "")
    assert (end is None) == (text[len(text) if end is None else end :].strip() == "")


@given(CLEAN, st.integers(min_value=2, max_value=120))
def test_short_text_is_the_beginning_within_the_limit(text: str, limit: int):
    """A cut text is no longer than its limit and begins as the whole; a short one is whole."""
    cut = shorten(text, limit)
    assert len(cut) <= limit
    if len(text) <= limit:
        assert cut == text
    else:
        assert cut.endswith("…")
        assert text.startswith(cut[:-1])


@pytest.mark.parametrize(
    ("text", "limit", "cut"),
    [
        ("one two three", 13, "one two three"),
        ("one two three", 12, "one two…"),
        ("one two three", 8, "one two…"),
        ("one two three", 7, "one…"),
        ("one, two", 6, "one…"),
        ("unbreakable", 5, "unbr…"),
    ],
)
def test_text_is_cut_at_a_word(text: str, limit: int, cut: str):
    """A text is cut before the word that would pass the limit, without dangling punctuation."""
    assert shorten(text, limit) == cut
