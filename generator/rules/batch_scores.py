"""Scores of rules for many papers at once.

Enters: the terms found in a batch of papers. Leaves: which rules give which papers to their topics, and the words that
did it; `generator.rules.scoring` says the same of one paper. The sums of terms of all rules are one table, a column for
each rule and for each sum within a rule; what is no sum is worked out from the columns, for all papers together.

Sums are added up in another order than for one paper, so that they may differ in the last digit. A paper for which
that may matter is `unsure`.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from generator.models import Paper, Slug
from generator.rules.arrays import Flags, Numbers, Points
from generator.rules.batch import BatchHits
from generator.rules.conditions import (
    AllOf,
    AnyOf,
    Condition,
    DateTest,
    FieldTest,
    Included,
    NoneOf,
    OneTerm,
    Rule,
)
from generator.rules.evidence import test_holds
from generator.rules.scoring import HAIR, summands
from generator.rules.sums import Sums

# Of a threshold. The sums of thousands of terms in two orders are nearer to each other than that.
_LAST_DIGITS = 1e-11


@dataclass(slots=True, kw_only=True, eq=False)
class _Batch:
    """A batch on its way: the sums (column, paper), the topics that papers have, and what is known so far.

    `scores` are those of included rules, `held` says where the conditions hold that show words only then.
    """

    papers: Sequence[Paper]
    topics: Sequence[frozenset[Slug]]
    sums: Points
    unsure: Flags
    scores: dict[int, Points] = field(default_factory=dict)
    held: dict[int, Flags] = field(default_factory=dict)


# Gives the points of a condition for each paper of a batch, 0 for those that are not asked for.
_Score = Callable[[_Batch, Flags], Points]
# The numbers of the conditions that a sum stands in.
_Within = tuple[int, ...]
_TESTS = (FieldTest, DateTest)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Given:
    """Which rules hold of which papers (rule, paper), their scores before any `none` as shares of their thresholds.

    The papers that are `unsure` have to be judged one by one. The other columns are the terms for which rules may
    hold, those of conditions that do not hold left out: the rule, the paper, the row of `BatchHits`, and the place in the
    rule among its equal terms. For the rules and papers in `worded` terms of another rule are to be added.
    """

    holds: Flags
    scores: Points
    worded: Flags
    unsure: Flags
    rule: Numbers
    paper: Numbers
    row: Numbers
    order: Numbers


class BatchScorer:
    """The rules of topics or collections, ready to score batches; `numbers` is how many terms there are."""

    def __init__(self, rules: Sequence[Rule], numbers: int) -> None:
        self._rules = tuple(rules)
        self._place = {rule.slug: place for place, rule in enumerate(rules)}
        self._sums = Sums(len(rules), numbers)
        self._conditions = itertools.count()
        # For each sum within a rule the rule whose words its terms are, and the conditions that must hold for that.
        self._shown: dict[int, tuple[int, _Within]] = {}
        self._extras = [self._rule(place, rule) for place, rule in enumerate(rules)]
        self._forbidden = {
            place: [self._score(part, None) for part in rule.forbidden]
            for place, rule in enumerate(rules)
            if rule.forbidden
        }
        self._under = self._families()
        # The rules against which a `none` may speak, their own or one above them.
        self.guarded = np.zeros(len(rules), dtype=bool)
        for family in self._under.values():
            self.guarded[family] = True
        self._thresholds = np.array([rule.threshold for rule in rules], dtype=float)[:, None]

    def given(self, hits: BatchHits, topics: Sequence[frozenset[Slug]] = ()) -> Given:
        """Judge all rules of all papers, of which rules may ask for the topics that they were given."""
        papers = hits.papers
        added, sums = self._sums.of(hits)
        batch = _Batch(papers=papers, topics=topics, sums=sums, unsure=hits.odd.copy())
        scores = sums[: len(self._rules)].copy()
        worded = np.zeros(scores.shape, dtype=bool)
        for place, extras in enumerate(self._extras):
            if extras:
                scores[place] = self._whole(batch, place, worded[place])
        holds = self._reach(batch, scores, self._thresholds)
        for place in self._forbidden:
            family = self._under[place]
            asked = np.logical_or.reduce(holds[family])
            holds[family] &= ~self._forbids(batch, place, asked)
        rule, shown = self._shows(batch)
        kept = np.flatnonzero(shown[added.column, added.paper] & (added.order >= 0))
        return Given(
            holds=holds,
            scores=scores / self._thresholds,
            worded=worded,
            unsure=batch.unsure,
            rule=rule[added.column[kept]],
            paper=added.paper[kept],
            row=added.row[kept],
            order=added.order[kept],
        )

    def _shows(self, batch: _Batch) -> tuple[Numbers, Flags]:
        """Give for each sum the rule whose words its terms are, and for which papers (sum, paper) they are."""
        rule = np.arange(len(batch.sums))
        shown = np.zeros(batch.sums.shape, dtype=bool)
        shown[: len(self._rules)] = True
        for column, (place, within) in self._shown.items():
            rule[column] = place
            shown[column] = True
            for condition in within:
                shown[column] &= batch.held[condition]
        return rule, shown

    def _rule(self, place: int, rule: Rule) -> list[tuple[_Score, float, bool]]:
        """Enter the sum of a rule; gives its other parts, their weights, and whether they are other rules."""
        extras: list[tuple[_Score, float, bool]] = []
        for part, weight in summands(rule.condition, 1.0):
            if isinstance(part, OneTerm) and part.field in {None, "title", "abstract"}:
                self._sums.enter(place, part, weight, 0)
            else:
                score = self._score(part, (place, ()))
                extras.append((score, weight, isinstance(part, Included)))
        return extras

    def _whole(self, batch: _Batch, place: int, worded: Flags | None = None) -> Points:
        """Give the score of a rule before its `none`, and note for which papers another rule speaks."""
        whole: Points = batch.sums[place].copy()
        everyone = np.ones(len(whole), dtype=bool)
        for score, weight, included in self._extras[place]:
            points = score(batch, everyone)
            whole += points * weight
            if included and worded is not None:
                worded |= points > 0
        return whole

    def _reach(self, batch: _Batch, scores: Points, threshold: Points | float) -> Flags:
        """Say which scores are enough, and note the papers for which the last digits decide."""
        over = scores - (threshold - HAIR)
        close = np.abs(over) <= threshold * _LAST_DIGITS
        batch.unsure |= close if close.ndim == 1 else close.any(axis=0)
        enough: Flags = over >= 0
        return enough

    def _forbids(self, batch: _Batch, place: int, asked: Flags) -> Flags:
        forbidden = np.zeros(len(asked), dtype=bool)
        for score in self._forbidden.get(place, ()):
            forbidden |= score(batch, asked & ~forbidden) > 0
        return forbidden

    def _families(self) -> dict[int, list[int]]:
        """Give for each rule with a `none` the rules that it speaks for: itself and those under it."""
        families: dict[int, list[int]] = {place: [] for place in self._forbidden}
        for place in range(len(self._rules)):
            above: int | None = place
            while above is not None:
                if above in families:
                    families[above].append(place)
                parent = self._rules[above].parent
                above = None if parent is None else self._place[parent]
        return families

    def _score(self, condition: Condition, shown: tuple[int, _Within] | None) -> _Score:
        """Compile a condition; `shown` is the rule whose words its terms are, and what must hold for that."""
        match condition:
            case OneTerm() | AnyOf():
                return self._any_of(condition, shown)
            case FieldTest() | DateTest():
                return lambda batch, asked: _tested(condition, batch, asked)
            case Included(topic=topic, points=points):
                return lambda batch, asked: self._held(batch, self._place[topic], asked) * points
            case AllOf():
                return self._all_of(condition, shown)
            case NoneOf(parts=parts):
                scores = [self._score(part, None) for part in parts]
                return lambda batch, asked: _absent(scores, batch, asked)

    def _any_of(self, condition: OneTerm | AnyOf, shown: tuple[int, _Within] | None) -> _Score:
        """Compile a sum: one column for its terms, and what is none."""
        scores: list[tuple[_Score, float]] = []
        column = self._sums.new_column()
        if shown is not None:
            self._shown[column] = shown
        for part, weight in summands(condition, 1.0):
            if isinstance(part, OneTerm):
                self._sums.enter(column, part, weight, column)
            else:
                scores.append((self._score(part, shown), weight))

        def score(batch: _Batch, asked: Flags) -> Points:
            total: Points = batch.sums[column]
            for part, weight in scores:
                total = total + part(batch, asked) * weight
            return total

        return score

    def _all_of(self, condition: AllOf, shown: tuple[int, _Within] | None) -> _Score:
        number = next(self._conditions)
        if shown is not None:
            shown = (shown[0], (*shown[1], number))
        scores = [self._score(part, shown) for part in condition.parts]
        # Tests come last, for they are made paper by paper.
        parts = zip(condition.parts, scores, strict=True)
        scores = [s for _, s in sorted(parts, key=lambda part: isinstance(part[0], _TESTS))]

        def score(batch: _Batch, asked: Flags) -> Points:
            lowest = _lowest(scores, batch, asked)
            batch.held[number] = lowest > 0
            return lowest * condition.weight

        return score

    def _held(self, batch: _Batch, place: int, asked: Flags) -> Flags:
        """Say of which papers a rule holds by its condition and its own `none`."""
        if place not in batch.scores:
            batch.scores[place] = self._whole(batch, place)
        holds = self._reach(batch, batch.scores[place], self._rules[place].threshold) & asked
        return holds & ~self._forbids(batch, place, holds)


def _tested(test: FieldTest | DateTest, batch: _Batch, asked: Flags) -> Points:
    points = np.zeros(len(asked))
    for number in np.flatnonzero(asked).tolist():
        topics = batch.topics[number] if batch.topics else ()
        points[number] = test_holds(test, batch.papers[number], topics)
    return points


def _lowest(scores: Iterable[_Score], batch: _Batch, asked: Flags) -> Points:
    """Give the lowest score of parts, 0 where one does not hold."""
    lowest = np.full(len(asked), np.inf)
    for score in scores:
        lowest = np.minimum(lowest, score(batch, asked))
        asked = asked & (lowest > 0)
    return np.where(asked, lowest, 0.0)


def _absent(scores: Iterable[_Score], batch: _Batch, asked: Flags) -> Points:
    for score in scores:
        asked = asked & ~(score(batch, asked) > 0)
    return np.where(asked, np.inf, 0.0)
