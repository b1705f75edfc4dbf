"""Reports on topics as JSON values; the keys are part of the product's contract."""

from __future__ import annotations

from collections.abc import Iterable

from generator.models import Paper
from generator.topic_report.coverage import Coverage
from generator.topic_report.dead_terms import DeadTerm
from generator.topic_report.difference import Difference
from generator.topic_report.suggest import Suggestion, Suggestions


def coverage_values(coverage: Coverage, dead: Iterable[DeadTerm]) -> dict[str, object]:
    """Give what topics cover, and the terms that match nothing."""
    return {
        "papers": coverage.papers,
        "topics": [
            {
                "topic": topic.topic,
                "title": topic.title,
                "path": topic.location.path,
                "line": topic.location.line,
                "papers": len(topic.papers),
                "ids": list(topic.papers),
                "alone": topic.alone,
                "overlaps": [
                    {"topic": other, "papers": shared} for other, shared in topic.overlaps
                ],
            }
            for topic in coverage.topics
        ],
        "dead_terms": [
            {
                "text": term.text,
                "path": term.location.path,
                "line": term.location.line,
                "used_by": list(term.used_by),
            }
            for term in dead
        ],
        "unclassified": _papers(coverage.unclassified),
        "nearest": _papers(coverage.nearest),
    }


def suggestion_values(suggestions: Suggestions) -> dict[str, object]:
    """Give the proposed terms."""
    return {
        "unclassified": _suggested(suggestions.unclassified),
        "topics": [
            {"topic": slug, "suggestions": _suggested(found)} for slug, found in suggestions.topics
        ],
    }


def difference_values(difference: Difference) -> dict[str, object]:
    """Give what a change of rules does to the papers."""
    return {
        "topics": [
            {
                "topic": change.topic,
                "in_old": change.in_old,
                "in_new": change.in_new,
                "papers_before": change.papers_before,
                "papers_now": change.papers_now,
                "gained": _papers(change.gained),
                "lost": _papers(change.lost),
            }
            for change in difference.topics
        ],
        "moved": [
            {**_paper(move.paper), "lost": list(move.lost), "gained": list(move.gained)}
            for move in difference.moved
        ],
        "unclassified_before": difference.unclassified_before,
        "unclassified_now": difference.unclassified_now,
    }


def _suggested(suggestions: Iterable[Suggestion]) -> list[dict[str, object]]:
    return [
        {
            "phrase": found.phrase,
            "papers": found.papers,
            "others": found.others,
            "score": round(found.score, 2),
        }
        for found in suggestions
    ]


def _papers(papers: Iterable[Paper]) -> list[dict[str, str]]:
    return [_paper(paper) for paper in papers]


def _paper(paper: Paper) -> dict[str, str]:
    return {"id": paper.id, "slug": paper.slug, "title": paper.title}
