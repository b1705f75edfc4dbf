"""Papers and rules to topics."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.classify import Classifier, classify
from generator.errors import Location
from generator.models import Paper, SourceRecord
from generator.papers.merge import merge_records
from tests.rule_trees import Topic, above, compiled, records, steps, topic_trees
from tests.test_rules_conditions import paper_of, rules_of

WORDS = ["tree", "bush", "weed", "moss", "fern"]
TOPICS = [
    "{slug: plants, title: Plants}",
    "{slug: trees, title: Trees, parent: plants, any: [tree, {any: [moss], weight: 0.5}]}",
    "{slug: pines, title: Pines, parent: trees, all: [tree, fern]}",
    "{slug: bushes, title: Bushes, parent: plants, any: [bush], none: [weed]}",
    "{slug: weeds, title: Weeds, any: [weed], threshold: 2}",
    "{slug: tidy, title: Tidy, none: [weed, moss]}",
]
PAPERS = st.tuples(
    st.lists(st.sampled_from(WORDS), max_size=2), st.lists(st.sampled_from(WORDS), max_size=6)
)


def _listed(topics: list[str]) -> str:
    return "".join(f"  - {topic}\n" for topic in topics)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.permutations(TOPICS), PAPERS)
def test_topics_do_not_hang_on_the_order_of_topics(
    tmp_path: Path, topics: list[str], paper: tuple[list[str], list[str]]
):
    """Topics in another order give the same topics for the same reasons, in the order of site.yaml."""
    one = paper_of("On " + " ".join(paper[0]), "About " + " ".join(paper[1]))
    ordered = Classifier(rules_of(tmp_path, _listed(TOPICS))).topics_of(one)
    shuffled = Classifier(rules_of(tmp_path, _listed(topics))).topics_of(one)

    def reasons(matches):
        return {m.topic: (set(m.terms), set(m.because_of)) for m in matches}

    assert reasons(shuffled) == reasons(ordered)
    order = [topic.split()[1].rstrip(",") for topic in topics]
    assert [match.topic for match in shuffled] == [
        slug for slug in order if slug in reasons(ordered)
    ]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(PAPERS)
def test_parent_is_given_exactly_with_its_children(
    tmp_path: Path, paper: tuple[list[str], list[str]]
):
    """A parent without a rule is given when a child is, because of that child; a `none` always wins."""
    rules = rules_of(tmp_path, _listed(TOPICS))
    title, abstract = "On " + " ".join(paper[0]), "About " + " ".join(paper[1])
    given_ = {
        match.topic: match for match in Classifier(rules).topics_of(paper_of(title, abstract))
    }
    assert ("plants" in given_) == bool({"trees", "bushes"} & given_.keys())
    if "plants" in given_:
        assert given_["plants"].terms == ()
        assert set(given_["plants"].because_of) == {"trees", "bushes"} & given_.keys()
    if "pines" in given_:
        assert "trees" in given_
        assert "pines" in given_["trees"].because_of
    if "weed" in title or "weed" in abstract:
        assert not {"bushes", "tidy"} & given_.keys()


def test_papers_keep_their_order_and_do_not_touch_each_other(tmp_path: Path):
    """Each paper gets its own topics, whatever came before it, in the order of the papers."""
    rules = rules_of(tmp_path, _listed(TOPICS))
    papers = [
        paper_of("A Bush", "Low."),
        paper_of("A Stone", "Weed moss."),
        paper_of("A Tree", "Fern."),
    ]
    together = list(classify(papers, rules))
    assert [classified.paper for classified in together] == papers
    assert [classified.topics for classified in together] == [
        ("plants", "bushes", "tidy"),
        (),
        ("plants", "trees", "pines", "tidy"),
    ]
    assert list(classify(reversed(papers), rules)) == together[::-1]


def test_no_topics_give_no_topics(tmp_path: Path):
    """A site without topics leaves every paper in none."""
    rules = rules_of(tmp_path, "  []\n")
    assert Classifier(rules).topics_of(paper_of("A Tree", "Tall.")) == ()


IN_A_FOLDER = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
PAPER = records().map(lambda made: next(iter(merge_records([made]))))


def _words(paper: Paper) -> set[str]:
    return set(f"{paper.title} {paper.abstract}".lower().replace(".", "").split())


@IN_A_FOLDER
@given(topic_trees(), PAPER, st.randoms(use_true_random=False))
def test_topics_in_any_order_give_the_same(
    tmp_path: Path, topics: list[Topic], paper: Paper, random: Random
):
    """Whatever the rules, the order of topics changes the order of a paper's topics alone."""
    shuffled = topics[:]
    random.shuffle(shuffled)

    def reasons(order: list[Topic]) -> dict[str, tuple[set[str], set[str]]]:
        matches = Classifier(compiled(tmp_path, order)).topics_of(paper)
        given_ = [match.topic for match in matches]
        assert given_ == [topic["slug"] for topic in order if topic["slug"] in given_]
        return {m.topic: (set(map(str.lower, m.terms)), set(m.because_of)) for m in matches}

    assert reasons(shuffled) == reasons(topics)


