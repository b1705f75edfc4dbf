"""Which papers a change of the rules concerns."""

from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.classify import Classifier
from generator.models import SourceRecord
from generator.papers.merge import merge_records
from generator.rules import RuleBook, TermMatcher
from generator.rules.change import Screen, changed_topics
from generator.rules.fingerprint import Fingerprint, rules_fingerprint
from generator.rules.sieve import TermSieve
from generator.rules.terms import parse_term
from tests.rule_trees import WORDS, Topic, compiled, records, topic_trees
from tests.test_rules_conditions import paper_of, rules_of
from tests.test_rules_terms import TERMS, TEXTS

IN_A_FOLDER = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
TOPICS = """
  - {slug: plants, title: Plants, any: [vertex cover, {any: [moss], weight: 0.5}]}
  - {slug: trees, title: Trees, parent: plants, any: [tree, {all: [fern, bush]}], none: [weed]}
"""


def stored(rules: RuleBook) -> Fingerprint:
    """Give the values of rules as a later build reads them."""
    values: Fingerprint = json.loads(json.dumps(rules_fingerprint(rules)))
    return values


def _changed(folder: Path, old: str, new: str) -> tuple[Screen, frozenset[str]]:
    before, after = (stored(rules_of(folder, topics.lstrip("\n"))) for topics in (old, new))
    return Screen(before, after), frozenset(changed_topics(before, after))


@pytest.mark.parametrize(
    ("part", "instead", "topics", "touched", "untouched"),
    [
        pytest.param("moss", "moss, heath", "plants", "On heaths.", "Moss.", id="added"),
        pytest.param("vertex cover, ", "", "plants", "Vertices covered, vertices; cover.", "Cover.", id="removed"),
        pytest.param("0.5", "0.4", "plants", "MOSSES", "A tree.", id="weighed otherwise"),
        pytest.param("[weed]", "[weed, colour]", "trees", "Colors.", "A tree.", id="forbidden"),
        pytest.param("[fern, bush]", "[fern, moss]", "trees", "A fern.", "A bush.", id="within all"),
        pytest.param("any: [tree,", "any: [{title: [tree]},", "trees", "A tree.", "Moss.", id="field"),
        pytest.param("[moss]", "[=Moss]", "plants", "Moss.", "A tree.", id="its case"),
        pytest.param("[moss]", "[/m.ss/]", "plants", "A mess.", "A tree.", id="expression"),
        pytest.param("[moss]", "[moss ~3 naïve heath]", "plants", "Moss.", "Na\u00efve.", id="near"),
    ],
)  # fmt: skip
def test_change_of_terms_concerns_the_papers_that_have_them(
    tmp_path: Path, part: str, instead: str, topics: str, touched: str, untouched: str
):
    """A term that came, went or counts otherwise concerns the papers in which it stands, however spelled."""
    assert part in TOPICS
    screen, changed = _changed(tmp_path, TOPICS, TOPICS.replace(part, instead, 1))
    papers = [
        replace(paper_of("Of Plants", "None."), abstract=text) for text in (touched, untouched)
    ]
    assert screen.touches(papers) == [True, False]
    assert changed == {topics}


@pytest.mark.parametrize(
    ("part", "instead"),
    [
        pytest.param("none: [weed]", "none: [weed], threshold: 2", id="threshold"),
        pytest.param("parent: plants, ", "", id="parent"),
        pytest.param("slug: trees", "slug: woods", id="slug"),
        pytest.param("any: [tree,", "any: [{categories: cs.LG}, tree,", id="test of a field"),
        pytest.param("[tree,", "[in tree,", id="a function word that joins"),
        pytest.param("  - {slug: plants", "  - {slug: a, title: A, any: [fern]}\n  - {slug: plants", id="topic"),
    ],
)  # fmt: skip
def test_any_other_change_concerns_all_papers(tmp_path: Path, part: str, instead: str):
    """What is no change of weighted terms may concern any paper."""
    assert part in TOPICS
    screen, changed = _changed(tmp_path, TOPICS, TOPICS.replace(part, instead, 1))
    assert screen.touches([paper_of("On Stones", "Of stone.")]) == [True]
    assert screen.touches_all
    assert changed


def test_rules_that_say_the_same_concern_no_paper(tmp_path: Path):
    """Comments, titles, spellings and named lists change nothing for any paper."""
    same = TOPICS.replace("title: Trees", "title: Woods").replace("[tree,", "[\n # Tall\n Trees,")
    same = same.replace("[moss]", "[{list: soft}]") + "lists: {soft: [moss]}\n"
    screen, changed = _changed(tmp_path, TOPICS, same)
    assert screen.touches_none
    assert screen.touches([paper_of("On Trees", "Moss.")]) == [False]
    assert changed == set()


