"""What other rules make of the same papers.

Enters: the same papers classified by old and by new rules. Leaves: what each topic gained and lost, and
the papers that moved: they lost one topic and gained another.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from generator.classify import classify
from generator.config import SiteConfig
from generator.models import ClassifiedPaper, Paper, Slug
from generator.overrides import edit_papers
from generator.rules import compile_rules


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicChange:
    """A topic whose papers differ, or that stands in one of the two settings alone."""

    topic: Slug
    in_old: bool
    in_new: bool
    papers_before: int
    papers_now: int
    gained: tuple[Paper, ...]
    lost: tuple[Paper, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A paper that lost topics and gained others."""

    paper: Paper
    lost: tuple[Slug, ...]
    gained: tuple[Slug, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What changes from the old rules to the new ones: topics in their order, the old-only ones last."""

    topics: tuple[TopicChange, ...]
    moved: tuple[Move, ...]
    unclassified_before: int
    unclassified_now: int


def reclassify(papers: Sequence[Paper], config: SiteConfig) -> tuple[ClassifiedPaper, ...]:
    """Give merged papers the topics that other settings give them; raises `InputError`."""
    rules = compile_rules(config)
    edited = edit_papers(papers, config.overrides)
    return tuple(classify(edited.papers, rules, edited.overrides))


def compare(
    papers: Iterable[Paper],
    old: Sequence[ClassifiedPaper],
    new: Sequence[ClassifiedPaper],
    old_topics: Iterable[Slug],
    new_topics: Iterable[Slug],
) -> Difference:
    """Compare two classifications of the same papers; one that is hidden in one has no topics there."""
    before, now = dict.fromkeys(old_topics, 0), dict.fromkeys(new_topics, 0)
    topics_before = {one.paper.id: one.topics for one in old}
    topics_now = {one.paper.id: one.topics for one in new}
    gained: dict[Slug, list[Paper]] = {slug: [] for slug in (*now, *before)}
    lost: dict[Slug, list[Paper]] = {slug: [] for slug in gained}
    moved: list[Move] = []
    for paper in papers:
        was, has = topics_before.get(paper.id, ()), topics_now.get(paper.id, ())
        for slug in was:
            before[slug] += 1
        for slug in has:
            now[slug] += 1
        won = tuple(slug for slug in has if slug not in was)
        gone = tuple(slug for slug in was if slug not in has)
        for slug in won:
            gained[slug].append(paper)
        for slug in gone:
            lost[slug].append(paper)
        if won and gone:
            moved.append(Move(paper=paper, lost=gone, gained=won))
    changes = (
        TopicChange(
            topic=slug,
            in_old=slug in before,
            in_new=slug in now,
            papers_before=before.get(slug, 0),
            papers_now=now.get(slug, 0),
            gained=tuple(gained[slug]),
            lost=tuple(lost[slug]),
        )
        for slug in gained
    )
    return Difference(
        topics=tuple(c for c in changes if c.gained or c.lost or not (c.in_old and c.in_new)),
        moved=tuple(moved),
        unclassified_before=sum(not topics for topics in topics_before.values()),
        unclassified_now=sum(not topics for topics in topics_now.values()),
    )
