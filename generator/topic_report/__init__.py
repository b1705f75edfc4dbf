"""How well the rules of a digest cover its papers: values and nothing printed.

Enters: classified papers and rules. Leaves: what each topic covers, terms that never match, phrases that
rules might use, and what other rules would change.
"""

from __future__ import annotations

from generator.topic_report.coverage import Coverage, TopicCoverage, cover
from generator.topic_report.data import coverage_values, difference_values, suggestion_values
from generator.topic_report.dead_terms import DeadTerm, find_dead_terms
from generator.topic_report.difference import Difference, Move, TopicChange, compare, reclassify
from generator.topic_report.suggest import Suggestion, Suggestions, suggest

__all__ = [
    "Coverage",
    "DeadTerm",
    "Difference",
    "Move",
    "Suggestion",
    "Suggestions",
    "TopicChange",
    "TopicCoverage",
    "compare",
    "cover",
    "coverage_values",
    "difference_values",
    "find_dead_terms",
    "reclassify",
    "suggest",
    "suggestion_values",
]
