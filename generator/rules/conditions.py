"""Compiled conditions: what a rule asks of a paper.

A condition's score is 0 when it does not hold. A term scores 3 in a title and 1 for each place in an
abstract up to 3, and 1 in other fields; a test scores 1.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Literal

from generator.errors import Location
from generator.models import Slug
from generator.rules.terms import Term

TextField = Literal["title", "abstract", "authors", "venue"]
TestField = Literal["ids", "categories", "source", "links.kind", "topics"]


@dataclass(frozen=True, slots=True, kw_only=True)
class OneTerm:
    """A term by its number in the rule book; without a field it is looked for in title and abstract."""

    number: int
    text: str
    field: TextField | None
    location: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldTest:
    """Holds when one of a field's values is like one of the patterns, in which `*` is any text."""

    field: TestField
    patterns: tuple[str, ...]
    location: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class DateTest:
    """Holds when the paper appeared on a day of the range, both ends included."""

    first: dt.date
    last: dt.date
    location: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class Included:
    """Holds when the rule of another topic does, and then scores `points`."""

    topic: Slug
    points: float
    location: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class AnyOf:
    """Holds when some part does; its score is the sum of theirs times `weight`."""

    parts: tuple[Condition, ...]
    weight: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class AllOf:
    """Holds when every part does; its score is the lowest of theirs times `weight`."""

    parts: tuple[Condition, ...]
    weight: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class NoneOf:
    """Holds when no part does."""

    parts: tuple[Condition, ...]


Condition = OneTerm | FieldTest | DateTest | Included | AnyOf | AllOf | NoneOf


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What a topic or a collection asks of a paper.

    The paper belongs to it when `condition` scores at least `threshold` and none of `forbidden` holds;
    a topic without a condition has the papers of its children alone.
    """

    slug: Slug
    parent: Slug | None
    condition: Condition | None
    forbidden: tuple[Condition, ...]
    threshold: float
    location: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleBook:
    """Every rule of a digest: topics and collections in the order of site.yaml, and all their terms.

    A paper that no topic takes goes to the nearest, if it reaches the share `nearest` of the threshold.
    """

    topics: tuple[Rule, ...]
    collections: tuple[Rule, ...] = ()
    terms: tuple[Term, ...] = field(default=())
    nearest: float | None = None


def text_fields(rules: RuleBook) -> frozenset[TextField]:
    """Give the texts in which the rules look for terms."""
    found: set[TextField] = set()
    waiting: list[Condition] = []
    for rule in (*rules.topics, *rules.collections):
        waiting += (*rule.forbidden, *([rule.condition] if rule.condition else []))
    while waiting:
        match waiting.pop():
            case OneTerm(field=field):
                found.update(("title", "abstract") if field is None else (field,))
            case AnyOf(parts=parts) | AllOf(parts=parts) | NoneOf(parts=parts):
                waiting += parts
            case FieldTest() | DateTest() | Included():
                pass
    return frozenset(found)
