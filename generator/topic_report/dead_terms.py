"""Terms of the rules that match no paper.

Enters: papers and rules. Leaves: each dead term with its line. A term of a named list, which several rules
may use, is dead when it matches for none of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from generator.errors import Location
from generator.models import Paper, Slug
from generator.rules import EvidenceReader, Rule, RuleBook, TermMatcher
from generator.rules.conditions import AllOf, AnyOf, Condition, NoneOf, OneTerm, text_fields

# A term as written: a list in one line may hold several.
_Written = tuple[Location, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadTerm:
    """A term that matches no paper where its rules look for it; `used_by` are topics and collections."""

    text: str
    location: Location
    used_by: tuple[Slug, ...]


def find_dead_terms(papers: Iterable[Paper], rules: RuleBook) -> tuple[DeadTerm, ...]:
    """Find the terms that match no paper, by file and line."""
    reader = EvidenceReader(TermMatcher(rules.terms), text_fields(rules))
    uses: dict[_Written, list[tuple[Slug, OneTerm]]] = {}
    waiting: dict[int, set[_Written]] = {}
    for rule in (*rules.topics, *rules.collections):
        for term in terms_of(rule):
            written = (term.location, term.text)
            uses.setdefault(written, []).append((rule.slug, term))
            waiting.setdefault(term.number, set()).add(written)
    for paper in papers:
        evidence = reader.read(paper)
        texts = (evidence.title, evidence.abstract, evidence.authors, evidence.venue)
        found = {number for hits in texts if hits is not None for number in hits.places}
        for number in found & waiting.keys():
            waiting[number] = {
                written
                for written in waiting[number]
                if not any(evidence.points(t) for _, t in uses[written] if t.number == number)
            }
            if not waiting[number]:
                del waiting[number]
    dead = {written for left in waiting.values() for written in left}
    return tuple(
        DeadTerm(text=text, location=place, used_by=tuple(dict.fromkeys(s for s, _ in users)))
        for (place, text), users in sorted(uses.items(), key=_by_place)
        if (place, text) in dead
    )


def _by_place(use: tuple[_Written, object]) -> tuple[str, int, str]:
    (place, text), _ = use
    return place.path, place.line or 0, text


def terms_of(rule: Rule) -> Iterator[OneTerm]:
    """Give the terms of a rule, those of its `none` too."""
    waiting: list[Condition] = [*rule.forbidden]
    if rule.condition is not None:
        waiting.append(rule.condition)
    while waiting:
        match waiting.pop():
            case OneTerm() as term:
                yield term
            case AnyOf(parts=parts) | AllOf(parts=parts) | NoneOf(parts=parts):
                waiting += parts
            case _:
                pass
