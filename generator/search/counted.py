"""What the index needs of consecutive rows, counted once.

Enters: classified papers in the order of their rows. Leaves: `CountedRows` of two parts: what follows from the texts of
papers, which is dear and seldom changes, and what follows from their topics. The first goes into bytes and comes
back, so that a build counts only the rows that are new; it refuses bytes of another form with ValueError.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

import numpy as np

from generator.models import ClassifiedPaper, PaperRow, Slug, paper_row
from generator.search.arrays import NO_LISTING, Listing, Numbers, compact
from generator.search.batch import (
    TEXT_FIELDS,
    TOPIC_FIELDS,
    BatchIndex,
    Words,
    index_batch,
    parted,
)
from generator.search.packing import (
    StoredNumbers,
    pack,
    unpack,
    unpack_stored,
    words_array,
    words_of_array,
)
from generator.stores import ObjectStore

_FNV_OFFSET, _FNV_PRIME = 0x811C9DC5, 0x01000193  # of FNV-1a in 32 bits (draft-eastlake-fnv)
_ARRAYS = (
    *("last_rows", "places", "lengths", "groups", "sizes", "rows", "counts"),
    *("positions", "position_sizes"),
)  # of a BatchIndex


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CountedTexts:
    """Titles, abstracts and authors; the keys of ids, such as `=2401.01234`, and files of sources, with their rows.

    `code` are the rows with a link to code.
    """

    index: BatchIndex
    identifiers: Listing
    sources: Listing
    code: Numbers

    def to_bytes(self) -> bytes:
        """Write it."""
        index = self.index
        names = (index.names.names, self.identifiers.names)
        words = [index.terms, index.words.words, *("\n".join(some) for some in names)]
        listings = (index.names, self.identifiers, self.sources)
        return pack(
            [index.documents, index.fields, self.sources.names],
            [
                *(getattr(index, name) for name in _ARRAYS),
                *map(words_array, words),
                index.words.counts,
                *(array for each in listings for array in (each.sizes, each.rows)),
                self.code,
            ],
        )

    @staticmethod
    def from_bytes(data: bytes) -> CountedTexts:
        """Read what was written."""
        return _counted(*unpack(data))

    @staticmethod
    def of_labels(index: BatchIndex) -> CountedTexts:
        """Give counted titles of topics the form of texts."""
        return CountedTexts(
            index=index, identifiers=NO_LISTING, sources=NO_LISTING, code=NO_LISTING.rows
        )

    def read(self) -> CountedTexts:
        """Give itself, which is read."""
        return self


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredTexts:
    """Counted texts in a file of a store, as `CountedTexts.to_bytes` wrote them, of which little is in memory at once."""

    store: ObjectStore
    name: str

    def read(self) -> CountedTexts:
        """Read all; raises what the store does, and ValueError if it is damaged."""
        return CountedTexts.from_bytes(self.store.read(self.name))

    def arrays(self) -> dict[str, StoredNumbers]:
        """Give the arrays of its `BatchIndex` by their names, to be read in parts."""
        _, arrays = unpack_stored(self.store, self.name)
        return dict(zip(_ARRAYS, arrays, strict=False))


# What was counted of some rows, here or in a file.
Texts = CountedTexts | StoredTexts


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RowLists:
    """By row, what the lists of all rows have of their labels.

    `days` are ordinals, 0 for none, `slugs` numbers (`fnv_1a`); `topics` are slugs with their rows.
    """

    days: Numbers
    slugs: Numbers
    topics: Listing


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CountedRows:
    """Consecutive rows; everything in them is counted from the first. `labels` are the titles of topics."""

    texts: CountedTexts
    labels: BatchIndex

    @property
    def documents(self) -> int:
        """Give how many rows there are."""
        return self.texts.index.documents


def count_rows(papers: Sequence[ClassifiedPaper], topic_titles: Mapping[Slug, str]) -> CountedRows:
    """Count papers in the order of their rows: best some thousand at once."""
    rows = [paper_row(each) for each in papers]
    return CountedRows(texts=count_texts(papers), labels=count_labels(rows, topic_titles))


def count_texts(papers: Sequence[ClassifiedPaper]) -> CountedTexts:
    """Count what follows from titles, abstracts, authors, ids, links and sources."""
    ids: dict[str, list[int]] = {}
    sources: dict[str, list[int]] = {}
    code = []
    for row, paper in enumerate(each.paper for each in papers):
        # A list of words holds no space, and who asks for an id types none.
        for key in {f"={value.lower()}" for _, value in paper.ids if value.split() == [value]}:
            ids.setdefault(key, []).append(row)
        for name in {PurePosixPath(seen.location.path).name for seen in paper.sources}:
            sources.setdefault(name, []).append(row)
        if any(link.kind == "code" for link in paper.links):
            code.append(row)
    return CountedTexts(
        index=index_batch([_texts(each) for each in papers], TEXT_FIELDS),
        identifiers=_listed(ids),
        sources=_listed(sources),
        code=compact(np.array(code, dtype=np.int64)),
    )


def count_labels(rows: Sequence[PaperRow], topic_titles: Mapping[Slug, str]) -> BatchIndex:
    """Count the titles of topics, for which light rows are enough."""
    return index_batch([(_titles(row.topics, topic_titles),) for row in rows], TOPIC_FIELDS)


def list_rows(rows: Sequence[PaperRow]) -> RowLists:
    """List what follows from topics, days and slugs."""
    topics: dict[str, list[int]] = {}
    for number, row in enumerate(rows):
        for slug in row.topics:
            topics.setdefault(slug, []).append(number)
    days = [row.dates[-1].toordinal() if row.dates else 0 for row in rows]
    return RowLists(
        days=np.array(days, dtype=np.uint32),
        slugs=fnv_1a([row.slug.encode() for row in rows]),
        topics=_listed(topics),
    )


def search_texts(
    papers: Iterable[ClassifiedPaper], topic_titles: Mapping[Slug, str]
) -> Iterator[tuple[str, str, str, str]]:
    """Give the texts of `FIELDS` of each paper, as they are counted."""
    for each in papers:
        yield *_texts(each), _titles(each.topics, topic_titles)


def _texts(classified: ClassifiedPaper) -> tuple[str, str, str]:
    paper = classified.paper
    return paper.title, paper.abstract, " ".join(paper.authors)


def _titles(topics: Iterable[Slug], topic_titles: Mapping[Slug, str]) -> str:
    return " ".join([topic_titles[slug] for slug in topics])


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


def _counted(values: Sequence[Any], arrays: Sequence[Numbers]) -> CountedTexts:
    (documents, fields, sources), of_index = values, arrays[: len(_ARRAYS)]
    terms, words, names, identifiers = map(words_of_array, arrays[len(_ARRAYS) :][:4])
    counts, *listings, code = arrays[len(_ARRAYS) + 4 :]
    index = BatchIndex(
        documents=documents,
        fields=tuple(fields),
        terms=terms,
        **dict(zip(_ARRAYS, of_index, strict=True)),
        words=Words(words=words, counts=counts),
        names=_listing(parted(names), listings[:2]),
    )
    return CountedTexts(
        index=index,
        identifiers=_listing(parted(identifiers), listings[2:4]),
        sources=_listing(sources, listings[4:]),
        code=code,
    )
