"""What the rules say already, so that nobody is told to write it again."""

from __future__ import annotations

from collections.abc import Callable

from generator.models import Paper, PaperId, Slug
from generator.rules import EvidenceReader, RuleBook, Scorer, TermMatcher
from generator.rules.conditions import text_fields
from generator.topic_report.dead_terms import terms_of


class KnownTerms:
    """The rules of a digest, held against phrases."""

    def __init__(self, rules: RuleBook) -> None:
        self._reader = EvidenceReader(TermMatcher(rules.terms), text_fields(rules))
        self._rules = {rule.slug: rule for rule in rules.topics}
        self._scorer = Scorer(rules.topics)
        self._numbers = {
            rule.slug: frozenset(term.number for term in terms_of(rule)) for rule in rules.topics
        }

    def of(self, topic: Slug) -> Callable[[str], bool]:
        """Give what says whether a phrase is a term of a topic, or gives the topic by one within it."""
        rule, numbers = self._rules[topic], self._numbers[topic]

        def is_known(phrase: str) -> bool:
            evidence = self._reader.read(_paper_of(phrase))
            hits = evidence.abstract
            whole = any(
                span == (0, len(phrase))
                for number in numbers & hits.places.keys()
                for span in hits.spans(number)
            )
            return whole or self._scorer.rule_holds(rule, evidence)

        return is_known


def _paper_of(phrase: str) -> Paper:
    """Make a paper that says nothing but a phrase, once."""
    return Paper(
        id=PaperId(""),
        slug=Slug(""),
        title="",
        title_is="derived",
        abstract=phrase,
        as_read_title=None,
        as_read_abstract=phrase,
        dates=(),
        links=(),
        sources=(),
        variants=(),
    )
