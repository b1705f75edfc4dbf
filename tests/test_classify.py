"""Papers and rules to topics."""

from __future__ import annotations

from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.classify import Classifier, classify
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
