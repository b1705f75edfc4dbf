"""Batches that were counted apart, to one.

Enters: what consecutive batches have of the same range of terms, in the order of the rows. Leaves: `Merged`, the
same however the rows were cut into batches.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from generator.search.arrays import (
    Listing,
    Numbers,
    compact,
    joined,
    ordered_runs,
    sorted_with_places,
    starts_of_runs,
    unique_pairs,
)
from generator.search.batch import FIELDS, BatchIndex, Words, parted
from generator.search.packing import StoredNumbers
from generator.search.symbols import in_utf_16_order


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Run:
    """Consecutive terms of a batch, as a `BatchIndex` has them, of which they stand from `first_term` on.

    Rows are counted from `first_row`. The arrays may still be in a file.
    """

    first_row: int
    first_term: int
    terms: str
    groups: Numbers | StoredNumbers
    sizes: Numbers | StoredNumbers
    rows: Numbers | StoredNumbers
    counts: Numbers | StoredNumbers
    positions: Numbers | StoredNumbers
    position_sizes: Numbers | StoredNumbers


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Merged:
    """Terms in the order of UTF-16, with all their postings as a `BatchIndex` has them."""

    terms: tuple[str, ...]
    groups: Numbers
    sizes: Numbers
    rows: Numbers
    counts: Numbers
    positions: Numbers
    position_sizes: Numbers


class _Numbering(dict[str, int]):
    """Strings, numbered from 0 as they come."""

    def __missing__(self, name: str) -> int:
        self[name] = number = len(self)
        return number


def whole_run(batch: BatchIndex, first_row: int) -> Run:
    """Give all terms of a batch."""
    terms = parted(batch.terms)
    return next(runs(batch, first_row, terms, [len(terms)]))


def runs(
    batch: BatchIndex,
    first_row: int,
    terms: Sequence[str],
    ends: Sequence[int],
    stored: Mapping[str, StoredNumbers] | None = None,
) -> Iterator[Run]:
    """Cut a batch into runs that end at these places of its terms; they have the arrays that are `stored`, or else its own."""

    def part(name: str, some: slice) -> Numbers | StoredNumbers:
        if stored is not None:
            return stored[name][some]
        own: Numbers = getattr(batch, name)[some]
        return own

    groups = np.searchsorted(batch.groups, np.array([0, *ends], np.int64) * len(FIELDS))
    postings = np.cumsum(np.append(0, batch.sizes), dtype=np.int64)[groups].tolist()
    symbols = np.cumsum(np.append(0, batch.position_sizes), dtype=np.int64)[groups].tolist()
    start = 0
    for number, stop in enumerate(ends):
        of_groups = slice(int(groups[number]), int(groups[number + 1]))
        of_postings = slice(postings[number], postings[number + 1])
        yield Run(
            first_row=first_row,
            first_term=start,
            terms="\n".join(terms[start:stop]),
            groups=part("groups", of_groups),
            sizes=part("sizes", of_groups),
            rows=part("rows", of_postings),
            counts=part("counts", of_postings),
            positions=part("positions", slice(symbols[number], symbols[number + 1])),
            position_sizes=part("position_sizes", of_groups),
        )
        start = stop


def merge(every: Sequence[Run]) -> Merged:
    """Put runs together, in the order of their rows."""
    terms, places = _in_order([parted(run.terms) for run in every])
    # Runs come in the order of rows, so equal keys stand right as they are.
    ordered, order = sorted_with_places(joined(list(map(_keys, every, places))))
    sizes = _joined([run.sizes for run in every])
    symbols = _joined([run.position_sizes for run in every])
    starts = starts_of_runs(ordered)
    firsts = [run.first_row for run in every]
    return Merged(
        terms=terms,
        groups=ordered[starts],
        sizes=_sums(sizes[order], starts),
        rows=ordered_runs(_shifted([_read(run.rows) for run in every], firsts), sizes, order),
        counts=ordered_runs(_joined([run.counts for run in every]), sizes, order),
        positions=ordered_runs(_joined([run.positions for run in every]), symbols, order),
        position_sizes=_sums(symbols[order], starts),
    )


def _keys(run: Run, places: Numbers) -> Numbers:
    """Give the groups of a run, when its terms stand at these places."""
    terms, fields = np.divmod(_read(run.groups).astype(np.int64), len(FIELDS))
    keys: Numbers = places[terms - run.first_term] * len(FIELDS) + fields
    return keys


def _joined(arrays: Sequence[Numbers | StoredNumbers]) -> Numbers:
    return joined([_read(each) for each in arrays])


def _read(array: Numbers | StoredNumbers) -> Numbers:
    return array.read() if isinstance(array, StoredNumbers) else array


def _in_order(lists: Sequence[Sequence[str]]) -> tuple[tuple[str, ...], list[Numbers]]:
    """Put the names of several lists into the order of UTF-16; gives them, and by list the places of its names."""
    numbers = _Numbering()
    of_lists = [_looked_up(numbers, names) for names in lists]
    names = in_utf_16_order(numbers)
    places = np.empty(len(names), dtype=np.int64)
    places[_looked_up(numbers, names)] = np.arange(len(names))
    return names, [places[some] for some in of_lists]


def _looked_up(numbers: Mapping[str, int], names: Sequence[str]) -> Numbers:
    return np.fromiter(map(numbers.__getitem__, names), np.int64, len(names))


def merged_listing(listings: Sequence[Listing], first_rows: Sequence[int]) -> Listing:
    """Put listings together whose rows are counted from these, into the order of UTF-16; each row once."""
    names, places = _in_order([listing.names for listing in listings])
    keys = [np.repeat(some, listing.sizes) for some, listing in zip(places, listings, strict=True)]
    rows = _shifted([listing.rows for listing in listings], first_rows)
    _, sizes, different = unique_pairs(joined(keys), rows)
    return Listing(names=names, sizes=sizes, rows=different)


def merged_words(every: Sequence[Words]) -> Words:
    """Put words together, into the order of UTF-16; documents are added up."""
    words, places = _in_order([parted(some.words) for some in every])
    counts = joined([some.counts for some in every])
    totals = np.bincount(joined(places), counts, minlength=len(words)).astype(np.int64)
    return Words(words="\n".join(words), counts=compact(totals))


def _shifted(rows_of_each: Sequence[Numbers], first_rows: Sequence[int]) -> Numbers:
    """Put rows together that are counted from these."""
    pairs = zip(rows_of_each, first_rows, strict=True)
    return joined([rows.astype(np.uint32) + np.uint32(first) for rows, first in pairs])


def _sums(values: Numbers, starts: Numbers) -> Numbers:
    """Give the sums of the runs of values that begin at these places."""
    empty = np.zeros(0, dtype=np.int64)
    return np.add.reduceat(values, starts, dtype=np.int64) if len(starts) else empty
