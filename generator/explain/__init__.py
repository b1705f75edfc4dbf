"""Why a paper has its topics and its days: a paper -> an `Explanation`, values and nothing printed.

Enters: classified papers and the rules that classified them. Leaves: one paper's topics, given or
nearly given, each with the parts of its rule that hold and the sentences in which their words stand.
"""

from __future__ import annotations

from generator.explain.data import explanation_values
from generator.explain.explainer import Explainer
from generator.explain.lookup import find_paper
from generator.explain.values import (
    Day,
    Explanation,
    Passage,
    Places,
    Reason,
    TopicExplanation,
)

__all__ = [
    "Day",
    "Explainer",
    "Explanation",
    "Passage",
    "Places",
    "Reason",
    "TopicExplanation",
    "explanation_values",
    "find_paper",
]
