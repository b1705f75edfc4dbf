"""What each topic covers, alone and with others.

Enters: classified papers and the topics. Leaves: counts, and the papers without a topic.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from generator.config import TopicSettings
from generator.errors import Location
from generator.models import ClassifiedPaper, Paper, PaperId, Slug

_MOST_OVERLAPS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicCoverage:
    """A topic's papers, and those of them that no other topic's rule takes in.

    `overlaps` are the topics that share most papers with it, each with how many: not those above and
    under it, which share theirs by nature.
    """

    topic: Slug
    title: str
    location: Location
    papers: tuple[PaperId, ...]
    alone: int
    overlaps: tuple[tuple[Slug, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """All topics in the order of site.yaml, and the papers that no rule took in.

    Of these the `unclassified` are in no topic, and the `nearest` in that which they come nearest to.
    """

    papers: int
    topics: tuple[TopicCoverage, ...]
    unclassified: tuple[Paper, ...]
    nearest: tuple[Paper, ...]


def cover(papers: Iterable[ClassifiedPaper], topics: Sequence[TopicSettings]) -> Coverage:
    """Count what each topic covers."""
    every = 0
    members: dict[Slug, list[PaperId]] = {topic.slug: [] for topic in topics}
    alone: Counter[Slug] = Counter()
    shared: dict[Slug, Counter[Slug]] = {topic.slug: Counter() for topic in topics}
    unclassified: list[Paper] = []
    nearest: list[Paper] = []
    for classified in papers:
        every += 1
        slugs = classified.topics
        own = [match.topic for match in classified.matches if match.by in {"rule", "override"}]
        if len(own) == 1:
            alone[own[0]] += 1
        for slug in slugs:
            members[slug].append(classified.paper.id)
            shared[slug].update(slugs)
        if not slugs:
            unclassified.append(classified.paper)
        elif any(match.by == "nearest" for match in classified.matches):
            nearest.append(classified.paper)
    kin = _kin(topics)
    return Coverage(
        papers=every,
        topics=tuple(
            TopicCoverage(
                topic=topic.slug,
                title=topic.title,
                location=topic.location,
                papers=tuple(members[topic.slug]),
                alone=alone[topic.slug],
                overlaps=_overlaps(shared[topic.slug], kin[topic.slug]),
            )
            for topic in topics
        ),
        unclassified=tuple(unclassified),
        nearest=tuple(nearest),
    )


def _overlaps(shared: Counter[Slug], kin: frozenset[Slug]) -> tuple[tuple[Slug, int], ...]:
    """Give the topics with most shared papers, the first by name among equals."""
    others = [(slug, papers) for slug, papers in shared.items() if slug not in kin]
    return tuple(sorted(others, key=lambda other: (-other[1], other[0]))[:_MOST_OVERLAPS])


def _kin(topics: Sequence[TopicSettings]) -> Mapping[Slug, frozenset[Slug]]:
    """Give for each topic itself and all above and under it."""
    parents = {topic.slug: topic.parent for topic in topics}
    kin: dict[Slug, set[Slug]] = {slug: {slug} for slug in parents}
    for slug in parents:
        above = parents[slug]
        while above is not None:
            kin[slug].add(above)
            kin[above].add(slug)
            above = parents[above]
    return {slug: frozenset(found) for slug, found in kin.items()}
