"""The Lunr index and what the search page shows for its refs.

Enters: classified papers and topics. Leaves: `search/lunr.json`, a Lunr 2.3.9 index in Lunr's own
serialisation, and `search/documents.json`, the titles and addresses by row. A document's ref is its
row number, in the order of the papers' ids.

An index over `search.whole_index_megabytes` is not written, for a browser reads all of it before the
first answer; `search/documents.json` then says so, in place of the papers, and the build warns.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Executor
from itertools import islice

from generator import urls
from generator.artifacts import Artifact
from generator.config import SiteConfig
from generator.errors import Location, Problem
from generator.models import ClassifiedPaper, Slug
from generator.search.batch import FIELDS, BatchIndex, Document, index_batch
from generator.search.lunr_json import lunr_json
from generator.search.merge import MergedIndex, merge
from generator.search.spread import spread

__all__ = [
    "FIELDS",
    "BatchIndex",
    "Document",
    "MergedIndex",
    "index_batch",
    "index_documents",
    "lunr_json",
    "merge",
    "search_artifacts",
    "search_documents",
    "search_warnings",
    "whole_index",
]

BATCH = 2500  # documents; more at once make fewer vocabularies and need more memory
_MEGABYTE = 1_000_000
_LEAST_BYTES = len('0,0.1"0":{}')  # of a posting, in the vector and under its term


def search_artifacts(papers: Sequence[ClassifiedPaper], config: SiteConfig) -> tuple[Artifact, ...]:
    """Make the files of the search page; without `search/lunr.json` if that were too large."""
    titles = {topic.slug: topic.title for topic in config.topics}
    boosts = (config.search.title_boost, 1, 1, 1)
    most_bytes = config.search.whole_index_megabytes * _MEGABYTE
    index = whole_index(search_documents(papers, titles), boosts, most_bytes)
    if index is None:
        nothing = {"topics": [], "papers": [], "too_large": True}
        return (Artifact(path=urls.SEARCH_DOCUMENTS, data=_json(nothing)),)
    return (
        Artifact(path=urls.LUNR_INDEX, data=index),
        Artifact(path=urls.SEARCH_DOCUMENTS, data=_json(_shown(papers, config))),
    )


def search_warnings(artifacts: Iterable[Artifact], config: SiteConfig) -> tuple[Problem, ...]:
    """Say that the index was too large, if it was."""
    if any(artifact.path == urls.LUNR_INDEX for artifact in artifacts):
        return ()
    most = config.search.whole_index_megabytes
    return (
        Problem(
            location=Location(path=config.path),
            message=f'the search index is larger than "whole_index_megabytes" in "search", {most}, so '
            "the site has no search; expected fewer papers or a higher limit; write, for instance, "
            f"search: {{whole_index_megabytes: {2 * most}}}, and readers load as much",
        ),
    )


def search_documents(
    papers: Iterable[ClassifiedPaper], topic_titles: dict[Slug, str]
) -> Iterator[Document]:
    """Give the texts of `FIELDS` of each paper."""
    for classified in papers:
        paper = classified.paper
        topics = " ".join(topic_titles[slug] for slug in classified.topics)
        yield paper.title, paper.abstract, " ".join(paper.authors), topics


def index_documents(
    documents: Iterable[Document],
    executor: Executor | None = None,
    *,
    workers: int = 1,
    batch: int = BATCH,
) -> MergedIndex:
    """Index documents by batches, here and in the executor's processes; refs are their rows."""
    return merge(spread(index_batch, _batches(documents, batch), executor, workers))


def whole_index(
    documents: Iterable[Document], boosts: Sequence[int], most_bytes: int
) -> bytes | None:
    """Write the index in Lunr's serialisation, or give none if it takes more than `most_bytes`."""
    batches: list[BatchIndex] = []
    postings = 0
    for some in _batches(documents, BATCH):
        batches.append(index_batch(some))
        postings += batches[-1].postings
        if postings * _LEAST_BYTES > most_bytes:
            return None
    pieces: list[bytes] = []
    size = 0
    for piece in lunr_json(merge(batches), boosts):
        size += len(piece)
        if size > most_bytes:
            return None
        pieces.append(piece)
    return b"".join(pieces)


def _batches(documents: Iterable[Document], size: int) -> Iterator[list[Document]]:
    rest = iter(documents)
    while some := list(islice(rest, size)):
        yield some


def _shown(papers: Sequence[ClassifiedPaper], config: SiteConfig) -> dict[str, object]:
    """Give what a result shows, by row: slug, title, newest day, topic numbers."""
    numbers = {topic.slug: number for number, topic in enumerate(config.topics)}
    parents = {topic.slug: topic.parent for topic in config.topics}
    rows: list[list[object]] = []
    for classified in papers:
        paper = classified.paper
        covered = {parents[slug] for slug in classified.topics}
        rows.append(
            [
                paper.slug,
                paper.title,
                paper.dates[-1].isoformat() if paper.dates else None,
                [numbers[slug] for slug in classified.topics if slug not in covered],
            ]
        )
    return {
        "topics": [[topic.slug, topic.title] for topic in config.topics],
        "papers": rows,
    }


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
