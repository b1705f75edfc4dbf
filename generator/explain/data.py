"""An explanation as JSON values; the keys are part of the product's contract."""

from __future__ import annotations

import math

from generator.errors import Location
from generator.explain.values import Day, Explanation, Passage, Reason, TopicExplanation


def explanation_values(explanation: Explanation) -> dict[str, object]:
    """Give an explanation as JSON values: `topics` are those given, `nearly` those that were not."""
    paper = explanation.paper
    return {
        "id": paper.id,
        "slug": paper.slug,
        "title": paper.title,
        "topics": [_topic(topic) for topic in explanation.topics if topic.status == "given"],
        "nearly": [_topic(topic) for topic in explanation.topics if topic.status != "given"],
        "dates": [_day(day) for day in explanation.days],
    }


def _topic(topic: TopicExplanation) -> dict[str, object]:
    return {
        "topic": topic.topic,
        "title": topic.title,
        **_place(topic.location),
        "status": topic.status,
        "score": _number(topic.score),
        "threshold": topic.threshold,
        "reasons": [_reason(reason) for reason in topic.reasons],
        "by": topic.by,
        "because_of": list(topic.because_of),
        "forbidden_by": [_reason(reason) for reason in topic.forbidden_by],
        "forbidden_above": topic.forbidden_above,
        "override": _place(topic.override) if topic.override else None,
    }


def _reason(reason: Reason) -> dict[str, object]:
    return {
        "kind": reason.kind,
        "text": reason.text,
        **_place(reason.location),
        "points": _number(reason.points),
        "weight": _number(reason.weight),
        "score": _number(reason.score),
        "counts": reason.counts,
        "places": [
            {
                "field": places.field,
                "times": places.times,
                "points": places.points,
                "sentences": [_passage(passage) for passage in places.passages],
            }
            for places in reason.places
        ],
        "parts": [_reason(part) for part in reason.parts],
        "lacking": list(reason.lacking),
        "forbidden_by": [_reason(part) for part in reason.forbidden_by],
    }


def _passage(passage: Passage) -> dict[str, object]:
    """Give a sentence with its words, each with its first character and the one after its last."""
    return {
        "text": passage.text,
        "words": [
            {"text": passage.text[start:end], "start": start, "end": end}
            for start, end in passage.spans
        ],
    }


def _day(day: Day) -> dict[str, object]:
    return {
        "date": day.day.isoformat() if day.day else None,
        **_place(day.location),
        "format": day.format,
        "dated_by": day.dated_by,
        "counts": day.counts,
    }


def _place(location: Location) -> dict[str, str | int | None]:
    return {"path": location.path, "line": location.line}


def _number(value: float) -> float | None:
    """Give a number without the dust of binary fractions, `None` for an infinite one."""
    return None if math.isinf(value) else round(value, 6)
