"""Conditions as written in site.yaml to conditions that can be judged.

Enters: the settings of topics. Leaves: a `RuleBook`. Refuses, all at once: unknown keys, terms that
cannot match, empty lists, weights and thresholds that are no positive numbers, topics without a rule.

A topic's rule is a mapping with `any`, `all`, `none` and `threshold`. A list holds terms and nested
mappings of the same form; a nested mapping may have a `weight`, `title: [...]` for terms that count
in the title alone and `abstract: [...]` likewise.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from generator.config import Mapping, Node, Scalar, Sequence, TopicSettings
from generator.config.document import describe
from generator.config.reader import Problems
from generator.errors import Location, did_you_mean, quoted
from generator.models import Slug
from generator.rules.terms import Term, TermError, TermMatcher, parse_term

Field = Literal["title", "abstract"]
_NESTED_KEYS = ("any", "all", "none", "title", "abstract", "weight")


@dataclass(frozen=True, slots=True, kw_only=True)
class OneTerm:
    """A term by its number in the matcher, in one field or in both."""

    number: int
    field: Field | None
    location: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class AnyOf:
    """Holds when some part does; its score is the sum of theirs times `weight`.

    `numbers` are the plain terms, which count in every field; `parts` is all the rest.
    """

    numbers: frozenset[int] = frozenset()
    parts: tuple[Condition, ...] = ()
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


Condition = OneTerm | AnyOf | AllOf | NoneOf


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicRule:
    """A topic's condition and the score from which a paper belongs to it.

    A paper with none of the terms `needs` cannot belong to it; `None` says that this is not known.
    """

    slug: Slug
    parent: Slug | None
    condition: Condition | None
    threshold: float
    needs: frozenset[int] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleBook:
    """Every topic's rule in the order of site.yaml, with the matcher of all their terms."""

    topics: tuple[TopicRule, ...]
    matcher: TermMatcher


def compile_rules(topics: tuple[TopicSettings, ...]) -> RuleBook:
    """Compile the rules of all topics; raises `InputError` with every mistake in them."""
    problems = Problems()
    compiler = _Compiler(problems)
    parents = {topic.parent for topic in topics}
    rules = tuple(compiler.topic(topic, is_parent=topic.slug in parents) for topic in topics)
    problems.raise_any()
    return RuleBook(topics=rules, matcher=TermMatcher(compiler.terms))


def _any_of(parts: tuple[Condition, ...]) -> AnyOf:
    plain = [part for part in parts if isinstance(part, OneTerm) and part.field is None]
    return AnyOf(
        numbers=frozenset(part.number for part in plain),
        parts=tuple(part for part in parts if part not in plain),
    )


def _needed_terms(condition: Condition) -> frozenset[int] | None:
    match condition:
        case OneTerm(number=number):
            return frozenset([number])
        case AnyOf(numbers=numbers, parts=parts):
            needs = [_needed_terms(part) for part in parts]
            known = [terms for terms in needs if terms is not None]
            return numbers.union(*known) if len(known) == len(needs) else None
        case AllOf(parts=parts):
            some = [terms for part in parts if (terms := _needed_terms(part)) is not None]
            return min(some, key=len) if some else None
        case NoneOf():
            return None


class _Compiler:
    """Numbers the terms of all topics and notes what is wrong with their rules."""

    def __init__(self, problems: Problems) -> None:
        self.terms: list[Term] = []
        self._numbers: dict[str, int] = {}
        self._problems = problems

    def topic(self, topic: TopicSettings, *, is_parent: bool) -> TopicRule:
        name = f"topic {quoted(topic.slug)}"
        threshold = self._number(topic.rule.get("threshold"), f'"threshold" of {name}') or 1.0
        parts = tuple(self._groups(topic.rule, name))
        if not parts and not is_parent:
            self._problems.add(
                topic.location,
                f"{name} has no rule and no topic under it; expected any, all or none; "
                "write, for instance, any: [graph neural network]",
            )
        condition = AllOf(parts=parts) if parts else None
        return TopicRule(
            slug=topic.slug,
            parent=topic.parent,
            condition=condition,
            threshold=threshold,
            needs=_needed_terms(condition) if condition else frozenset(),
        )

    def _groups(self, rule: Mapping, name: str) -> Iterator[Condition]:
        for key, node in rule.entries:
            match key.text:
                case "any":
                    yield _any_of(self._list(node, key.text, name))
                case "all":
                    yield AllOf(parts=self._list(node, key.text, name))
                case "none":
                    yield NoneOf(parts=self._list(node, key.text, name))
                case "title" | "abstract" as field:
                    yield _any_of(self._list(node, key.text, name, field))

    def _list(
        self, node: Node, key: str, name: str, field: Field | None = None
    ) -> tuple[Condition, ...]:
        if not isinstance(node, Sequence) or not node.entries:
            self._problems.add(
                node.location,
                f'"{key}" of {name} is {describe(node) if not isinstance(node, Sequence) else "empty"}; '
                f"expected a list of terms; write {key}: [graph neural network]",
            )
            return ()
        found = (self._entry(entry, name, field) for entry in node.entries)
        return tuple(part for part in found if part is not None)

    def _entry(self, entry: Node, name: str, field: Field | None) -> Condition | None:
        match entry:
            case Scalar():
                return self._term(entry, name, field)
            case Mapping():
                return self._nested(entry, name)
            case Sequence():
                self._problems.add(
                    entry.location,
                    f"{name} has a list within a list; expected a term or a mapping; "
                    "write any: [...] or all: [...]",
                )
                return None

    def _nested(self, node: Mapping, name: str) -> Condition | None:
        for key, _ in node.entries:
            if key.text not in _NESTED_KEYS:
                self._problems.add(
                    key.location,
                    f"{name} uses the unknown key {quoted(key.text)}; known keys: "
                    f"{', '.join(_NESTED_KEYS)}"
                    + (did_you_mean(key.text, _NESTED_KEYS) or "; correct or remove it"),
                )
        weight = self._number(node.get("weight"), f'"weight" in {name}') or 1.0
        parts = tuple(self._groups(node, name))
        if not parts:
            if all(key.text == "weight" for key, _ in node.entries):
                self._problems.add(
                    node.location,
                    f"{name} has a group without terms; expected any, all, none, title or abstract "
                    "in it; write, for instance, any: [graph neural network]",
                )
            return None
        if len(parts) == 1 and isinstance(parts[0], AnyOf):
            return replace(parts[0], weight=weight)
        return AllOf(parts=parts, weight=weight)

    def _term(self, node: Scalar, name: str, field: Field | None) -> Condition | None:
        text = " ".join(node.text.split())
        try:
            term = parse_term(text)
        except TermError as fault:
            self._problems.add(node.location, f"term {quoted(text)} of {name} {fault}")
            return None
        number = self._numbers.setdefault(text, len(self.terms))
        if number == len(self.terms):
            self.terms.append(term)
        return OneTerm(number=number, field=field, location=node.location)

    def _number(self, node: Node | None, what: str) -> float | None:
        if node is None:
            return None
        value = node.value if isinstance(node, Scalar) else None
        if isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < 1e6:
            return float(value)
        self._problems.add(
            node.location,
            f"{what} is {describe(node)}; expected a number above 0; write, for instance, 0.5",
        )
        return None
