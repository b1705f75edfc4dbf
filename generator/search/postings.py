"""Postings and positions of terms, as they are written into the parts of the index.

Enters: `Merged` terms, and the ranks of the lengths of texts. Leaves: for all terms one string of symbols, with where
each term's ends. Works through some hundred thousand postings at a time, for the numbers take more memory than
the symbols.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from generator.search.arrays import Numbers, compact, joined
from generator.search.batch import FIELDS
from generator.search.merge import Merged
from generator.search.symbols import ends_of, gaps, symbols

_AT_ONCE = 1 << 17  # postings
_HAS_COUNTS = 1 << len(FIELDS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What is written for each term, one after the other, and where each ends."""

    text: bytes
    ends: Numbers


@dataclass(frozen=True, slots=True, kw_only=True)
class _Block:
    """Consecutive terms. Groups and postings are counted from the block's first."""

    terms: int
    term_of_group: Numbers
    fields: Numbers
    sizes: Numbers
    rows: Numbers
    counts: Numbers

    @property
    def first_postings(self) -> Numbers:
        return np.cumsum(self.sizes) - self.sizes


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Lengths:
    """By field the lengths that texts have, the commonest first; and the rank of the length of each text.

    A text's number is its row times `FIELDS` plus the field.
    """

    values: tuple[Numbers, ...]
    ranks: Numbers


def ranked_lengths(lengths: Numbers) -> Lengths:
    """Rank the lengths of texts; where two are equally common the smaller one is first."""
    every = []
    ranks = np.zeros(len(lengths), dtype=np.int32)
    for field in range(len(FIELDS)):
        frequencies = np.bincount(lengths[field :: len(FIELDS)])
        values = np.flatnonzero(frequencies)
        every.append(values[np.lexsort((values, -frequencies[values]))])
        rank = np.zeros(len(frequencies), dtype=np.int32)
        rank[every[-1]] = np.arange(len(values))
        ranks[field :: len(FIELDS)] = rank[lengths[field :: len(FIELDS)]]
    return Lengths(values=tuple(every), ranks=compact(ranks))


def write_postings(merged: Merged, ranks: Numbers) -> Written:
    """Write for each term its documents by field, the ranks of the lengths of the fields there, and its counts."""
    return _written(_postings_of(block, ranks) for block in _blocks(merged))


def positions_of(merged: Merged) -> Written:
    """Give for each term where it stands in each posting."""
    of_terms = np.bincount(
        merged.groups // len(FIELDS), merged.position_sizes, minlength=len(merged.terms)
    )
    return Written(text=merged.positions.tobytes(), ends=np.cumsum(of_terms.astype(np.int64)))


def _written(pieces: Iterator[tuple[Numbers, Numbers]]) -> Written:
    """Write the numbers of each block, the terms' ends among which are known."""
    texts, ends = [], []
    before = 0
    for values, ends_of_terms in pieces:
        ends_of_values = ends_of(values)
        written = symbols(values, ends_of_values)
        ends.append(ends_of_values[ends_of_terms - 1] + before)
        texts.append(written.tobytes())
        before += len(written)
    return Written(text=b"".join(texts), ends=joined(ends))


def _blocks(merged: Merged) -> Iterator[_Block]:
    term_of_group = merged.groups // len(FIELDS)
    ends = np.cumsum(merged.sizes, dtype=np.int64)
    first_groups = np.searchsorted(term_of_group, np.arange(len(merged.terms) + 1))
    start = 0
    while start < len(merged.terms):
        before = int(ends[first_groups[start] - 1]) if start else 0
        group = int(np.searchsorted(ends, before + _AT_ONCE, side="right"))
        stop = max(int(np.searchsorted(first_groups, group, side="right")) - 1, start + 1)
        groups = slice(int(first_groups[start]), int(first_groups[stop]))
        postings = slice(before, int(ends[groups.stop - 1]))
        yield _Block(
            terms=stop - start,
            term_of_group=(term_of_group[groups] - start).astype(np.int64),
            fields=merged.groups[groups].astype(np.int64) % len(FIELDS),
            sizes=merged.sizes[groups],
            rows=merged.rows[postings].astype(np.int64),
            counts=merged.counts[postings].astype(np.int64),
        )
        start = stop


def _postings_of(block: _Block, ranks: Numbers) -> tuple[Numbers, Numbers]:
    """Give the numbers of a block's terms, in the order of docs/search-index.md, and where each term's end."""
    term, sizes, firsts = block.term_of_group, block.sizes, block.first_postings
    fields_of_term = np.bincount(term, minlength=block.terms)
    first_groups = np.cumsum(fields_of_term) - fields_of_term
    repeated = np.maximum.reduceat(block.counts, firsts[first_groups]) > 1
    lists = 2 + repeated[term]
    per_term = 1 + fields_of_term + np.bincount(term, sizes * lists).astype(np.int64)
    ends = np.cumsum(per_term)
    starts = ends - per_term
    values = np.zeros(int(ends[-1]), dtype=np.int64)
    mask = np.bincount(term, 1 << block.fields).astype(np.int64)
    values[starts] = mask + _HAS_COUNTS * repeated
    values[starts[term] + 1 + np.arange(len(term)) - first_groups[term]] = sizes - 1
    listed = np.cumsum(sizes * lists) - sizes * lists
    places = starts[term] + 1 + fields_of_term[term] + listed - listed[first_groups][term]
    of_posting = np.repeat(places - firsts, sizes) + np.arange(len(block.rows))
    values[of_posting] = gaps(block.rows, firsts)
    sizes_of_postings = np.repeat(sizes, sizes)
    of_posting += sizes_of_postings
    values[of_posting] = ranks[block.rows * len(FIELDS) + np.repeat(block.fields, sizes)]
    counted = np.flatnonzero(np.repeat(repeated[term], sizes))
    values[of_posting[counted] + sizes_of_postings[counted]] = block.counts[counted] - 1
    return values, ends
