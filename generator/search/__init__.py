"""The Lunr index and what the search page shows for its refs.

Enters: classified papers and topics. Leaves: `search/manifest.js` and the parts of the sharded index, which
the search page fetches as queries need them (docs/search-index.md), and `search/lunr.json`, a Lunr 2.3.9
index in Lunr's own serialisation, for others. A document's ref is its row counted from the last: newest first, then by
id.

`search_artifacts` does in one place, and in this order, what a build may do in several: `count_rows` of batches,
`segment_artifacts` and `topic_segment_artifacts` of segments, `document_group` of groups; then, with what came of all,
`list_artifacts`, `whole_index_artifact` and `manifest_artifact`. Each is a function of plain values.

An index over `search.whole_index_megabytes` is not written as `search/lunr.json`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from generator import urls
from generator.artifacts import Artifact
from generator.config import SiteConfig
from generator.models import ClassifiedPaper, paper_row
from generator.search.batch import FIELDS, BatchIndex, index_batch
from generator.search.counted import (
    CountedRows,
    CountedTexts,
    RowLists,
    StoredTexts,
    count_labels,
    count_rows,
    count_texts,
    list_rows,
    search_texts,
)
from generator.search.documents import DocumentGroup, document_group
from generator.search.lexicon import forget_words
from generator.search.lists import Lists, list_artifacts
from generator.search.lunr_json import lunr_json
from generator.search.manifest import boosts, manifest_artifact
from generator.search.rows import (
    BATCH,
    GROUP,
    USUAL_CUT,
    Cut,
    batches,
    document_groups,
    documents_a_part,
    in_rows,
    newest_first,
    row_key,
    segment_bounds,
)
from generator.search.segments import SegmentEntry, segment_artifacts, topic_segment_artifacts
from generator.search.spread import Spread, here
from generator.search.topics import TopicNumbers, topic_numbers, topics_parts
from generator.search.whole import WholeIndex, whole_index

__all__ = [
    "BATCH",
    "FIELDS",
    "GROUP",
    "USUAL_CUT",
    "BatchIndex",
    "CountedRows",
    "CountedTexts",
    "Cut",
    "DocumentGroup",
    "Lists",
    "RowLists",
    "SegmentEntry",
    "Spread",
    "StoredTexts",
    "TopicNumbers",
    "WholeIndex",
    "batches",
    "boosts",
    "count_labels",
    "count_rows",
    "count_texts",
    "document_group",
    "document_groups",
    "documents_a_part",
    "forget_words",
    "in_rows",
    "index_batch",
    "list_artifacts",
    "list_rows",
    "lunr_json",
    "manifest_artifact",
    "may_be_whole",
    "newest_first",
    "row_key",
    "search_artifacts",
    "search_texts",
    "segment_artifacts",
    "segment_bounds",
    "topic_numbers",
    "topic_segment_artifacts",
    "topics_parts",
    "whole_index",
    "whole_index_artifact",
    "whole_index_bytes",
]

_MEGABYTE = 1_000_000
_LEAST_BYTES = len('0,0.1"0":{}')  # of a posting, in the vector and under its term


def search_artifacts(
    papers: Sequence[ClassifiedPaper],
    config: SiteConfig,
    *,
    cut: Cut = USUAL_CUT,
    batch: int = BATCH,
    spread: Spread = here,
) -> tuple[Artifact, ...]:
    """Make the files of the search; without `search/lunr.json` if that were too large.

    The files do not depend on `batch`, nor on how the work is spread.
    """
    rows = in_rows(papers)
    bounds = segment_bounds(len(rows), cut)
    counted = [list(_counted(rows, config, batch, spread, *each)) for each in bounds]
    pairs = list(zip(bounds, counted, strict=True))
    texts = [segment_artifacts([e.texts for e in some], at, spread) for (at, _), some in pairs]
    known = topic_numbers(config)
    topics = [
        topic_segment_artifacts(
            [each.labels for each in some],
            topics_parts([each.topics for each in rows[start:stop]], known),
            start,
            spread,
        )
        for (start, stop), some in pairs
    ]
    segments = [*texts, *topics]
    entries, topic_entries = [entry for _, entry in texts], [entry for _, entry in topics]
    groups = list(spread(_group, _groups(rows)))
    every = [each for some in counted for each in some]
    slugs = [topic.slug for topic in config.topics]
    lists = list_artifacts(list_rows(list(map(paper_row, rows))), entries, topic_entries, slugs)
    may_be = may_be_whole([*entries, *topic_entries], config)
    whole = whole_index_artifact(every, config, spread) if may_be else None
    folders = [group.folder for group in groups]
    return (
        *((whole,) if whole is not None else ()),
        *(artifact for artifacts, _ in segments for artifact in artifacts),
        *(artifact for group in groups for artifact in group.artifacts),
        *lists.artifacts,
        manifest_artifact(entries, topic_entries, folders, lists, config, whole=whole is not None),
    )


def whole_index_artifact(
    counted: Sequence[CountedRows], config: SiteConfig, spread: Spread = here
) -> Artifact | None:
    """Write the index of all rows in Lunr's serialisation, or give none if that were too large."""
    data = whole_index_bytes(counted, boosts(config), _most_bytes(config), spread)
    return None if data is None else Artifact(path=urls.LUNR_INDEX, data=data)


def may_be_whole(entries: Iterable[SegmentEntry], config: SiteConfig) -> bool:
    """Tell whether `whole_index_artifact` has a chance; it needs all rows, this does not."""
    return sum(entry.postings for entry in entries) * _LEAST_BYTES <= _most_bytes(config)


def _most_bytes(config: SiteConfig) -> int:
    return config.search.whole_index_megabytes * _MEGABYTE


def whole_index_bytes(
    counted: Sequence[CountedRows], boosts: Sequence[int], most_bytes: int, spread: Spread = here
) -> bytes | None:
    """Write an index in Lunr's serialisation, or give none if it takes more than `most_bytes`."""
    pieces: list[bytes] = []
    size = 0
    for piece in lunr_json(whole_index(counted), boosts, spread):
        size += len(piece)
        if size > most_bytes:
            return None
        pieces.append(piece)
    return b"".join(pieces)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Batch:
    papers: Sequence[ClassifiedPaper]
    config: SiteConfig


def _counted(
    rows: Sequence[ClassifiedPaper],
    config: SiteConfig,
    batch: int,
    spread: Spread,
    start: int,
    stop: int,
) -> Iterator[CountedRows]:
    cut = batches(start, stop, batch)
    return spread(_count, (_Batch(papers=rows[some], config=config) for some in cut))


def _count(batch: _Batch) -> CountedRows:
    titles = {topic.slug: topic.title for topic in batch.config.topics}
    return count_rows(batch.papers, titles)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Group:
    papers: Sequence[ClassifiedPaper]
    first_row: int
    a_part: int


def _groups(rows: Sequence[ClassifiedPaper]) -> Iterator[_Group]:
    for some in document_groups(len(rows)):
        yield _Group(
            papers=rows[some.start : some.stop],
            first_row=some.start,
            a_part=documents_a_part(len(rows)),
        )


def _group(group: _Group) -> DocumentGroup:
    return document_group(group.papers, group.first_row, group.a_part)
