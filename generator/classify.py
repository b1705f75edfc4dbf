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

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from generator.config import OverrideSettings
from generator.models import ClassifiedPaper, Paper, PaperId, Slug, TopicMatch, quick_maker
from generator.overrides import OwnTopics, override_topics
from generator.rules import Evidence, EvidenceReader, RuleBook, Scorer, TermMatcher
from generator.rules.conditions import text_fields

if TYPE_CHECKING:
    from generator.rules.batch_topics import BatchTopics

_new_match = quick_maker(TopicMatch)
_new_classified = quick_maker(ClassifiedPaper)

_BATCH = 512  # papers
_MOST_KNOWN = 20_000  # sets of topics

Overrides = Sequence[OverrideSettings]


class Classifier:
    """The rules of a digest, ready to be held against papers."""

    def __init__(self, rules: RuleBook) -> None:
        self._rules = rules
        self._matcher = TermMatcher(rules.terms)
        self._reader = EvidenceReader(self._matcher, text_fields(rules))
        self.topics = Scorer(rules.topics)
        self._collections = Scorer(rules.collections) if rules.collections else None
        self._place = {rule.slug: place for place, rule in enumerate(rules.topics)}
        self._parents = {rule.slug: rule.parent for rule in rules.topics}
        self._forbidding = {rule.slug for rule in rules.topics if rule.forbidden}
        self._arranged: dict[tuple[Slug, ...], list[tuple[Slug, tuple[Slug, ...]]]] = {}

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

    def classified_all(
        self, papers: Sequence[Paper], overrides: Mapping[PaperId, Overrides] | None = None
    ) -> list[ClassifiedPaper]:
        """Give papers with their topics and collections: what `classified` gives for each, many times as fast.

        A batch is best of some hundred papers: what is held in memory meanwhile is ten times their text.
        """
        known = overrides or {}
        batches = self._batches
        if batches is None or not papers:
            return [self.classified(paper, known.get(paper.id, ())) for paper in papers]
        hits = batches.read(papers)
        matches = [
            None if own is None else self._with_nearest({**own[0]}, own[1], known.get(paper.id, ()))
            for paper, own in zip(papers, batches.own(hits), strict=True)
        ]
        topics = [frozenset([match.topic for match in some or ()]) for some in matches]
        collections = batches.collections(hits, topics)
        return [
            self.classified(paper, known.get(paper.id, ()))
            if own is None or collected is None
            else _new_classified(
                paper=paper,
                matches=own,
                collections=collected,
                pinned=any(override.pin for override in known.get(paper.id, ())),
            )
            for paper, own, collected in zip(papers, matches, collections, strict=True)
        ]

    @cached_property
    def _batches(self) -> BatchTopics | None:
        # numpy takes longer to import than one paper to explain.
        from generator.rules.batch_topics import BatchTopics

        fits = BatchTopics.fits(self._rules)
        return BatchTopics(self._rules, self._matcher, self.topics) if fits else None

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
            return self._with_nearest(dict([nearest]), nearest[0], overrides)
        return self._arranged_matches(own, overrides)

    def _with_nearest(
        self, own: OwnTopics, nearest: Slug | None, overrides: Overrides
    ) -> tuple[TopicMatch, ...]:
        """Give a paper's topics, of which one may be there as the nearest."""
        matches = self._arranged_matches(own, overrides)
        if nearest is None:
            return matches
        # An override may have set the topic itself, or left it as a parent alone.
        return tuple(
            replace(match, by="nearest") if match.topic == nearest and match.by == "rule" else match
            for match in matches
        )

    def _arranged_matches(self, own: OwnTopics, overrides: Overrides) -> tuple[TopicMatch, ...]:
        """Give a paper's own topics, as overrides change them, with those above in the order of site.yaml."""
        if overrides:
            own = override_topics(own, overrides, self._parents)
        if not own:
            return ()
        slugs = tuple(own)
        arranged = self._arranged.get(slugs)
        if arranged is None:
            if len(self._arranged) >= _MOST_KNOWN:
                self._arranged.clear()
            arranged = self._arranged[slugs] = self._arrange(slugs)
        return tuple([_match(slug, own, because) for slug, because in arranged])

    def _arrange(self, own: Sequence[Slug]) -> list[tuple[Slug, tuple[Slug, ...]]]:
        """Give topics and those above them in the order of site.yaml, each with the topics that it follows."""
        because = self._children_of_parents(own)
        slugs = sorted({*own, *because}, key=self._place.__getitem__)
        return [(slug, tuple(because.get(slug, ()))) for slug in slugs]

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


def _match(slug: Slug, own: OwnTopics, because_of: tuple[Slug, ...]) -> TopicMatch:
    if slug not in own:
        return _new_match(topic=slug, terms=(), because_of=because_of, by="child")
    words = own[slug]
    return _new_match(
        topic=slug,
        terms=words or (),
        because_of=because_of,
        by="rule" if words is not None else "override",
    )


def classify(
    papers: Iterable[Paper],
    rules: RuleBook,
    overrides: Mapping[PaperId, Sequence[OverrideSettings]] | None = None,
) -> Iterator[ClassifiedPaper]:
    """Give each paper its topics and collections."""
    classifier = Classifier(rules)
    waiting = iter(papers)
    while batch := list(itertools.islice(waiting, _BATCH)):
        yield from classifier.classified_all(batch, overrides)
