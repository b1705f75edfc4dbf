"""Everything that a digest's settings and sources say, held in memory.

Enters: the path of site.yaml. Leaves: a `Library`. A build does not hold its papers so (see `gather`); this is for the commands
that ask one question of all of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from generator.classify import classify
from generator.config import OverrideSettings, SiteConfig, load_config
from generator.errors import Problem
from generator.intake import Intake
from generator.models import ClassifiedPaper, Ledger, Paper, PaperId, Rejected
from generator.overrides import edit_papers
from generator.papers.merge import merge_records
from generator.rules import compile_rules


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """Everything that was read: the settings, the papers with their topics, and the ledgers.

    `merged` are the papers before `overrides` edited them; the `hidden` are among these alone.
    """

    config: SiteConfig
    papers: tuple[ClassifiedPaper, ...]
    ledgers: tuple[Ledger, ...]
    records: int
    hidden: int = 0
    warnings: tuple[Problem, ...] = ()
    merged: tuple[Paper, ...] = ()
    overrides: Mapping[PaperId, tuple[OverrideSettings, ...]] = field(default_factory=dict)

    @property
    def rejects(self) -> tuple[Rejected, ...]:
        """Give the lines that no paper could be made of, by place."""
        return tuple(reject for ledger in self.ledgers for reject in ledger.rejects)


def read_library(config_file: Path) -> Library:
    """Read the settings and every source, merge, edit and classify; raises `InputError`."""
    config = load_config(config_file)
    rules = compile_rules(config)
    intake = Intake(config)
    merged = tuple(merge_records(intake.records()))
    intake.raise_problems()
    edited = edit_papers(merged, config.overrides)
    ledgers = intake.ledgers()
    return Library(
        config=config,
        papers=tuple(classify(edited.papers, rules, edited.overrides)),
        ledgers=ledgers,
        records=sum(ledger.papers for ledger in ledgers),
        hidden=edited.hidden,
        warnings=edited.unmatched,
        merged=merged,
        overrides=edited.overrides,
    )
