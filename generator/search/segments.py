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
from generator.search.arrays import Listing, Numbers, compact, joined
from generator.search.batch import FIELDS, BatchIndex, Words
from generator.search.counted import CountedTexts, Texts
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


def segment_artifacts(counted: Sequence[Texts], start: int, spread: Spread = here) -> Made:
    """Merge and write the texts of a segment, counted in any number of batches; its first row is `start`.

    The work is done in pieces, by ranges of terms; `spread` may send them to other processes.
    """
    tables = _tables(counted, spread)
    parts = [*tables.terms.parts, tables.terms.vocabulary_part, *tables.names.parts("names")]
    return _segment(tables, parts, start)


def topic_segment_artifacts(
    counted: Sequence[BatchIndex], shown: Sequence[Part], start: int, spread: Spread = here
) -> Made:
    """Merge and write the topics of a segment; `shown` are its `topics_parts`."""
    tables = _tables([CountedTexts.of_labels(each) for each in counted], spread)
    parts = [*tables.terms.parts, *tables.names.parts("names"), *shown]
    return _segment(tables, parts, start, vocabulary=tables.terms.vocabulary)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Rows:
    """What is known of the rows of a segment before its terms: `firsts` are those of batches, `lengths` by row and field."""

    firsts: list[int]
    lengths: Numbers
    postings: int
    sources: Listing
    code: Numbers


def _rows(batches: Sequence[Texts]) -> _Rows:
    """Look at each batch once; what is in a file goes from memory again."""
    documents, lengths, sources, code, postings = [0], [], [], [], 0
    for each in batches:
        texts = each.read()
        first = documents[-1]
        documents.append(first + texts.index.documents)
        lengths.append(_lengths(texts.index))
        sources.append(texts.sources)
        code.append(texts.code + np.int64(first))
        postings += len(texts.index.rows)
    firsts = documents[:-1]
    return _Rows(
        firsts=firsts,
        lengths=np.concatenate(lengths) if lengths else np.zeros((0, len(FIELDS)), np.int32),
        postings=postings,
        sources=merged_listing(sources, firsts),
        code=compact(joined(code)),
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Tables:
    """What is written of some fields of a segment."""

    rows: _Rows
    ranked: Lengths
    names: Table
    words: Words
    terms: _Terms


def _tables(batches: Sequence[Texts], spread: Spread) -> _Tables:
    rows = _rows(batches)
    ranked = ranked_lengths(rows.lengths.ravel())
    done = spread(_call, _work(batches, rows.firsts, ranked.ranks, shard_size(len(rows.lengths))))
    names, words = next(done), next(done)
    return _Tables(rows=rows, ranked=ranked, names=names, words=words, terms=_terms(done))


def _segment(tables: _Tables, parts: Sequence[Part], start: int, *, vocabulary: str = "") -> Made:
    folder, rows = folder_of(parts, start), tables.rows
    entry = SegmentEntry(
        documents=len(rows.lengths),
        postings=rows.postings,
        folder=folder,
        terms=word_list(tables.terms.firsts),
        names=word_list(tables.names.firsts),
        vocabulary=vocabulary,
        lengths=tuple(symbols(values).tobytes().decode() for values in tables.ranked.values),
        totals=tuple(rows.lengths.sum(axis=0, dtype=np.int64).tolist()),
        words=tables.words,
        sources=rows.sources,
        code=rows.code,
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


def first_rows_of(indices: Iterable[BatchIndex]) -> list[int]:
    """Give the first row of each of consecutive batches, counted from that of all."""
    return list(accumulate((index.documents for index in indices), initial=0))[:-1]


def lengths_of(indices: Iterable[tuple[BatchIndex, int]]) -> Numbers:
    """Give the number of terms of each text, by row and field; 0 where nothing was counted."""
    every = list(indices)
    rows = max((first + index.documents for index, first in every), default=0)
    lengths = np.zeros((rows, len(FIELDS)), dtype=np.int32)
    for index, first in every:
        lengths[first : first + index.documents] += _lengths(index)
    return lengths.ravel()


def _lengths(index: BatchIndex) -> Numbers:
    lengths = np.zeros((index.documents, len(FIELDS)), dtype=np.int32)
    lengths[:, list(index.fields)] = index.lengths.reshape(-1, len(index.fields))
    return lengths


def _work(
    batches: Sequence[Texts], firsts: Sequence[int], ranks: Numbers, most: int
) -> Iterator[Callable[[], Any]]:
    """Give the pieces of work of a segment: its names, its words, its terms by ranges."""
    yield partial(_names, batches, firsts, most)
    yield partial(_words, batches)
    for every in term_ranges(list(zip(batches, firsts, strict=True))):
        yield partial(write_range, every, ranks, most)


def _names(batches: Sequence[Texts], firsts: Sequence[int], most: int) -> Table:
    every = [each.read() for each in batches]
    listings = [*(each.index.names for each in every), *(each.identifiers for each in every)]
    return write_names(listings, [*firsts, *firsts], most)


def _words(batches: Sequence[Texts]) -> Words:
    return merged_words([each.read().index.words for each in batches])


def _call(work: Callable[[], Any]) -> Any:  # noqa: ANN401 (what the work gives)
    return work()
