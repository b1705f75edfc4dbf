"""Titles for abstracts that came without one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.text.clean import clean
from generator.text.titles import derive_title
from tests.support import RIVERS, SORTING, TREES

LIMIT = 110


@pytest.mark.parametrize(
    ("abstract", "title"),
    [
        (SORTING, "A small network that sorts them in linear time"),
        (TREES, "A sampling scheme that counts them within one percent"),
        (RIVERS, "The soil of two hundred rivers"),
        (
            "This paper presents a catalogue of garden walls. It is long.",
            "A catalogue of garden walls",
        ),
        ("Walls are old. They stand for years.", "Walls are old"),
        ("one word", "One word"),
    ],
)
def test_title_is_the_most_telling_phrase(abstract: str, title: str):
    """The title is what the authors say that they do, else what the abstract opens with."""
    assert derive_title(abstract) == title


@given(st.text(min_size=1).map(clean).filter(bool))
def test_title_of_any_abstract_is_short_and_not_empty(abstract: str):
    """Any abstract with a letter or digit gets a title of 1 to 110 characters on one line."""
    title = derive_title(abstract)
    assert len(title) <= LIMIT
    assert title == title.strip()
    if any(c.isalnum() for c in abstract):
        assert title
        assert title.casefold() != "untitled"


@given(
    st.lists(
        st.sampled_from(
            ["we", "propose", "a", "very", "long", "name,", "which", "is;", "that", "(grows)", "on"]
        )
    )
)
def test_long_claim_is_cut_at_a_word(words: list[str]):
    """A long claim gives a short title that ends in a whole word of the abstract."""
    abstract = clean("We propose " + " ".join(words) + " until it ends.")
    title = derive_title(abstract)
    assert 0 < len(title) <= LIMIT
    last = title.rstrip("…").split()[-1].strip(",;(") if title.rstrip("…").split() else ""
    assert last.casefold() in abstract.casefold()
