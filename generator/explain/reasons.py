"""The trace of a rule to the reasons that it gives: the terms and tests that hold, flat where it is a sum."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from generator.errors import Location, quoted
from generator.explain.passages import passages
from generator.explain.values import Places, Reason
from generator.rules import Evidence
from generator.rules.conditions import (
    AllOf,
    AnyOf,
    Condition,
    DateTest,
    FieldTest,
    Included,
    NoneOf,
    OneTerm,
    TextField,
)
from generator.rules.trace import Trace

_MOST_NAMED = 6


def reasons(trace: Trace, evidence: Evidence, weight: float = 1.0) -> Iterator[Reason]:
    """Give what speaks for a condition; the scores of those that count add up to its own."""
    match trace.condition:
        case OneTerm() as term:
            if trace.score > 0:
                yield _term(term, trace, evidence, weight)
        case FieldTest(location=location) | DateTest(location=location):
            if trace.score > 0:
                yield Reason(
                    kind="test",
                    text=asked(trace.condition),
                    location=location,
                    points=trace.score,
                    weight=weight,
                )
        case Included(topic=topic, location=location):
            if trace.score > 0:
                yield Reason(
                    kind="includes",
                    text=topic,
                    location=location,
                    points=trace.score,
                    weight=weight,
                    parts=tuple(r for part in trace.parts for r in reasons(part, evidence)),
                )
        case AnyOf(weight=own):
            for part in trace.parts:
                yield from reasons(part, evidence, weight * own)
        case AllOf(weight=own):
            yield from _together(trace, evidence, weight * own)
        case NoneOf():
            return


def forbidding(parts: Sequence[Trace], evidence: Evidence) -> tuple[Reason, ...]:
    """Give the parts of a `none` that hold."""
    return tuple(reason for part in parts if part.score > 0 for reason in reasons(part, evidence))


def asked(condition: Condition) -> str:
    """Say in a few words what a condition asks for."""
    match condition:
        case OneTerm(text=text, field=None):
            return quoted(text)
        case OneTerm(text=text, field=field):
            return f"{quoted(text)} in {field}"
        case FieldTest(field=name, patterns=patterns):
            return f"{name}: {', '.join(patterns)}"
        case DateTest(first=first, last=last):
            return f"date: {first}" if first == last else f"date: {first} to {last}"
        case Included(topic=topic):
            return f"topic {quoted(topic)}"
        case AnyOf(parts=parts):
            named = [asked(part) for part in parts[:_MOST_NAMED]]
            more = len(parts) - len(named)
            return " or ".join([*named, f"{more} more"] if more else named)
        case AllOf(parts=parts):
            return " with ".join(asked(part) for part in parts)
        case NoneOf(parts=parts):
            return f"none of {', '.join(asked(part) for part in parts)}"


def _term(term: OneTerm, trace: Trace, evidence: Evidence, weight: float) -> Reason:
    fields: tuple[TextField, ...] = ("title", "abstract") if term.field is None else (term.field,)
    return Reason(
        kind="term",
        text=term.text,
        location=term.location,
        points=trace.score,
        weight=weight,
        places=tuple(place for field in fields for place in _places(term, field, evidence)),
    )


def _places(term: OneTerm, field: TextField, evidence: Evidence) -> Iterator[Places]:
    hits = evidence.hits(field)
    if hits is not None and term.number in hits.places:
        yield Places(
            field=field,
            times=len(hits.places[term.number]),
            points=evidence.points(replace(term, field=field)),
            passages=passages(hits.text, hits.spans(term.number)),
        )


def _together(trace: Trace, evidence: Evidence, weight: float) -> Iterator[Reason]:
    """Explain an `all`; one that asks for a single part beside its `none` is that part."""
    wanted = [part for part in trace.parts if not isinstance(part.condition, NoneOf)]
    against = tuple(
        reason
        for part in trace.parts
        if isinstance(part.condition, NoneOf) and not part.score
        for reason in forbidding(part.parts, evidence)
    )
    if len(wanted) == 1:
        for reason in reasons(wanted[0], evidence, weight):
            yield replace(reason, forbidden_by=(*reason.forbidden_by, *against))
        return
    parts = tuple(reason for part in wanted for reason in reasons(part, evidence))
    if parts:
        yield Reason(
            kind="all",
            text=asked(AllOf(parts=tuple(part.condition for part in wanted))),
            location=_place(wanted[0].condition) or parts[0].location,
            points=min(part.score for part in wanted),
            weight=weight,
            parts=parts,
            lacking=tuple(asked(part.condition) for part in wanted if not part.score),
            forbidden_by=against,
        )


def _place(condition: Condition) -> Location | None:
    """Give the place of the first term or test of a condition."""
    match condition:
        case OneTerm(location=location) | FieldTest(location=location):
            return location
        case DateTest(location=location) | Included(location=location):
            return location
        case AnyOf(parts=parts) | AllOf(parts=parts) | NoneOf(parts=parts):
            return next((place for part in parts if (place := _place(part))), None)
