"""Looking for many patterns at once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.text.mathematics import hints, signs
from generator.text.sieve import BEYOND_ASCII, Sieve

_NAMES = (
    "times", "circ", "sim", "simeq", "approx", "infty", "leq", "geqslant", "neq", "varepsilon", "epsilon",
    "rightarrow", "downarrow", "in (", "in [", "in {", "alpha", "beta", "Oleft", "GL", "SU", "mid ", "ll ",
    "greedy", "pm", "mp", "cdot", "propto", "{,}", "{to}", "^{circ}", "lesssim", "faster", "1-", "--",
)  # fmt: skip
_SIGNS = tuple("abOUxyzAQ019 .,;()[]{}^_=<>/-+%'\u00e9\u03b1\u03a9\u0398\u2013\ufdd0")
_texts = st.lists(st.sampled_from(_NAMES + _SIGNS), max_size=12).map("".join)


def test_a_sieve_names_the_patterns_of_a_text():
    """Each pattern that is in a text is named by its number, and in a text without any it misses."""
    sieve = Sieve("a+", f"x{BEYOND_ASCII}", "$c")
    assert sorted(sieve.find("baaa x\u00e9".encode())) == [0, 1]
    assert list(sieve.find(b"xyz")) == []
    assert sieve.misses(b"xyz")
    assert not sieve.misses("x\u00e9".encode())


def test_a_sieve_without_memory_excludes_nothing(monkeypatch: pytest.MonkeyPatch):
    """Where the search gives up, every pattern may be in the text."""
    sieve = Sieve("a", "b")
    monkeypatch.setattr(sieve, "_match", lambda _: None)
    assert list(sieve.find(b"")) == [0, 1]
    assert not sieve.misses(b"")


@given(_texts)
def test_no_hint_slips_through(text: str):
    """What stands around hints is found in every text in which there is a hint."""
    hinted = any(sign in text and search(text) for sign, search in hints._GATE)
    assert hints.has_hint(text) == hinted


@given(_texts)
def test_no_sign_slips_through(text: str):
    """A text that the look for signs excludes is one that no repair changes."""
    if signs._AROUND_SIGNS.misses(text.encode()):
        assert all(not pattern.search(text) for _, pattern in signs._SIGNS)
        for pattern in (signs._DEGREE, signs._BRACED, signs._ARROW, signs._TIMES_WORD):
            assert not pattern.search(text)
        assert not signs._GREEK_NAME.search(text)
