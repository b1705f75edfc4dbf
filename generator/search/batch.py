"""A batch of documents, counted.

Enters: documents, each the texts of `FIELDS`. Leaves: a `BatchIndex`, which holds of them what an index
needs, in arrays, so that it is small and passes quickly from one process to another.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from generator.search.arrays import (
    Listing,
    Numbers,
    compact,
    sorted_with_places,
    starts_of_runs,
    unique_pairs,
)
from generator.search.lexicon import Lexicon, lexicon
from generator.search.terms import chunks_of

FIELDS = ("title", "abstract", "authors", "topics")
Document = tuple[str, str, str, str]  # the texts of FIELDS

_AUTHORS = FIELDS.index("authors")  # whose words are not completed


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BatchIndex:
    """The terms of consecutive documents; terms are numbered as they first come in the batch, from 0.

    A posting is a field of a document that has a term. Postings stand in groups, one for each field of each term: `groups`
    are the terms times `FIELDS` plus the field, and `sizes` how many postings each has, by row; `rows`,
    counted from the batch's first, and `counts`, how often the term is there, are by posting. `positions`
    has the places of the words of each posting, ascending. `lengths` has a number for each field of each
    document, of its terms.

    `words` are those that are completed and corrected, with how many documents have each in a title, an
    abstract or a topic; `names` are keys (see `generator.search.names`) with the rows of each.
    """

    documents: int
    terms: tuple[str, ...]
    lengths: Numbers
    groups: Numbers
    sizes: Numbers
    rows: Numbers
    counts: Numbers
    positions: Numbers
    words: dict[str, int]
    names: Listing

    @property
    def postings(self) -> int:
        """Give the number of postings."""
        return len(self.rows)


def index_batch(documents: Sequence[Document]) -> BatchIndex:
    """Count the terms of some documents."""
    known = lexicon()
    chunks, sizes = _chunks(documents, known)
    texts_of_chunks = np.repeat(np.arange(len(sizes)), sizes)
    words_of_chunk, numbers, words = known.words_of(chunks)
    texts = np.repeat(texts_of_chunks, words_of_chunk)
    kept = np.flatnonzero(numbers)
    lengths = np.bincount(texts[kept], minlength=len(sizes))
    groups, order = sorted_with_places(numbers[kept] * len(FIELDS) + texts[kept] % len(FIELDS))
    ordered = kept[order]
    rows = texts[ordered] // len(FIELDS)
    starts = starts_of_runs(groups, rows)
    of_groups = starts_of_runs(groups[starts])
    numbers, fields = np.divmod(groups[starts][of_groups].astype(np.int64), len(FIELDS))
    terms, places = _as_they_come(numbers, order[starts][of_groups], known.terms.names)
    first_words = np.searchsorted(texts, np.arange(len(sizes)))
    return BatchIndex(
        documents=len(documents),
        terms=terms,
        lengths=compact(lengths),
        groups=compact(places * len(FIELDS) + fields),
        sizes=compact(np.diff(of_groups, append=len(starts))),
        rows=compact(rows[starts]),
        counts=compact(np.diff(starts, append=len(groups))),
        positions=compact(ordered - first_words[texts[ordered]]),
        words=_words(words, texts, known.words.names),
        names=_names(chunks, texts_of_chunks // len(FIELDS), known),
    )


def _chunks(documents: Sequence[Document], known: Lexicon) -> tuple[Numbers, Numbers]:
    """Give the numbers of the chunks of all texts, and how many each text has."""
    number_of = known.__getitem__
    numbers = array("I")
    sizes: list[int] = []
    for document in documents:
        for text in document:
            chunks = chunks_of(text)
            numbers.extend(map(number_of, chunks))
            sizes.append(len(chunks))
    return np.array(numbers), np.array(sizes, dtype=np.int64)


def _as_they_come(
    numbers: Numbers, first_places: Numbers, names: Sequence[str]
) -> tuple[tuple[str, ...], Numbers]:
    """Give the names of ascending numbers in the order of their first places, and where there each number is."""
    starts = starts_of_runs(numbers)
    if not len(starts):
        return (), numbers
    order = np.argsort(np.minimum.reduceat(first_places, starts))
    ranks = np.empty(len(order), dtype=np.int64)
    ranks[order] = np.arange(len(order))
    having = np.diff(starts, append=len(numbers))
    return tuple(map(names.__getitem__, numbers[starts][order].tolist())), np.repeat(ranks, having)


def _words(numbers: Numbers, texts: Numbers, words: Sequence[str]) -> dict[str, int]:
    """Give the words that are completed and corrected, and how many documents have each."""
    wordy = np.flatnonzero((numbers > 0) & (texts % len(FIELDS) != _AUTHORS))
    different, counts, _ = unique_pairs(numbers[wordy], texts[wordy] // len(FIELDS))
    return dict(zip(map(words.__getitem__, different.tolist()), counts.tolist(), strict=True))


def _names(chunks: Numbers, rows: Numbers, known: Lexicon) -> Listing:
    sizes, keys = known.keys_of(chunks)
    different, counts, having = unique_pairs(keys, np.repeat(rows, sizes))
    return Listing(
        names=tuple(map(known.names.names.__getitem__, different.tolist())),
        sizes=compact(counts),
        rows=compact(having),
    )
