"""Papers and rules to topics, with the reason for each.

Enters: papers and a `RuleBook`. Leaves: `ClassifiedPaper`s in the same order. A paper's topics
depend on the paper and the rules alone. A parent follows its child.

Scores: a term scores 3 when it stands in the title, and 1 for each place in the abstract up to 3;
groups add their terms up and multiply by their weight; a topic is given from its threshold (1).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from generator.models import ClassifiedPaper, Paper, Slug, TopicMatch
from generator.rules import (
    AllOf,
    AnyOf,
    Condition,
    Field,
    Hit,
    NoneOf,
    OneTerm,
    RuleBook,
    TopicRule,
)

_TITLE_SCORE = 3.0
_MOST_ABSTRACT_SCORE = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _PaperHits:
    """The terms found in one paper's title and abstract."""

    title: dict[int, Hit]
    abstract: dict[int, Hit]
    found: frozenset[int]


def classify(papers: Iterable[Paper], rules: RuleBook) -> Iterator[ClassifiedPaper]:
    """Give each paper its topics."""
    for paper in papers:
        yield ClassifiedPaper(paper=paper, matches=topics_of(paper, rules))


def topics_of(paper: Paper, rules: RuleBook) -> tuple[TopicMatch, ...]:
    """Give a paper's topics in the order of site.yaml, parents included."""
    title = rules.matcher.find(paper.title) if paper.title_is == "given" else {}
    abstract = rules.matcher.find(paper.abstract)
    hits = _PaperHits(title=title, abstract=abstract, found=frozenset((*title, *abstract)))
    own: dict[Slug, tuple[str, ...]] = {}
    for topic in rules.topics:
        if topic.needs is not None and hits.found.isdisjoint(topic.needs):
            continue
        terms = _terms_if_given(topic, hits)
        if terms is not None:
            own[topic.slug] = terms
    because = _children_of_parents(rules, own)
    return tuple(
        TopicMatch(
            topic=topic.slug,
            terms=own.get(topic.slug, ()),
            because_of=tuple(because.get(topic.slug, ())),
        )
        for topic in rules.topics
        if topic.slug in own or topic.slug in because
    )


def _children_of_parents(
    rules: RuleBook, own: dict[Slug, tuple[str, ...]]
) -> dict[Slug, list[Slug]]:
    parents = {topic.slug: topic.parent for topic in rules.topics}
    because: dict[Slug, list[Slug]] = {}
    for slug in own:
        child, parent = slug, parents[slug]
        while parent is not None:
            children = because.setdefault(parent, [])
            if child in children:
                break
            children.append(child)
            child, parent = parent, parents[parent]
    return because


def _terms_if_given(topic: TopicRule, hits: _PaperHits) -> tuple[str, ...] | None:
    if topic.condition is None:
        return None
    terms: dict[str, None] = {}
    score = _score(topic.condition, hits, terms)
    return tuple(terms) if score >= topic.threshold else None


def _score(condition: Condition, hits: _PaperHits, terms: dict[str, None]) -> float:
    """Give a condition's score, 0 when it does not hold, and gather the words that made it."""
    match condition:
        case OneTerm():
            return _term_score(condition.number, condition.field, hits, terms)
        case AnyOf(numbers=numbers, parts=parts, weight=weight):
            plain = sorted(numbers & hits.found)
            score = sum(_term_score(number, None, hits, terms) for number in plain)
            return (score + sum(_score(part, hits, terms) for part in parts)) * weight
        case AllOf(parts=parts, weight=weight):
            return _lowest_score(parts, hits, terms) * weight
        case NoneOf(parts=parts):
            return 0.0 if any(_score(part, hits, {}) for part in parts) else float("inf")


def _lowest_score(parts: tuple[Condition, ...], hits: _PaperHits, terms: dict[str, None]) -> float:
    words: dict[str, None] = {}
    lowest = min(_score(part, hits, words) for part in parts)
    if lowest > 0:
        terms.update(words)
    return lowest


def _term_score(
    number: int, field: Field | None, hits: _PaperHits, terms: dict[str, None]
) -> float:
    score = 0.0
    if field != "abstract" and (hit := hits.title.get(number)):
        terms.setdefault(hit.words)
        score += _TITLE_SCORE
    if field != "title" and (hit := hits.abstract.get(number)):
        terms.setdefault(hit.words)
        score += min(float(hit.count), _MOST_ABSTRACT_SCORE)
    return score
