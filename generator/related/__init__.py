"""The papers nearest to each paper, by the cosine of their TF-IDF vectors.

Enters: what the search counted of texts, by batch of rows (`generator.search.batch.BatchIndex`), rows in one order,
best oldest first. Leaves: for each row up to five other rows, the nearest first, with their scores. Three steps, each a
function of plain arrays: `features_of` a batch, `make_vectors` of all, `pairs_of` a range of rows, whose results `Nearest`
gathers. The last takes most of the time and needs nothing but the vectors, so it goes to any process. No sum is
of fractions, so the result is the same for any number of processes and any cut into ranges.
"""

from __future__ import annotations

from generator.related.features import Features, features_of
from generator.related.nearest import COUNT, NONE, Nearest, Related, ranges, related_rows
from generator.related.pairs import Pairs, pairs_of
from generator.related.vectors import Vectors, make_vectors, settled_rows

__all__ = [
    "COUNT",
    "NONE",
    "Features",
    "Nearest",
    "Pairs",
    "Related",
    "Vectors",
    "features_of",
    "make_vectors",
    "pairs_of",
    "ranges",
    "related_rows",
    "settled_rows",
]
