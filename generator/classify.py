"""Papers and rules to topics, with the reason for each.

Enters: papers and a `RuleBook`. Leaves: `ClassifiedPaper`s in the same order. A paper's topics
depend on the paper and the rules alone. A parent follows its child; what a topic's `none` forbids is
forbidden to the topics under it too, so that both hold: `none` wins, and no child is without its parent.

Scores: a term scores 3 when it stands in the title, and 1 for each place in the abstract up to 3;
groups add their terms up and multiply by their weight; a topic is given from its threshold (1).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from generator.models import ClassifiedPaper, Paper, Slug, TopicMatch
from generator.rules import Evidence, EvidenceReader, RuleBook, Scorer, TermMatcher
from generator.rules.conditions import text_fields


class Classifier:
    """The rules of a digest, ready to be held against papers."""

    def __init__(self, rules: RuleBook) -> None:
        self._rules = rules
        self._reader = EvidenceReader(TermMatcher(rules.terms), text_fields(rules))
        self.topics = Scorer(rules.topics)
        self._place = {rule.slug: place for place, rule in enumerate(rules.topics)}
        self._parents = {rule.slug: rule.parent for rule in rules.topics}
        self._forbidding = {rule.slug for rule in rules.topics if rule.forbidden}

    def read(self, paper: Paper) -> Evidence:
        """Find the terms of all rules in a paper."""
        return self._reader.read(paper)

    def topics_of(self, paper: Paper) -> tuple[TopicMatch, ...]:
        """Give a paper's topics in the order of site.yaml, parents included."""
        evidence = self.read(paper)
        own = {
            slug: words
            for slug, words in self.topics.given(evidence).items()
            if not self.forbidden_above(slug, evidence)
        }
        because = self._children_of_parents(own)
        slugs = sorted({*own, *because}, key=self._place.__getitem__)
        return tuple(
            [
                TopicMatch(
                    topic=slug,
                    terms=own.get(slug, ()),
                    because_of=tuple(because.get(slug, ())),
                )
                for slug in slugs
            ]
        )

    def forbidden_above(self, slug: Slug, evidence: Evidence) -> Slug | None:
        """Give the nearest topic above one whose `none` speaks against the paper."""
        above = self._parents[slug]
        while above is not None:
            if above in self._forbidding and self.topics.forbids(above, evidence):
                return above
            above = self._parents[above]
        return None

    def _children_of_parents(self, own: Iterable[Slug]) -> dict[Slug, list[Slug]]:
        because: dict[Slug, list[Slug]] = {}
        for slug in own:
            child, parent = slug, self._parents[slug]
            while parent is not None:
                children = because.setdefault(parent, [])
                if child in children:
                    break
                children.append(child)
                child, parent = parent, self._parents[parent]
        return because


def classify(papers: Iterable[Paper], rules: RuleBook) -> Iterator[ClassifiedPaper]:
    """Give each paper its topics."""
    classifier = Classifier(rules)
    for paper in papers:
        yield ClassifiedPaper(paper=paper, matches=classifier.topics_of(paper))
