"""Which topics results show.

Enters: the topics of papers in the order of their rows. Leaves: the parts `topics/K` of a segment of topics
(docs/search-index.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from generator.config import SiteConfig
from generator.models import Slug
from generator.search.parts import Part, numbered
from generator.search.symbols import symbols

TOPICS_A_PART = 256  # rows


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicNumbers:
    """The topics' numbers, in the order of site.yaml, and their parents."""

    numbers: Mapping[Slug, int]
    parents: Mapping[Slug, Slug | None]

    def shown(self, topics: Iterable[Slug]) -> list[int]:
        """Give the numbers of a paper's topics but for those that are the parent of another."""
        covered = {self.parents[slug] for slug in topics}
        return [self.numbers[slug] for slug in topics if slug not in covered]


def topic_numbers(config: SiteConfig) -> TopicNumbers:
    """Give what is to be known of the topics."""
    return TopicNumbers(
        numbers={topic.slug: number for number, topic in enumerate(config.topics)},
        parents={topic.slug: topic.parent for topic in config.topics},
    )


def topics_parts(topics: Sequence[Sequence[Slug]], known: TopicNumbers) -> list[Part]:
    """Write the topics of the rows of a segment: of each how many, and their numbers."""
    shown = {some: known.shown(some) for some in set(map(tuple, topics))}
    values = []
    for start in range(0, len(topics), TOPICS_A_PART):
        numbers: list[int] = []
        for some in topics[start : start + TOPICS_A_PART]:
            own = shown[tuple(some)]
            numbers += (len(own), *own)
        values.append(b'"%s"' % symbols(np.array(numbers, dtype=np.int64)).tobytes())
    return numbered("topics", values)
