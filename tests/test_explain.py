"""Explanations agree with the classification that they explain."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.classify import Classifier
from generator.config import load_config
from generator.explain import Explainer
from generator.explain.passages import passages
from generator.library import read_library
from generator.models import ClassifiedPaper
from generator.rules import compile_rules
from generator.rules.trace import trace_rule
from tests.support import CHECKOUT
from tests.test_rules_conditions import paper_of, rules_of

WORDS = ["tree", "bush", "weed", "moss", "fern"]
TOPICS = """\
  - {slug: plants, title: Plants, any: [{all: [fern, moss], weight: 2}], none: [weed], threshold: 4}
  - {slug: trees, title: Trees, parent: plants, any: [tree, {any: [moss], none: [bush], weight: 0.4}]}
  - {slug: pines, title: Pines, parent: trees, all: [tree, {any: [fern, {title: [moss]}]}]}
  - {slug: mixed, title: Mixed, includes: [trees], any: [{all: [bush, {none: [fern]}], weight: 0.5}]}
  - {slug: tidy, title: Tidy, none: [weed, moss]}
"""
TEXTS = st.tuples(
    st.lists(st.sampled_from(WORDS), max_size=2), st.lists(st.sampled_from(WORDS), max_size=6)
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TEXTS)
def test_trace_holds_exactly_where_the_rule_does(
    tmp_path: Path, texts: tuple[list[str], list[str]]
):
    """A rule taken apart gives a paper to its topic exactly when the classifier does, with its score."""
    rules = rules_of(tmp_path, TOPICS)
    config = load_config(tmp_path / "site.yaml")
    paper = paper_of("On " + " ".join(texts[0]), "About it. " + ". ".join(texts[1]))
    classifier = Classifier(rules)
    evidence = classifier.read(paper)
    by_slug = {rule.slug: rule for rule in rules.topics}
    given_ = classifier.topics.given(evidence)
    for rule in rules.topics:
        traced = trace_rule(rule, evidence, by_slug)
        assert traced.holds == (rule.slug in given_)
        assert traced.possible or not traced.holds
    explained = Explainer(config, rules).explain(classifier.classified(paper))
    _check(explained, classifier.classified(paper))


def _check(explained, classified: ClassifiedPaper) -> None:
    assert tuple(t.topic for t in explained.topics if t.status == "given") == classified.topics
    for topic in explained.topics:
        assert topic.status in ("given", "removed", "forbidden", "near")
        if not math.isinf(topic.score):
            assert sum(reason.score for reason in topic.reasons) == pytest.approx(topic.score)
        if topic.status == "given" and topic.by == "rule" and not math.isinf(topic.score):
            assert topic.score >= topic.threshold - 1e-9
            assert topic.reasons
        for reason in topic.reasons:
            for places in reason.places:
                spans = sum(len(passage.spans) for passage in places.passages)
                assert 0 < spans <= places.times


def test_shipped_papers_are_explained_as_they_are_classified():
    """Of every shipped paper the given topics are the classifier's, and reasons add up to scores."""
    library = read_library(CHECKOUT / "site.yaml")
    explainer = Explainer(library.config, compile_rules(library.config), library.overrides)
    for classified in library.papers[::4]:
        _check(explainer.explain(classified), classified)


def test_part_of_an_all_says_what_it_lacks(tmp_path: Path):
    """Where one part of an `all` stands alone, the explanation names the parts that do not."""
    rules = rules_of(
        tmp_path,
        "  - slug: trees\n    title: Trees\n"
        "    any: [{any: [tree], weight: 0.5}, {all: [bush, {title: [weed, moss]}]}]\n",
    )
    explainer = Explainer(load_config(tmp_path / "site.yaml"), rules)
    classified = Classifier(rules).classified(paper_of("On Plants", "A tree and a bush."))
    (topic,) = explainer.explain(classified).topics
    assert (topic.status, topic.score) == ("near", 0.5)
    tree, together = topic.reasons
    assert (tree.score, together.score, together.counts) == (0.5, 0, False)
    assert together.lacking == ('"weed" in title or "moss" in title',)
    assert [part.text for part in together.parts] == ["bush"]


@given(st.lists(st.sampled_from(["a", "Bc.", "D", "e.g.", "f.", "G?"]), min_size=1), st.data())
def test_passages_keep_every_span(words: list[str], data: st.DataObject):
    """Whatever the sentences, what stands in a passage's spans is what stood in those of the text."""
    text = " ".join(words)
    start = data.draw(st.integers(0, len(text) - 1).filter(lambda n: text[n] != " "))
    end = data.draw(st.integers(start + 1, len(text)).filter(lambda n: text[n - 1] != " "))
    (passage,) = passages(text, [(start, end)])
    ((first, last),) = passage.spans
    assert passage.text[first:last] == text[start:end]
    assert passage.text in text
