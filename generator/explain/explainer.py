"""A paper with its rules to an `Explanation`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

from generator.classify import Classifier
from generator.config import OverrideSettings, SiteConfig
from generator.errors import Location
from generator.explain.reasons import forbidding, reasons
from generator.explain.values import Day, Explanation, Status, TopicExplanation
from generator.models import ClassifiedPaper, Paper, PaperId, Slug, TopicMatch
from generator.rules import Evidence, RuleBook
from generator.rules.trace import RuleTrace, reaches, trace_rule

# A rule that scores this part of its threshold has nearly given the paper to its topic.
_NEAR = 0.5


class Explainer:
    """The rules of a digest, ready to say what they make of a paper."""

    def __init__(
        self,
        config: SiteConfig,
        rules: RuleBook,
        overrides: Mapping[PaperId, Sequence[OverrideSettings]] | None = None,
    ) -> None:
        self._classifier = Classifier(rules)
        self._rules = {rule.slug: rule for rule in rules.topics}
        self._titles = {topic.slug: topic.title for topic in config.topics}
        self._overrides = overrides or {}

    def explain(self, classified: ClassifiedPaper) -> Explanation:
        """Explain the topics that a paper was given, those that it nearly got, and its days."""
        paper = classified.paper
        evidence = self._classifier.read(paper)
        overrides = self._overrides.get(paper.id, ())
        matches = {match.topic: match for match in classified.matches}
        topics = [
            explained
            for slug in self._rules
            if (explained := self._topic(slug, matches.get(slug), evidence, overrides)) is not None
        ]
        return Explanation(
            paper=paper,
            topics=tuple(sorted(topics, key=_order)),
            days=tuple(_days(paper, overrides)),
        )

    def _topic(
        self,
        slug: Slug,
        match: TopicMatch | None,
        evidence: Evidence,
        overrides: Sequence[OverrideSettings],
    ) -> TopicExplanation | None:
        """Explain one topic; `None` when the paper has nothing to do with it."""
        traced = trace_rule(self._rules[slug], evidence, self._rules)
        above = self._classifier.forbidden_above(slug, evidence)
        status = _status(traced, match, above)
        if status is None:
            return None
        speaking = traced.forbidding
        if not speaking and above is not None:
            speaking = trace_rule(self._rules[above], evidence, self._rules).forbidding
        return TopicExplanation(
            topic=slug,
            title=self._titles[slug],
            location=traced.rule.location,
            status=status,
            score=traced.score,
            threshold=traced.rule.threshold,
            reasons=tuple(reasons(traced.asked, evidence)) if traced.asked else (),
            by=match.by if match else None,
            because_of=match.because_of if match else (),
            forbidden_by=forbidding(speaking, evidence),
            forbidden_above=above if speaking and not traced.forbidding else None,
            override=self._override(slug, status, match, overrides),
        )

    def _override(
        self,
        slug: Slug,
        status: Status,
        match: TopicMatch | None,
        overrides: Sequence[OverrideSettings],
    ) -> Location | None:
        """Give the last override that gave a topic or took it away; it goes with those above it."""
        line = set(self._upward(slug))
        for override in reversed(overrides):
            named = {*(override.topics or ()), *override.add_topics}
            if match is not None and match.by == "override" and slug in named:
                return override.location
            takes_away = override.topics is not None or line.intersection(override.remove_topics)
            if status == "removed" and takes_away:
                return override.location
        return None

    def _upward(self, slug: Slug) -> Iterator[Slug]:
        above: Slug | None = slug
        while above is not None:
            yield above
            above = self._rules[above].parent


def _status(traced: RuleTrace, match: TopicMatch | None, above: Slug | None) -> Status | None:
    if match is not None:
        return "given"
    if traced.holds and above is None:
        return "removed"
    if traced.possible:
        return "forbidden"
    near = traced.score > 0 and reaches(traced.score, traced.rule.threshold * _NEAR)
    return "near" if near else None


def _order(topic: TopicExplanation) -> tuple[int, float]:
    """Sort what was given as it stands, then what was taken away, then the nearest first."""
    place = ("given", "removed", "forbidden", "near").index(topic.status)
    return place, -topic.score / topic.threshold if topic.status == "near" else 0.0


def _days(paper: Paper, overrides: Sequence[OverrideSettings]) -> Iterator[Day]:
    """Give the day of an override, then every place where the paper was read, by day."""
    dated = [override for override in overrides if override.date is not None]
    for override in dated[-1:]:
        yield Day(
            day=override.date,
            location=override.location,
            format=None,
            dated_by="override",
            counts=True,
        )
    for sighting in sorted(paper.sources, key=lambda sighting: sighting.date or dt.date.max):
        yield Day(
            day=sighting.date,
            location=sighting.location,
            format=sighting.format,
            dated_by=(sighting.dated_by or "source") if sighting.date else None,
            counts=sighting.date is not None and not dated,
        )
