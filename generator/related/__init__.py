"""The papers nearest to each paper, by the cosine of their TF-IDF vectors.

Enters: what the search counted of texts, by batch of rows (`generator.search.batch.BatchIndex`), rows in one order,
best oldest first. Leaves: for each row up to five other rows, the nearest first, with their scores. Three steps, each a
function of plain arrays: `features_of` a batch, `make_vectors` of all, `pairs_of` a range of rows, whose results `Nearest`
gathers. The last takes most of the time and needs nothing but the vectors, so it goes to any process. What is made
of the settled rows alone can be kept. No sum is of fractions, so the result is the same for any number of processes
and any cut into ranges.
"""

from __future__ import annotations

from generator.related.features import Features, features_of
from generator.related.nearest import COUNT, NONE, Nearest, Related, ranges, related_rows
from generator.related.pairs import Pairs, pairs_of
from generator.related.vectors import (
    SettledVectors,
    Vectors,
    all_vectors,
    make_vectors,
    parted_rows,
    settled_rows,
    settled_vectors,
)

__all__ = [
    "COUNT",
    "NONE",
    "Features",
    "Nearest",
    "Pairs",
    "Related",
    "SettledVectors",
    "Vectors",
    "all_vectors",
    "features_of",
    "make_vectors",
    "pairs_of",
    "parted_rows",
    "ranges",
    "related_rows",
    "settled_rows",
    "settled_vectors",
]
