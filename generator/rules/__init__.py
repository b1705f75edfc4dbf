"""The rules of site.yaml: from YAML conditions to compiled ones, and their scores."""

from __future__ import annotations

from generator.rules.compiler import compile_rules
from generator.rules.conditions import Rule, RuleBook
from generator.rules.evidence import Evidence, EvidenceReader
from generator.rules.matcher import TermMatcher
from generator.rules.scoring import Scorer

__all__ = [
    "Evidence",
    "EvidenceReader",
    "Rule",
    "RuleBook",
    "Scorer",
    "TermMatcher",
    "compile_rules",
]
