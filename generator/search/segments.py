"""A segment of the index: consecutive rows in a folder of their own.

Enters: counted rows. Leaves: the files of the segment, which depend on nothing but its rows, and a `SegmentEntry`: what
the manifest says of it. A build keeps the entry of a segment whose rows are the same, and writes only the others. The
topics of the same rows are a segment of their own, which is small, so that other rules leave the texts' as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import accumulate
from typing import Any

import numpy as np

from generator.artifacts import Artifact
from generator.search.arrays import NO_LISTING, Listing, Numbers, compact, joined
from generator.search.batch import FIELDS, BatchIndex, Words
from generator.search.counted import CountedTexts
from generator.search.merge import merged_listing, merged_words
from generator.search.packing import pack, unpack
from generator.search.parts import (
    Part,
    Table,
    artifacts,
    as_json,
    folder_of,
    numbered,
    part,
    shard_size,
)
from generator.search.postings import Lengths, ranked_lengths
from generator.search.ranges import term_ranges
from generator.search.spread import Spread, here
from generator.search.symbols import symbols, word_list
from generator.search.tables import TermRange, write_names, write_range


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SegmentEntry:
    """What is known of a segment without its files.

    `terms` and `names` are lists of the first ones of each shard, `lengths` what `ranks` refer to, by field, as numbers
    (docs/search-index.md); `totals` are by field the numbers of terms. `vocabulary` are all terms, where the manifest
    has them: of a segment of topics. `words` are those of which the words of all segments are made, `sources` and
    `code` what the lists of all rows have of them (see `CountedTexts`), counted from the segment's first row.
    """

    documents: int
    postings: int
    folder: str
    terms: str
    names: str
    vocabulary: str
    lengths: tuple[str, ...]
    totals: tuple[int, ...]
    words: Words
    sources: Listing
    code: Numbers

    def to_bytes(self) -> bytes:
        """Write it."""
        figures = (self.documents, self.postings, self.totals)
        plain = (*figures, self.folder, self.terms, self.names, self.vocabulary, self.lengths)
        return pack(
            [plain, self.words.words, self.sources.names],
            [self.words.counts, self.sources.sizes, self.sources.rows, self.code],
        )

    @staticmethod
    def from_bytes(data: bytes) -> SegmentEntry:
        """Read what was written; refuses other bytes with ValueError."""
        (plain, words, names), (counts, sizes, rows, code) = unpack(data)
        documents, postings, totals, folder, terms, first_names, vocabulary, lengths = plain
        return SegmentEntry(
            documents=documents,
            postings=postings,
            folder=folder,
            terms=terms,
            names=first_names,
            vocabulary=vocabulary,
            lengths=tuple(lengths),
            totals=tuple(totals),
            words=Words(words=words, counts=counts),
            sources=Listing(names=tuple(names), sizes=sizes, rows=rows),
            code=code,
        )


Made = tuple[tuple[Artifact, ...], SegmentEntry]


def segment_artifacts(counted: Sequence[CountedTexts], start: int, spread: Spread = here) -> Made:
    """Merge and write the texts of a segment, counted in any number of batches; its first row is `start`.

    The work is done in pieces, by ranges of terms; `spread` may send them to other processes.
    """
    tables = _tables([(each.index, each.identifiers) for each in counted], spread)
    firsts = first_rows_of(each.index for each in counted)
    pairs = zip(firsts, counted, strict=True)
    code = joined([each.code + np.int64(first) for first, each in pairs])
    return _segment(
        tables,
        [*tables.terms.parts, tables.terms.vocabulary_part, *tables.names.parts("names")],
        start,
        sources=merged_listing([each.sources for each in counted], firsts),
        code=compact(code),
    )


def topic_segment_artifacts(
    counted: Sequence[BatchIndex], shown: Sequence[Part], start: int, spread: Spread = here
) -> Made:
    """Merge and write the topics of a segment; `shown` are its `topics_parts`."""
    tables = _tables([(each, NO_LISTING) for each in counted], spread)
    parts = [*tables.terms.parts, *tables.names.parts("names"), *shown]
    return _segment(tables, parts, start, vocabulary=tables.terms.vocabulary)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Tables:
    """What is written of some fields of a segment; `lengths` are by row and field."""

    lengths: Numbers
    ranked: Lengths
    postings: int
    names: Table
    words: Words
    terms: _Terms


def _tables(batches: Sequence[tuple[BatchIndex, Listing]], spread: Spread) -> _Tables:
    indices = list(zip(*_unzipped(batches), strict=True))
    lengths = lengths_of(indices)
    ranked = ranked_lengths(lengths)
    most = shard_size(len(lengths) // len(FIELDS))
    done = spread(_call, _work(indices, [each for _, each in batches], ranked.ranks, most))
    names, words = next(done), next(done)
    return _Tables(
        lengths=lengths.reshape(-1, len(FIELDS)),
        ranked=ranked,
        postings=sum(len(index.rows) for index, _ in indices),
        names=names,
        words=words,
        terms=_terms(done),
    )


def _segment(
    tables: _Tables,
    parts: Sequence[Part],
    start: int,
    *,
    vocabulary: str = "",
    sources: Listing = NO_LISTING,
    code: Numbers = NO_LISTING.rows,
) -> Made:
    folder = folder_of(parts, start)
    entry = SegmentEntry(
        documents=len(tables.lengths),
        postings=tables.postings,
        folder=folder,
        terms=word_list(tables.terms.firsts),
        names=word_list(tables.names.firsts),
        vocabulary=vocabulary,
        lengths=tuple(symbols(values).tobytes().decode() for values in tables.ranked.values),
        totals=tuple(tables.lengths.sum(axis=0, dtype=np.int64).tolist()),
        words=tables.words,
        sources=sources,
        code=code,
    )
    return artifacts(parts, folder), entry


@dataclass(frozen=True, slots=True, kw_only=True)
class _Terms:
    """The parts of terms and of their positions, the first term of each shard, and a list of all."""

    parts: list[Part]
    firsts: list[str]
    vocabulary: str

    @property
    def vocabulary_part(self) -> Part:
        return part("vocabulary", as_json(self.vocabulary))


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
    return _Terms(parts=parts, firsts=firsts, vocabulary=" ".join(lists))


def _unzipped(batches: Sequence[tuple[BatchIndex, Listing]]) -> tuple[list[BatchIndex], list[int]]:
    """Give the indices of batches, and the first row of each."""
    indices = [index for index, _ in batches]
    return indices, first_rows_of(indices)


def first_rows_of(indices: Iterable[BatchIndex]) -> list[int]:
    """Give the first row of each of consecutive batches, counted from that of all."""
    return list(accumulate((index.documents for index in indices), initial=0))[:-1]


def lengths_of(indices: Iterable[tuple[BatchIndex, int]]) -> Numbers:
    """Give the number of terms of each text, by row and field; 0 where nothing was counted."""
    every = list(indices)
    rows = max((first + index.documents for index, first in every), default=0)
    lengths = np.zeros((rows, len(FIELDS)), dtype=np.int32)
    for index, first in every:
        own = index.lengths.reshape(-1, len(index.fields))
        lengths[first : first + index.documents, list(index.fields)] = own
    return lengths.ravel()


def _work(
    indices: Sequence[tuple[BatchIndex, int]],
    identifiers: Sequence[Listing],
    ranks: Numbers,
    most: int,
) -> Iterator[Callable[[], Any]]:
    """Give the pieces of work of a segment: its names, its words, its terms by ranges."""
    listings = [*(index.names for index, _ in indices), *identifiers]
    yield partial(write_names, listings, [first for _, first in indices] * 2, most)
    yield partial(merged_words, [index.words for index, _ in indices])
    for every in term_ranges(indices):
        yield partial(write_range, every, ranks, most)


def _call(work: Callable[[], Any]) -> Any:  # noqa: ANN401 (what the work gives)
    return work()
