"""What an explanation consists of."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from generator.errors import Location
from generator.models import DatedBy, Paper, Slug
from generator.rules.conditions import TextField

ReasonKind = Literal["term", "test", "includes", "all"]
Status = Literal["given", "removed", "forbidden", "near"]
GivenBy = Literal["rule", "nearest", "child", "override"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A sentence with the words that matched in it: spans of its characters, in order, apart."""

    text: str
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Where a term stands in one field of a paper, how often, and what that scores."""

    field: TextField
    times: int
    points: float
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """A part of a rule that speaks for a topic, or in a `none` against it.

    A term has `places`; a test of another field, an included topic and an `all` have `parts`. An `all`
    names under `lacking` which of its parts do not hold. `forbidden_by` are the parts of a `none` beside
    it that hold. `weight` is the product of the weights of all groups around it.
    """

    kind: ReasonKind
    text: str
    location: Location
    points: float
    weight: float
    places: tuple[Places, ...] = ()
    parts: tuple[Reason, ...] = ()
    lacking: tuple[str, ...] = ()
    forbidden_by: tuple[Reason, ...] = ()

    @property
    def counts(self) -> bool:
        """Say whether it adds to the score."""
        return self.points > 0 and not self.lacking and not self.forbidden_by

    @property
    def score(self) -> float:
        """Give what it adds to the score of its rule, or of the `all` that it is a part of."""
        return self.points * self.weight if self.counts else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicExplanation:
    """A topic that a paper was given, or nearly given, and why.

    A topic is given by its rule, as the nearest one, because of its children, or by the `override` named; an
    override may also have removed it. What is forbidden by the `none` of a topic above it names that topic. `score` is infinite
    where a rule asks only that words are absent.
    """

    topic: Slug
    title: str
    location: Location
    status: Status
    score: float
    threshold: float
    reasons: tuple[Reason, ...]
    by: GivenBy | None = None
    because_of: tuple[Slug, ...] = ()
    forbidden_by: tuple[Reason, ...] = ()
    forbidden_above: Slug | None = None
    override: Location | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A place where a paper was read, with the day that it has there and where that comes from.

    An override's day has no `format`; the days of the sources then do not count.
    """

    day: dt.date | None
    location: Location
    format: str | None
    dated_by: DatedBy | Literal["override"] | None
    counts: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """A paper with its topics: those given in the order of site.yaml, then those nearly given."""

    paper: Paper
    topics: tuple[TopicExplanation, ...]
    days: tuple[Day, ...]
