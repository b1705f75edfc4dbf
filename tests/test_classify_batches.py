"""Many papers classified at once, against each by itself."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.classify import Classifier, classify
from generator.config import OverrideSettings
from generator.errors import Location
from generator.models import Link, Paper, PaperId, Slug, SourceRecord
from generator.papers.merge import merge_records
from generator.rules import RuleBook, TermMatcher
from generator.rules.batch import BatchReader
from generator.rules.terms import parse_term
from tests.rule_trees import Topic, compiled, records, topic_trees
from tests.test_rules_conditions import paper_of, rules_of
from tests.test_rules_terms import TERMS, TEXTS

IN_A_FOLDER = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
HERE = Location(path="site.yaml", line=1)
SLUGS = st.sampled_from([Slug("t0"), Slug("t1")])
OVERRIDES = st.none() | st.builds(
    OverrideSettings,
    paper=st.just("any"),
    location=st.just(HERE),
    topics=st.none() | st.lists(SLUGS, max_size=1).map(tuple),
    add_topics=st.lists(SLUGS, max_size=1).map(tuple),
    remove_topics=st.lists(SLUGS, max_size=1).map(tuple),
    pin=st.booleans(),
)


def _one_by_one(rules: RuleBook, papers: list[Paper], overrides=None):
    classifier = Classifier(rules)
    return [classifier.classified(paper, (overrides or {}).get(paper.id, ())) for paper in papers]


@IN_A_FOLDER
@given(
    topic_trees(),
    st.tuples(*(records(number) for number in range(6))),
    st.tuples(*(OVERRIDES for _ in range(6))),
    st.sampled_from([None, 0.1, 0.5, 1.0]),
)
def test_papers_at_once_are_classified_as_each_by_itself(
    tmp_path: Path,
    topics: list[Topic],
    found: tuple[SourceRecord, ...],
    owner: tuple[OverrideSettings | None, ...],
    nearest: float | None,
):
    """Whatever the rules and the overrides, a batch gives each paper what it is given alone, in the same words."""
    rules = replace(compiled(tmp_path, topics), nearest=nearest)
    papers = list(merge_records(found))
    overrides: dict[PaperId, tuple[OverrideSettings, ...]] = {
        paper.id: (own,) for paper, own in zip(papers, owner, strict=True) if own is not None
    }
    assert Classifier(rules).classified_all(papers, overrides) == _one_by_one(
        rules, papers, overrides
    )


@given(TERMS, st.lists(TEXTS, max_size=5))
def test_terms_of_many_texts_are_those_of_each(written: list[str], texts: list[str]):
    """In a batch each text has the same terms as alone, as often and first in the same words."""
    matcher = TermMatcher(map(parse_term, written))
    papers = [
        replace(paper_of("Title", "None."), title=text, abstract=" ".join(text.split()))
        for text in texts
    ]
    hits = BatchReader(matcher, frozenset()).read(papers)
    for number, paper in enumerate(papers):
        evidence = hits.evidence(number)
        for found, text in ((evidence.title, paper.title), (evidence.abstract, paper.abstract)):
            alone = matcher.find(text)
            assert {term: len(places) for term, places in found.places.items()} == {
                term: len(places) for term, places in alone.places.items()
            }
            assert [found.words(term) for term in found.places] == [
                alone.words(term) for term in found.places
            ]


RULES = """
  - {slug: moss, title: Moss, any: [Moss ~2 fern, /m.ss(es)? y/], none: [{authors: [Doe]}]}
  - {slug: tree, title: Tree, parent: moss, any: [{title: [Tree]}, tree, {all: [bush, /we+d/, tree], weight: 0.5}]}
  - {slug: new, title: New, any: [{all: [{date: 2025}, bush]}, {venue: [Garden]}], includes: [tree]}
  - {slug: half, title: Half, any: [{any: [heath], weight: 0.7}]}
  - {slug: other, title: Other, any: [{any: [heath], weight: 0.7}, {any: [a tree of trees], weight: 0.8}]}
collections:
  - {slug: code, title: Code, all: [{links.kind: code}, {topics: t*}]}
  - {slug: any, title: Any, any: [{topics: half}, {title: [fern]}], none: [{ids: arxiv}]}
