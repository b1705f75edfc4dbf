"""An index as one, for Lunr's own serialisation.

Enters: counted rows. Leaves: a `WholeIndex`, the same however the rows were cut into batches and segments; weights are
those of Lunr (lunr.Builder and lunr.idf): BM25 with k1 = 1.2 and b = 0.75, each field weighed by itself.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from generator.search.arrays import Numbers, different
from generator.search.batch import FIELDS, TOPIC_FIELDS, BatchIndex, parted
from generator.search.counted import CountedRows
from generator.search.merge import merge, whole_run
from generator.search.segments import first_rows_of, lengths_of

_PLACE_BITS = 32  # of a place among the words of a document


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WholeIndex:
    """All documents by their refs: 0 is the last row. `numbers` has for each of `terms` the one that Lunr gives it.

    Lunr numbers terms from 0 as they first come. Postings stand by term, then field, then ref: `groups` are the terms'
    places in `terms`, which are in the order of UTF-16, times `FIELDS` plus the field, each once, and `sizes` how
    many postings each has; `refs` and `counts` are by posting. `lengths` has the number of terms of each text, by
    ref and field, `average_lengths` their means by field; `idf` is by place in `terms`.
    """

    documents: int
    terms: tuple[str, ...]
    numbers: Numbers
    groups: Numbers
    sizes: Numbers
    refs: Numbers
    counts: Numbers
    lengths: Numbers
    average_lengths: tuple[float, ...]
    idf: Numbers


def whole_index(counted: Sequence[CountedRows]) -> WholeIndex:
    """Put all rows together."""
    indices = _with_first_rows(counted)
    documents = sum(rows.documents for rows in counted)
    merged = merge([whole_run(index, first) for index, first in indices])
    term_of_group = merged.groups // len(FIELDS)
    frequencies = np.bincount(term_of_group, weights=merged.sizes, minlength=len(merged.terms))
    lengths = lengths_of(indices).reshape(-1, len(FIELDS))[::-1].ravel()
    backwards = _backwards(merged.sizes)
    return WholeIndex(
        documents=documents,
        terms=merged.terms,
        numbers=_numbers(merged.terms, indices, documents),
        groups=merged.groups.astype(np.int64),
        sizes=merged.sizes,
        refs=documents - 1 - merged.rows[backwards].astype(np.int64),
        counts=merged.counts[backwards],
        lengths=lengths,
        average_lengths=tuple(
            int(lengths[field :: len(FIELDS)].sum(dtype=np.int64)) / max(documents, 1)
            for field in range(len(FIELDS))
        ),
        idf=_idf(frequencies.astype(np.int64), documents),
    )


def _with_first_rows(counted: Sequence[CountedRows]) -> list[tuple[BatchIndex, int]]:
    """Give the indices of texts and of topics, each with its first row."""
    firsts = first_rows_of(rows.texts.index for rows in counted)
    return [
        (index, first)
        for rows, first in zip(counted, firsts, strict=True)
        for index in (rows.texts.index, rows.labels)
    ]


def _backwards(sizes: Numbers) -> Numbers:
    """Give the places of lists of these sizes, each list backwards."""
    ends = np.cumsum(sizes, dtype=np.int64)
    return np.repeat(2 * ends - sizes - 1, sizes) - np.arange(int(sizes.sum()))


def _numbers(
    terms: Sequence[str], indices: Sequence[tuple[BatchIndex, int]], documents: int
) -> Numbers:
    """Give terms the numbers in which they first come, the documents by their refs and each its fields in order."""
    places = {term: place for place, term in enumerate(terms)}
    first = np.full(len(terms), np.iinfo(np.int64).max)
    for index, first_row in indices:
        names = parted(index.terms)
        own = np.fromiter(map(places.__getitem__, names), np.int64, len(names))
        refs = documents - 1 - first_row - index.last_rows.astype(np.int64)
        keys = refs * 2 + (index.fields == TOPIC_FIELDS)
        keys = (keys << _PLACE_BITS) + index.places
        first[own] = np.minimum(first[own], keys)
    numbers = np.empty(len(terms), dtype=np.int64)
    numbers[np.argsort(first)] = np.arange(len(terms))
    return numbers


def _idf(frequencies: Numbers, documents: int) -> Numbers:
    """Weigh terms by how rare they are; Lunr counts a document once for each field that has the term."""
    unlike, places = different(frequencies)
    ratios = ((documents - each + 0.5) / (each + 0.5) for each in unlike.tolist())
    # Not numpy's logarithm, for the last digit's sake.
    return np.array([math.log(1 + abs(ratio)) for ratio in ratios])[places]


def weights(index: WholeIndex, boosts: Sequence[int]) -> Numbers:
    """Give Lunr's weight of each posting, before it is rounded, by posting."""
    field = np.repeat(index.groups % len(FIELDS), index.sizes)
    idf = np.repeat(index.idf[index.groups // len(FIELDS)], index.sizes)
    length = index.lengths[index.refs * len(FIELDS) + field]
    average = np.array([mean or 1.0 for mean in index.average_lengths])[field]
    counts = index.counts.astype(np.float64)
    # In lunr.py's order of operations, for the last digit's sake.
    norm = 1.2 * (1 - 0.75 + 0.75 * (length / average))
    weighed: Numbers = idf * ((1.2 + 1) * counts) / (norm + counts)
    weighed *= np.array(boosts, dtype=np.float64)[field]
    return weighed
