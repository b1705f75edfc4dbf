"""The topics and collections of many papers at once.

Enters: a rule book, then batches of papers. Leaves: for each paper the topics that its own text gives it, with the
words that did, as `Classifier` finds them for one paper; and its collections. `None` stands for a paper that has to be
judged by itself: sums whose last digits decide, and papers that only the nearest topic takes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from generator.models import Paper, Slug
from generator.rules.arrays import Flags, Numbers, starts_of_runs
from generator.rules.batch import BatchHits, BatchReader
from generator.rules.batch_scores import BatchScorer, Given
from generator.rules.conditions import RuleBook, text_fields
from generator.rules.matcher import TermMatcher
from generator.rules.scoring import HAIR, Scorer, different

# The topics of a paper's own, in the order of site.yaml, each with the words that gave it.
OwnWords = dict[Slug, tuple[str, ...]]
OwnTopics = tuple[OwnWords, Slug | None]

# Below such a threshold a paper without any term might do.
_LOWEST_THRESHOLD = 1e-6

# In place of the number of a rule.
_NONE, _UNSURE = -1, -2


class BatchTopics:
    """The rules of a digest, ready to be held against batches of papers."""

    def __init__(self, rules: RuleBook, matcher: TermMatcher, scorer: Scorer) -> None:
        self._slugs = [rule.slug for rule in rules.topics]
        self._collections = [rule.slug for rule in rules.collections]
        self._nearest = rules.nearest
        self._numbers = matcher.numbers
        self._scorer = scorer
        self._reader = BatchReader(matcher, text_fields(rules))
        self._topics_of = BatchScorer(rules.topics, matcher.numbers)
        self._collections_of = BatchScorer(rules.collections, matcher.numbers)

    @staticmethod
    def fits(rules: RuleBook) -> bool:
        """Say whether rules can be judged in batches."""
        every = (*rules.topics, *rules.collections)
        return bool(rules.terms) and all(rule.threshold >= _LOWEST_THRESHOLD for rule in every)

    def read(self, papers: Sequence[Paper]) -> BatchHits:
        """Find the terms of all rules in a batch of papers."""
        return self._reader.read(papers)

    def own(self, hits: BatchHits) -> list[OwnTopics | None]:
        """Give the topics of each paper of a batch, and the topic that is there as the nearest alone."""
        given = self._topics_of.given(hits)
        nearest = self._nearest_of(given)
        alone = given.unsure | (nearest == _UNSURE)
        holds = given.holds & ~alone
        some = np.flatnonzero((nearest >= 0) & ~alone)
        holds[nearest[some], some] = True
        words = self._words(hits, given, holds)
        own: list[OwnWords] = [{} for _ in hits.papers]
        for number, rule in _cells(holds):
            own[number][self._slugs[rule]] = words.get((number, rule), ())
        self._add_words(hits, given.worded & holds, own)
        near = [self._slugs[rule] if rule >= 0 else None for rule in nearest.tolist()]
        return [
            None if one else (topics, slug)
            for one, topics, slug in zip(alone.tolist(), own, near, strict=True)
        ]

    def collections(
        self, hits: BatchHits, topics: Sequence[frozenset[Slug]]
    ) -> list[tuple[Slug, ...] | None]:
        """Give the collections of each paper of a batch, by the topics that they were given."""
        if not self._collections:
            return [()] * len(hits.papers)
        given = self._collections_of.given(hits, topics)
        found: list[list[Slug]] = [[] for _ in hits.papers]
        for number, rule in _cells(given.holds):
            found[number].append(self._collections[rule])
        unsure = given.unsure.tolist()
        return [None if one else tuple(own) for own, one in zip(found, unsure, strict=True)]

    def _nearest_of(self, given: Given) -> Numbers:
        """Give the rule that comes nearest to each paper which no rule takes: `_NONE`, or `_UNSURE`."""
        nearest = np.full(given.holds.shape[1], _NONE)
        if self._nearest is None or not self._slugs:
            return nearest
        best = given.scores.max(axis=0)
        asked = np.flatnonzero((best >= self._nearest - 2 * HAIR) & ~given.holds.any(axis=0))
        scores, best = given.scores[:, asked], best[asked]
        # A `none` may speak against it, and between two that are as near the last digits may decide.
        sure = (scores >= best - HAIR).sum(axis=0) == 1
        sure &= best >= self._nearest
        places = scores.argmax(axis=0)
        nearest[asked] = np.where(sure & ~self._topics_of.guarded[places], places, _UNSURE)
        return nearest

    def _words(
        self, hits: BatchHits, given: Given, holds: Flags
    ) -> dict[tuple[int, int], tuple[str, ...]]:
        """Give by paper and rule the words for which rules hold, in the order of their numbers."""
        chosen = np.flatnonzero(holds[given.rule, given.paper])
        rule, paper, row = given.rule[chosen], given.paper[chosen], given.row[chosen]
        cell = paper * len(self._slugs) + rule
        order = np.lexsort((given.order[chosen], cell * self._numbers + hits.term[row]))
        cell = cell[order]
        firsts = starts_of_runs(cell)
        shown = list(hits.shown(row[order]))
        ends = np.append(firsts[1:], len(shown))[: len(firsts)].tolist()
        cells = zip(paper[order[firsts]].tolist(), rule[order[firsts]].tolist(), strict=True)
        return {
            cell: different(shown[first:end])
            for cell, first, end in zip(cells, firsts.tolist(), ends, strict=True)
        }

    def _add_words(self, hits: BatchHits, worded: Flags, own: list[OwnWords]) -> None:
        """Give topics the words of the topics that they include too."""
        evidence = None
        for number, rule in _cells(worded):
            if evidence is None or evidence.paper is not hits.papers[number]:
                evidence = hits.evidence(number)
            slug = self._slugs[rule]
            own[number][slug] = self._scorer.words(slug, evidence)


def _cells(table: Flags) -> Iterator[tuple[int, int]]:
    """Give the papers and rules of a table (rule, paper) that are true, paper by paper."""
    papers, rules = np.nonzero(table.T)
    return zip(papers.tolist(), rules.tolist(), strict=True)
