"""Subjects that go together.

Enters: subjects and their points in papers. Leaves: for each subject the cluster that it is nearest to, and how near it is.

Two subjects are alike when they stand beside the same others, or share words: a subject's vector has its pointwise mutual information with
each (Church & Hanks, "Word Association Norms, Mutual Information, and Lexicography", 1990), as far as it is positive, lightened where few
papers bear it out, and more for a word in common; names of one thing rarely stand in one paper. The vectors are clustered by spherical k-means (Dhillon & Modha, 2001) from the subjects that
speak for most others. Vectors are of whole numbers and nearness is rounded, so that the last digits of a machine decide nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from generator.rules.arrays import Numbers, Points
from generator.starting.prose_words import prose_words
from generator.starting.vocabulary import Subject

# In so many papers what is said once in passing can be left out.
_ENOUGH_PAPERS = 150
_IN_EARNEST = 2  # points
_ONE = 64  # of a vector's whole numbers
_ROUNDS = 30
_DIGITS = 6
_DAMPING = 0.25
_WORDS_TELL = 1.5  # as much as standing together four times as often as by chance


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Clusters:
    """The cluster of each subject, and its nearness to that, 0 to 1."""

    count: int
    of: Numbers
    nearness: Points


def clustered(subjects: Sequence[Subject], points: Numbers, count: int) -> Clusters:
    """Part subjects into at most so many clusters."""
    present = (points >= (_IN_EARNEST if len(points) >= _ENOUGH_PAPERS else 1)).astype(np.float64)
    # What stands in one paper alone is like all else there.
    present[:, (points > 0).sum(axis=0) < 2] = 0
    together = present.T @ present
    papers = np.diag(together).copy()
    shared = _shared_words(subjects) * np.outer(papers > 0, papers > 0)
    vectors = _unit(_vectors(together, papers, len(points), _WORDS_TELL * shared))
    weights = np.sqrt(papers) * [subject.merit for subject in subjects]
    count = min(count, int((papers > 1).sum()))
    if not count:
        return Clusters(count=0, of=np.zeros(len(papers), np.int64), nearness=np.zeros(len(papers)))
    centres = vectors[_speakers(vectors, weights, count)]
    for _ in range(_ROUNDS):
        near = np.round(vectors @ centres.T, _DIGITS)
        of, nearness = near.argmax(axis=1), near.max(axis=1)
        pull = (weights * nearness)[:, None] * vectors
        moved = _unit(np.stack([pull[of == number].sum(axis=0) for number in range(count)]))
        if np.allclose(moved, centres, atol=10.0**-_DIGITS):
            break
        centres = moved
    return Clusters(count=count, of=of, nearness=nearness)


def _vectors(together: Points, papers: Points, total: int, kinship: Points) -> Points:
    """Give the vectors of subjects, by how many papers have two of them together, and by what is known of two beforehand."""
    sizes = np.maximum(papers, 1)
    seen = np.maximum(together, 1)
    information = np.log(seen * total / np.outer(sizes, sizes)) * together / (together + 1)
    information[information < 0] = 0
    information += kinship
    # A subject is as much like itself as anything is like it.
    np.fill_diagonal(information, np.maximum(information.max(axis=1, initial=0), 1 / _ONE))
    vectors: Points = np.rint(information * sizes[None, :] ** _DAMPING * _ONE)
    return vectors


def _shared_words(subjects: Sequence[Subject]) -> Points:
    """Give the share of their words that two subjects have in common, those of prose left out."""
    telling = [set(subject.words) - prose_words() for subject in subjects]
    users: dict[str, list[int]] = {}
    for number, words in enumerate(telling):
        for word in words:
            users.setdefault(word, []).append(number)
    shared = np.zeros((len(subjects), len(subjects)))
    for some in users.values():
        shared[np.ix_(some, some)] += 1
    np.fill_diagonal(shared, 0)
    sizes = np.array([max(len(words), 1) for words in telling])
    share: Points = shared / np.maximum.outer(sizes, sizes)
    return share


def _unit(vectors: Points) -> Points:
    lengths = np.sqrt((vectors * vectors).sum(axis=1))
    unit: Points = vectors / np.maximum(lengths, 1e-9)[:, None]
    return unit


def _speakers(vectors: Points, weights: Points, count: int) -> list[int]:
    """Give the subjects to which all are nearest, one after the other."""
    alike = np.round(vectors @ vectors.T, _DIGITS)
    best = np.zeros(len(vectors))
    found: list[int] = []
    for _ in range(count):
        gain = (np.maximum(alike - best[:, None], 0) * weights[:, None]).sum(axis=0)
        found.append(int(np.round(gain, _DIGITS).argmax()))
        best = np.maximum(best, alike[:, found[-1]])
    return found
