"""Topics that share papers.

Enters: the topics of every paper. Leaves: for each topic those with which it shares more papers than chance gives.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import combinations

from generator.models import Slug

_MOST = 4
_FEWEST_SHARED = 5
_TIMES_CHANCE = 1.3
_DIGITS = 6  # of a score: systems differ in the last ones of a logarithm


def near_topics(
    papers: Iterable[tuple[Slug, ...]], parents: Mapping[Slug, Slug | None]
) -> dict[Slug, tuple[Slug, ...]]:
    """Give the topics next to each, the nearest first, at most four.

    The nearness is the logarithm of the likelihood ratio of Poisson counts, of the shared papers against those that two
    topics of their sizes share by chance (Dunning, 1993, for rare events). A topic is not next to those above and
    under it, whose papers it shares anyway. Equals keep the order of `parents`, which has all topics.
    """
    together = Counter(papers)
    total = together.total()
    sizes: Counter[Slug] = Counter()
    shared: Counter[tuple[Slug, Slug]] = Counter()
    for slugs, count in together.items():
        for slug in slugs:
            sizes[slug] += count
        for pair in combinations(slugs, 2):
            shared[pair] += count
    near: dict[Slug, list[tuple[float, int, Slug]]] = {slug: [] for slug in parents}
    order = {slug: number for number, slug in enumerate(parents)}
    for (one, other), count in shared.items():
        chance = sizes[one] * sizes[other] / total
        if count < _FEWEST_SHARED or count < _TIMES_CHANCE * chance:
            continue
        if one in _above(other, parents) or other in _above(one, parents):
            continue
        score = -round(count * math.log(count / chance) - (count - chance), _DIGITS)
        near[one].append((score, order[other], other))
        near[other].append((score, order[one], one))
    return {slug: tuple(each for _, _, each in sorted(some)[:_MOST]) for slug, some in near.items()}


def _above(slug: Slug, parents: Mapping[Slug, Slug | None]) -> set[Slug]:
    found: set[Slug] = set()
    above = parents[slug]
    while above is not None:
        found.add(above)
        above = parents[above]
    return found
