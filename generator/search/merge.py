"""Batches that were counted apart, to one index.

Enters: the `BatchIndex`es of all documents, in the order of the documents. Leaves: a `MergedIndex`, the
same however the documents were cut into batches. Weights are those of Lunr (lunr.Builder and lunr.idf):
BM25 with k1 = 1.2 and b = 0.75, each field weighed by itself.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from generator.search.batch import FIELDS, BatchIndex


@dataclass(frozen=True, slots=True, kw_only=True)
class MergedIndex:
    """All documents: `terms` gives the number of each term, as they first come.

    `numbers` has, for each batch, the numbers here of the batch's terms, by their numbers there; `first_rows` the row of its
    first document. `average_lengths` are in terms, by field. `idf` is by number of the term.
    """

    batches: tuple[BatchIndex, ...]
    documents: int
    terms: Mapping[str, int]
    numbers: tuple[Sequence[int], ...]
    first_rows: tuple[int, ...]
    average_lengths: tuple[float, ...]
    idf: Sequence[float]


def merge(batches: Iterable[BatchIndex]) -> MergedIndex:
    """Put batches together, in the order of their documents."""
    every = tuple(batches)
    terms: dict[str, int] = {}
    numbers, first_rows = [], []
    frequencies: list[int] = []
    documents = 0
    for batch in every:
        numbers.append([0, *(terms.setdefault(term, len(terms)) for term in batch.terms)])
        frequencies += [0] * (len(terms) - len(frequencies))
        fields = iter(batch.having)
        counts = map(sum, zip(*[fields] * len(FIELDS), strict=True))
        for number, count in zip(islice(numbers[-1], 1, None), counts, strict=True):
            frequencies[number] += count
        first_rows.append(documents)
        documents += batch.documents
    return MergedIndex(
        batches=every,
        documents=documents,
        terms=terms,
        numbers=tuple(numbers),
        first_rows=tuple(first_rows),
        average_lengths=_average_lengths(every, documents),
        idf=[_idf(frequency, documents) for frequency in frequencies],
    )


def _average_lengths(batches: Sequence[BatchIndex], documents: int) -> tuple[float, ...]:
    return tuple(
        sum(sum(batch.lengths[place :: len(FIELDS)]) for batch in batches) / max(documents, 1)
        for place in range(len(FIELDS))
    )


def _idf(frequency: int, documents: int) -> float:
    """Weigh a term by how rare it is; Lunr counts a document once for each field that has the term."""
    return math.log(1 + abs((documents - frequency + 0.5) / (frequency + 0.5)))
