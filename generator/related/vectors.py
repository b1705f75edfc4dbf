"""A short vector of whole numbers for each paper, and the lists of papers by which others are found.

Enters: the `Features` of all batches, in order. Leaves: `Vectors`. A term weighs its frequency in the paper, dampened,
times its inverse document frequency (Salton & Buckley 1988). That is frozen, for else a few new papers would move the
weights in many old ones: it goes in steps of two, and is counted of the rows before the last step of the count alone.

A paper is listed under its most telling terms only, and a term lists its champions only (Manning, Raghavan & Schütze,
Introduction to Information Retrieval, 7.1.3), so that the work is as good as linear in the papers.

What is made of the settled rows (`settled_rows`) depends on nothing that comes after them, so whoever keeps their nearest
papers needs the pairs of the later rows alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from generator.related.features import BITS, Features
from generator.search.arrays import Numbers, joined, starts_of_runs

ONE = 1 << 11  # the length of a vector
LENGTH = 56  # terms of a vector
_LISTED = 12  # terms under which a paper is listed
_LONGEST = 256  # papers that a term lists
_SHARES = 16  # frequencies are counted anew when a sixteenth of the rows, or less, have come
_FEW = 2048  # rows of which all are counted: a subject's second paper must find the first at once
_LEAST_FREQUENCY = 2  # papers that have a term; one that a single paper has likens it to none
_WEIGHT_BITS, _ROW_BITS = 12, 28
# How much a count of 0, 1, 2 ... weighs, in 32nds: c / (c + 1), as BM25 dampens counts.
_OF_COUNT = np.array([round(64 * count / (count + 1)) for count in range(256)], dtype=np.int64)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Vectors:
    """The papers' vectors, and their postings.

    `terms` (rows x `LENGTH`, from 1, 0 for none) and `weights` of each row, whose squares sum up to about `ONE` squared.
    A posting is a row listed under a term: `postings` has the row and, in the lower 12 bits, the weight; terms one after
    the other, each with rows ascending. `entries` has the postings' places by row and `earlier` how many rows stand
    before it under its term; the entries of row r are from `row_starts[r]` to `row_starts[r + 1]`.
    """

    terms: npt.NDArray[np.int32]
    weights: npt.NDArray[np.int16]
    vocabulary: int
    postings: npt.NDArray[np.int64]
    entries: npt.NDArray[np.int64]
    earlier: npt.NDArray[np.int64]
    row_starts: npt.NDArray[np.int64]

    @property
    def rows(self) -> int:
        """Give how many papers there are."""
        return len(self.terms)


def places_in_runs(keys: Numbers, starts: Numbers) -> Numbers:
    """Give each value's place in its run of equal ones, of which the starts are known."""
    places: Numbers = np.arange(len(keys))
    places -= np.repeat(starts, np.diff(starts, append=len(keys)))
    return places


def make_vectors(batches: Sequence[Features]) -> Vectors:
    """Make the vectors of all rows, batch after batch; what rows are cut into batches makes no difference."""
    rows = sum(len(batch.sizes) for batch in batches)
    settled = settled_rows(rows)
    numbers, inverse = _numbered(_document_frequencies(batches, settled), settled)
    terms = np.zeros((rows, LENGTH), dtype=np.int32)
    weights = np.zeros((rows, LENGTH), dtype=np.int16)
    first = 0
    for batch in batches:
        stop = first + len(batch.sizes)
        _fill(batch, numbers, inverse, terms[first:stop], weights[first:stop])
        first = stop
    return _listed(terms, weights, int(numbers.max(initial=0)), settled)


