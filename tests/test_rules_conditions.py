"""The rules of topics, from YAML to what they give. What is refused stands in tests/sites/invalid."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.classify import Classifier
from generator.config import load_config
from generator.models import Paper
from generator.papers.merge import merge_records
from generator.rules import RuleBook, compile_rules
from tests.support import record


def rules_of(folder: Path, topics: str) -> RuleBook:
    """Compile the topics of a site.yaml."""
    file = folder / "site.yaml"
    file.write_text(
        f"site: {{title: T}}\nsources: [{{path: x}}]\ntopics:\n{topics}", encoding="utf-8"
    )
    return compile_rules(load_config(file))


def paper_of(title: str | None, abstract: str) -> Paper:
    """Make one paper."""
    (paper,) = merge_records([record(title, abstract)])
    return paper


@pytest.mark.parametrize(
    ("rule", "title", "abstract", "given"),
    [
        pytest.param("any: [tree, bush]", "On Trees", "None.", True, id="any-in-title"),
        pytest.param("any: [tree, bush]", "On Plants", "A bush.", True, id="any-in-abstract"),
        pytest.param("any: [tree, bush]", "On Plants", "A weed.", False, id="any-nowhere"),
        pytest.param("all: [tree, bush]", "On Trees", "A bush.", True, id="all-in-both-fields"),
        pytest.param("all: [tree, bush]", "On Trees", "A tree.", False, id="all-but-one"),
        pytest.param("any: [tree], none: [bush]", "On Trees", "Tall.", True, id="none-absent"),
        pytest.param("any: [tree], none: [bush]", "On Trees", "A bush.", False, id="none-wins"),
        pytest.param("none: [bush]", "On Trees", "Tall.", True, id="none-alone-absent"),
        pytest.param("none: [bush]", "On Bushes", "Low.", False, id="none-alone"),
        pytest.param(
            "any: [{title: [tree]}]", "On Trees", "Tall.", True, id="title-field-in-title"
        ),
        pytest.param(
            "any: [{title: [tree]}]",
            "On Plants",
            "Trees, trees.",
            False,
            id="title-field-elsewhere",
        ),
        pytest.param(
            "any: [{abstract: [tree]}]", "On Plants", "A tree.", True, id="abstract-field"
        ),
        pytest.param(
            "any: [{abstract: [tree]}]", "On Trees", "Tall.", False, id="abstract-field-elsewhere"
        ),
        pytest.param(
            "any: [{any: [tree], weight: 0.5}]", "On Plants", "A tree.", False, id="half-once"
        ),
        pytest.param(
            "any: [{any: [tree], weight: 0.5}]",
            "On Plants",
            "A tree, a tree.",
            True,
            id="half-twice",
        ),
        pytest.param(
            "any: [{any: [tree], weight: 0.3}]", "X", "Tree tree tree tree tree.", False, id="bound"
        ),
        pytest.param(
            "any: [{any: [tree, bush], weight: 0.5}]",
            "X",
            "A tree, a bush.",
            True,
            id="half-and-half",
        ),
        pytest.param(
            "any: [{all: [tree, bush], weight: 0.5}]",
            "X",
            "Tree tree bush.",
            False,
            id="all-lowest",
        ),
        pytest.param("any: [tree], threshold: 3", "On Trees", "X.", True, id="threshold-title"),
        pytest.param("any: [tree], threshold: 3", "X", "Tree, tree.", False, id="threshold-high"),
        pytest.param("any: [tree], threshold: 0.1", "X", "Tree.", True, id="threshold-low"),
        pytest.param(
            "any: [{all: [tree, {none: [bush]}]}]", "X", "A tree.", True, id="none-inside-all"
        ),
        pytest.param(
            "any: [{all: [tree, {none: [bush]}]}]", "X", "A tree, a bush.", False, id="none-within"
        ),
        pytest.param("all: [{any: [a1, b1]}, c1]", "X", "b1 c1", True, id="any-within-all"),
        pytest.param("all: [{any: [a1, b1]}, c1]", "X", "a1 b1", False, id="all-needs-each"),
    ],
)
def test_rule_gives_its_topic(tmp_path: Path, rule: str, title: str, abstract: str, given: bool):
    """A topic is given when its any, all and none hold and their score reaches the threshold."""
    rules = rules_of(tmp_path, f"  - {{slug: plants, title: Plants, {rule}}}\n")
    assert bool(Classifier(rules).topics_of(paper_of(title, abstract))) is given


def test_rule_of_a_derived_title_counts_the_abstract_alone(tmp_path: Path):
    """A derived title is a piece of the abstract and does not count twice."""
    rules = rules_of(tmp_path, "  - {slug: a, title: A, any: [tree], threshold: 3}\n")
    assert (
        Classifier(rules).topics_of(paper_of(None, "We present a tree of many words and no more."))
        == ()
    )
    assert Classifier(rules).topics_of(paper_of("A Tree", "Tall."))


def test_words_that_gave_a_topic_are_named_as_they_stand(tmp_path: Path):
    """The reason for a topic are the words of the paper, not the terms of the rule."""
    rules = rules_of(
        tmp_path, "  - {slug: a, title: A, any: [auto-encoder, {all: [tree, weed]}]}\n"
    )
    (match,) = Classifier(rules).topics_of(paper_of("Autoencoders", "A tree."))
    assert match.terms == ("Autoencoders",)


def test_terms_of_several_topics_are_found_in_one_pass(tmp_path: Path):
    """A term that two topics use is one term of the rule book."""
    rules = rules_of(
        tmp_path,
        "  - {slug: a, title: A, any: [tree, bush]}\n  - {slug: b, title: B, any: [tree]}\n",
    )
    assert [getattr(term, "key", None) for term in rules.terms] == ["tree", "bush"]
