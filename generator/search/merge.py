"""Batches that were counted apart, to one index.

Enters: the `BatchIndex`es of all documents, in the order of the documents. Leaves: a `MergedIndex`, the
same however the documents were cut into batches. Weights are those of Lunr (lunr.Builder and lunr.idf):
BM25 with k1 = 1.2 and b = 0.75, each field weighed by itself.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from generator.search.arrays import (
    Listing,
    Numbers,
    joined,
    ordered_runs,
    sorted_with_places,
    starts_of_runs,
)
from generator.search.batch import FIELDS, BatchIndex
from generator.search.symbols import in_utf_16_order


@dataclass(frozen=True, slots=True, kw_only=True)
class MergedIndex:
    """All documents. `terms` stand in the order of UTF-16; `numbers` has for each the one that Lunr gives it.

    Lunr numbers terms from 0 as they first come. Postings stand by term, then field, then row: `groups`
    are the terms' places in `terms` times `FIELDS` plus the field, each once, and `sizes` how many postings
    each has; `rows` and `counts` are by posting, `positions` by word. `lengths` has the numbers of terms of
    each field of each document, `average_lengths` their means by field; `idf` is by place in `terms`.
    """

    documents: int
    terms: tuple[str, ...]
    numbers: Numbers
    groups: Numbers
    sizes: Numbers
    rows: Numbers
    counts: Numbers
    positions: Numbers
    lengths: Numbers
    average_lengths: tuple[float, ...]
    idf: Sequence[float]
    words: dict[str, int]
    names: Listing


class _Numbering(dict[str, int]):
    """Strings, numbered from 0 as they come."""

    def __missing__(self, name: str) -> int:
        self[name] = number = len(self)
        return number


def merge(batches: Iterable[BatchIndex]) -> MergedIndex:
    """Put batches together, in the order of their documents."""
    every = list(batches)
    numbers = _Numbering()
    of_batches = [_looked_up(numbers, batch.terms) for batch in every]
    terms = in_utf_16_order(numbers)
    in_order = _looked_up(numbers, terms)
    places = np.empty(len(terms), dtype=np.int64)
    places[in_order] = np.arange(len(terms))
    documents = sum(batch.documents for batch in every)
    groups, sizes, rows, counts, positions = _postings(every, [places[some] for some in of_batches])
    frequencies = np.bincount(groups // len(FIELDS), weights=sizes, minlength=len(terms))
    lengths = joined([batch.lengths for batch in every])
    first_rows = np.cumsum([0, *(batch.documents for batch in every)]).tolist()
    return MergedIndex(
        documents=documents,
        terms=terms,
        numbers=in_order,
        groups=groups,
        sizes=sizes,
        rows=rows,
        counts=counts,
        positions=positions,
        lengths=lengths,
        average_lengths=_average_lengths(lengths, documents),
        idf=[_idf(int(frequency), documents) for frequency in frequencies.tolist()],
        words=_words(every),
        names=merged_listing([batch.names for batch in every], first_rows),
    )


def _looked_up(numbers: Mapping[str, int], names: Sequence[str]) -> Numbers:
    return np.fromiter(map(numbers.__getitem__, names), np.int64, len(names))


def merged_listing(listings: Sequence[Listing], first_rows: Sequence[int]) -> Listing:
    """Put listings together whose rows are counted from these, into the order of UTF-16."""
    numbers = _Numbering()
    of_each = [_looked_up(numbers, listing.names) for listing in listings]
    names = in_utf_16_order(numbers)
    places = np.empty(len(names), dtype=np.int64)
    places[_looked_up(numbers, names)] = np.arange(len(names))
    ordered, order = sorted_with_places(places[joined(of_each)])
    sizes = joined([listing.sizes for listing in listings]).astype(np.int64)
    rows = joined(
        [some.rows + np.uint32(first) for some, first in zip(listings, first_rows, strict=False)]
    )
    starts = starts_of_runs(ordered)
    return Listing(
        names=names,
        sizes=np.add.reduceat(sizes[order], starts) if len(starts) else sizes,
        rows=ordered_runs(rows, sizes, order),
    )


def _postings(
    batches: Sequence[BatchIndex], places: Sequence[Numbers]
) -> tuple[Numbers, Numbers, Numbers, Numbers, Numbers]:
    """Bring the postings of all batches into the order of terms, fields and rows.

    `places` are by batch and by number of a term there the place among all terms. What is moved are whole groups of a batch: there are fewer of these than postings.
    """
    keys, words = [], []
    for batch, ranks in zip(batches, places, strict=True):
        term, field = np.divmod(batch.groups.astype(np.int64), len(FIELDS))
        keys.append(ranks[term] * len(FIELDS) + field)
        firsts = np.cumsum(batch.sizes, dtype=np.int64) - batch.sizes
        words.append(
            np.add.reduceat(batch.counts, firsts, dtype=np.int64) if len(firsts) else firsts
        )
    # Batches come in the order of rows, so equal keys stand right as they are.
    ordered, order = sorted_with_places(joined(keys))
    sizes = joined([batch.sizes for batch in batches]).astype(np.int64)
    starts = starts_of_runs(ordered)
    return (
        ordered[starts],
        np.add.reduceat(sizes[order], starts) if len(starts) else starts,
        ordered_runs(_rows(batches), sizes, order),
        ordered_runs(joined([batch.counts for batch in batches]), sizes, order),
        ordered_runs(joined([batch.positions for batch in batches]), joined(words), order),
    )


def _rows(batches: Sequence[BatchIndex]) -> Numbers:
    firsts = np.cumsum([0, *(batch.documents for batch in batches)])
    return joined(
        [
            batch.rows + np.uint32(first)
            for batch, first in zip(batches, firsts.tolist(), strict=False)
        ]
    )


def _average_lengths(lengths: Numbers, documents: int) -> tuple[float, ...]:
    return tuple(
        int(lengths[field :: len(FIELDS)].sum(dtype=np.int64)) / max(documents, 1)
        for field in range(len(FIELDS))
    )


def _idf(frequency: int, documents: int) -> float:
    """Weigh a term by how rare it is; Lunr counts a document once for each field that has the term."""
    return math.log(1 + abs((documents - frequency + 0.5) / (frequency + 0.5)))


def _words(batches: Sequence[BatchIndex]) -> dict[str, int]:
    words: dict[str, int] = {}
    for batch in batches:
        for word, count in batch.words.items():
            words[word] = words.get(word, 0) + count
    return words


def weights(index: MergedIndex, boosts: Sequence[int]) -> Numbers:
    """Give Lunr's weight of each posting, before it is rounded, by posting."""
    field = np.repeat(index.groups % len(FIELDS), index.sizes)
    idf = np.repeat(np.array(index.idf)[index.groups // len(FIELDS)], index.sizes)
    length = index.lengths[index.rows.astype(np.int64) * len(FIELDS) + field]
    average = np.array([mean or 1.0 for mean in index.average_lengths])[field]
    counts = index.counts.astype(np.float64)
    # In lunr.py's order of operations, for the last digit's sake.
    norm = 1.2 * (1 - 0.75 + 0.75 * (length / average))
    weighed: Numbers = idf * ((1.2 + 1) * counts) / (norm + counts)
    weighed *= np.array(boosts, dtype=np.float64)[field]
    return weighed
