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
    terms, numbers, places = _in_order([batch.terms for batch in every])
    documents = sum(batch.documents for batch in every)
    ends = np.cumsum([batch.documents for batch in every], dtype=np.int64)
    first_rows = [0, *ends.tolist()][: len(every)]
    groups, sizes, rows, counts, positions = _postings(every, places, first_rows)
    frequencies = np.bincount(groups // len(FIELDS), weights=sizes, minlength=len(terms))
    lengths = joined([batch.lengths for batch in every])
    return MergedIndex(
        documents=documents,
        terms=terms,
        numbers=numbers,
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


def _in_order(lists: Sequence[Sequence[str]]) -> tuple[tuple[str, ...], Numbers, list[Numbers]]:
    """Put the names of several lists into the order of UTF-16.

    Gives them, for each how many came before it, and for each list the places of its names.
    """
    numbers = _Numbering()
    of_lists = [_looked_up(numbers, names) for names in lists]
    names = in_utf_16_order(numbers)
    came = _looked_up(numbers, names)
    places = np.empty(len(names), dtype=np.int64)
    places[came] = np.arange(len(names))
    return names, came, [places[some] for some in of_lists]


def _looked_up(numbers: Mapping[str, int], names: Sequence[str]) -> Numbers:
    return np.fromiter(map(numbers.__getitem__, names), np.int64, len(names))


def merged_listing(listings: Sequence[Listing], first_rows: Sequence[int]) -> Listing:
    """Put listings together whose rows are counted from these, into the order of UTF-16."""
    names, _, places = _in_order([listing.names for listing in listings])
    ordered, order = sorted_with_places(joined(places))
    sizes = joined([listing.sizes for listing in listings])
    rows = _shifted([listing.rows for listing in listings], first_rows)
    return Listing(
        names=names,
        sizes=_sums(sizes[order], starts_of_runs(ordered)),
        rows=ordered_runs(rows, sizes, order),
    )


def _postings(
    batches: Sequence[BatchIndex], places: Sequence[Numbers], first_rows: Sequence[int]
) -> tuple[Numbers, Numbers, Numbers, Numbers, Numbers]:
    """Bring the postings of all batches into the order of terms, fields and rows.

    `places` are by batch and by number of a term there the place among all terms. What is moved are
    whole groups of a batch: there are fewer of these than postings.
    """
    keys, words = [], []
    for batch, ranks in zip(batches, places, strict=True):
        term, field = np.divmod(batch.groups.astype(np.int64), len(FIELDS))
        keys.append(ranks[term] * len(FIELDS) + field)
        words.append(_sums(batch.counts, np.cumsum(batch.sizes, dtype=np.int64) - batch.sizes))
    # Batches come in the order of rows, so equal keys stand right as they are.
    ordered, order = sorted_with_places(joined(keys))
    sizes = joined([batch.sizes for batch in batches])
    starts = starts_of_runs(ordered)
    return (
        ordered[starts],
        _sums(sizes[order], starts),
        ordered_runs(_shifted([batch.rows for batch in batches], first_rows), sizes, order),
        ordered_runs(joined([batch.counts for batch in batches]), sizes, order),
        ordered_runs(joined([batch.positions for batch in batches]), joined(words), order),
    )


def _shifted(rows_of_each: Sequence[Numbers], first_rows: Sequence[int]) -> Numbers:
    """Put rows together that are counted from these."""
    pairs = zip(rows_of_each, first_rows, strict=True)
    return joined([rows.astype(np.uint32) + np.uint32(first) for rows, first in pairs])


def _sums(values: Numbers, starts: Numbers) -> Numbers:
    """Give the sums of the runs of values that begin at these places."""
    empty = np.zeros(0, dtype=np.int64)
    return np.add.reduceat(values, starts, dtype=np.int64) if len(starts) else empty


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
