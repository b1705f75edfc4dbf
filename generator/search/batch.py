"""A batch of documents, counted.

Enters: some texts of documents, those of the fields that are asked for. Leaves: a `BatchIndex`, which holds of them what
an index needs, in arrays, so that it is small and passes quickly from one process to another.
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
from generator.search.symbols import ends_of, gaps, symbols, utf_16_order
from generator.search.terms import chunks_of

FIELDS = ("title", "abstract", "authors", "topics")
TEXT_FIELDS = (0, 1, 2)  # what changes with a paper's texts alone
TOPIC_FIELDS = (3,)

_AUTHORS = FIELDS.index("authors")  # whose words are not completed
_PLACE_BITS = 32


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Words:
    """Words in any order, parted by line feeds, with how many documents have each."""

    words: str
    counts: Numbers


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BatchIndex:
    """The terms of some fields of consecutive documents; `terms` stand in the order of UTF-16, parted by line feeds.

    A posting is a field of a document that has a term. Postings stand in groups, one for each field of each term: `groups`
    are the terms' places times `FIELDS` plus the field, and `sizes` how many postings each has, by row;
    `rows`, counted from the batch's first, and `counts`, how often the term is there, are by posting.
    `positions` are the symbols of the places of the words of each posting, as they are served, and
    `position_sizes` how many symbols each group has. `lengths` has a number for each of the fields of each document, of
    its terms. `last_rows` has for each term the last row that has it, and `places` where among the words there.

    `words` are those that are completed and corrected, with how many documents have each, in other fields than the
    authors; `names` are keys (see `generator.search.names`) with the rows of each, in any order.
    """

    documents: int
    fields: tuple[int, ...]
    terms: str
    last_rows: Numbers
    places: Numbers
    lengths: Numbers
    groups: Numbers
    sizes: Numbers
    rows: Numbers
    counts: Numbers
    positions: Numbers
    position_sizes: Numbers
    words: Words
    names: Listing


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Text:
    """The words of all texts that have a term, as they come: terms and texts by number, and the places of the words.

    A text's number is its document's times the fields, plus the field's place.
    """

    terms: Numbers
    texts: Numbers
    places: Numbers
    first_words: Numbers  # by text


def index_batch(
    documents: Sequence[Sequence[str]], fields: tuple[int, ...] = tuple(range(len(FIELDS)))
) -> BatchIndex:
    """Count the terms of some documents, each the texts of `fields`."""
    known = lexicon()
    chunks, sizes = _chunks(documents, known)
    texts_of_chunks = np.repeat(np.arange(len(sizes)), sizes)
    words_of_chunk, numbers, words = known.words_of(chunks)
    texts = np.repeat(texts_of_chunks, words_of_chunk)
    kept = np.flatnonzero(numbers)
    first_words = np.searchsorted(texts, np.arange(len(sizes)))
    terms, ranks = _ranked(numbers[kept], known)
    postings = _postings(
        _Text(terms=ranks, texts=texts[kept], places=kept, first_words=first_words), fields
    )
    in_words = np.isin(texts % len(fields), [at for at, f in enumerate(fields) if f != _AUTHORS])
    wordy = np.flatnonzero((words > 0) & in_words)
    return BatchIndex(
        documents=len(documents),
        fields=fields,
        terms=terms,
        lengths=compact(np.bincount(texts[kept], minlength=len(sizes))),
        **postings,
        words=_words(words[wordy], texts[wordy] // len(fields), known),
        names=_names(chunks, texts_of_chunks // len(fields), known),
    )


def _chunks(documents: Sequence[Sequence[str]], known: Lexicon) -> tuple[Numbers, Numbers]:
    """Give the numbers of the chunks of all texts, and how many each text has."""
    number_of = known.__getitem__
    numbers = array("I")
    sizes: list[int] = []
    # Text by text, while its chunks are in the processor's cache.
    for document in documents:
        for text in document:
            chunks = chunks_of(text)
            numbers.extend(map(number_of, chunks))
            sizes.append(len(chunks))
    known.learn()
    return np.array(numbers), np.array(sizes, dtype=np.int64)


def parted(words: str) -> list[str]:
    """Give words that are parted by line feeds."""
    return words.split("\n") if words else []


def _ranked(numbers: Numbers, known: Lexicon) -> tuple[str, Numbers]:
    """Give the terms that have these numbers, in the order of UTF-16, and for each number the place of its term."""
    names = known.terms.names
    present = np.bincount(numbers, minlength=len(names)).nonzero()[0]
    present = present[utf_16_order(list(map(names.__getitem__, present.tolist())))]
    ranks = np.zeros(len(names), dtype=np.int64)
    ranks[present] = np.arange(len(present))
    return "\n".join(map(names.__getitem__, present.tolist())), ranks[numbers]


def _postings(text: _Text, fields: tuple[int, ...]) -> dict[str, Numbers]:
    """Sort words into the postings of a `BatchIndex`."""
    field = np.array(fields)[text.texts % len(fields)]
    groups, order = sorted_with_places(text.terms * len(FIELDS) + field)
    texts, places = text.texts[order], text.places[order]
    rows = texts // len(fields)
    starts = starts_of_runs(groups, rows)
    of_groups = starts_of_runs(groups[starts])
    numbers = gaps(places - text.first_words[texts], starts)
    ends = ends_of(numbers)
    last_words = np.append(starts[of_groups][1:], len(groups))[: len(of_groups)] - 1
    first_of_rows = text.first_words[:: len(fields)][rows[starts]]
    of_terms = starts_of_runs(groups[starts] // len(FIELDS))
    packed = (rows[starts] << _PLACE_BITS) - (places[starts] - first_of_rows)
    last = np.maximum.reduceat(packed, of_terms) if len(packed) else packed
    last_rows = -(-last >> _PLACE_BITS)
    return {
        "last_rows": compact(last_rows),
        "places": compact((last_rows << _PLACE_BITS) - last),
        "groups": compact(groups[starts][of_groups]),
        "sizes": compact(np.diff(of_groups, append=len(starts))),
        "rows": compact(rows[starts]),
        "counts": compact(np.diff(starts, append=len(groups))),
        "positions": symbols(numbers, ends),
        "position_sizes": compact(np.diff(ends[last_words], prepend=0)),
    }


def _words(numbers: Numbers, rows: Numbers, known: Lexicon) -> Words:
    """Give the words that are completed and corrected, and how many documents have each."""
    different, counts, _ = unique_pairs(numbers, rows)
    words = map(known.words.names.__getitem__, different.tolist())
    return Words(words="\n".join(words), counts=compact(counts))


def _names(chunks: Numbers, rows: Numbers, known: Lexicon) -> Listing:
    sizes, keys = known.keys_of(chunks)
    different, counts, having = unique_pairs(keys, np.repeat(rows, sizes))
    names = tuple(map(known.names.names.__getitem__, different.tolist()))
    return Listing(names=names, sizes=compact(counts), rows=compact(having))
