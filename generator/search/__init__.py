"""The Lunr index and what the search page shows for its refs.

Enters: classified papers and topics. Leaves: `search/manifest.js` and the parts of the sharded index, which
the search page fetches as queries need them (docs/search-index.md), and `search/lunr.json`, a Lunr 2.3.9
index in Lunr's own serialisation, for others. A document's ref is its row: newest first, then by id.

An index over `search.whole_index_megabytes` is not written as `search/lunr.json`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Executor
from itertools import islice

from generator import urls
from generator.artifacts import Artifact
from generator.config import SiteConfig
from generator.models import ClassifiedPaper, Slug
from generator.search.arrays import Listing
from generator.search.batch import FIELDS, BatchIndex, Document, index_batch
from generator.search.documents import (
    document_parts,
    documents_a_part,
    filters_part,
    identifiers,
    newest_first,
    slugs_part,
)
from generator.search.lunr_json import lunr_json
from generator.search.merge import MergedIndex, merge
from generator.search.parts import Part, artifacts
from generator.search.postings import length_ranks
from generator.search.spread import spread
from generator.search.symbols import symbols, word_list
from generator.search.tables import name_table, term_parts, vocabulary_part, word_table

__all__ = [
    "FIELDS",
    "BatchIndex",
    "Document",
    "MergedIndex",
    "Part",
    "index_batch",
    "index_documents",
    "index_parts",
    "lunr_json",
    "merge",
    "newest_first",
    "search_artifacts",
    "search_documents",
    "whole_index",
]

BATCH = 2500  # documents; more at once make fewer vocabularies and need more memory
_MEGABYTE = 1_000_000
_LEAST_BYTES = len('0,0.1"0":{}')  # of a posting, in the vector and under its term
_VERSION = 1


def search_artifacts(papers: Sequence[ClassifiedPaper], config: SiteConfig) -> tuple[Artifact, ...]:
    """Make the files of the search; without `search/lunr.json` if that were too large."""
    rows = newest_first(papers)
    titles = {topic.slug: topic.title for topic in config.topics}
    boosts = (config.search.title_boost, 1, 1, 1)
    index = index_documents(search_documents(rows, titles))
    whole = whole_index(index, boosts, config.search.whole_index_megabytes * _MEGABYTE)
    parts, manifest = index_parts(index, boosts, identifiers(rows))
    parts += [*document_parts(rows, config), filters_part(rows, config), slugs_part(rows)]
    manifest |= {
        "documents_a_part": documents_a_part(len(rows)),
        "topics": [[topic.slug, topic.title] for topic in config.topics],
        "whole": whole is not None,
    }
    made = tuple(artifacts(parts, manifest))
    return made if whole is None else (Artifact(path=urls.LUNR_INDEX, data=whole), *made)


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


def index_parts(
    index: MergedIndex, boosts: Sequence[int], identified: Listing
) -> tuple[list[Part], dict[str, object]]:
    """Write the parts in which queries are looked up, and what the manifest says of them."""
    lengths, ranks = length_ranks(index)
    terms, positions = term_parts(index, ranks)
    names, words = name_table(index, identified), word_table(index)
    manifest: dict[str, object] = {
        "version": _VERSION,
        "documents": index.documents,
        "fields": FIELDS,
        "boosts": list(boosts),
        "averages": index.average_lengths,
        "lengths": [symbols(values).tobytes().decode() for values in lengths],
        "terms": word_list(terms.firsts),
        "names": word_list(names.firsts),
        "words": word_list(words.firsts),
    }
    vocabulary = vocabulary_part(index)
    return [*terms.parts, *positions, *names.parts, *words.parts, vocabulary], manifest


def whole_index(index: MergedIndex, boosts: Sequence[int], most_bytes: int) -> bytes | None:
    """Write an index in Lunr's serialisation, or give none if it takes more than `most_bytes`."""
    if len(index.rows) * _LEAST_BYTES > most_bytes:
        return None
    pieces: list[bytes] = []
    size = 0
    for piece in lunr_json(index, boosts):
        size += len(piece)
        if size > most_bytes:
            return None
        pieces.append(piece)
    return b"".join(pieces)


def _batches(documents: Iterable[Document], size: int) -> Iterator[list[Document]]:
    rest = iter(documents)
    while some := list(islice(rest, size)):
        yield some
