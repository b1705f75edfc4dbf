"""Scores of rules, for all topics at once.

Enters: evidence. Leaves: which rules give the paper to their topic, and the words that did it. The work
grows with the terms found in a paper, not with the topics: most rules are weighted sums of terms, so each
term that was found adds its points to the few topics that have it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from generator.models import Slug
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
    TextField,
)
from generator.rules.evidence import MOST_ABSTRACT_POINTS, TITLE_POINTS, Evidence
from generator.rules.matcher import TextHits

# Sums of decimal weights miss their mark by a hair: five times 0.2 is to be 1.
HAIR = 1e-9


@dataclass(frozen=True, slots=True)
class _Plan:
    """A rule taken apart: the parts of its sum that are no plain terms, each with its weight."""

    rule: Rule
    extras: tuple[tuple[Condition, float], ...]
    in_title: frozenset[int]
    in_abstract: frozenset[int]


class Scorer:
    """The rules of topics or collections, ready to score papers."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._by_slug = {rule.slug: rule for rule in rules}
        self._place = {rule.slug: place for place, rule in enumerate(rules)}
        self._title: dict[int, list[tuple[int, float]]] = {}
        self._abstract: dict[int, list[tuple[int, float]]] = {}
        self._always: list[int] = []
        self._plans = [self._plan(index, rule) for index, rule in enumerate(rules)]
        # What a sum of terms must reach for the rest to be looked at.
        self._enough = [0.0 if plan.extras else plan.rule.threshold - HAIR for plan in self._plans]

    def given(self, evidence: Evidence) -> dict[Slug, tuple[str, ...]]:
        """Give the rules that hold of a paper in their order, each with the words for which it does."""
        scores, enough, plans = self._sums(evidence), self._enough, self._plans
        near = [index for index, points in scores.items() if points >= enough[index]]
        near.sort()
        return {
            plans[index].rule.slug: self._words(plans[index], evidence)
            for index in near
            if self._holds(plans[index], scores[index], evidence)
        }

    def nearest(self, evidence: Evidence, share: float) -> list[tuple[Slug, tuple[str, ...]]]:
        """Give the rules that a paper reaches by a share of their threshold, the nearest first."""
        scores = self._sums(evidence)
        near: list[tuple[float, Slug, _Plan]] = []
        for index, points in scores.items():
            plan = self._plans[index]
            reached = self._whole(plan, points, evidence) / plan.rule.threshold
            if reached >= share - HAIR and not self.forbids(plan.rule.slug, evidence):
                near.append((-reached, plan.rule.slug, plan))
        near.sort(key=lambda found: found[:2])
        return [(slug, self._words(plan, evidence)) for _, slug, plan in near]

    def _sums(self, evidence: Evidence) -> dict[int, float]:
        """Add up the points of plain terms for each rule that has one of them or needs a look."""
        scores = dict.fromkeys(self._always, 0.0)
        rules_of = self._title
        for number in evidence.title.places:
            if number in rules_of:
                for index, points in rules_of[number]:
                    scores[index] = scores[index] + points if index in scores else points
        rules_of = self._abstract
        for number, places in evidence.abstract.places.items():
            if number in rules_of:
                times = len(places)
                if times > MOST_ABSTRACT_POINTS:
                    times = MOST_ABSTRACT_POINTS
                for index, points in rules_of[number]:
                    more = points * times
                    scores[index] = scores[index] + more if index in scores else more
        return scores

    def forbids(self, slug: Slug, evidence: Evidence) -> bool:
        """Say whether a rule's `none` speaks against a paper."""
        return any(self.score(part, evidence) > 0 for part in self._by_slug[slug].forbidden)

    def score(self, condition: Condition, evidence: Evidence) -> float:
        """Give a condition's score, 0 when it does not hold."""
        match condition:
            case OneTerm():
                return evidence.points(condition)
            case FieldTest() | DateTest():
                return 1.0 if evidence.holds(condition) else 0.0
            case Included(topic=topic, points=points):
                return points if self.rule_holds(self._by_slug[topic], evidence) else 0.0
            case AnyOf(parts=parts, weight=weight):
                return sum(self.score(part, evidence) for part in parts) * weight
            case AllOf(parts=parts, weight=weight):
                return self._lowest(parts, evidence) * weight
            case NoneOf(parts=parts):
                holds = any(self.score(part, evidence) > 0 for part in parts)
                return 0.0 if holds else float("inf")

    def _lowest(self, parts: Sequence[Condition], evidence: Evidence) -> float:
        """Give the lowest score of parts, 0 from the first that does not hold."""
        lowest = float("inf")
        for part in parts:
            score = self.score(part, evidence)
            if score <= 0:
                return 0.0
            lowest = min(lowest, score)
        return lowest

    def rule_holds(self, rule: Rule, evidence: Evidence) -> bool:
        """Say whether a rule gives a paper to its topic, worked out from its condition alone."""
        return (
            rule.condition is not None
            and self.score(rule.condition, evidence) >= rule.threshold - HAIR
            and not self.forbids(rule.slug, evidence)
        )

    def _holds(self, plan: _Plan, score: float, evidence: Evidence) -> bool:
        """Say whether a rule holds whose sum of plain terms is enough."""
        rule = plan.rule
        if plan.extras and self._whole(plan, score, evidence) < rule.threshold - HAIR:
            return False
        return not (rule.forbidden and self.forbids(rule.slug, evidence))

    def _whole(self, plan: _Plan, score: float, evidence: Evidence) -> float:
        """Add to a sum of terms what the rest of the rule scores."""
        for part, weight in plan.extras:
            score += self.score(part, evidence) * weight
        return score

    def words(self, slug: Slug, evidence: Evidence) -> tuple[str, ...]:
        """Give the words for which a rule holds that does."""
        return self._words(self._plans[self._place[slug]], evidence)

    def _words(self, plan: _Plan, evidence: Evidence) -> tuple[str, ...]:
        """Give the words for which a rule holds, each once, in the order in which rules name them."""
        title, abstract = evidence.title, evidence.abstract
        found = [(number, title) for number in plan.in_title.intersection(title.places)]
        found += [(number, abstract) for number in plan.in_abstract.intersection(abstract.places)]
        for part, _ in plan.extras:
            for term, field in self.found(part, evidence):
                if (hits := evidence.hits(field)) is not None:
                    found.append((term.number, hits))
        found.sort(key=_number)
        return different([hits.words(number) for number, hits in found])

    def _plan(self, index: int, rule: Rule) -> _Plan:
        """Take a rule apart and enter its terms in the tables."""
        extras: list[tuple[Condition, float]] = []
        in_title: set[int] = set()
        in_abstract: set[int] = set()
        for part, weight in summands(rule.condition, 1.0):
            if isinstance(part, OneTerm) and part.field in {None, "title", "abstract"}:
                if part.field != "abstract":
                    in_title.add(part.number)
                    points = TITLE_POINTS * weight
                    self._title.setdefault(part.number, []).append((index, points))
                if part.field != "title":
                    in_abstract.add(part.number)
                    self._abstract.setdefault(part.number, []).append((index, weight))
            else:
                extras.append((part, weight))
        self._enter_triggers(index, in_title, in_abstract, extras)
        return _Plan(rule, tuple(extras), frozenset(in_title), frozenset(in_abstract))

    def _enter_triggers(
        self,
        index: int,
        in_title: set[int],
        in_abstract: set[int],
        extras: Sequence[tuple[Condition, float]],
    ) -> None:
        """See to it that a rule is looked at when a term is found without which it cannot hold."""
        if not extras:
            return
        needed = [needed_terms(part, self._by_slug) for part, _ in extras]
        if any(some is None for some in needed):
            self._always.append(index)
            return
        triggers = set().union(*(some for some in needed if some))
        for number in sorted(triggers - in_title):
            self._title.setdefault(number, []).append((index, 0.0))
        for number in sorted(triggers - in_abstract):
            self._abstract.setdefault(number, []).append((index, 0.0))

    def found(
        self, condition: Condition, evidence: Evidence
    ) -> Iterator[tuple[OneTerm, TextField]]:
        """Give the terms of the parts of a condition that hold, with the fields in which they stand."""
        match condition:
            case OneTerm(field=field, number=number):
                for place in ("title", "abstract") if field is None else (field,):
                    hits = evidence.hits(place)
                    if hits is not None and number in hits.places:
                        yield condition, place
            case AnyOf(parts=parts):
                for part in parts:
                    yield from self.found(part, evidence)
            case AllOf(parts=parts):
                if self.score(condition, evidence) > 0:
                    for part in parts:
                        yield from self.found(part, evidence)
            case Included(topic=topic):
                rule = self._by_slug[topic]
                if rule.condition is not None and self.rule_holds(rule, evidence):
                    yield from self.found(rule.condition, evidence)
            case FieldTest() | DateTest() | NoneOf():
                return


