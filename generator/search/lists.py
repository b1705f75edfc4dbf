"""What is global: lists by row of all documents, and words as they are written.

Enters: the lists of rows, the entries of all segments. Leaves: the parts `filters`, `slugs` and `words/K`
(docs/search-index.md), which are written anew by each build, and their folder.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np

from generator.artifacts import Artifact
from generator.models import Slug
from generator.search.arrays import Listing, Numbers, joined, starts_of_runs
from generator.search.counted import RowLists
from generator.search.merge import merged_listing
from generator.search.parts import Part, artifacts, as_json, folder_of, part, shard_size
from generator.search.segments import SegmentEntry
from generator.search.symbols import row_list, symbols_of_width, word_list
from generator.search.tables import write_words

_SLUG_SYMBOLS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Lists:
    """The files, the name of their folder, and the first word of each shard of words, as a list of words."""

    folder: str
    words: str
    artifacts: tuple[Artifact, ...]


def list_artifacts(
    rows: RowLists,
    texts: Sequence[SegmentEntry],
    topic_entries: Sequence[SegmentEntry],
    topics: Sequence[Slug],
) -> Lists:
    """Write the lists of all rows, of which there are entries by texts and by topics; `topics` are in order."""
    documents = sum(entry.documents for entry in texts)
    words = write_words(
        [entry.words for entry in texts],
        [entry.words for entry in topic_entries],
        documents,
        shard_size(documents),
    )
    parts = [*words.parts("words"), filters_part(rows, texts, topics), slugs_part(rows)]
    folder = folder_of(parts)
    return Lists(folder=folder, words=word_list(words.firsts), artifacts=artifacts(parts, folder))


def filters_part(rows: RowLists, texts: Sequence[SegmentEntry], topics: Sequence[Slug]) -> Part:
    """Write the days, and the rows of each topic, of each source and of papers with code."""
    rows_of_topics = _rows([rows.topics], [0])
    firsts = _firsts(entry.documents for entry in texts)
    sources = _rows([entry.sources for entry in texts], firsts)
    code = joined([e.code + np.int64(first) for e, first in zip(texts, firsts, strict=True)])
    nothing = np.zeros(0, dtype=np.int64)
    value = {
        "days": _days(rows.days),
        "topics": [row_list(rows_of_topics.get(slug, nothing)) for slug in topics],
        "code": row_list(code),
        "sources": [[name, row_list(rows)] for name, rows in sorted(sources.items())],
    }
    return part("filters", as_json(value))


def _firsts(sizes: Iterable[int]) -> list[int]:
    return list(accumulate(sizes, initial=0))[:-1]


def _days(days: Numbers) -> list[list[object]]:
    """Give each day with how many rows it has, the newest first; rows without a day come before all others."""
    days = days[days > 0]
    starts = starts_of_runs(days)
    counts = np.diff(starts, append=len(days)).tolist()
    pairs = zip(days[starts].tolist(), counts, strict=True)
    return [[dt.date.fromordinal(day).isoformat(), count] for day, count in pairs][::-1]


def _rows(listings: Sequence[Listing], first_rows: Sequence[int]) -> dict[str, Numbers]:
    every = merged_listing(listings, first_rows)
    ends = np.cumsum(every.sizes, dtype=np.int64)[:-1]
    return dict(zip(every.names, np.split(every.rows, ends), strict=bool(every.names)))


def slugs_part(rows: RowLists) -> Part:
    """Write the number of each paper's slug, by which marks that a reader made are found."""
    return part("slugs", b'"%s"' % symbols_of_width(rows.slugs, _SLUG_SYMBOLS))
