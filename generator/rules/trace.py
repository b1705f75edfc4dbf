"""A rule held against a paper, part by part: which of them hold, and with which score.

Enters: rules and evidence. Leaves: a `RuleTrace`, a tree of the same shape as the rule's condition. It is
for explaining one paper; `generator.rules.scoring` says the same of many papers much faster.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
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
)
from generator.rules.evidence import Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """A condition with its score for a paper, 0 when it does not hold, and the traces of its parts.

    `possible` is what it would score if no `none` within it spoke against the paper. Both are infinite
    where a condition asks only that words are absent.
    """

    condition: Condition
    score: float
    possible: float
    parts: tuple[Trace, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleTrace:
    """A rule with the trace of what it asks; `forbidding` are the parts of its `none` that hold."""

    rule: Rule
    asked: Trace | None
    forbidding: tuple[Trace, ...]

    @property
    def score(self) -> float:
        """Give the score of what the rule asks, whatever its `none` says."""
        return self.asked.score if self.asked else 0.0

    @property
    def holds(self) -> bool:
        """Say whether the rule gives the paper to its topic."""
        return reaches(self.score, self.rule.threshold) and not self.forbidding

    @property
    def possible(self) -> bool:
        """Say whether the rule would give the paper to its topic if it had no `none` anywhere."""
        return self.asked is not None and reaches(self.asked.possible, self.rule.threshold)


def reaches(score: float, threshold: float) -> bool:
    """Say whether a score is enough; sums of decimal weights may miss their mark by a hair.

    >>> reaches(0.2 + 0.1, 0.3), reaches(0.1 * 3, 0.3), reaches(0.29, 0.3)
    (True, True, False)
    """
    return score >= threshold or math.isclose(score, threshold, rel_tol=0, abs_tol=1e-9)


def trace_rule(rule: Rule, evidence: Evidence, rules: Mapping[Slug, Rule]) -> RuleTrace:
    """Hold a rule against a paper; `rules` are those that it may include."""
    against = (trace(part, evidence, rules) for part in rule.forbidden)
    return RuleTrace(
        rule=rule,
        asked=trace(rule.condition, evidence, rules) if rule.condition else None,
        forbidding=tuple(part for part in against if part.score > 0),
    )


def trace(condition: Condition, evidence: Evidence, rules: Mapping[Slug, Rule]) -> Trace:
    """Hold a condition against a paper."""
    match condition:
        case OneTerm():
            score = evidence.points(condition)
            return Trace(condition=condition, score=score, possible=score)
        case FieldTest() | DateTest():
            score = 1.0 if evidence.holds(condition) else 0.0
            return Trace(condition=condition, score=score, possible=score)
        case Included():
            return _included(condition, evidence, rules)
        case AnyOf(parts=inner, weight=weight):
            parts = tuple(trace(part, evidence, rules) for part in inner)
            score = sum(part.score for part in parts) * weight
            possible = sum(part.possible for part in parts) * weight
        case AllOf(parts=inner, weight=weight):
            parts = tuple(trace(part, evidence, rules) for part in inner)
            score = min(part.score for part in parts) * weight
            possible = min(part.possible for part in parts) * weight
        case NoneOf(parts=inner):
            parts = tuple(trace(part, evidence, rules) for part in inner)
            score = 0.0 if any(part.score > 0 for part in parts) else math.inf
            possible = math.inf
    return Trace(condition=condition, score=score, possible=possible, parts=parts)


def _included(condition: Included, evidence: Evidence, rules: Mapping[Slug, Rule]) -> Trace:
    """Trace the rule of another topic: its condition, then its `none` if it has one."""
    rule = rules[condition.topic]
    inner = trace_rule(rule, evidence, rules)
    parts: tuple[Trace, ...] = (inner.asked,) if inner.asked else ()
    if rule.forbidden:
        parts += (trace(NoneOf(parts=rule.forbidden), evidence, rules),)
    return Trace(
        condition=condition,
        score=condition.points if inner.holds else 0.0,
        possible=condition.points if inner.possible else 0.0,
        parts=parts,
    )
