"""The order of rows, and where an index of many is cut.

Enters: the days and ids of papers, how many there are. Leaves: keys by which rows are sorted, bounds of segments and of
batches, sizes. All follow from how many rows there are and not from what they hold, and rows ascend with
the days of papers: so what a new day adds comes after all that was there.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from generator.models import ClassifiedPaper, PaperId

BATCH = 2048  # rows that are counted at once; no segment ends within such a batch
GROUP = 256  # parts of documents that lie in one folder
_SMALL_SITE = 2_500  # documents, up to which each has a part of its own
_COMPLEMENT = bytes(255 - code for code in range(256))


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """How rows are cut into segments: those up to `whole` are one.

    Of more, what is left over `step` rows is the last segment, so that few are written again when some are added; a
    step is the largest power of two that is at most one of `shares` of all rows. The others have `longest` rows at most.
    """

    whole: int = 20_000
    shares: int = 16
    least_step: int = BATCH
    longest: int = 131_072


USUAL_CUT = Cut()


def row_key(newest: int | None, paper: PaperId) -> tuple[int, bytes]:
    r"""Give what rows are sorted by: the ordinal of the newest day, none first; then ids, the last first.

    Backwards that is the order of refs: newest first, those without a day last, then by id.

    >>> sorted([row_key(9, PaperId("a")), row_key(9, PaperId("b")), row_key(None, PaperId("c"))])[-1]
    (9, b'\x9e\xff')
    """
    return newest or 0, paper.encode().translate(_COMPLEMENT) + b"\xff"


def in_rows(papers: Iterable[ClassifiedPaper]) -> list[ClassifiedPaper]:
    """Order papers as their rows are."""
    return sorted(papers, key=_key)


def _key(classified: ClassifiedPaper) -> tuple[int, bytes]:
    paper = classified.paper
    return row_key(paper.dates[-1].toordinal() if paper.dates else None, paper.id)


def newest_first(papers: Iterable[ClassifiedPaper]) -> list[ClassifiedPaper]:
    """Order papers as their refs are: the newest day first, those without a day last, then by id."""
    return in_rows(papers)[::-1]


def segment_bounds(documents: int, cut: Cut = USUAL_CUT) -> tuple[tuple[int, int], ...]:
    """Give the first row of each segment, and the row after its last.

    >>> segment_bounds(300), segment_bounds(50_000)
    (((0, 300),), ((0, 49152), (49152, 50000)))
    >>> segment_bounds(280_000)
    ((0, 131072), (131072, 262144), (262144, 278528), (278528, 280000))
    """
    if documents <= cut.whole:
        return ((0, documents),) if documents else ()
    step = max(cut.least_step, 1 << max((documents // cut.shares).bit_length() - 1, 0))
    full = documents // step * step
    starts = [*range(0, full, cut.longest), full, documents]
    return tuple((start, stop) for start, stop in pairwise(starts) if start < stop)


def batches(start: int, stop: int, size: int = BATCH) -> Iterator[slice]:
    """Cut the rows of a segment into batches."""
    for first in range(start, stop, size):
        yield slice(first, min(first + size, stop))


def documents_a_part(documents: int) -> int:
    """Give how many documents a part has: results lie far apart, so fewer mean fewer bytes, but more files.

    A power of two, near the square root of what the documents are to a small site; it seldom changes.

    >>> [documents_a_part(documents) for documents in (400, 10_000, 50_000, 100_000, 1_000_000)]
    [1, 2, 4, 8, 16]
    """
    return 1 << max(round(math.log2(max(documents, 1) / _SMALL_SITE) / 2), 0)


def document_groups(documents: int) -> Sequence[range]:
    """Give the rows of each group of parts of documents."""
    size = GROUP * documents_a_part(documents)
    return [range(start, min(start + size, documents)) for start in range(0, documents, size)]
