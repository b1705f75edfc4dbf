"""Pairs of papers that are near each other.

Enters: `Vectors` and a range of rows. Leaves: `Pairs` of these rows with earlier ones. Whether two papers are a pair, and
its score, follows from their own vectors and postings alone.

Two papers are looked at when the terms under which both are listed give a part of the cosine; the cosine itself is then
summed over all of both vectors. Without the first step, common terms would compare every paper with every other;
without the second, papers would be near for one odd word. All sums are of whole numbers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from generator.related.vectors import Vectors
from generator.related.weighing import ONE
from generator.search.arrays import Numbers, starts_of_runs

_WEIGHT_BITS = 12
_PRODUCT_BITS = 24
_SHARE = 7  # bits that a score has less than a product: 2 to the 15th is the cosine 1
SCORE_ONE = ONE * ONE >> _SHARE
_WORTH_A_LOOK = ONE * ONE * 5 // 100  # what the listed terms give at least
_MOST_OF_A_TERM = ONE * ONE * 6 // 100  # so that no pair is one odd word alone
LEAST, MOST = (
    SCORE_ONE * 185 // 1000,
    SCORE_ONE * 65 // 100,
)  # weaker says nothing, stronger is the same text
_AT_ONCE = 8192  # pairs


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pairs:
    """Pairs of rows, each once, the later row first, with scores: whole, `SCORE_ONE` for the cosine 1."""

    later: Numbers
    earlier: Numbers
    scores: Numbers


def pairs_of(vectors: Vectors, start: int, stop: int) -> Pairs:
    """Find the pairs whose later row is in a range; the memory grows with the range, some hundred rows are best."""
    later, earlier = _candidates(vectors, start, stop)
    scores = _scores(vectors, start, stop, later, earlier)
    kept = np.flatnonzero((scores >= LEAST) & (scores <= MOST))
    return Pairs(later=later[kept] + start, earlier=earlier[kept], scores=scores[kept])


def _candidates(vectors: Vectors, start: int, stop: int) -> tuple[Numbers, Numbers]:
    """Give pairs that are worth a look: later rows, counted from the start of the range, and earlier rows."""
    own = slice(*vectors.row_starts[[start, stop]])
    places, sizes = vectors.entries[own].astype(np.int64), vectors.earlier[own].astype(np.int64)
    postings = vectors.postings[places]
    shift = places - np.cumsum(sizes)
    others = vectors.postings[np.repeat(shift, sizes) + np.arange(int(sizes.sum()))]
    weights = postings & ((1 << _WEIGHT_BITS) - 1)
    products = others & ((1 << _WEIGHT_BITS) - 1)
    products *= np.repeat(weights, sizes)
    # In place where it can be, for of each range there are a million at once.
    keys = others
    keys >>= _WEIGHT_BITS
    keys |= np.repeat((postings >> _WEIGHT_BITS) - start << 28, sizes)
    keys <<= _PRODUCT_BITS
    keys |= products
    del products, others
    keys.sort()
    products = keys & ((1 << _PRODUCT_BITS) - 1)
    keys >>= _PRODUCT_BITS
    starts = starts_of_runs(keys)
    sums = np.add.reduceat(products, starts) if len(starts) else starts
    keys = keys[starts[sums >= _WORTH_A_LOOK]]
    return keys >> 28, keys & ((1 << 28) - 1)


def _scores(vectors: Vectors, start: int, stop: int, later: Numbers, earlier: Numbers) -> Numbers:
    """Give the cosines of pairs."""
    terms = vectors.terms[start:stop]
    # The terms of the range get small numbers, so that its vectors fit into a small full matrix.
    different = np.zeros(vectors.vocabulary + 1, dtype=bool)
    different[terms] = True
    different[0] = False
    known = np.flatnonzero(different)
    columns = np.zeros(vectors.vocabulary + 1, dtype=np.int32)
    columns[known] = np.arange(1, len(known) + 1)
    full = np.zeros((stop - start, len(known) + 1), dtype=np.int16)
    np.put_along_axis(full, columns[terms], vectors.weights[start:stop], axis=1)
    full[:, 0] = 0
    flat = full.ravel()
    scores = np.empty(len(later), dtype=np.int64)
    for first in range(0, len(later), _AT_ONCE):
        some = slice(first, first + _AT_ONCE)
        at = columns[vectors.terms[earlier[some]]]
        at += (later[some, None] * full.shape[1]).astype(np.int32)
        products = flat[at].astype(np.int32)
        products *= vectors.weights[earlier[some]]
        scores[some] = np.minimum(products, _MOST_OF_A_TERM, out=products).sum(axis=1)
    return scores >> _SHARE
