"""Papers and rules to topics and collections, with the reason for each topic.

Enters: papers, a `RuleBook` and the overrides of papers. Leaves: `ClassifiedPaper`s in the same order. A
paper's topics depend on the paper, its overrides and the rules alone. A parent follows its child; what a
topic's `none` forbids is forbidden to the topics under it too, so that both hold: `none` wins, and no child
is without its parent. Overrides win over both, and change topics with those above or under them.
Collections are given last, for their rules may ask for topics.

Scores: a term scores 3 when it stands in the title, and 1 for each place in the abstract up to 3;
groups add their terms up and multiply by their weight; a topic is given from its threshold (1).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from generator.config import OverrideSettings
from generator.models import ClassifiedPaper, Paper, PaperId, Slug, TopicMatch, quick_maker
from generator.overrides import OwnTopics, override_topics
from generator.rules import Evidence, EvidenceReader, RuleBook, Scorer, TermMatcher
from generator.rules.conditions import text_fields

_new_match = quick_maker(TopicMatch)


class Classifier:
    """The rules of a digest, ready to be held against papers."""

    def __init__(self, rules: RuleBook) -> None:
        self._rules = rules
        self._reader = EvidenceReader(TermMatcher(rules.terms), text_fields(rules))
        self.topics = Scorer(rules.topics)
        self._collections = Scorer(rules.collections) if rules.collections else None
        self._place = {rule.slug: place for place, rule in enumerate(rules.topics)}
        self._parents = {rule.slug: rule.parent for rule in rules.topics}
        self._forbidding = {rule.slug for rule in rules.topics if rule.forbidden}

    def read(self, paper: Paper) -> Evidence:
        """Find the terms of all rules in a paper."""
        return self._reader.read(paper)

    def classified(
        self, paper: Paper, overrides: Sequence[OverrideSettings] = ()
    ) -> ClassifiedPaper:
        """Give a paper with its topics and its collections."""
        evidence = self.read(paper)
        matches = self._matches(evidence, overrides)
        collections: tuple[Slug, ...] = ()
        if self._collections is not None:
            topics = frozenset([match.topic for match in matches])
            collections = tuple(self._collections.given(replace(evidence, topics=topics)))
        return ClassifiedPaper(
            paper=paper,
            matches=matches,
            collections=collections,
            pinned=any(override.pin for override in overrides),
        )

    def topics_of(
        self, paper: Paper, overrides: Sequence[OverrideSettings] = ()
    ) -> tuple[TopicMatch, ...]:
        """Give a paper's topics in the order of site.yaml, parents included."""
        return self._matches(self.read(paper), overrides)

    def _matches(
        self, evidence: Evidence, overrides: Sequence[OverrideSettings]
    ) -> tuple[TopicMatch, ...]:
        own: OwnTopics = {
            slug: words
            for slug, words in self.topics.given(evidence).items()
            if not self.forbidden_above(slug, evidence)
        }
        nearest = None if own else self._nearest(evidence)
        if nearest is not None:
            own = dict([nearest])
        if overrides:
            own = override_topics(own, overrides, self._parents)
        if not own:
            return ()
        because = self._children_of_parents(own)
        slugs = sorted({*own, *because}, key=self._place.__getitem__)
        matches = [_match(slug, own, because.get(slug, ())) for slug in slugs]
        if nearest is not None:
            # An override may have set the topic itself, or left it as a parent alone.
            matches = [
                replace(match, by="nearest")
                if match.topic == nearest[0] and match.by == "rule"
                else match
                for match in matches
            ]
        return tuple(matches)

    def _nearest(self, evidence: Evidence) -> tuple[Slug, tuple[str, ...]] | None:
        """Give the topic that a paper without one comes nearest to, where the owner wants that."""
        if self._rules.nearest is None:
            return None
        near = self.topics.nearest(evidence, self._rules.nearest)
        return next((one for one in near if not self.forbidden_above(one[0], evidence)), None)

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


def _match(slug: Slug, own: OwnTopics, because_of: Sequence[Slug]) -> TopicMatch:
    if slug not in own:
        return _new_match(topic=slug, terms=(), because_of=tuple(because_of), by="child")
    words = own[slug]
    return _new_match(
        topic=slug,
        terms=words or (),
        because_of=tuple(because_of),
        by="rule" if words is not None else "override",
    )


def classify(
    papers: Iterable[Paper],
    rules: RuleBook,
    overrides: Mapping[PaperId, Sequence[OverrideSettings]] | None = None,
) -> Iterator[ClassifiedPaper]:
    """Give each paper its topics and collections."""
    classifier = Classifier(rules)
    known = overrides or {}
    for paper in papers:
        yield classifier.classified(paper, known.get(paper.id, ()))
