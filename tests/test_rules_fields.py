"""Rules that look elsewhere than into title and abstract, named lists and included topics."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from generator.classify import Classifier
from generator.errors import InputError
from generator.models import Link, Paper
from generator.papers.merge import merge_records
from tests.support import record
from tests.test_rules_conditions import paper_of, rules_of


def paper_with(**fields: object) -> Paper:
    """Make one paper with these fields of its record; title and abstract are of no topic."""
    (paper,) = merge_records([replace(record("On Stones", "They are hard."), **fields)])
    return paper


def _given(folder: Path, topics: str, paper: Paper) -> list[str]:
    return [match.topic for match in Classifier(rules_of(folder, topics)).topics_of(paper)]


def _score(folder: Path, rule: str, paper: Paper) -> float:
    """Give the score of a topic's rule."""
    rules = rules_of(folder, f"  - {{slug: a, title: A, {rule}}}\n")
    classifier = Classifier(rules)
    (topic,) = rules.topics
    assert topic.condition is not None
    return classifier.topics.score(topic.condition, classifier.read(paper))


FIELDS = {
    "authors": ("Ada Lovelace", "Émilie du Châtelet"),
    "venue": "Proceedings of NeurIPS 2024",
    "ids": (("arxiv", "2501.00001"), ("doi", "10.1000/a?b[1]")),
    "categories": ("cs.LG", "stat.ML"),
    "links": (
        Link(url="https://github.com/a/b", kind="code"),
        Link(url="https://example.org/", kind="project"),
    ),
}


@pytest.mark.parametrize(
    ("test", "holds"),
    [
        ("authors: [Lovelace]", True),
        ("authors: Emilie du Chatelet", True),
        ("authors: ['/love\\w+/']", True),
        ("authors: [Lovelace Ada]", False),
        ("authors: [Lovelace Émilie]", False),
        ("authors: [stone]", False),
        ("venue: NeurIPS", True),
        ("venue: [ICML, NeurIPS]", True),
        ("venue: neurips", True),
        ("venue: NEURIPS", False),
        ("venue: [ICML]", False),
        ("ids: arxiv", True),
        ("ids: [acl, DOI]", True),
        ("ids: acl", False),
        ("ids: 'arxiv:2501.*'", True),
        ("ids: 'arxiv:2502.*'", False),
        ("ids: 'arxiv:2501'", False),
        ("ids: 'doi:10.1000/a?b[1]'", True),
        ("ids: 'doi:10.1000/a?b?1?'", False),
        ("categories: cs.LG", True),
        ("categories: [cs.CV, 'stat.*']", True),
        ("categories: cs.lg", True),
        ("categories: cs", False),
        ("categories: 'cs*ML'", False),
        ("source: seeds/list.txt", True),
        ("source: 'seeds/*'", True),
        ("source: '*.txt'", True),
        ("source: 'seeds/l?st.txt'", False),
        ("source: list.txt", False),
        ("links.kind: code", True),
        ("links.kind: [video, project]", True),
        ("links.kind: 'pro*'", True),
        ("links.kind: video", False),
        ("title: stone", True),
        ("title: hard", False),
        ("abstract: hard", True),
        ("abstract: stone", False),
    ],
)
def test_field_is_looked_into(tmp_path: Path, test: str, holds: bool):
    """A test of a field holds when one of its values is as asked; a star stands for any text."""
    topic = f"  - {{slug: a, title: A, any: [{{{test}}}]}}\n"
    assert _given(tmp_path, topic, paper_with(**FIELDS)) == (["a"] if holds else [])


@pytest.mark.parametrize(
    "test", ["authors: [Ada]", "venue: [NeurIPS]", "ids: doi", "categories: '*'", "links.kind: '*'"]
)
def test_field_that_a_paper_lacks_is_like_nothing(tmp_path: Path, test: str):
    """A paper without authors, venue, ids, categories or links passes no test of them."""
    topics = f"  - {{slug: a, title: A, any: [{{{test}}}]}}\n  - {{slug: b, title: B, none: [{{{test}}}]}}\n"
    assert _given(tmp_path, topics, paper_with()) == ["b"]


def test_fields_of_one_mapping_all_hold(tmp_path: Path):
    """A mapping with several keys asks for each of them."""
    topics = (
        "  - {slug: both, title: A, any: [{categories: cs.LG, links.kind: code}]}\n"
        "  - {slug: one, title: B, any: [{categories: cs.LG, links.kind: video}]}\n"
        "  - {slug: but, title: C, any: [{categories: cs.LG, none: [{venue: NeurIPS}]}]}\n"
    )
    assert _given(tmp_path, topics, paper_with(**FIELDS)) == ["both"]