def settled_rows(rows: int) -> int:
    """Give of how many rows, from the first, frequencies are counted: a few more rows seldom change it.

    >>> settled_rows(50_000), settled_rows(50_050), settled_rows(408)
    (49152, 49152, 408)
    """
    if rows <= _FEW:
        return rows
    step = 1 << (rows // _SHARES).bit_length() - 1
    return rows // step * step


def _document_frequencies(batches: Iterable[Features], settled: int) -> Numbers:
    """Count how many settled rows have each term; of terms that none of them has, how many later ones.

    So the later rows do not move the weights of any term that a settled row has.
    """
    frequencies = np.zeros(1 << BITS, dtype=np.int32)
    later: list[Numbers] = []
    first = 0
    for batch in batches:
        cut = int(batch.sizes[: max(settled - first, 0)].sum())
        terms, counts = np.unique(batch.terms[:cut], return_counts=True)
        frequencies[terms] += counts
        later.append(batch.terms[cut:])
        first += len(batch.sizes)
    terms, counts = np.unique(joined(later), return_counts=True)
    new = frequencies[terms] == 0
    frequencies[terms[new]] = counts[new]
    return frequencies


def _numbered(frequencies: Numbers, rows: int) -> tuple[Numbers, Numbers]:
    """Give terms that several papers have numbers from 1, in place, and by number their inverse frequency."""
    known = np.flatnonzero(frequencies >= _LEAST_FREQUENCY)
    _, steps = np.frexp(frequencies[known].astype(np.float32))
    # Among many papers the rarest terms would outweigh what is common, which tells the subject too.
    flattening = max(rows.bit_length() - 9, 0) * 2 // 5
    inverse = np.zeros(len(known) + 1, dtype=np.int64)
    inverse[1:] = np.maximum(rows.bit_length() + 1 - steps, 0) + flattening
    frequencies[:] = 0
    frequencies[known] = np.arange(1, len(known) + 1)
    return frequencies, inverse


def _fill(
    batch: Features, numbers: Numbers, inverse: Numbers, terms: Numbers, weights: Numbers
) -> None:
    """Fill in the vectors of a batch: the terms that weigh most, the heaviest first, equal ones by number."""
    found = numbers[batch.terms]
    packed = np.repeat(np.arange(len(batch.sizes)), batch.sizes)
    raw = _OF_COUNT[batch.counts] * inverse[found]
    kept = np.flatnonzero(raw)
    packed = packed[kept] << _WEIGHT_BITS
    packed |= (1 << _WEIGHT_BITS) - 1 - raw[kept]
    packed <<= BITS + 1
    packed |= found[kept]
    packed.sort()
    rows = packed >> (_WEIGHT_BITS + BITS + 1)
    places = np.arange(len(rows)) - np.searchsorted(rows, np.arange(len(batch.sizes)))[rows]
    packed, rows, places = (each[places < LENGTH] for each in (packed, rows, places))
    heavy = (1 << _WEIGHT_BITS) - 1 - (packed >> (BITS + 1) & ((1 << _WEIGHT_BITS) - 1))
    # The sums are whole and below 2 to the 53rd, so their order is all the same.
    lengths = np.sqrt(np.bincount(rows, weights=heavy * heavy, minlength=len(batch.sizes)))
    terms[rows, places] = packed & ((1 << (BITS + 1)) - 1)
    weights[rows, places] = np.rint(ONE * heavy / lengths[rows])


def _listed(terms: Numbers, weights: Numbers, vocabulary: int, settled: int) -> Vectors:
    """List rows under their heaviest terms."""
    shown = np.flatnonzero(terms[:, :_LISTED])
    rows = shown // _LISTED
    packed = terms[:, :_LISTED].ravel()[shown].astype(np.int64) << _WEIGHT_BITS
    packed |= (1 << _WEIGHT_BITS) - 1 - weights[:, :_LISTED].ravel()[shown]
    packed <<= _ROW_BITS
    packed |= rows
    postings = joined([_champions(packed[rows < settled]), _first(packed[rows >= settled])])
    postings.sort()
    earlier = _places(postings >> (_WEIGHT_BITS + _ROW_BITS))
    postings &= (1 << (_WEIGHT_BITS + _ROW_BITS)) - 1
    rows = postings >> _WEIGHT_BITS
    entries = np.argsort(rows, kind="stable")
    return Vectors(
        terms=terms,
        weights=weights,
        vocabulary=vocabulary,
        postings=postings,
        entries=entries,
        earlier=earlier[entries],
        row_starts=np.searchsorted(rows[entries], np.arange(len(terms) + 1)),
    )


def _champions(packed: Numbers) -> Numbers:
    """Keep of each term the rows in which it is heaviest; takes terms, missing weights and rows, gives postings."""
    packed.sort()
    return _by_row(packed[_places(packed >> (_WEIGHT_BITS + _ROW_BITS)) < _LONGEST])


def _first(packed: Numbers) -> Numbers:
    """Keep of each term the first rows, so that a row that comes later drives none away; as `_champions`."""
    postings = _by_row(packed)
    postings.sort()
    return postings[_places(postings >> (_WEIGHT_BITS + _ROW_BITS)) < _LONGEST]


def _by_row(packed: Numbers) -> Numbers:
    """Turn a term, a missing weight and a row into a term, the row and the weight."""
    postings = packed >> (_WEIGHT_BITS + _ROW_BITS) << _ROW_BITS
    postings |= packed & ((1 << _ROW_BITS) - 1)
    postings <<= _WEIGHT_BITS
    postings |= (1 << _WEIGHT_BITS) - 1 - (packed >> _ROW_BITS & ((1 << _WEIGHT_BITS) - 1))
    return postings


def _places(keys: Numbers) -> Numbers:
    return places_in_runs(keys, starts_of_runs(keys))