def test_moved_terms_concern_the_papers_whose_words_change_places(tmp_path: Path):
    """The words that gave a topic are shown in the order of the rules, so a term that moved counts as changed."""
    old = "  - {slug: t, title: T, any: [tree, bush, moss, fern]}\n"
    new = "  - {slug: t, title: T, any: [bush, moss, tree, fern]}\n"
    screen, _ = _changed(tmp_path, old, new)
    papers = [paper_of("On Trees", "Of moss."), paper_of("On Ferns", "Of moss and bushes.")]
    assert screen.touches(papers) == [True, False]


@given(TERMS, TEXTS)
def test_first_look_rules_out_no_term_that_is_there(written: list[str], text: str):
    """Where a term stands in a text, in whatever spelling, a first look at the text says that it may."""
    for term in map(parse_term, written):
        if TermMatcher([term]).find(text).places:
            assert TermSieve([term]).may_have(text), term


FORMS = st.sampled_from(
    "vertices Vertex vertexes fibres fibre's modelling Labelled optimisation Optimise behaviour queries matrices "
    "analyses Axes hypotheses naïve Straße boxes c++ C# ﬁber ﬁne x² ½ İ α-β K GANs lenses biases re centre us".split()
)  # fmt: skip


@given(
    st.lists(FORMS, min_size=1, max_size=3).map(" ".join),
    st.sampled_from(["", "*"]),
    st.lists(
        st.tuples(FORMS, st.sampled_from([" ", "-", "", "\u2122", "\u0301", "_", ", "])), max_size=4
    ),
)
def test_first_look_knows_every_spelling(term: str, star: str, pairs: list[tuple[str, str]]):
    """Plurals, British spellings, accents and signs of other scripts hide no term from the first look."""
    known = parse_term(term + star)
    text = "".join(word + gap for word, gap in [*pairs, (term.upper(), " "), *pairs])
    for tried in (text, text.lower(), term):
        if TermMatcher([known]).find(tried).places:
            assert TermSieve([known]).may_have(tried)


def _edited(draw: st.DrawFn, node: Any) -> None:
    """Change the lists of terms within a rule in place."""
    if isinstance(node, dict):
        for key in ("any", "all", "none", "title", "abstract"):
            if isinstance(node.get(key), list):
                _edited(draw, node[key])
        if "weight" in node and draw(st.integers(0, 3)) == 0:
            node["weight"] = draw(st.sampled_from((0.2, 1, 2)))
    elif isinstance(node, list):
        for entry in node:
            _edited(draw, entry)
        match draw(st.integers(0, 6)):
            case 0 if len(node) > 1:
                node.pop(draw(st.integers(0, len(node) - 1)))
            case 1:
                node.insert(0, draw(st.sampled_from((*WORDS, "tree-bushes", "MOSS fern"))))
            case 2:
                node.reverse()
            case _:
                pass


@st.composite
def two_rule_sets(draw: st.DrawFn) -> tuple[list[Topic], list[Topic]]:
    """Give topics, and the same with some terms changed."""
    old = draw(topic_trees())
    new = deepcopy(old)
    for topic in new:
        if draw(st.booleans()):
            _edited(draw, topic)
    return old, new


@IN_A_FOLDER
@given(
    two_rule_sets(),
    st.tuples(*(records(number) for number in range(5))),
    st.lists(st.sampled_from(("Trees", "tree-bush", "MOSS-fern", "ferns", "stone")), max_size=3),
    st.sampled_from([None, 0.3]),
)
def test_paper_that_is_not_concerned_is_classified_alike(
    tmp_path: Path,
    rules: tuple[list[Topic], list[Topic]],
    found: tuple[SourceRecord, ...],
    more: list[str],
    nearest: float | None,
):
    """A paper that a change of rules does not touch has the same topics by both, in the same words."""
    old, new = (replace(compiled(tmp_path, topics), nearest=nearest) for topics in rules)
    papers = [
        replace(paper, abstract=f"{paper.abstract} {' '.join(more)}")
        for paper in merge_records(found)
    ]
    touched = Screen(stored(old), stored(new)).touches(papers)
    for paper, concerned in zip(papers, touched, strict=True):
        if not concerned:
            assert Classifier(old).classified(paper) == Classifier(new).classified(paper)
