"""The papers nearest to each paper, by the cosine of their TF-IDF vectors.

Enters: what the search counted of texts, by batch of rows (`generator.search.batch.BatchIndex`), rows in one order,
best oldest first. Leaves: for each row up to five other rows, the nearest first, with their scores. Each step is a
function of plain arrays, and all but the sums of frequencies and the last go to any process: `features_of` a batch, `frequencies_of` a part of the
rows, vectors of a part, lists of a range of terms (`VectorObjects`), `pairs_of` a range of rows, whose results `Nearest`
gathers. What is made of the settled rows alone can be kept. No sum is of fractions, so the result is the same for any number of processes
and any cut into parts and ranges.
"""

from __future__ import annotations

from generator.related.features import Features, features_of
from generator.related.nearest import COUNT, NONE, Nearest, Related, ranges, related_rows
from generator.related.objects import Section, VectorObjects
from generator.related.pairs import Pairs, pairs_of
from generator.related.vectors import Vectors, all_vectors, settled_rows
from generator.related.weighing import Tally, frequencies_of

__all__ = [
    "COUNT",
    "NONE",
    "Features",
    "Nearest",
    "Pairs",
    "Related",
    "Section",
    "Tally",
    "VectorObjects",
    "Vectors",
    "all_vectors",
    "features_of",
    "frequencies_of",
    "pairs_of",
    "ranges",
    "related_rows",
    "settled_rows",
]
