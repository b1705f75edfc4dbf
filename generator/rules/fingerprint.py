"""Compiled rules as plain values, so that the rules of another build can be compared with them.

Enters: a `RuleBook`. Leaves: values that JSON can hold, the same for the same rules whatever their lines in site.yaml.
A rule is the parts that are added up, those of its `none`, and a frame of all else. A part that needs a term is
written with the terms of which one at least must stand in title or abstract: without them it counts for nothing, so
that a change of it is no change for a paper that has none of them.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TypedDict

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
    RuleBook,
)
from generator.rules.scoring import needed_terms, summands
from generator.rules.terms import NearTerm, RegexTerm, Term, WordsTerm

# To be raised when the same rules begin to find, score or show something else.
_FORM = 1

Json = str | int | float | bool | None | list["Json"] | dict[str, "Json"]


class Part(TypedDict):
    """A part of a rule: what it asks, as text; what that counts; and the terms of which it needs one.

    A term by itself is in `needs` alone; `asks` then holds its field.
    """

    asks: str
    counts: str
    needs: list[int]


class RuleValues(TypedDict):
    """A rule: `frame` holds all that is neither one of `parts` nor the slug."""

    slug: str
    frame: Json
    parts: list[Part]


class Fingerprint(TypedDict):
    """All rules of a digest; `terms` are in the order in which a paper's words are shown.

    Parts name them by their places.
    """

    form: Json
    terms: list[str]
    topics: list[RuleValues]
    collections: list[RuleValues]


def rules_fingerprint(rules: RuleBook) -> Fingerprint:
    """Give the rules of a digest as plain values; two are equal if they classify every paper alike."""
    writer = _Writer(rules)
    return Fingerprint(
        form=[_FORM, rules.nearest],
        terms=writer.terms,
        topics=[writer.rule(rule) for rule in rules.topics],
        collections=[writer.rule(rule) for rule in rules.collections],
    )


def term_of(text: str) -> Term:
    """Read a term as a fingerprint holds it."""
    kind, *values = json.loads(text)
    match kind, values:
        case "regex", [str(pattern)]:
            return RegexTerm(pattern=pattern)
        case "near", [left, right, int(apart)]:
            return NearTerm(left=_words(left), right=_words(right), apart=apart)
        case _:
            return _words(values)


class _Writer:
    def __init__(self, rules: RuleBook) -> None:
        self.terms = [_text(term) for term in rules.terms]
        self._rules = {rule.slug: rule for rule in rules.topics}

    def rule(self, rule: Rule) -> RuleValues:
        parts: list[Part] = []
        frame: list[Json] = [rule.parent, rule.threshold, rule.condition is None]
        forbidden = [(part, "none") for part in rule.forbidden]
        asked = [(part, repr(weight)) for part, weight in summands(rule.condition, 1.0)]
        for part, counts in (*asked, *forbidden):
            needs = needed_terms(part, self._rules)
            if needs is None:
                frame.append([counts, self._condition(part)])
            else:
                asks = part.field or "" if isinstance(part, OneTerm) else self._asked(part)
                parts.append(Part(asks=asks, counts=counts, needs=sorted(needs)))
        return RuleValues(slug=rule.slug, frame=frame, parts=parts)

    def _asked(self, condition: Condition) -> str:
        return json.dumps(self._condition(condition), ensure_ascii=False)

    def _condition(self, condition: Condition) -> Json:
        match condition:
            case OneTerm(number=number, field=field):
                return [field, self.terms[number]]
            case FieldTest(field=field, patterns=patterns):
                return [field, *patterns]
            case DateTest(first=first, last=last):
                return ["date", first.isoformat(), last.isoformat()]
            case Included(topic=topic, points=points):
                return ["includes", topic, points]
            case AnyOf(parts=parts, weight=weight):
                return ["any", weight, *map(self._condition, parts)]
            case AllOf(parts=parts, weight=weight):
                return ["all", weight, *map(self._condition, parts)]
            case NoneOf(parts=parts):
                return ["none", *map(self._condition, parts)]


def _text(term: Term) -> str:
    match term:
        case WordsTerm():
            values: list[object] = ["words", *_values(term)]
        case NearTerm(left=left, right=right, apart=apart):
            values = ["near", _values(left), _values(right), apart]
        case RegexTerm(pattern=pattern):
            values = ["regex", pattern]
    return json.dumps(values, ensure_ascii=False)


def _values(term: WordsTerm) -> list[object]:
    return [term.key, term.first, term.prefix, [list(piece) for piece in term.cased]]


def _words(values: Sequence[object]) -> WordsTerm:
    key, first, prefix, cased = values
    return WordsTerm(
        key=str(key),
        first=str(first),
        prefix=bool(prefix),
        cased=tuple((int(start), str(piece)) for start, piece in cased),  # type: ignore[attr-defined]
    )