def different(words: Sequence[str]) -> tuple[str, ...]:
    """Give words once whatever their case, as they stand first.

    >>> different(["Tree", "moss", "tree"])
    ('moss', 'Tree')
    """
    if len(words) == 1:
        return (words[0],)
    return tuple({word.casefold(): word for word in reversed(words)}.values())[::-1]


def _number(found: tuple[int, TextHits]) -> int:
    return found[0]


def summands(condition: Condition | None, weight: float) -> Iterator[tuple[Condition, float]]:
    """Take a sum of sums apart: its parts that are none, each with its weight."""
    if isinstance(condition, AnyOf):
        for part in condition.parts:
            yield from summands(part, weight * condition.weight)
    elif condition is not None:
        yield condition, weight


def needed_terms(condition: Condition, rules: Mapping[Slug, Rule]) -> frozenset[int] | None:
    """Give terms of which one at least must stand in title or abstract; `None` when none need."""
    match condition:
        case OneTerm(number=number, field=field):
            return frozenset([number]) if field in {None, "title", "abstract"} else None
        case AnyOf(parts=parts):
            needs = [needed_terms(part, rules) for part in parts]
            known = [terms for terms in needs if terms is not None]
            return frozenset().union(*known) if len(known) == len(needs) else None
        case AllOf(parts=parts):
            some = [t for part in parts if (t := needed_terms(part, rules)) is not None]
            return min(some, key=len) if some else None
        case Included(topic=topic):
            inner = rules[topic].condition
            return needed_terms(inner, rules) if inner is not None else frozenset()
        case FieldTest() | DateTest() | NoneOf():
            return None
