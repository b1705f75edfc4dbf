"""Reports on topics as values: overlaps, dead terms, phrases that separate, and changes of rules."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.classify import classify
from generator.config import load_config
from generator.library import read_library
from generator.models import ClassifiedPaper, Paper
from generator.papers.merge import merge_records
from generator.rules import RuleBook, TermMatcher, compile_rules
from generator.topic_report import compare, cover, find_dead_terms, reclassify, suggest
from generator.topic_report.dead_terms import terms_of
from generator.topic_report.frequencies import count_phrases
from generator.topic_report.phrases import PhraseReader
from generator.topic_report.suggest import MOST_SUGGESTED
from tests.support import CHECKOUT, record
from tests.test_rules_conditions import paper_of


def _rules(folder: Path, text: str) -> RuleBook:
    file = folder / "site.yaml"
    file.write_text(f"site: {{title: T}}\nsources: [{{path: x}}]\n{text}", encoding="utf-8")
    return compile_rules(load_config(file))


def _papers(*texts: str) -> tuple[Paper, ...]:
    records = [record(f"Paper {n:03}", text, line=n + 1) for n, text in enumerate(texts)]
    return tuple(merge_records(records))


def _classified(papers: tuple[Paper, ...], rules: RuleBook) -> tuple[ClassifiedPaper, ...]:
    return tuple(classify(papers, rules))


TREES = """\
topics:
  - {slug: plants, title: Plants, any: [moss]}
  - {slug: trees, title: Trees, parent: plants, any: [tree]}
  - {slug: birds, title: Birds, any: [bird]}
  - {slug: stones, title: Stones, any: [stone]}
"""


def test_topics_count_what_they_alone_cover(tmp_path: Path):
    """A paper counts as covered alone when one rule gave all its topics, parents notwithstanding."""
    rules = _rules(tmp_path, TREES)
    papers = _papers(
        "A tree.", "A tree, a bird.", "Moss on a tree.", "A bird.", "Moss.", "Nothing."
    )
    coverage = cover(_classified(papers, rules), load_config(tmp_path / "site.yaml").topics)
    counts = {topic.topic: (len(topic.papers), topic.alone) for topic in coverage.topics}
    assert counts == {"plants": (4, 1), "trees": (3, 1), "birds": (2, 1), "stones": (0, 0)}
    assert [paper.abstract for paper in coverage.unclassified] == ["Nothing."]


def test_topics_overlap_with_others_but_not_with_their_parents(tmp_path: Path):
    """Overlaps name the topics that share papers, not those above and under a topic."""
    rules = _rules(tmp_path, TREES)
    papers = _papers("A tree, a bird.", "A bird in a tree, on a stone.", "A bird on a stone.")
    coverage = cover(_classified(papers, rules), load_config(tmp_path / "site.yaml").topics)
    overlaps = {topic.topic: topic.overlaps for topic in coverage.topics}
    assert overlaps["trees"] == (("birds", 2), ("stones", 1))
    assert overlaps["birds"] == (("plants", 2), ("stones", 2), ("trees", 2))


DEAD = """\
lists:
  beasts: [bird, dragon,
    griffin]
topics:
  - {slug: birds, title: Birds, any: [{list: beasts}, hen, "/w[a-z]xq/"]}
  - slug: title-birds
    title: Titles
    any:
      - title: {list: beasts}
      - title: [bird]
    none: [ghost]
"""


def test_dead_terms_are_named_once_with_their_line(tmp_path: Path):
    """A term is dead where no use of it finds a paper; one in a list is named once for all its uses."""
    rules = _rules(tmp_path, DEAD)
    dead = find_dead_terms(_papers("A bird and a hen."), rules)
    assert [(term.location.line, term.text, term.used_by) for term in dead] == [
        (4, "dragon", ("birds", "title-birds")),
        (5, "griffin", ("birds", "title-birds")),
        (7, "/w[a-z]xq/", ("birds",)),
        (12, "bird", ("title-birds",)),
        (13, "ghost", ("title-birds",)),
    ]


def test_dead_terms_of_the_shipped_rules_stand_in_no_title():
    """A dead term taken by itself is found in no shipped title, and each line named holds it."""
    library = read_library(CHECKOUT / "site.yaml")
    rules = compile_rules(library.config)
    dead = find_dead_terms((one.paper for one in library.papers), rules)
    lines = (CHECKOUT / "site.yaml").read_text().splitlines()
    assert dead
    for term in dead:
        assert term.text.split()[0] in lines[(term.location.line or 0) - 1]
    numbers = {(t.location, t.text): t for rule in rules.topics for t in terms_of(rule)}
    matcher = TermMatcher(rules.terms)
    titles = [matcher.find(one.paper.title) for one in library.papers]
    for term in dead:
        used = numbers[term.location, term.text]
        if used.field != "abstract":
            given_titles = zip(library.papers, titles, strict=True)
            assert not [
                one.paper.title
                for one, hits in given_titles
                if used.number in hits.places and one.paper.title_is == "given"
            ]


SUGGESTED = """\
topics:
  - slug: graphs
    title: Graphs
    any: [graph network, {any: [edge], weight: 0.3}]
  - {slug: rivers, title: Rivers, any: [river]}