@pytest.mark.parametrize(
    ("date", "holds"),
    [
        ("2025-03-14", True),
        ("2025-03-13", False),
        ("2025-03", True),
        ("2025-02", False),
        ("2025", True),
        ("2024", False),
        ("{from: 2025-03-14}", True),
        ("{from: 2025-03-15}", False),
        ("{to: 2025-03-14}", True),
        ("{to: 2025-03-13}", False),
        ("{from: 2025-03-14, to: 2025-03-14}", True),
        ("{from: 2024-12, to: 2025-03}", True),
        ("{from: 2024, to: 2025}", True),
        ("{from: 2025-04, to: 2025-12}", False),
        ("{from: 2024-02, to: 2024-02}", False),
    ],
)
def test_day_lies_in_a_range(tmp_path: Path, date: str, holds: bool):
    """A date is a day, a month, a year or a range; months and years count to their last day."""
    topic = f"  - {{slug: a, title: A, any: [{{date: {date}}}]}}\n"
    assert _given(tmp_path, topic, paper_with(date=dt.date(2025, 3, 14))) == ["a"] * holds
    assert _given(tmp_path, topic, paper_with()) == []


def test_leap_day_ends_its_month(tmp_path: Path):
    """February of a leap year has 29 days."""
    topic = "  - {slug: a, title: A, any: [{date: 2024-02}]}\n"
    assert _given(tmp_path, topic, paper_with(date=dt.date(2024, 2, 29))) == ["a"]
    assert _given(tmp_path, topic, paper_with(date=dt.date(2024, 3, 1))) == []


@pytest.mark.parametrize(
    ("rule", "title", "abstract", "score"),
    [
        ("any: [tree]", "A Tree", "Tree.", 4),
        ("any: [tree]", "Tree, Tree", "Tree tree tree tree tree.", 6),
        ("any: [tree, trees]", "X", "One tree.", 1),
        ("any: [auto-encoder, autoencoder, Auto Encoders]", "X", "Autoencoders.", 1),
        ("any: [tree, bush]", "A Tree", "Bush.", 4),
        ("any: [tree, {any: [tree], weight: 0.5}]", "A Tree", "X.", 4.5),
        ("any: [{any: [{any: [tree], weight: 0.5}], weight: 0.5}]", "A Tree", "X.", 0.75),
        ("any: [{title: [tree], weight: 2}]", "A Tree", "Tree.", 6),
        ("any: [{abstract: [tree]}]", "A Tree", "Tree, tree.", 2),
        ("any: ['/tre+/']", "A Tree", "Tree, tree.", 5),
        ("any: [{title: '/tre+/'}]", "A Tree", "Tree, tree.", 3),
        ("any: ['/tre+/']", "X", "tree tree tree tree", 3),
        ("any: ['/(?-i)TREE/']", "A Tree", "TREE.", 1),
        ("any: [old ~2 tree]", "An Old Tree", "A tree so old.", 4),
        ("any: [{abstract: old ~0 tree}]", "Old Tree", "Old tree, tree so old.", 1),
        ("any: [old ~1 tree]", "X", "Old and very tall tree.", 0),
        ("all: [tree, bush]", "A Tree", "Bush.", 1),
        ("all: [{any: [tree], weight: 0.2}, {any: [bush], weight: 5}]", "A Tree", "Bush.", 0.6),
        ("all: [{all: [tree, bush], weight: 3}]", "A Tree", "Bush.", 3),
        ("all: [tree, {none: [moss]}]", "A Tree", "X.", 3),
        ("all: [tree, {none: [tree]}]", "A Tree", "X.", 0),
        ("any: [tree, {all: [tree, bush]}]", "A Tree", "X.", 3),
        ("any: [tree], all: [bush]", "A Tree", "Bush, bush.", 2),
        ("any: [tree], all: [bush]", "A Tree", "X.", 0),
        ("any: [{source: 'seeds/*', weight: 0.3}]", "X", "X.", 0.3),
    ],
)  # fmt: skip
def test_rule_scores(tmp_path: Path, rule: str, title: str, abstract: str, score: float):
    """A title is worth 3, a place in the abstract 1 up to 3; `any` adds up, `all` takes the lowest."""
    assert _score(tmp_path, rule, paper_of(title, abstract)) == pytest.approx(score)


@pytest.mark.parametrize(
    ("rule", "score"),
    [
        ("any: [{authors: [Lovelace, Ada]}]", 2),
        ("any: [{authors: [Ada], weight: 0.5}]", 0.5),
        ("any: [{venue: [NeurIPS]}, {categories: ['cs.*', 'stat.*']}]", 2),
        ("all: [stone, {links.kind: code}]", 1),
    ],
)
def test_test_of_a_field_scores_one(tmp_path: Path, rule: str, score: float):
    """A term in authors or venue scores 1, and so does a test, however many values pass it."""
    assert _score(tmp_path, rule, paper_with(**FIELDS)) == pytest.approx(score)


