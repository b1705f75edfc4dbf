"""Which subjects make up the rules of topics.

Enters: the points of subjects in papers, their clusters and merits. Leaves: for each topic its subjects, each with the weight that it has in
the rule. A topic takes subjects of one cluster. One after the other those are taken that bring most papers into a topic, papers without any
topic above all; a good name counts more than a vague word, and one at the heart of its cluster more than one at its edge.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from generator.rules.arrays import Flags, Numbers, Points
from generator.starting.clusters import Clusters
from generator.starting.vocabulary import Subject

# Of all papers: how many are to have a topic, and how many one topic may have.
GOAL = 0.87
_MOST_OF_ALL = 0.18
_MOST_OF_FEW = 0.25
_FEW_PAPERS, _A_HANDFUL = 200, 20
# A paper that has a topic already counts so much for another.
_AGAIN = 0.25
# What is farther than the first from the heart of its cluster is taken only where too few papers have a topic without it.
_NEAR_ENOUGH, _AT_THE_EDGE = 0.4, 0.2
_TOO_FEW = 0.83
_NEARER = 2  # the exponent of nearness
_MOST_TERMS = 12
_LEAST_GAIN = 0.0003  # papers in each
# Subjects that stand in so many of the papers, and single words, have to be in the title or to come up again.
_COMMON, _VERY_COMMON = 0.1, 0.2
_COMMON_WORD = 0.08
TWICE, THRICE = 0.5, 0.35
_FEW_FOR_WEIGHTS = 100
_ENOUGH = 0.999


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Choice:
    """A topic: its subjects in the order in which they were taken, by number, and the papers that it has."""

    subjects: tuple[int, ...]
    papers: Flags


def weights_of(subjects: Sequence[Subject], points: Numbers) -> Points:
    """Give the weight that each subject has in a rule: 1, or less where one mention says little."""
    total = len(points)
    if total < _FEW_FOR_WEIGHTS:
        return np.ones(len(subjects))
    shares = (points > 0).mean(axis=0)
    return np.array(
        [_weight(subject, share) for subject, share in zip(subjects, shares.tolist(), strict=True)]
    )


def _weight(subject: Subject, share: float) -> float:
    if subject.is_name:
        return 1.0 if share <= _COMMON else TWICE if share <= _VERY_COMMON else THRICE
    return TWICE if share <= _COMMON_WORD else THRICE


def most_papers(papers: int) -> int:
    """Give how many of so many papers a topic may have."""
    if papers < _A_HANDFUL:
        return max(2, math.ceil(_MOST_OF_FEW * papers))
    return int((_MOST_OF_ALL if papers >= _FEW_PAPERS else _MOST_OF_FEW) * papers)


class Chooser:
    """Topics in the making."""

    def __init__(
        self, points: Numbers, weights: Points, merits: Points, clusters: Clusters
    ) -> None:
        self._points = points * weights[None, :].astype(np.float32)
        self._clusters = clusters
        self._worth = merits * clusters.nearness**_NEARER
        self._near = clusters.nearness >= _NEAR_ENOUGH
        papers, subjects = points.shape
        self._sums = np.zeros((papers, clusters.count), dtype=np.float32)
        self._members = np.zeros((papers, clusters.count), dtype=bool)
        # The papers that a topic has not and would have with a subject more, how many they are, and how many it would have.
        self._more = self._points >= _ENOUGH
        self._brought = self._more.sum(axis=0)
        self._sizes = self._brought.copy()
        self._free = np.ones(subjects, dtype=bool)
        self._taken: list[list[int]] = [[] for _ in range(clusters.count)]
        self._most = most_papers(papers)

    def choices(self) -> list[Choice]:
        """Take subjects until enough papers have a topic, or none brings more; give topics by cluster."""
        if not self._clusters.count:
            return []
        self._take_until(GOAL)
        self._near = self._clusters.nearness >= _AT_THE_EDGE
        self._take_until(_TOO_FEW)
        return [
            Choice(subjects=tuple(taken), papers=self._members[:, number])
            for number, taken in enumerate(self._taken)
        ]

    def _take_until(self, share: float) -> None:
        papers = len(self._points)
        while self._members.any(axis=1).sum() < share * papers:
            gains = self._gains()
            best = int(gains.argmax())
            if gains[best] <= _LEAST_GAIN * papers:
                break
            self._take(best)

    def _gains(self) -> Points:
        """Say of each subject what it brings; 0 where it may not be taken."""
        covered: Flags = np.any(self._members, axis=1)
        gain = self._more[~covered].sum(axis=0) + _AGAIN * self._brought
        full: Flags = np.array([len(taken) >= _MOST_TERMS for taken in self._taken], dtype=bool)
        allowed = self._free & self._near & ~full[self._clusters.of] & (self._sizes <= self._most)
        return np.where(allowed, np.round(gain * self._worth, 6), 0.0)

    def _take(self, subject: int) -> None:
        topic = int(self._clusters.of[subject])
        self._taken[topic].append(subject)
        self._free[subject] = False
        self._sums[:, topic] += self._points[:, subject]
        members = self._sums[:, topic] >= _ENOUGH
        self._members[:, topic] = members
        others = np.flatnonzero(self._clusters.of == topic)
        with_them = self._sums[:, [topic]] + self._points[:, others] >= _ENOUGH
        self._more[:, others] = with_them & ~members[:, None]
        self._brought[others] = self._more[:, others].sum(axis=0)
        self._sizes[others] = self._brought[others] + members.sum()
