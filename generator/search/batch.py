"""A batch of documents, counted.

Enters: documents, each the texts of `FIELDS`. Leaves: a `BatchIndex`, which holds of them what an index
needs, in arrays, so that it is small and passes quickly from one process to another.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, chain
from operator import sub

from generator.search.terms import Vocabulary, words_of

FIELDS = ("title", "abstract", "authors", "topics")
Document = tuple[str, str, str, str]  # the texts of FIELDS


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchIndex:
    """The terms of consecutive documents; terms are numbered as they first come in the batch, from 1.

    `lengths` and `sizes` have a number for each field of each document, of its terms and its different
    terms. `numbers` and `counts` have as many entries for it as its size: a term, and how often it is
    there. `rows` are the documents of each term, counted from the first of the batch: those that have it
    in the first field, in the second, and so on; `having` has how many, for each field of each term.
    """

    documents: int
    terms: tuple[str, ...]
    lengths: array[int]
    sizes: array[int]
    numbers: array[int]
    counts: array[int]
    rows: array[int]
    having: array[int]

    @property
    def postings(self) -> int:
        """Give the number of pairs of a term and a field of a document that has it."""
        return len(self.numbers)


def index_batch(documents: Sequence[Document]) -> BatchIndex:
    """Count the terms of some documents."""
    vocabulary = Vocabulary()
    number_of = vocabulary.__getitem__
    numbers: list[int] = []
    counts: list[int] = []
    sizes: list[int] = []
    lengths: list[int] = []
    for document in documents:
        for text in document:
            counted = Counter(map(number_of, words_of(text)))
            counted.pop(0, None)
            numbers += counted
            counts += counted.values()
            sizes.append(len(counted))
            lengths.append(counted.total())
    terms = vocabulary.terms()
    rows, having = _inverted(numbers, sizes, len(terms))
    return BatchIndex(
        documents=len(documents),
        terms=terms,
        lengths=compact(lengths),
        sizes=compact(sizes),
        numbers=compact(numbers),
        counts=compact(counts),
        rows=rows,
        having=having,
    )


def _inverted(
    numbers: Sequence[int], sizes: Sequence[int], terms: int
) -> tuple[array[int], array[int]]:
    """Turn the terms of each field of each document into the documents of each field of each term."""
    rows: list[list[int]] = [[] for _ in range(terms + 1)]
    ends = list(accumulate(sizes))
    starts = [0, *ends]
    so_far = [0] * (terms + 1)
    having: list[list[int]] = []
    for field in range(len(FIELDS)):
        spans = zip(starts[field :: len(FIELDS)], ends[field :: len(FIELDS)], strict=False)
        for row, (start, end) in enumerate(spans):
            for number in numbers[start:end]:
                rows[number].append(row)
        sizes_now = list(map(len, rows))
        having.append(list(map(sub, sizes_now, so_far)))
        so_far = sizes_now
    by_term = chain.from_iterable(zip(*(counts[1:] for counts in having), strict=True))
    return compact(list(chain.from_iterable(rows))), compact(list(by_term))


def compact(values: Sequence[int]) -> array[int]:
    """Pack whole numbers into the narrowest array that holds them."""
    largest = max(values, default=0)
    return array("B" if largest < 1 << 8 else "H" if largest < 1 << 16 else "I", values)
