"""Terms of rules in texts, against what a reader expects and against a slow matcher."""

from __future__ import annotations

import re
import unicodedata
from itertools import combinations_with_replacement

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.rules.terms import Hit, Term, TermError, TermMatcher, parse_term


def _found(term: str, text: str) -> Hit | None:
    return TermMatcher([parse_term(term)]).find(text).get(0)


@pytest.mark.parametrize(
    ("term", "text", "words"),
    [
        ("graph", "A graph.", "graph"),
        ("graph", "GRAPHS!", "GRAPHS"),
        ("graphs", "one graph", "graph"),
        ("graph", "Graph's", "Graph"),
        ("query", "many queries", "queries"),
        ("box", "two boxes", "boxes"),
        ("class", "the classes", "classes"),
        ("autoencoder", "an Auto-Encoder", "Auto-Encoder"),
        ("auto-encoder", "two autoencoders", "autoencoders"),
        ("auto encoder", "auto\u2010encoder", "auto\u2010encoder"),
        ("auto-encoder", "an auto  encoder", "auto  encoder"),
        ("graph neural network", "Graph-neural networks", "Graph-neural networks"),
        ("naïve bayes", "a NAIVE Bayes", "NAIVE Bayes"),
        ("naive bayes", "a naïve Bayes", "naïve Bayes"),
        ("VAE", "the VAE is", "VAE"),
        ("VAE", "two VAEs", "VAEs"),
        ("GAN", "CycleGAN and GANs", "GANs"),
        ("LoRA", "by LoRA", "LoRA"),
        ("RL fine-tuning", "RL finetuning", "RL finetuning"),
        ("infer*", "it was inferred", "inferred"),
        ("infer*", "infer", "infer"),
        ("variational infer*", "Variational inference", "Variational inference"),
        ("C++", "in C++ code", "C++"),
        ("C#", "in C#.", "C#"),
        ("3D", "a 3-D view", "3-D"),
        ("深度", "深度 学习", "深度"),
    ],
)
def test_term_is_found_as_a_reader_expects(term: str, text: str, words: str):
    """Plural, hyphen, space, case and accent do not matter; the words are given as they stand."""
    assert _found(term, text) == Hit(1, words)


@pytest.mark.parametrize(
    ("term", "text"),
    [
        ("graph", "a paragraph"),
        ("graph", "graphics"),
        ("graph neural network", "graph of neural networks"),
        ("GAN", "a gan"),
        ("GAN", "Gan"),
        ("VAE", "VAES"),
        ("LoRA", "lora"),
        ("SVM", "svms"),
        ("C++", "in C"),
        ("C", "in C++"),
        ("infer*", "an inner"),
        ("infer*", "reinferred"),
        ("cat", ""),
    ],
)
def test_term_is_not_found_where_a_reader_would_not(term: str, text: str):
    """A term is whole words, and a word with two capitals keeps its case."""
    assert _found(term, text) is None


def test_every_place_counts():
    """A term counts once for each place, overlapping terms each for themselves."""
    matcher = TermMatcher([parse_term(term) for term in ("graph", "graph network", "net*")])
    hits = matcher.find("Graph networks: a graph-network is a graph with nets.")
    assert {number: hit.count for number, hit in hits.items()} == {0: 3, 1: 2, 2: 3}
    assert hits[1].words == "Graph networks"


def test_memory_of_words_does_not_change_what_is_found():
    """A matcher that has read other texts finds the same as a new one."""
    terms = [parse_term(term) for term in ("GAN", "graph", "net*")]
    used = TermMatcher(terms)
    for text in ("gan graphs", "GANs", "nets and Graph", "netting a gan"):
        assert used.find(text) == TermMatcher(terms).find(text)


@pytest.mark.parametrize(
    ("term", "message"),
    [
        ("*", "no letter or digit"),
        ("", "no letter or digit"),
        ("--", "no letter or digit"),
        ("a*b", "before its end"),
        ("**", "before its end"),
        (" ".join(["word"] * 13), "at most 12"),
    ],
)
def test_term_that_cannot_match_is_refused(term: str, message: str):
    """A term without words, with a star inside or with too many words is refused."""
    with pytest.raises(TermError, match=message):
        parse_term(term)


WORDS = st.sampled_from(
    [
        "graph", "Graphs", "GRAPH", "net", "nets", "network", "networks", "neural", "a", "GAN", "GANs",
        "gan", "GANS", "C++", "C", "auto", "encoder", "autoencoder", "Encoders", "é", "bias", "s",
        "boxes", "2", "ies", "queries", "query", "glass", "naïve", "NAIVE", "ß",
    ]
)  # fmt: skip
GAPS = st.sampled_from([" ", "-", ", ", "  ", "/", "\u2011", "_", "'"])
TERMS = st.lists(
    st.builds(
        lambda words, gap, star: gap.join(words) + star,
        st.lists(WORDS, min_size=1, max_size=3),
        st.sampled_from([" ", "-"]),
        st.sampled_from(["", "", "*"]),
    ),
    min_size=1,
    max_size=8,
    unique=True,
)
TEXTS = st.builds(
    lambda pairs: "".join(word + gap for word, gap in pairs),
    st.lists(st.tuples(WORDS, GAPS), max_size=14),
)


def _fold(word: str) -> str:
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def _singular(word: str) -> str:
    """Fold a plural as the term's own words are folded: a term of one word has it for its key."""
    return parse_term(word).key


def _keeps_case(term: Term, words: list[str]) -> bool:
    """Say whether each word of a term with two capitals stands among the words, plural or not."""
    plain = {
        word[:-1] if len(word) > 2 and word.endswith("s") and word[-2].isupper() else word
        for word in words
    }
    return term.cased <= plain


def _naive_find(term: Term, text: str) -> int:
    """Count a term's places by trying every run of up to twelve words, however slow that is."""
    words = re.findall(r"[^\W_]+(?:\+\+|#)?", text)
    count = 0
    for first, last in combinations_with_replacement(range(len(words)), 2):
        run = words[first : last + 1]
        if len(run) > 12 or not _keeps_case(term, run):
            continue
        before = "".join(_singular(word) for word in run[:-1])
        if term.prefix:
            whole = before + _fold(run[-1])
            count += len(before) < len(term.key) <= len(whole) and whole.startswith(term.key)
        else:
            count += before + _singular(run[-1]) == term.key
    return count


@given(TERMS, TEXTS)
def test_matcher_finds_what_a_slow_one_finds(written: list[str], text: str):
    """All terms together are found exactly where each is found by trying every run of words."""
    terms = [parse_term(term) for term in written]
    found = TermMatcher(terms).find(text)
    slow = {number: _naive_find(term, text) for number, term in enumerate(terms)}
    assert {number: hit.count for number, hit in found.items()} == {
        number: count for number, count in slow.items() if count
    }
    for hit in found.values():
        assert hit.words in text


@given(TERMS)
def test_term_finds_itself(written: list[str]):
    """Every term is found in its own words."""
    for term in written:
        assert _found(term, term.removesuffix("*")) is not None


@given(st.text())
def test_any_text_can_be_searched(text: str):
    """Any text, whatever its script, is searched without an error."""
    matcher = TermMatcher([parse_term("graph"), parse_term("i*"), parse_term("ss")])
    for hit in matcher.find(text).values():
        assert hit.count >= 1
        assert hit.words in text
