"""A segment of the index: consecutive rows in a folder of their own.

Enters: counted rows. Leaves: the files of the segment, which depend on nothing but its rows, and a `SegmentEntry`: what
the manifest says of it. A build keeps the entry of a segment whose rows are the same, and writes only the others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import accumulate
from typing import Any

import numpy as np

from generator.artifacts import Artifact
from generator.search.arrays import Numbers
from generator.search.batch import FIELDS, BatchIndex, Words
from generator.search.counted import CountedRows
from generator.search.merge import merged_words
from generator.search.packing import pack, unpack
from generator.search.parts import Part, artifacts, as_json, folder_of, numbered, part, shard_size
from generator.search.postings import ranked_lengths
from generator.search.ranges import term_ranges
from generator.search.spread import Spread, here
from generator.search.symbols import symbols, word_list
from generator.search.tables import TermRange, write_names, write_range


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SegmentEntry:
    """What is known of a segment without its files.

    `terms` and `names` are lists of the first ones of each shard, `lengths` what `ranks` refer to, by field, as numbers
    (docs/search-index.md); `totals` are by field the numbers of terms. `words` and `topic_words` are
    those of its texts and of its topics, of which the words of all segments are made.
    """

    documents: int
    postings: int
    folder: str
    terms: str
    names: str
    lengths: tuple[str, ...]
    totals: tuple[int, ...]
    words: Words
    topic_words: Words

    def to_bytes(self) -> bytes:
        """Write it."""
        figures = (self.documents, self.postings, self.totals)
        plain = (*figures, self.folder, self.terms, self.names, self.lengths)
        words = [self.words.words, self.topic_words.words]
        return pack([plain, words], [self.words.counts, self.topic_words.counts])

    @staticmethod
    def from_bytes(data: bytes) -> SegmentEntry:
        """Read what was written; refuses other bytes with ValueError."""
        (plain, words), counts = unpack(data)
        documents, postings, totals, folder, terms, names, lengths = plain
        of_texts, of_topics = (
            Words(words=some, counts=its) for some, its in zip(words, counts, strict=True)
        )
        return SegmentEntry(
            documents=documents,
            postings=postings,
            folder=folder,
            terms=terms,
            names=names,
            lengths=tuple(lengths),
            totals=tuple(totals),
            words=of_texts,
            topic_words=of_topics,
        )


def segment_artifacts(
    counted: Sequence[CountedRows], start: int, spread: Spread = here
) -> tuple[tuple[Artifact, ...], SegmentEntry]:
    """Merge and write the rows of a segment, counted in any number of batches; its first row is `start`.

    The work is done in pieces, by ranges of terms; `spread` may send them to other processes.
    """
    lengths = lengths_of(counted)
    ranked = ranked_lengths(lengths)
    documents = len(lengths) // len(FIELDS)
    done = spread(_call, _work(counted, ranked.ranks, shard_size(documents)))
    names, words, topic_words = next(done), next(done), next(done)
    terms = _terms(done)
    parts = [*terms.parts, *names.parts("names")]
    folder = folder_of(parts, start)
    by_field = lengths.reshape(-1, len(FIELDS))
    entry = SegmentEntry(
        documents=documents,
        postings=sum(len(index.rows) for index, _ in with_first_rows(counted)),
        folder=folder,
        terms=word_list(terms.firsts),
        names=word_list(names.firsts),
        lengths=tuple(symbols(values).tobytes().decode() for values in ranked.values),
        totals=tuple(by_field.sum(axis=0, dtype=np.int64).tolist()),
        words=words,
        topic_words=topic_words,
    )
    return artifacts(parts, folder), entry


@dataclass(frozen=True, slots=True, kw_only=True)
class _Terms:
    """The parts of terms, of their positions and of the vocabulary, and the first term of each shard."""

    parts: list[Part]
    firsts: list[str]


def _terms(every: Iterable[TermRange]) -> _Terms:
    """Give the shards of ranges their numbers; a range is let go of when the next one comes."""
    parts: list[Part] = []
    firsts: list[str] = []
    lists: list[str] = []
    for some in every:
        parts += numbered("terms", some.terms.shards, len(firsts))
        parts += numbered("positions", some.positions, len(firsts))
        firsts += some.terms.firsts
        lists += some.terms.lists
    # The lists of the shards, one after the other, are a list.
    parts.append(part("vocabulary", as_json(" ".join(lists))))
    return _Terms(parts=parts, firsts=firsts)


def with_first_rows(counted: Sequence[CountedRows]) -> list[tuple[BatchIndex, int]]:
    """Give the indices of texts and of topics, each with its first row, counted from that of all."""
    first_rows = accumulate((rows.documents for rows in counted), initial=0)
    return [
        (index, first)
        for rows, first in zip(counted, first_rows, strict=False)
        for index in (rows.texts.index, rows.labels.index)
    ]


def lengths_of(counted: Sequence[CountedRows]) -> Numbers:
    """Give the number of terms of each text, by row and field."""
    lengths = np.zeros((sum(rows.documents for rows in counted), len(FIELDS)), dtype=np.int32)
    for index, first in with_first_rows(counted):
        own = index.lengths.reshape(-1, len(index.fields))
        lengths[first : first + index.documents, list(index.fields)] = own
    return lengths.ravel()


def _work(counted: Sequence[CountedRows], ranks: Numbers, most: int) -> Iterator[Callable[[], Any]]:
    """Give the pieces of work of a segment: its names, its words, its terms by ranges."""
    indices = with_first_rows(counted)
    first_rows = [first for _, first in indices[::2]]
    listings = [index.names for index, _ in indices]
    listings += [rows.texts.identifiers for rows in counted]
    starts = [*(first for _, first in indices), *first_rows]
    yield partial(write_names, listings, starts, most)
    yield partial(merged_words, [rows.texts.index.words for rows in counted])
    yield partial(merged_words, [rows.labels.index.words for rows in counted])
    for every in term_ranges(indices):
        yield partial(write_range, every, ranks, most)


def _call(work: Callable[[], Any]) -> Any:  # noqa: ANN401 (what the work gives)
    return work()
