"""Rules as written in site.yaml to conditions that can be judged.

Enters: the settings of topics, collections and term lists. Leaves: a `RuleBook`. Refuses, all at once:
unknown keys, terms that cannot match, empty lists, weights and thresholds that are no positive numbers,
topics without a rule, names that nothing has, and circles.

A rule is a mapping with `any`, `all`, `none`, `includes` and `threshold`. A list holds terms and nested
mappings; a nested mapping may hold lists again, a `weight`, a named `list`, and tests of fields.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Sequence as Many
from dataclasses import replace

from generator.config import (
    CollectionSettings,
    Mapping,
    Node,
    Scalar,
    Sequence,
    SiteConfig,
    TopicSettings,
)
from generator.config.document import describe
from generator.config.key import names
from generator.config.reader import Problems
from generator.config.rule_keys import CONDITION
from generator.errors import did_you_mean, quoted
from generator.rules.conditions import (
    AllOf,
    AnyOf,
    Condition,
    NoneOf,
    OneTerm,
    Rule,
    RuleBook,
    TestField,
    TextField,
)
from generator.rules.field_tests import read_date_test, read_field_test
from generator.rules.includes import Includes
from generator.rules.regexes import PatternError, check_pattern
from generator.rules.terms import RegexTerm, Term, TermError, parse_term
from generator.rules.values import read_entries, read_number

_NESTED_KEYS = names(CONDITION)


def compile_rules(config: SiteConfig) -> RuleBook:
    """Compile every rule of a digest; raises `InputError` with every mistake in them."""
    problems = Problems()
    compiler = _Compiler(config, problems)
    topics = tuple(map(compiler.topic, config.topics))
    collections = tuple(map(compiler.collection, config.collections))
    compiler.check_lists()
    compiler.includes.check_circles()
    problems.raise_any()
    return RuleBook(
        topics=topics,
        collections=collections,
        terms=tuple(compiler.terms),
        nearest=config.nearest_topic,
    )


class _Compiler:
    """Numbers the terms of all rules and notes what is wrong with them."""

    def __init__(self, config: SiteConfig, problems: Problems) -> None:
        self.terms: list[Term] = []
        self._numbers: dict[Term, int] = {}
        self._problems = problems
        self.includes = Includes(config, problems)
        self._topics = {topic.slug: topic for topic in config.topics}
        self._parents = {topic.parent for topic in config.topics}
        self._lists = config.lists
        self._used_lists: set[str] = set()
        self._open_lists: list[str] = []
        self._in_collection = False

    def topic(self, topic: TopicSettings) -> Rule:
        """Compile the rule of a topic; one with narrower topics under it may be empty."""
        may_be_empty = topic.slug in self._parents
        name = f"topic {quoted(topic.slug)}"
        rule = self._rule(topic, name)
        if rule.condition is None and rule.forbidden and not may_be_empty and not topic.includes:
            # `none` alone gives all papers but those that it forbids.
            rule = replace(rule, condition=NoneOf(parts=rule.forbidden))
        included = tuple(self.includes.of(topic, name, rule.threshold))
        if rule.condition is None and not included and not may_be_empty:
            self._problems.add(
                topic.location,
                f"{name} has no rule and no topic under it; expected any, all, none or includes; "
                "write, for instance, any: [graph neural network]",
            )
        if not included:
            return replace(rule, parent=topic.parent)
        own = (rule.condition,) if rule.condition is not None else ()
        return replace(rule, parent=topic.parent, condition=_any_of((*own, *included)))

    def collection(self, collection: CollectionSettings) -> Rule:
        """Compile the rule of a collection, which may ask for topics."""
        name = f"collection {quoted(collection.slug)}"
        self._in_collection = True
        rule = self._rule(collection, name)
        if rule.condition is None:
            self._problems.add(
                collection.location,
                f"{name} has no rule; expected any or all; "
                "write, for instance, all: [{topics: diffusion-models}, {links.kind: code}]",
            )
        return rule

    def _rule(self, settings: TopicSettings | CollectionSettings, name: str) -> Rule:
        threshold = read_number(
            settings.rule.get("threshold"), f'"threshold" of {name}', self._problems
        )
        asked = tuple(self._groups(settings.rule, name, ("any", "all")))
        forbidden = settings.rule.get("none")
        return Rule(
            slug=settings.slug,
            parent=None,
            condition=AllOf(parts=asked) if len(asked) > 1 else next(iter(asked), None),
            forbidden=self._list(forbidden, "none", name) if forbidden is not None else (),
            threshold=threshold or 1.0,
            location=settings.location,
        )

    def check_lists(self) -> None:
        """Note the lists that nothing uses: a name was mistyped, or the list can go."""
        for name, node in self._lists.items():
            if name not in self._used_lists:
                self._problems.add(
                    node.location,
                    f"list {quoted(name)} is used by no rule; expected {{list: {name}}} somewhere; "
                    "use it or remove it",
                )

    def _groups(
        self, rule: Mapping, name: str, keys: Many[str] = _NESTED_KEYS
    ) -> Iterator[Condition]:
        for key, node in rule.entries:
            if key.text not in keys:
                continue
            match key.text:
                case "any":
                    yield _any_of(self._list(node, key.text, name))
                case "all":
                    yield AllOf(parts=self._list(node, key.text, name))
                case "none":
                    yield NoneOf(parts=self._list(node, key.text, name))
                case "list":
                    yield _any_of(self._named_list(node, name, None))
                case "date":
                    yield from read_date_test(node, name, self._problems)
                case "title" | "abstract" | "authors" | "venue" as field:
                    yield _any_of(self._field_terms(node, name, field))
                case "ids" | "categories" | "source" | "links.kind" | "topics" as test:
                    yield from self._test(node, name, test)

    def _test(self, node: Node, name: str, field: TestField) -> Iterator[Condition]:
        if field == "topics" and not self._in_collection:
            self._problems.add(
                node.location,
                f'{name} asks for "topics"; expected that in a collection alone; '
                "build on another topic with includes: [its-slug]",
            )
            return
        test = read_field_test(node, field, name, list(self._topics), self._problems)
        if test is not None:
            yield test

    def _field_terms(self, node: Node, name: str, field: TextField) -> tuple[Condition, ...]:
        """Read the terms of one field: a list of them, one alone, or a named list."""
        match node:
            case Scalar(value=value) if value is not None:
                term = self._term(node, name, field)
                return () if term is None else (term,)
            case Mapping(entries=((key, inner),)) if key.text == "list":
                return self._named_list(inner, name, field)
            case _:
                return self._list(node, field, name, field)

    def _named_list(self, node: Node, name: str, field: TextField | None) -> tuple[Condition, ...]:
        if not isinstance(node, Scalar):
            self._problems.add(
                node.location,
                f'"list" in {name} is {describe(node)}; expected the name of one under lists; '
                "write, for instance, list: vision-words",
            )
            return ()
        wanted = node.text
        terms = self._lists.get(wanted)
        if terms is None:
            self._problems.add(
                node.location,
                f"{name} uses the unknown list {quoted(wanted)}; expected the name of one under lists"
                + (
                    did_you_mean(wanted, list(self._lists)) or "; add it there, or correct the name"
                ),
            )
            return ()
        self._used_lists.add(wanted)
        if wanted in self._open_lists:
            circle = " -> ".join((*self._open_lists[self._open_lists.index(wanted) :], wanted))
            self._problems.add(
                terms.location,
                f"lists use each other in a circle: {circle}; expected none to come back to itself; "
                "remove one of the uses",
            )
            return ()
        self._open_lists.append(wanted)
        try:
            return self._list(terms, wanted, f"list {quoted(wanted)}", field)
        finally:
            self._open_lists.pop()

    def _list(
        self, node: Node, key: str, name: str, field: TextField | None = None
    ) -> tuple[Condition, ...]:
        entries = read_entries(node, key, name, self._problems)
        found = (self._entry(entry, name, field) for entry in entries)
        return tuple(part for part in found if part is not None)

    def _entry(self, entry: Node, name: str, field: TextField | None) -> Condition | None:
        match entry:
            case Scalar():
                return self._term(entry, name, field)
            case Mapping():
                return self._nested(entry, name, field)
            case Sequence():
                self._problems.add(
                    entry.location,
                    f"{name} has a list within a list; expected a term or a mapping; "
                    "write any: [...] or all: [...]",
                )
                return None

    def _nested(self, node: Mapping, name: str, field: TextField | None) -> Condition | None:
        known = ("list", "weight") if field else _NESTED_KEYS
        for key, _ in node.entries:
            if key.text not in known:
                self._problems.add(
                    key.location,
                    f"{name} uses the unknown key {quoted(key.text)}; known keys: {', '.join(known)}"
                    + (did_you_mean(key.text, known) or "; correct or remove it"),
                )
        weight = read_number(node.get("weight"), f'"weight" in {name}', self._problems) or 1.0
        named = node.get("list")
        if field and named is not None:
            parts: tuple[Condition, ...] = (_any_of(self._named_list(named, name, field)),)
        else:
            parts = tuple(self._groups(node, name))
        if not parts:
            if all(key.text == "weight" for key, _ in node.entries):
                wanted = (
                    f'"list" in it; write, for instance, {field}: [{{list: vision-words}}]'
                    if field
                    else "any, all, none, title or abstract in it; write, for instance, "
                    "any: [graph neural network]"
                )
                self._problems.add(
                    node.location, f"{name} has a group without terms; expected {wanted}"
                )
            return None
        if len(parts) == 1 and isinstance(parts[0], AnyOf):
            return replace(parts[0], weight=weight)
        return AllOf(parts=parts, weight=weight)

    def _term(self, node: Scalar, name: str, field: TextField | None) -> Condition | None:
        text = " ".join(node.text.split())
        if node.value is None:
            self._problems.add(
                node.location,
                f"{name} has an empty entry{f' ({text})' if text else ''}; expected a term; "
                "write a word or a phrase, or take the entry out",
            )
            return None
        try:
            term = parse_term(text)
            if isinstance(term, RegexTerm):
                check_pattern(term.pattern)
        except (TermError, PatternError) as fault:
            self._problems.add(node.location, f"term {quoted(text)} of {name} {fault}")
            return None
        number = self._numbers.setdefault(term, len(self.terms))
        if number == len(self.terms):
            self.terms.append(term)
        return OneTerm(number=number, text=text, field=field, location=node.location)


def _any_of(parts: tuple[Condition, ...]) -> AnyOf:
    """Make a sum; a term that stands in it twice, in whatever spelling, counts once."""
    once: dict[object, Condition] = {}
    for part in parts:
        key = (part.number, part.field) if isinstance(part, OneTerm) else id(part)
        once.setdefault(key, part)
    return AnyOf(parts=tuple(once.values()))
