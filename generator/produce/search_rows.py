"""How the rows of the search are cut, and what each piece is made from.

Enters: the light rows of a build. Leaves: segments with their batches and groups of documents, each with a key: the same
key, the same files. The keys of texts and of documents say nothing of topics, so that other rules change neither.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from generator.config import SiteConfig
from generator.fingerprint import value_digest
from generator.pages import Row, SitePlan
from generator.produce.marks import RowMarks
from generator.search import (
    BATCH,
    GROUP,
    batches,
    document_groups,
    documents_a_part,
    segment_bounds,
)
from generator.search.arrays import Numbers
from generator.stores import ObjectStore
from generator.urls import UrlPath

_SIZE = 16
_LEAST_BATCH, _SHARES = 128, 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Rows to be counted, and the name under which is kept what was counted of their texts."""

    rows: tuple[Row, ...]
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The rows of a group of documents; `first` is its first row in the order of the search.

    `homes` are the pages on which they stand, where papers have none of their own.
    """

    rows: tuple[Row, ...]
    first: int
    a_part: int
    key: bytes
    homes: tuple[UrlPath, ...] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """The rows of a segment, of which `start` is the first, in the order of the search."""

    start: int
    rows: tuple[Row, ...]
    batches: tuple[Batch, ...]
    groups: tuple[Group, ...]
    key: bytes
    topics_key: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Rows that one process reads at once: batches to be counted, which is kept in `store`, groups of documents to be written."""

    store: ObjectStore
    batches: tuple[Batch, ...]
    groups: tuple[Group, ...]


def texts_name(batch: str) -> str:
    """Name what was counted of the batch of that name."""
    return f"{batch}.texts"


def features_name(batch: str) -> str:
    """Name the features of the batch of that name."""
    return f"{batch}.features"


def in_search_order(marks: RowMarks) -> Numbers:
    """Order rows as those of the search are, which come by their ids (see `generator.search.rows.row_key`)."""
    order: Numbers = np.lexsort((-np.arange(len(marks.newest)), marks.newest))
    return order


def segments(plan: SitePlan, config: SiteConfig, marks: RowMarks, order: Numbers) -> list[Segment]:
    """Cut the rows, which stand in the order of the search."""
    rows = plan.rows
    known = value_digest([(each.slug, each.title, each.parent) for each in config.topics])
    a_part = documents_a_part(len(order))
    groups = [
        _group(plan, marks, order[some.start : some.stop], some.start, a_part)
        for some in document_groups(len(order))
    ]
    found = []
    for start, stop in segment_bounds(len(order)):
        these = tuple(order[start:stop].tolist())
        some = tuple(
            _batch(marks, order[each]) for each in batches(start, stop, _batch_size(len(these)))
        )
        first = b"%d" % start
        topics = repr([(rows[row].topics) for row in these]).encode("utf-8", "surrogatepass")
        found.append(
            Segment(
                start=start,
                rows=these,
                batches=some,
                groups=tuple(each for each in groups if start <= each.first < stop),
                key=b"segment" + digest_of([first, *(each.name.encode() for each in some)]),
                topics_key=b"topics" + digest_of([first, known.encode(), topics]),
            )
        )
    return found


def _batch(marks: RowMarks, some: Numbers) -> Batch:
    return Batch(rows=tuple(some.tolist()), name=digest_of([marks.texts[some].tobytes()]).hex())


def _group(plan: SitePlan, marks: RowMarks, some: Numbers, first: int, a_part: int) -> Group:
    rows = tuple(some.tolist())
    known = b"%d %d %d" % (first, a_part, len(rows))
    homes = tuple(home for row in rows if (home := plan.home_of(row)) is not None)
    shown = (known, marks.shown[some].tobytes(), marks.newest[some].tobytes())
    key = b"group" + digest_of([*shown, *(home.encode() for home in homes)])
    return Group(rows=rows, first=first, a_part=a_part, key=key, homes=homes or None)


def stretches(
    segment: Segment, store: ObjectStore, groups: Sequence[Group], *, count: bool
) -> Iterator[Stretch]:
    """Cut a segment so that no batch and no group, of which both sizes are powers of two, is in two stretches."""
    size = max(len(segment.batches[0].rows), GROUP * segment.groups[0].a_part)
    batch = len(segment.batches[0].rows)
    for first in range(0, len(segment.rows), size):
        some = segment.batches[first // batch : -(-(first + size) // batch)] if count else ()
        start = segment.start + first
        own = tuple(group for group in groups if start <= group.first < start + size)
        if some or own:
            yield Stretch(store=store, batches=some, groups=own)


def _batch_size(rows: int) -> int:
    """Give how many rows are counted at once: large batches have fewer words twice, small ones are more alike.

    What is counted of a batch is kept, so the small last segment, to which new days are added, has small ones.
    """
    return min(max(1 << (rows // _SHARES).bit_length(), _LEAST_BATCH), BATCH)


def digest_of(values: Iterable[bytes]) -> bytes:
    """Give the digest of some values, one after the other."""
    written = b"".join([b"%d:%b" % (len(value), value) for value in values])
    return hashlib.blake2b(written, digest_size=_SIZE).digest()
