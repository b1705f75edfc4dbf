"""What the index needs of consecutive rows, counted once.

Enters: classified papers in the order of their rows. Leaves: `CountedRows` of two parts: what follows from the texts of
papers, which is dear and seldom changes, and what follows from their topics, days, links and sources. Each goes
into bytes and comes back, so that a build counts only the rows that are new; it refuses bytes of another form with
ValueError.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

import numpy as np

from generator.models import ClassifiedPaper, Slug
from generator.search.arrays import Listing, Numbers, compact
from generator.search.batch import TEXT_FIELDS, TOPIC_FIELDS, BatchIndex, Words, index_batch
from generator.search.packing import pack, unpack

_FNV_OFFSET, _FNV_PRIME = 0x811C9DC5, 0x01000193  # of FNV-1a in 32 bits (draft-eastlake-fnv)
_ARRAYS = (
    *("last_rows", "places", "lengths", "groups", "sizes", "rows", "counts"),
    *("positions", "position_sizes"),
)  # of a BatchIndex


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CountedTexts:
    """Titles, abstracts and authors; and the keys of ids, such as `=2401.01234`, with their rows."""

    index: BatchIndex
    identifiers: Listing

    def to_bytes(self) -> bytes:
        """Write it."""
        values, arrays = _of_index(self.index)
        return pack(
            [values, self.identifiers.names],
            [*arrays, self.identifiers.sizes, self.identifiers.rows],
        )

    @staticmethod
    def from_bytes(data: bytes) -> CountedTexts:
        """Read what was written."""
        (values, names), arrays = unpack(data)
        return CountedTexts(index=_index(values, arrays), identifiers=_listing(names, arrays[-2:]))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CountedLabels:
    """Titles of topics; and, by row, what results are filtered by.

    `days` are ordinals, 0 for none, `slugs` numbers (`fnv_1a`), `code` the rows with a link to code.
    """

    index: BatchIndex
    days: Numbers
    slugs: Numbers
    code: Numbers
    topics: Listing
    sources: Listing

    def to_bytes(self) -> bytes:
        """Write it."""
        values, arrays = _of_index(self.index)
        lists = [self.topics.sizes, self.topics.rows, self.sources.sizes, self.sources.rows]
        return pack(
            [values, self.topics.names, self.sources.names],
            [*arrays, *lists, self.days, self.slugs, self.code],
        )

    @staticmethod
    def from_bytes(data: bytes) -> CountedLabels:
        """Read what was written."""
        (values, topics, sources), arrays = unpack(data)
        days, slugs, code = arrays[-3:]
        return CountedLabels(
            index=_index(values, arrays),
            days=days,
            slugs=slugs,
            code=code,
            topics=_listing(topics, arrays[-7:-5]),
            sources=_listing(sources, arrays[-5:-3]),
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CountedRows:
    """Consecutive rows; everything in them is counted from the first."""

    texts: CountedTexts
    labels: CountedLabels

    @property
    def documents(self) -> int:
        """Give how many rows there are."""
        return self.texts.index.documents


def count_rows(papers: Sequence[ClassifiedPaper], topic_titles: Mapping[Slug, str]) -> CountedRows:
    """Count papers in the order of their rows: best some thousand at once."""
    return CountedRows(texts=count_texts(papers), labels=count_labels(papers, topic_titles))


def count_texts(papers: Sequence[ClassifiedPaper]) -> CountedTexts:
    """Count what follows from titles, abstracts, authors and ids."""
    texts = [_texts(each) for each in papers]
    rows: dict[str, list[int]] = {}
    for row, paper in enumerate(each.paper for each in papers):
        # A list of words holds no space, and who asks for an id types none.
        for key in {f"={value.lower()}" for _, value in paper.ids if value.split() == [value]}:
            rows.setdefault(key, []).append(row)
    return CountedTexts(index=index_batch(texts, TEXT_FIELDS), identifiers=_listed(rows))


def count_labels(
    papers: Sequence[ClassifiedPaper], topic_titles: Mapping[Slug, str]
) -> CountedLabels:
    """Count what follows from topics, days, slugs, links and sources."""
    titles = [(_titles(each, topic_titles),) for each in papers]
    topics: dict[str, list[int]] = {}
    sources: dict[str, list[int]] = {}
    for row, each in enumerate(papers):
        for slug in each.topics:
            topics.setdefault(slug, []).append(row)
        for path in {seen.location.path for seen in each.paper.sources}:
            rows = sources.setdefault(PurePosixPath(path).name, [])
            if not rows or rows[-1] != row:
                rows.append(row)
    days = [each.paper.dates[-1].toordinal() if each.paper.dates else 0 for each in papers]
    code = [
        row
        for row, each in enumerate(papers)
        if any(link.kind == "code" for link in each.paper.links)
    ]
    return CountedLabels(
        index=index_batch(titles, TOPIC_FIELDS),
        days=np.array(days, dtype=np.uint32),
        slugs=fnv_1a([each.paper.slug.encode() for each in papers]),
        code=compact(np.array(code, dtype=np.int64)),
        topics=_listed(topics),
        sources=_listed(sources),
    )


def search_texts(
    papers: Iterable[ClassifiedPaper], topic_titles: Mapping[Slug, str]
) -> Iterator[tuple[str, str, str, str]]:
    """Give the texts of `FIELDS` of each paper, as they are counted."""
    for each in papers:
        yield *_texts(each), _titles(each, topic_titles)


def _texts(classified: ClassifiedPaper) -> tuple[str, str, str]:
    paper = classified.paper
    return paper.title, paper.abstract, " ".join(paper.authors)


def _titles(classified: ClassifiedPaper, topic_titles: Mapping[Slug, str]) -> str:
    return " ".join(topic_titles[slug] for slug in classified.topics)


def fnv_1a(texts: Sequence[bytes]) -> Numbers:
    """Give the 32-bit FNV-1a of each text.

    >>> [hex(number) for number in fnv_1a([b"a", b"", b"foobar"])]
    ['0xe40c292c', '0x811c9dc5', '0xbf9cf968']
    """
    sizes = np.array(list(map(len, texts)), dtype=np.int64)
    ends = np.cumsum(sizes)
    every = np.frombuffer(b"".join(texts), dtype=np.uint8)
    numbers = np.full(len(texts), _FNV_OFFSET, dtype=np.uint32)
    left = np.flatnonzero(sizes)
    for place in range(int(sizes.max(initial=0))):
        left = left[sizes[left] > place]
        numbers[left] ^= every[ends[left] - sizes[left] + place]
        numbers[left] *= np.uint32(_FNV_PRIME)
    return numbers


def _listed(rows: Mapping[str, Sequence[int]]) -> Listing:
    return Listing(
        names=tuple(rows),
        sizes=compact(np.array([len(some) for some in rows.values()], dtype=np.int64)),
        rows=compact(np.array([row for some in rows.values() for row in some], dtype=np.int64)),
    )


def _listing(names: Sequence[str], arrays: Sequence[Numbers]) -> Listing:
    sizes, rows = arrays
    return Listing(names=tuple(names), sizes=sizes, rows=rows)


def _of_index(index: BatchIndex) -> tuple[list[object], list[Numbers]]:
    values = [index.documents, index.fields, index.terms, index.words.words, index.names.names]
    arrays = [getattr(index, name) for name in _ARRAYS]
    return values, [*arrays, index.words.counts, index.names.sizes, index.names.rows]


def _index(values: Sequence[Any], arrays: Sequence[Numbers]) -> BatchIndex:
    documents, fields, terms, words, names = values
    counts, *of_names = arrays[len(_ARRAYS) : len(_ARRAYS) + 3]
    return BatchIndex(
        documents=documents,
        fields=tuple(fields),
        terms=terms,
        **dict(zip(_ARRAYS, arrays, strict=False)),
        words=Words(words=words, counts=counts),
        names=_listing(names, of_names),
    )
