"""Terms of rules in texts, against what a reader expects and against a slow matcher."""

from __future__ import annotations

import gc
import re
import weakref
from itertools import combinations_with_replacement

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.rules.lexicon import Lexicon
from generator.rules.matcher import TermMatcher, TextHits
from generator.rules.terms import NearTerm, RegexTerm, TermError, WordsTerm, parse_term
from generator.rules.words import read_word, singular_heads


def _counts(hits: TextHits) -> dict[int, int]:
    return {number: len(places) for number, places in hits.places.items()}


def _found(term: str, text: str) -> tuple[int, str] | None:
    """Give how often a term stands in a text, and as which words first."""
    hits = TermMatcher([parse_term(term)]).find(text)
    return (len(hits.places[0]), hits.words(0)) if hits.places else None


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
        ("auto-encoder", "an auto encoder,", "auto encoder"),
        ("auto-encoder", "auto \u2013 encoder", "auto \u2013 encoder"),
        ('"graph ~ network"', "Graph network.", "Graph network"),
        ("GPT-4", "by GPT4 and", "GPT4"),
        ("GPT-4", "(GPT-4)", "GPT-4"),
        ("=Lean", "in Lean 4", "Lean"),
        ("optimization", "an Optimisation", "Optimisation"),
        ("modelling", "generative modeling", "modeling"),
        ("normalising flow", "normalizing flows", "normalizing flows"),
        ("behaviour", "a behavior", "behavior"),
        ("matrix", "two matrices", "matrices"),
        ("bias", "many biases", "biases"),
        ("in-context", "in context", "in context"),
        ("graph ~3 learning", "learning with a graph", "learning with a graph"),
        ("graph ~0 learning", "graph-learning", "graph-learning"),
        ("graph* ~2 deep learning", "deep learning on graphs", "deep learning on graphs"),
        ("/gpt-[0-9]+/", "from GPT-4 on", "GPT-4"),
        ("/π[0-9]/", "über π0", "π0"),
        ("graph neural network", "Graph-neural networks", "Graph-neural networks"),
        ("naïve bayes", "a NAIVE Bayes", "NAIVE Bayes"),
        ("naive bayes", "a naïve Bayes", "naïve Bayes"),
        ("VAE", "the VAE is", "VAE"),
        ("VAE", "two VAEs", "VAEs"),
        ("GAN", "CycleGAN and GANs", "GANs"),
        ("LoRA", "by LoRA", "LoRA"),
        ("AWS", "on AWS.", "AWS"),
        ("NeurIPS", "at NeurIPS", "NeurIPS"),
        ("graph network", "GRAPH NETWORKS", "GRAPH NETWORKS"),
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
    assert _found(term, text) == (1, words)


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
        ("=Lean", "lean models"),
        ("information", "put in formation"),
        ("noise", "noize"),
        ("graph ~1 learning", "graph of deep learning"),
        ("graph ~3 learning", "graph"),
        ("/gpt-[0-9]+/", "GPT-x"),
    ],
)
def test_term_is_not_found_where_a_reader_would_not(term: str, text: str):
    """A term is whole words, and a word with two capitals keeps its case."""
    assert _found(term, text) is None


def test_every_place_counts():
    """A term counts once for each place, overlapping terms each for themselves."""
    matcher = TermMatcher([parse_term(term) for term in ("graph", "graph network", "net*")])
    hits = matcher.find("Graph networks: a graph-network is a graph with nets.")
    assert _counts(hits) == {0: 3, 1: 2, 2: 3}
    assert hits.words(1) == "Graph networks"
    assert list(hits.spans(1)) == [(0, 14), (18, 31)]


def test_places_are_given_in_characters():
    """Every place of a term is a slice of the text, whatever stands between the words."""
    text = "A π graph\u2003network, the /graph-network/ and gpt-4"
    matcher = TermMatcher(map(parse_term, ("graph network", "/GPT-[0-9]/", "a ~9 network")))
    hits = matcher.find(text)
    shown = [[text[a:b] for a, b in hits.spans(number)] for number in range(3)]
    assert shown == [["graph\u2003network", "graph-network"], ["gpt-4"], ["A π graph\u2003network"]]


def test_words_that_are_known_go_at_once():
    """What was learnt of words is let go of with the last who uses it: in a build nobody looks for circles among its objects."""
    matcher = TermMatcher(map(parse_term, ("graph network", "net*")))
    gc.disable()
    try:
        lexicon = Lexicon(matcher.vocabulary)
        first = lexicon["graph"]
        assert lexicon.onward[first, "network", 1] != 0
        kept = weakref.ref(lexicon)
        del lexicon
        assert kept() is None
    finally:
        gc.enable()


def test_memory_of_words_does_not_change_what_is_found():
    """A matcher that has read other texts finds the same as a new one."""
    terms = [parse_term(term) for term in ("GAN", "graph", "net*")]
    used = TermMatcher(terms)
    for text in ("gan graphs", "GANs", "nets and Graph", "netting a gan"):
        assert used.find(text).places == TermMatcher(terms).find(text).places


