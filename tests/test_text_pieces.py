"""Texts as read to the runs that a page or a feed writes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from generator.text.lead import lead_pieces
from generator.text.pieces import read_pieces
from generator.text.rich import read_rich
from generator.text.spans import plain_text


def _said(text: str, limit: int) -> str:
    return "".join(piece.text for piece in lead_pieces(read_pieces(text), limit))


def test_words_links_formulas_and_emphasis_are_told_apart():
    """Each run of a text says what it is, in reading order."""
    pieces = read_pieces("We bound ell_infty, *really*: code at https://github.com/a/b.")
    assert [(piece.kind, piece.text) for piece in pieces] == [
        ("text", "We bound "),
        ("math", "ℓ_∞"),
        ("text", ", "),
        ("em", "really"),
        ("text", ": code at "),
        ("link", "https://github.com/a/b"),
        ("text", "."),
    ]
    assert pieces[5].url == "https://github.com/a/b"
    assert pieces[1].mathml is not None
    assert pieces[1].mathml.startswith("<math")


def test_first_sentence_goes_on_past_a_formula():
    """A lead ends at the end of the first sentence, wherever formulas stand in it."""
    text = "We solve it in time O(n log n) with ell_infty bounds. It is fast. It is small."
    assert _said(text, 200).strip().endswith("bounds.")


def test_long_first_sentence_is_cut_at_a_word():
    """A lead never grows beyond its limit, and ends in an ellipsis where it was cut."""
    text = "one two three four five six seven eight nine ten"
    assert _said(text, 20) == "one two three four…"


@given(st.text(max_size=400), st.integers(10, 300))
def test_pieces_say_the_plain_text(text: str, limit: int):
    """Whatever is read, the runs together say the plain text, and a lead is never much longer than asked."""
    pieces = read_pieces(text)
    assert "".join(piece.text for piece in pieces) == plain_text(read_rich(text))
    assert len("".join(piece.text for piece in lead_pieces(pieces, limit))) <= limit + 1


def test_space_after_a_formula_or_emphasis_stays():
    """The first sentence keeps the space between a run of its own and the words behind it."""
    assert _said("We study *adaptive* opponents. They win.", 99) == "We study adaptive opponents."
    assert (
        _said("Latent $k$ polytopes are found. Then more.", 99) == "Latent k polytopes are found."
    )
