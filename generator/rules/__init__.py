"""The rules of site.yaml: from YAML conditions to compiled ones."""

from __future__ import annotations

from generator.rules.conditions import (
    AllOf,
    AnyOf,
    Condition,
    Field,
    NoneOf,
    OneTerm,
    RuleBook,
    TopicRule,
    compile_rules,
)
from generator.rules.terms import Hit, TermMatcher

__all__ = [
    "AllOf",
    "AnyOf",
    "Condition",
    "Field",
    "Hit",
    "NoneOf",
    "OneTerm",
    "RuleBook",
    "TermMatcher",
    "TopicRule",
    "compile_rules",
]
