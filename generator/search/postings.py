"""Postings and positions of terms, as they are written into the parts of the index.

Enters: a `MergedIndex`. Leaves: for all terms one string of symbols, with where each term's ends. Works
through some hundred thousand postings at a time, for the numbers take more memory than the symbols.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from generator.search.arrays import Numbers, joined
from generator.search.batch import FIELDS
from generator.search.merge import MergedIndex
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
    positions: Numbers

    @property
    def first_postings(self) -> Numbers:
        return np.cumsum(self.sizes) - self.sizes


def length_ranks(index: MergedIndex) -> tuple[tuple[Numbers, ...], tuple[Numbers, ...]]:
    """Give by field the lengths that documents have, the commonest first, and the rank of each length."""
    lengths, ranks = [], []
    for field in range(len(FIELDS)):
        values, frequencies = np.unique(index.lengths[field :: len(FIELDS)], return_counts=True)
        lengths.append(values[np.lexsort((values, -frequencies))].astype(np.int64))
        rank = np.zeros(int(values.max()) + 1 if len(values) else 1, dtype=np.int64)
        rank[lengths[-1]] = np.arange(len(values))
        ranks.append(rank)
    return tuple(lengths), tuple(ranks)


def write_postings(index: MergedIndex, ranks: tuple[Numbers, ...]) -> Written:
    """Write for each term its documents by field, the lengths of the fields there, and its counts."""
    return _written(_postings_of(block, index.lengths, ranks) for block in _blocks(index))


def write_positions(index: MergedIndex) -> Written:
    """Write for each term where it stands in each posting."""
    return _written(map(_positions_of, _blocks(index)))


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


def _blocks(index: MergedIndex) -> Iterator[_Block]:
    term_of_group = index.groups // len(FIELDS)
    ends = np.cumsum(index.sizes, dtype=np.int64)
    ends_of_words = np.cumsum(index.counts, dtype=np.int64)
    first_groups = np.searchsorted(term_of_group, np.arange(len(index.terms) + 1))
    start = 0
    while start < len(index.terms):
        before = int(ends[first_groups[start] - 1]) if start else 0
        group = int(np.searchsorted(ends, before + _AT_ONCE, side="right"))
        stop = max(int(np.searchsorted(first_groups, group, side="right")) - 1, start + 1)
        groups = slice(int(first_groups[start]), int(first_groups[stop]))
        postings = slice(before, int(ends[groups.stop - 1]))
        words = slice(
            int(ends_of_words[before - 1]) if before else 0, int(ends_of_words[postings.stop - 1])
        )
        yield _Block(
            terms=stop - start,
            term_of_group=term_of_group[groups] - start,
            fields=index.groups[groups] % len(FIELDS),
            sizes=index.sizes[groups].astype(np.int64),
            rows=index.rows[postings].astype(np.int64),
            counts=index.counts[postings].astype(np.int64),
            positions=index.positions[words].astype(np.int64),
        )
        start = stop


def _postings_of(
    block: _Block, lengths: Numbers, ranks: tuple[Numbers, ...]
) -> tuple[Numbers, Numbers]:
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
    values[of_posting + np.repeat(sizes, sizes)] = _ranks_of(block, lengths, ranks)
    counted = np.repeat(repeated[term], sizes)
    values[(of_posting + 2 * np.repeat(sizes, sizes))[counted]] = block.counts[counted] - 1
    return values, ends


def _ranks_of(block: _Block, lengths: Numbers, ranks: tuple[Numbers, ...]) -> Numbers:
    fields = np.repeat(block.fields, block.sizes)
    found = np.zeros(len(fields), dtype=np.int64)
    for field, rank in enumerate(ranks):
        chosen = fields == field
        found[chosen] = rank[lengths[block.rows[chosen] * len(FIELDS) + field]]
    return found


def _positions_of(block: _Block) -> tuple[Numbers, Numbers]:
    ends_of_words = np.cumsum(block.counts)
    last_postings = np.cumsum(np.bincount(block.term_of_group, block.sizes).astype(np.int64))
    values = gaps(block.positions, ends_of_words - block.counts)
    return values, ends_of_words[last_postings - 1]