@pytest.mark.parametrize(
    ("term", "message"),
    [
        ("*", "no letter or digit"),
        ("", "no letter or digit"),
        ("--", "no letter or digit"),
        ("a*b", "before its end"),
        ("**", "before its end"),
        (" ".join(["word"] * 13), "at most 12"),
        ("a ~ b", "wrong place"),
        ("~3 b", "wrong place"),
        ("a ~3 b ~3 c", "wrong place"),
        ("a ~51 b", "at most 50"),
        ("-- ~3 b", "no letter or digit"),
        ("/", "no regular expression"),
        ("/x", "no regular expression"),
        ('""', "no letter or digit"),
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


def _singular(word: str) -> str:
    return read_word(word).singular


def _keeps_case(term: WordsTerm, words: list[str]) -> bool:
    """Say whether the words, plurals cut off, have the case of the term where it asks for one."""
    cut = "".join(word[: len(_singular(word))] for word in words)
    tail = words[-1][len(_singular(words[-1])) :]
    if any((cut + tail)[at : at + len(piece)] != piece for at, piece in term.cased):
        return False
    covered = {at + len(piece) for at, piece in term.cased}
    return not term.cased or not tail.strip(tail.lower()) or len(cut + tail) in covered


def _joins(term: WordsTerm, run: list[str]) -> bool:
    """Say whether a run may be a term: a function word begins none that is not written with it."""
    first = _singular(run[0])
    return len(run) == 1 or first != "a" or term.first == "a"


def _naive_find(term: WordsTerm, text: str) -> int:
    """Count a term's places by trying every run of up to twelve words, however slow that is."""
    words = re.findall(r"[^\W_]+(?:\+\+|#)?", text)
    count = 0
    for first, last in combinations_with_replacement(range(len(words)), 2):
        run = words[first : last + 1]
        if len(run) > 12 or not _keeps_case(term, run) or not _joins(term, run):
            continue
        before = "".join(_singular(word) for word in run[:-1])
        if term.prefix:
            whole = before + read_word(run[-1]).whole
            count += len(before) < len(term.key) <= len(whole) and whole.startswith(term.key)
        else:
            count += before + _singular(run[-1]) == term.key
    return count


@given(TERMS, TEXTS)
def test_matcher_finds_what_a_slow_one_finds(written: list[str], text: str):
    """All terms together are found exactly where each is found by trying every run of words."""
    text = " ".join(text.split())
    terms = [term for term in map(parse_term, written) if isinstance(term, WordsTerm)]
    hits = TermMatcher(terms).find(text)
    slow = {number: _naive_find(term, text) for number, term in enumerate(terms)}
    assert _counts(hits) == {number: count for number, count in slow.items() if count}
    for number in hits.places:
        assert hits.words(number) in text


@given(TERMS, TEXTS, st.integers(0, 5))
def test_proximity_is_found_as_a_slow_one_finds_it(written: list[str], text: str, apart: int):
    """Two terms are near each other exactly when some place of each has few enough words between."""
    left, right = written[0].removesuffix("*"), written[-1].removesuffix("*")
    near = parse_term(f"{left} ~{apart} {right}")
    assert isinstance(near, NearTerm)
    words = [match.span() for match in re.finditer(r"[^\W_]+(?:\+\+|#)?", text)]

    def places(term: WordsTerm) -> list[tuple[int, int]]:
        spans = list(TermMatcher([term]).find(text).spans(0)) if _naive_find(term, text) else []
        return [
            (sum(end <= a for _, end in words), sum(start < b for start, _ in words))
            for a, b in spans
        ]

    slow = any(
        0 <= b[0] - a[1] <= apart or 0 <= a[0] - b[1] <= apart
        for a in places(near.left)
        for b in places(near.right)
    )
    assert bool(TermMatcher([near]).find(text).places) is slow


@given(TERMS)
def test_term_finds_itself(written: list[str]):
    """Every term is found in its own words."""
    for term in written:
        assert _found(term, term.removesuffix("*")) is not None


_PLURALS = ("analyses", "axes", "indices", "lenses", "vertices")
_STEMS = st.text(alphabet="abehixz", max_size=5)
_ENDINGS = st.sampled_from(("", "s", "es", "ies", "ses", "sses", "shes", "ches", "xes", "zes"))


@given(st.sampled_from(_PLURALS) | st.builds(str.__add__, _STEMS, _ENDINGS), st.integers(4, 9))
def test_singular_begins_as_the_prefix_of_its_plural_says(raw: str, end: int):
    """Whatever a plural loses, its singular begins in one of the ways that the plural's beginning allows."""
    word = read_word(raw)
    if len(word.whole[:end]) >= 4:
        assert word.singular[:4] in singular_heads(word.whole[:end], 4)


@pytest.mark.parametrize(
    ("term", "text"),
    [("fruit flie*", "Fruit flies"), ("two indice*", "two indices"), ("two axe*", "two axes")],
)
def test_prefix_after_a_word_is_found_where_the_singular_differs(term: str, text: str):
    """A prefix that ends in a later word is held against the word as it stands, not its singular."""
    assert _found(term, text) == (1, text)


@given(st.text())
def test_any_text_can_be_searched(text: str):
    """Any text, whatever its script, is searched without an error."""
    terms = ("graph", "i*", "ss", "s ~3 a", "/[a-z]+[0-9]/")
    hits = TermMatcher(map(parse_term, terms)).find(text)
    for number, places in hits.places.items():
        assert len(places) == len(list(hits.spans(number))) >= 1
        assert hits.words(number)


def test_regular_expression_cannot_hang():
    """A pattern that is exponential elsewhere takes a moment on a long hostile text."""
    assert isinstance(parse_term("/(a+)+$/"), RegexTerm)
    assert _found("/(a|aa)+b/", "a" * 200_000) is None