"""
TEXTS_OF_RULES = st.lists(
    st.sampled_from(
        "tree Trees bush weeed moss masses y fern heath a of, -- tree-bush garden (Mosses)".split()
    ),
    max_size=9,
).map(" ".join)


@IN_A_FOLDER
@given(
    st.lists(
        st.builds(
            lambda title, abstract, code, **more: replace(
                paper_of("A Tree of Trees", "None."),
                title=title,
                abstract=abstract,
                links=(Link(url="https://example.org", kind="code"),) if code else (),
                **more,
            ),
            TEXTS_OF_RULES,
            TEXTS_OF_RULES,
            st.booleans(),
            title_is=st.sampled_from(["given", "derived"]),
            authors=st.sampled_from([(), ("Jane Doe", "A. Tree")]),
            venue=st.sampled_from([None, "Garden"]),
            dates=st.sampled_from([(dt.date(2025, 3, 1),), (dt.date(2024, 3, 1),)]),
            ids=st.sampled_from([(), (("arxiv", "2503.01234"),)]),
        ),
        max_size=6,
    )
)
def test_collections_and_tests_of_fields_are_the_same_at_once(tmp_path: Path, papers: list[Paper]):
    """Proximities, regular expressions, tests of fields, included topics and collections agree too."""
    rules = replace(rules_of(tmp_path, RULES.lstrip("\n")), nearest=0.3)
    assert Classifier(rules).classified_all(papers) == _one_by_one(rules, papers)


@pytest.mark.parametrize(
    "abstract",
    [
        pytest.param("-".join([*["bush"] * 300, "tree"]), id="a run of 300 words"),
        pytest.param("tree " + "-- " * 300 + "bush", id="300 runs without words"),
        pytest.param("a" * 5000 + " tree \ud800 bush", id="a lone surrogate"),
        pytest.param("", id="nothing"),
        pytest.param("   ", id="white space"),
    ],
)
def test_odd_texts_are_classified_all_the_same(tmp_path: Path, abstract: str):
    """Texts that no author writes give in a batch what they give alone."""
    rules = rules_of(tmp_path, "  - {slug: t, title: T, any: [tree bush, bush tree, bush]}\n")
    papers = [replace(paper_of("On Bushes", "None."), abstract=abstract)] * 2
    assert Classifier(rules).classified_all(papers) == _one_by_one(rules, papers)


def test_topics_that_are_as_near_give_the_same_one_at_once(tmp_path: Path):
    """Between topics that a paper comes as near to, a batch and a paper alone choose alike."""
    weights = [
        "{any: [tree], weight: 0.1}",
        "{any: [bush], weight: 0.2}",
        "{any: [moss], weight: 0.3}",
    ]
    topics = "".join(
        f"  - {{slug: {slug}, title: T, any: [{', '.join(weights[place:] + weights[:place])}]}}\n"
        for place, slug in enumerate(("one", "two", "three"))
    )
    rules = replace(rules_of(tmp_path, topics), nearest=0.5)
    papers = [
        replace(paper_of("Plants", "None."), abstract=text)
        for text in ("tree bush moss", "moss bush tree", "bush moss tree", "tree bush")
    ]
    (first, *rest) = given_ = Classifier(rules).classified_all(papers)
    assert given_ == _one_by_one(rules, papers)
    assert [match.by for match in first.matches] == ["nearest"]
    assert rest[-1].matches == ()


def test_topic_that_is_forbidden_is_no_nearest_one_at_once(tmp_path: Path):
    """A topic whose `none`, or that of a topic above it, speaks against a paper is not given as the nearest."""
    rules = rules_of(
        tmp_path,
        "  - {slug: high, title: H, any: [heath], none: [moss]}\n"
        "  - {slug: low, title: L, parent: high, any: [tree], threshold: 4}\n"
        "  - {slug: own, title: O, any: [{any: [bush], weight: 0.5}], none: [weed], threshold: 4}\n",
    )
    rules = replace(rules, nearest=0.1)
    papers = [
        replace(paper_of("Plants", "None."), abstract=text)
        for text in ("A tree.", "A tree and moss.", "A bush.", "A bush, a weed.")
    ]
    given_ = Classifier(rules).classified_all(papers)
    assert [classified.topics for classified in given_] == [("high", "low"), (), ("own",), ()]
    assert given_ == _one_by_one(rules, papers)


def test_many_papers_come_in_their_order(tmp_path: Path):
    """More papers than are classified at once leave in the order in which they entered, each with its own topics."""
    rules = rules_of(tmp_path, "  - {slug: tree, title: T, any: [tree]}\n")
    one = paper_of("Plants", "None.")
    papers = [
        replace(one, id=PaperId(str(n)), abstract="A tree." if n % 3 else "A bush.")
        for n in range(1100)
    ]
    given_ = list(classify(iter(papers), rules))
    assert [classified.paper for classified in given_] == papers
    assert [bool(classified.matches) for classified in given_] == [bool(n % 3) for n in range(1100)]
