"""Titles to parts of addresses."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.text.slugs import slugify


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Auto-Encoding Variational Bayes", "auto-encoding-variational-bayes"),
        ("  What?! -- Nothing...  ", "what-nothing"),
        ("β-VAE", "beta-vae"),
        ("ε-greedy and π", "epsilon-greedy-and-pi"),
        ("Ελλάδα", "ellada"),
        ("Schrödinger's Größe", "schrodinger-s-grosse"),
        ("GPT-4o, v1.1", "gpt-4o-v1-1"),
        ("../../etc/passwd", "etc-passwd"),
        ("<script>", "script"),
        ("Übung", "ubung"),
        ("...", ""),
        ("", ""),
    ],
)
def test_title_becomes_a_slug(title: str, slug: str):
    """Letters of every script are read in ASCII, a lone Greek letter by its name."""
    assert slugify(title) == slug


def test_long_slug_ends_at_a_word():
    """A slug is cut between words, and within one only when it is too long alone."""
    assert slugify("one two three", 9) == "one-two"
    assert slugify("one two three", 7) == "one-two"
    assert slugify("abcdefghij", 4) == "abcd"


@given(st.text(), st.integers(min_value=1, max_value=80))
def test_slug_is_safe_and_bounded(title: str, limit: int):
    """Any title gives lower-case letters, digits and single hyphens, at most `limit` of them."""
    slug = slugify(title, limit)
    assert re.fullmatch(r"(?:[a-z0-9]+(?:-[a-z0-9]+)*)?", slug)
    assert len(slug) <= limit
    assert slugify(slug, limit) == slug
