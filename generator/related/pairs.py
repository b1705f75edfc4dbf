"""Pairs of papers that are near each other.

Enters: `Vectors` and a range of rows. Leaves: `Pairs` of these rows with earlier ones. Whether two papers are a pair, and
its score, follows from their own vectors and lists alone.

Two papers are looked at when the terms under which both are listed give a part of the cosine; the cosine itself is then
summed over all of both vectors. Without the first step, common terms would compare every paper with every other;
without the second, papers would be near for one odd word. All sums are of whole numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from generator.related.lists import LISTED, ROW_BITS
from generator.related.vectors import Vectors
from generator.related.weighing import ONE, WEIGHT_BITS
from generator.search.arrays import Numbers, joined, starts_of_runs

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
    terms, weights = vectors.between(start, stop)
    heaviest = terms[:, :LISTED].ravel()
    shown = np.flatnonzero(heaviest)
    # By term: so what is looked up in a list lies side by side.
    shown = shown[np.argsort(heaviest[shown], kind="stable")]
    entries = _Entries(
        terms=heaviest[shown].astype(np.int64),
        rows=shown // LISTED + start,
        weights=weights[:, :LISTED].ravel()[shown].astype(np.int64),
    )
    keys = _keys(vectors, entries, start)
    keys.sort()
    products = keys & ((1 << _PRODUCT_BITS) - 1)
    keys >>= _PRODUCT_BITS
    starts = starts_of_runs(keys)
    sums = np.add.reduceat(products, starts) if len(starts) else starts
    keys = keys[starts[sums >= _WORTH_A_LOOK]]
    return keys >> ROW_BITS, keys & ((1 << ROW_BITS) - 1)


class _Entries(NamedTuple):
    """The heaviest terms of a range of rows, ascending, each with its row and its weight there."""

    terms: Numbers
    rows: Numbers
    weights: Numbers


class _Run(NamedTuple):
    """Where in a list the rows before those of some entries are: of each the place of the first and of the one behind the last."""

    own: slice
    postings: Numbers
    firsts: Numbers
    lasts: Numbers


def _keys(vectors: Vectors, entries: _Entries, start: int) -> Numbers:
    """Give a key for each row before one of the range under each term that lists both: both rows, and the product of the weights."""
    listed = np.zeros(len(entries.terms), dtype=bool)
    runs = [
        _run(postings, bounds, entries, listed)
        for postings, bounds in zip(vectors.lists, vectors.bounds, strict=True)
    ]
    return joined([_keys_of(run, entries, listed[run.own], start) for run in runs])


def _run(postings: Numbers, bounds: tuple[int, int], entries: _Entries, listed: Numbers) -> _Run:
    """Find the rows before those of entries in a list; marks the entries that are `listed` there."""
    own = slice(*np.searchsorted(entries.terms, [bounds[0], bounds[1] + 1]))
    terms = entries.terms[own] << ROW_BITS
    rows = terms | entries.rows[own]
    firsts = np.searchsorted(postings, terms << WEIGHT_BITS)
    lasts = np.searchsorted(postings, rows << WEIGHT_BITS)
    there = np.minimum(lasts, len(postings) - 1)
    listed[own] |= postings[there] >> WEIGHT_BITS == rows
    return _Run(own, postings, firsts, lasts)


def _keys_of(run: _Run, entries: _Entries, listed: Numbers, start: int) -> Numbers:
    sizes = np.where(listed, run.lasts - run.firsts, 0)
    shift = run.firsts + sizes - np.cumsum(sizes)
    others = run.postings[np.repeat(shift, sizes) + np.arange(int(sizes.sum()))]
    products = others & ((1 << WEIGHT_BITS) - 1)
    products *= np.repeat(entries.weights[run.own], sizes)
    # In place where it can be, for of each range there are a million at once.
    keys: Numbers = others
    keys >>= WEIGHT_BITS
    keys &= (1 << ROW_BITS) - 1
    keys |= np.repeat(entries.rows[run.own] - start << ROW_BITS, sizes)
    keys <<= _PRODUCT_BITS
    keys |= products
    return keys


def _scores(vectors: Vectors, start: int, stop: int, later: Numbers, earlier: Numbers) -> Numbers:
    """Give the cosines of pairs."""
    terms, weights = vectors.between(start, stop)
    # The terms of the range get small numbers, so that its vectors fit into a small full matrix.
    known = np.unique(terms)
    known = known[known > 0]
    columns = vectors.columns
    columns[known] = np.arange(1, len(known) + 1)
    full = np.zeros((stop - start, len(known) + 1), dtype=np.int16)
    np.put_along_axis(full, columns[terms], weights, axis=1)
    full[:, 0] = 0
    flat = full.ravel()
    scores = np.empty(len(later), dtype=np.int64)
    for first in range(0, len(later), _AT_ONCE):
        some = slice(first, first + _AT_ONCE)
        others, heavy = vectors.of(earlier[some])
        at = columns[others]
        at += (later[some, None] * full.shape[1]).astype(np.int32)
        products = flat[at].astype(np.int32)
        products *= heavy
        scores[some] = np.minimum(products, _MOST_OF_A_TERM, out=products).sum(axis=1)
    columns[known] = 0
    return scores >> _SHARE
