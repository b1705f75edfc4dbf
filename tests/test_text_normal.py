"""Keys under which texts count as the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.text import normal
from generator.text.normal import identity_key, jaccard, shingles, words

TEXTS = st.text(max_size=60)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Auto-Encoding  Variational Bayes", "auto encoding variational bayes"),
        ("Bayés", "BAYES"),
        ("A_B: C!", "ab c"),
        ("ﬁne", "fine"),
        ("Straße", "STRASSE"),
    ],
)
def test_same_title_in_other_dress_has_the_same_key(left: str, right: str):
    """Case, accents, ligatures, punctuation and spacing make no other title."""
    assert identity_key(left) == identity_key(right)


@pytest.mark.parametrize(
    ("left", "right"), [("C", "C++"), ("C", "C#"), ("GPT-3", "GPT-4"), ("深度", "学习")]
)
def test_other_title_has_another_key(left: str, right: str):
    """Signs that tell names apart, digits and other scripts make another title."""
    assert identity_key(left) != identity_key(right)


@given(TEXTS)
def test_key_does_not_hang_on_case(text: str):
    """The key of a text is that of its folded form."""
    assert identity_key(text) == identity_key(text.casefold())
    assert identity_key(f"  {text}. ") == identity_key(text)


@pytest.mark.parametrize(
    ("text", "size", "runs"),
    [
        ("", 3, set()),
        ("one", 3, {("one",)}),
        ("a b c", 3, {("a", "b", "c")}),
        ("a b c d", 3, {("a", "b", "c"), ("b", "c", "d")}),
        ("a b a b a", 2, {("a", "b"), ("b", "a")}),
    ],
)
def test_shingles_are_runs_of_words(text: str, size: int, runs: set[tuple[str, ...]]):
    """A text's shingles are its runs of words, a shorter text being one run."""
    assert shingles(text, size) == runs


@given(TEXTS, TEXTS)
def test_likeness_is_a_symmetric_share(left: str, right: str):
    """Likeness is between 0 and 1, the same both ways, and 1 for a text that has words and itself."""
    ours, theirs = shingles(left), shingles(right)
    assert 0.0 <= jaccard(ours, theirs) <= 1.0
    assert jaccard(ours, theirs) == jaccard(theirs, ours)
    assert jaccard(ours, ours) == (1.0 if words(left) else 0.0)


def test_likeness_is_intersection_over_union():
    """Two texts that share one of three runs are a third alike."""
    assert jaccard(shingles("a b c d"), shingles("b c d e")) == 1 / 3


@given(
    st.text(
        st.sampled_from(
            "aZ \u00e9\u2019\u0301\u0391\u03b1\u03a3\U0001d6ba\u0142\u6df1\ufb01\u212a\ud800"
        ),
        max_size=20,
    )
)
def test_folding_sign_by_sign_is_folding_run_by_run(text: str):
    """Replacing the few signs of a text one after the other gives what an expression gives at once."""
    assert normal._in_ascii(text) == normal._NOT_ASCII.sub(normal._fold_match, text)