@IN_A_FOLDER
@given(
    topic_trees(),
    st.tuples(*(records(number) for number in range(4))),
    st.permutations(range(8)),
)
def test_papers_and_sources_in_any_order_give_the_same(
    tmp_path: Path, topics: list[Topic], found: tuple[SourceRecord, ...], order: list[int]
):
    """A paper's topics depend on neither the papers before it nor the order of its sources."""
    elsewhere = Location(path="seeds/other.txt", line=7)
    both = [*found, *(replace(made, location=elsewhere) for made in found)]
    rules = compiled(tmp_path, topics)

    def topics_of(read: list[SourceRecord]) -> dict[str, tuple[str, ...]]:
        return {str(c.paper.id): c.topics for c in classify(merge_records(read), rules)}

    expected = topics_of(both)
    assert topics_of([both[place] for place in order]) == expected
    assert topics_of(list(found)) == expected
    alone = [topics_of([made]) for made in found]
    assert {key: value for one in alone for key, value in one.items()} == expected


@IN_A_FOLDER
@given(topic_trees(), PAPER)
def test_none_wins_and_parents_follow(tmp_path: Path, topics: list[Topic], paper: Paper):
    """No topic is given against its `none` or one above it, and none without its parent."""
    matches = {m.topic: m for m in Classifier(compiled(tmp_path, topics)).topics_of(paper)}
    forbidding = {topic["slug"] for topic in topics if _words(paper) & {*topic.get("none", ())}}
    for slug, line in above(topics).items():
        assert slug not in matches or not forbidding & set(line)
    for child, parent in steps(topics):
        assert child not in matches or child in matches[parent].because_of


@IN_A_FOLDER
@given(topic_trees(), PAPER)
def test_fast_scorer_agrees_with_the_plain_one(tmp_path: Path, topics: list[Topic], paper: Paper):
    """Adding up the points of found terms gives what working out each rule from its conditions does."""
    rules = compiled(tmp_path, topics)
    classifier = Classifier(rules)
    evidence = classifier.read(paper)
    plain = [rule.slug for rule in rules.topics if classifier.topics.rule_holds(rule, evidence)]
    assert list(classifier.topics.given(evidence)) == plain


@IN_A_FOLDER
@given(topic_trees(), PAPER)
def test_topic_is_given_by_its_rule_or_because_of_a_child(
    tmp_path: Path, topics: list[Topic], paper: Paper
):
    """A topic is given by its own rule, or because of a child that was given."""
    rules = compiled(tmp_path, topics)
    classifier = Classifier(rules)
    evidence = classifier.read(paper)
    own = set(classifier.topics.given(evidence))
    matches = {match.topic: match for match in classifier.topics_of(paper)}
    for slug, match in matches.items():
        assert slug in own or match.because_of
        assert set(match.because_of) <= matches.keys()