LISTS = "lists:\n  weak: [image, video, {any: [visual], weight: 2}]\n  more: [{list: weak}, film]\n"


def _listed(rule: str) -> str:
    return f"  - {{slug: a, title: A, {rule}}}\n{LISTS}"


@pytest.mark.parametrize(
    ("rule", "title", "abstract", "given"),
    [
        ("any: [{list: more}]", "X", "An image.", True),
        ("any: [{list: more, weight: 0.4}]", "X", "An image, a video.", False),
        ("any: [{list: more, weight: 0.4}]", "X", "An image, a video, a film.", True),
        ("any: [{list: more, weight: 0.5}]", "X", "Visual.", True),
        ("any: [{list: more, weight: 0.4}]", "An Image", "X.", True),
        ("all: [{list: more}, tree]", "A Tree", "X.", False),
        ("all: [{list: more}, tree]", "A Tree", "An image.", True),
        ("any: [tree], none: [{list: more}]", "A Tree", "A film.", False),
        ("any: [{title: {list: words}}]", "An Image", "X.", True),
        ("any: [{title: {list: words}}]", "X", "An image.", False),
        ("any: [{title: [film, {list: words}]}]", "A Film", "X.", True),
        ("any: [{title: [{list: words, weight: 0.2}]}], threshold: 0.7", "An Image", "X.", False),
        ("any: [{abstract: {list: words}}]", "An Image", "X.", False),
        ("any: [{title: {list: words}, weight: 0.2}]", "An Image", "X.", False),
        ("any: [{title: {list: words}, weight: 0.2}]", "Image Video", "X.", True),
        ("any: [{list: words, none: [{title: [image]}]}]", "An Image", "A video.", False),
    ],
)
def test_list_stands_for_its_terms(
    tmp_path: Path, rule: str, title: str, abstract: str, given: bool
):
    """A named list counts as `any` of its terms would, in one field too, times its weight."""
    lists = LISTS if "more" in rule else "lists: {words: [image, video]}\n"
    topics = f"  - {{slug: a, title: A, {rule}}}\n{lists}"
    assert _given(tmp_path, topics, paper_of(title, abstract)) == ["a"] * given


def test_group_in_a_list_does_not_fit_into_a_field(tmp_path: Path):
    """A list with a group of its own cannot be used for one field, and the message names the list."""
    with pytest.raises(InputError, match='list "weak" uses the unknown key "any"'):
        rules_of(tmp_path, _listed("any: [{title: {list: more}}]"))


TOPICS = (
    "  - {slug: trees, title: Trees, any: [tree], none: [family]}\n"
    "  - {slug: woods, title: Woods, any: [wood], includes: trees, none: [math]}\n"
    "  - {slug: land, title: Land, includes: [woods, trees], threshold: 5}\n"
)


@pytest.mark.parametrize(
    ("abstract", "given"),
    [
        ("A tree.", ["trees", "woods", "land"]),
        ("A wood.", ["woods", "land"]),
        ("A family tree.", []),
        ("A tree of math.", ["trees", "land"]),
        ("A wood of math.", []),
        ("A family in the wood.", ["woods", "land"]),
        ("A stone.", []),
    ],
)
def test_included_rule_holds_with_its_none(tmp_path: Path, abstract: str, given: list[str]):
    """An included topic gives its papers whatever the threshold here, minus those that its `none` forbids."""
    assert _given(tmp_path, TOPICS, paper_of("On Things", abstract)) == given


def test_words_of_an_included_rule_are_the_reason(tmp_path: Path):
    """The words that gave the included topic are named as the reason for the one that includes it."""
    classifier = Classifier(rules_of(tmp_path, TOPICS))
    matches = {m.topic: m.terms for m in classifier.topics_of(paper_of("X", "Trees."))}
    assert matches == {"trees": ("Trees",), "woods": ("Trees",), "land": ("Trees",)}


def test_regular_expressions_too_large_for_one_automaton_are_found(tmp_path: Path):
    """Many large expressions are found one by one when they do not fit together."""
    terms = ", ".join(f"'/(\\pL+[ -]){{1,4}}x{number}z/'" for number in range(60))
    rules = rules_of(tmp_path, f"  - {{slug: a, title: A, any: [{terms}]}}\n")
    (match,) = Classifier(rules).topics_of(paper_of("X", "See model-x7z. Then αβ x59z."))
    assert match.terms == ("See model-x7z", "Then αβ x59z")