"""
FILLER = "We propose a method, and the results are good in paper number"


def _corpus() -> tuple[Paper, ...]:
    graphs = [f"{FILLER} {n}: graph networks use message-passing on edges." for n in range(12)]
    rivers = [f"{FILLER} {n}: a river and its sediment transport." for n in range(12, 24)]
    others = [f"{FILLER} {n}: the Auto-Encoder of a codebook." for n in range(24, 30)]
    others += [f"{FILLER} {n}: the autoencoders of a codebook." for n in range(30, 40)]
    return _papers(*graphs, *rivers, *others)


def test_suggestions_tell_a_topic_from_others(tmp_path: Path):
    """Phrases that the papers of a topic share and others lack are proposed, terms it has are not."""
    rules = _rules(tmp_path, SUGGESTED)
    suggestions = suggest(_classified(_corpus(), rules), rules)
    topics = dict(suggestions.topics)
    graphs = {found.phrase: (found.papers, found.others) for found in topics["graphs"]}
    assert graphs == {"message-passing": (12, 0)}
    assert {found.phrase for found in topics["rivers"]} == {"sediment transport"}


def test_suggestions_for_papers_without_a_topic_fold_spellings(tmp_path: Path):
    """Frequent phrases of unclassified papers are proposed in their commonest spelling, once each."""
    rules = _rules(tmp_path, SUGGESTED)
    found = suggest(_classified(_corpus(), rules), rules).unclassified
    assert {one.phrase: one.papers for one in found} == {"autoencoders": 16, "codebook": 16}
    assert all(one.others == 0 for one in found)


def test_shipped_suggestions_separate():
    """Each suggestion stands in three papers of its topic, and three times as often there as elsewhere."""
    library = read_library(CHECKOUT / "site.yaml")
    rules = compile_rules(library.config)
    sizes = {t.topic: len(t.papers) for t in cover(library.papers, library.config.topics).topics}
    suggestions = dict(suggest(library.papers, rules).topics)
    assert sum(map(bool, suggestions.values())) > len(suggestions) / 2
    for topic, found in suggestions.items():
        assert len(found) <= MOST_SUGGESTED
        for one in found:
            rest = len(library.papers) - sizes[topic]
            assert one.papers >= 3
            assert one.papers / sizes[topic] >= 3 * one.others / rest
            ends = {one.phrase.split()[0].lower(), one.phrase.split()[-1].lower()}
            assert not ends & {"the", "of", "we", "and", "in", "this"}


@pytest.mark.parametrize(
    ("text", "phrases"),
    [
        ("Autoencoders of graphs", {"autoencoder", "autoencoderofgraph", "graph"}),
        ("Auto-encoders of graphs", {"autoencoder", "graph"}),
        ("A net. Trees", {"net", "tree"}),
        ("state-of-the-art", set()),
        ("pre-training", {"pretraining"}),
        ("the 12 of x", set()),
        ("see https://example.org/a now", {"see"}),
        ("C++ code", {"c++", "c++code", "code"}),
    ],
)
def test_phrases_are_folded_and_keep_to_their_sentence(text: str, phrases: set[str]):
    """A phrase is folded as in the rules, crosses no punctuation and ends in no function word."""
    reader = PhraseReader()
    assert reader.keys(paper_of(None, text)) == phrases
    assert {found[0] for found in reader.phrases(text)} == phrases


def test_phrases_of_many_papers_are_counted_exactly():
    """Only phrases in enough papers are kept, and their counts are those of a plain count."""
    papers = [(paper, [n % 2]) for n, paper in enumerate(_corpus())]
    counted = count_phrases(papers, 2, PhraseReader())
    reader = PhraseReader()
    for group in (0, 1):
        for key, inside, outside in counted.of(group):
            with_key = [groups[0] for paper, groups in papers if key in reader.keys(paper)]
            assert (inside, outside) == (with_key.count(group), with_key.count(1 - group))
    assert counted.sizes == (20, 20)


def test_change_of_rules_shows_gained_lost_and_moved(tmp_path: Path):
    """The same papers under older rules tell what each topic gained and lost, and who moved."""
    papers = _papers("A tree.", "A bird.", "A stone.", "Moss.")
    old = _rules(tmp_path, TREES.replace("slug: stones", "slug: rocks"))
    before = _classified(papers, old)
    now = _classified(papers, _rules(tmp_path, TREES.replace("any: [bird]", "any: [moss]")))
    difference = compare(
        papers,
        before,
        now,
        [rule.slug for rule in old.topics],
        ["plants", "trees", "birds", "stones"],
    )
    changed = {
        change.topic: (
            [paper.abstract for paper in change.gained],
            [paper.abstract for paper in change.lost],
            change.in_old,
            change.in_new,
        )
        for change in difference.topics
    }
    assert changed == {
        "birds": (["Moss."], ["A bird."], True, True),
        "stones": (["A stone."], [], False, True),
        "rocks": ([], ["A stone."], True, False),
    }
    (moved,) = difference.moved
    assert (moved.paper.abstract, moved.lost, moved.gained) == ("A stone.", ("rocks",), ("stones",))
    assert (difference.unclassified_before, difference.unclassified_now) == (0, 1)


def test_hidden_paper_has_lost_its_topics(tmp_path: Path):
    """A paper that one of the settings hides has no topics there."""
    papers = _papers("A tree.", "A bird.")
    _rules(tmp_path, TREES + 'overrides: [{paper: "Paper 000", hide: true}]\n')
    hidden = reclassify(papers, load_config(tmp_path / "site.yaml"))
    now = _classified(papers, _rules(tmp_path, TREES))
    slugs = ["plants", "trees", "birds", "stones"]
    changes = {c.topic: len(c.gained) for c in compare(papers, hidden, now, slugs, slugs).topics}
    assert changes == {"plants": 1, "trees": 1}
