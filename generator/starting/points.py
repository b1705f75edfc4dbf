"""How the terms of subjects score in papers, exactly as rules score them.

Enters: papers and subjects. Leaves: an array of points, papers by subjects: 3 for the title and 1 for each place in the abstract up to 3.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from generator.models import Paper
from generator.rules import TermMatcher
from generator.rules.arrays import Numbers
from generator.rules.batch import BatchReader
from generator.rules.evidence import MOST_ABSTRACT_POINTS, TITLE_POINTS
from generator.rules.terms import parse_term
from generator.starting.vocabulary import Subject

_BATCH = 512  # papers


def points_of(papers: Sequence[Paper], subjects: Sequence[Subject]) -> Numbers:
    """Give the points of each subject in each paper, as bytes."""
    matcher = TermMatcher(tuple(parse_term(subject.term) for subject in subjects))
    reader = BatchReader(matcher, frozenset({"title", "abstract"}))
    points = np.zeros((len(papers), len(subjects)), dtype=np.uint8)
    if not subjects:
        return points
    for first in range(0, len(papers), _BATCH):
        hits = reader.read(papers[first : first + _BATCH])
        papers_of, kinds = np.divmod(hits.text, hits.kinds)
        of_abstract = np.minimum(hits.times, MOST_ABSTRACT_POINTS)
        given = np.where(kinds == 0, int(TITLE_POINTS), of_abstract).astype(np.uint8)
        known = hits.term < len(subjects)
        np.add.at(points, (papers_of[known] + first, hits.term[known]), given[known])
    return points
