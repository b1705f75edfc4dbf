"""What a rule is held against: a paper, the terms found in it, and the tests of its other fields.

Enters: a paper and a matcher. Leaves: points for terms, and whether tests hold.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass

from generator.models import Paper, Slug
from generator.rules.conditions import DateTest, FieldTest, OneTerm, TestField, TextField
from generator.rules.matcher import TermMatcher, TextHits

TITLE_POINTS = 3.0
MOST_ABSTRACT_POINTS = 3
# A word that no term has, so that none reaches from one name into the next.
_BETWEEN_NAMES = " \ua78f "


@dataclass(slots=True, kw_only=True)
class Evidence:
    """A paper with the terms found in each of its texts; `topics` are those that it was given."""

    paper: Paper
    title: TextHits
    abstract: TextHits
    authors: TextHits | None
    venue: TextHits | None
    topics: frozenset[Slug] = frozenset()

    def hits(self, field: TextField) -> TextHits | None:
        """Give the terms found in one text."""
        match field:
            case "title":
                return self.title
            case "abstract":
                return self.abstract
            case "authors":
                return self.authors
            case "venue":
                return self.venue

    def points(self, term: OneTerm) -> float:
        """Give a term's points, 0 when it does not occur."""
        number = term.number
        if term.field is None:
            return self._title_points(number) + self._abstract_points(number)
        if term.field == "title":
            return self._title_points(number)
        if term.field == "abstract":
            return self._abstract_points(number)
        hits = self.hits(term.field)
        return 1.0 if hits is not None and number in hits.places else 0.0

    def holds(self, test: FieldTest | DateTest) -> bool:
        """Say whether a test holds of the paper."""
        return test_holds(test, self.paper, self.topics)

    def _title_points(self, number: int) -> float:
        return TITLE_POINTS if number in self.title.places else 0.0

    def _abstract_points(self, number: int) -> float:
        places = self.abstract.places.get(number)
        return float(min(len(places), MOST_ABSTRACT_POINTS)) if places else 0.0


def test_holds(test: FieldTest | DateTest, paper: Paper, topics: Iterable[Slug]) -> bool:
    """Say whether a test holds of a paper that was given these topics."""
    if isinstance(test, DateTest):
        return any(test.first <= day <= test.last for day in paper.dates)
    like = _pattern(test.field, test.patterns).fullmatch
    return any(like(value.casefold()) for value in _values(test.field, paper, topics))


def _values(field: TestField, paper: Paper, topics: Iterable[Slug]) -> Iterable[str]:
    match field:
        case "ids":
            return [f"{scheme}:{value}" for scheme, value in paper.ids]
        case "categories":
            return paper.categories
        case "source":
            return [sighting.location.path for sighting in paper.sources]
        case "links.kind":
            return [link.kind for link in paper.links]
        case "topics":
            return topics


@functools.lru_cache(maxsize=4096)
def _pattern(field: TestField, patterns: tuple[str, ...]) -> re.Pattern[str]:
    """Compile patterns with `*`; an id without a colon is a scheme, whatever the id in it."""
    folded = (pattern.casefold() for pattern in patterns)
    if field == "ids":
        folded = (pattern if ":" in pattern else f"{pattern}:*" for pattern in folded)
    return re.compile("|".join(".*".join(map(re.escape, p.split("*"))) for p in folded), re.DOTALL)


def texts_of(paper: Paper, kinds: int = 4) -> tuple[str, ...]:
    """Give the first so many of a paper's title, abstract, authors and venue, as rules read them.

    A title that was derived from the abstract is no evidence of its own.
    """
    title = paper.title if paper.title_is == "given" else ""
    if kinds == 2:
        return title, paper.abstract
    return title, paper.abstract, _BETWEEN_NAMES.join(paper.authors), paper.venue or ""


class EvidenceReader:
    """Finds the terms of a rule book in papers; fields that no rule asks for are not read."""

    def __init__(self, matcher: TermMatcher, fields: frozenset[TextField]) -> None:
        self._matcher = matcher
        self._fields = fields
        self._nothing = TextHits("", ())

    def read(self, paper: Paper) -> Evidence:
        """Read a paper."""
        find = self._matcher.find
        title, abstract, authors, venue = texts_of(paper)
        return Evidence(
            paper=paper,
            title=find(title) if title else self._nothing,
            abstract=find(abstract),
            authors=find(authors) if "authors" in self._fields else None,
            venue=find(venue) if "venue" in self._fields else None,
        )
