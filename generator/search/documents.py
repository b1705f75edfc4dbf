"""What a result shows, and by what results are filtered.

Enters: classified papers in the order of their rows. Leaves: the parts `documents/K`, `filters` and `slugs`
(docs/search-index.md).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import PurePosixPath

import numpy as np

from generator.config import SiteConfig
from generator.models import ClassifiedPaper, Slug
from generator.search.arrays import Listing
from generator.search.parts import Part, as_json
from generator.search.symbols import row_list, symbols_of_width

_SMALL_SITE = 2_500  # documents, up to which each has a part of its own
_SLUG_SYMBOLS = 5
_FNV_OFFSET, _FNV_PRIME = 0x811C9DC5, 0x01000193  # of FNV-1a in 32 bits (draft-eastlake-fnv)


def newest_first(papers: Sequence[ClassifiedPaper]) -> list[ClassifiedPaper]:
    """Order papers by newest day, those without a day last, then by id: the order of the rows."""
    ordered = sorted(papers, key=lambda each: each.paper.id)
    ordered.sort(key=lambda each: -each.paper.dates[-1].toordinal() if each.paper.dates else 0)
    return ordered


def documents_a_part(documents: int) -> int:
    """Give how many documents a part has: results lie far apart, so fewer mean fewer bytes, but more files."""
    return max(1, round(math.sqrt(documents / _SMALL_SITE)))


def document_parts(papers: Sequence[ClassifiedPaper], config: SiteConfig) -> Iterator[Part]:
    """Write what results show."""
    numbers = {topic.slug: number for number, topic in enumerate(config.topics)}
    parents = {topic.slug: topic.parent for topic in config.topics}
    size = documents_a_part(len(papers))
    for number, start in enumerate(range(0, len(papers), size)):
        entries = [_entry(each, numbers, parents) for each in papers[start : start + size]]
        yield Part(name=f"documents/{number}", json=as_json(entries))


def _entry(
    classified: ClassifiedPaper, numbers: Mapping[Slug, int], parents: Mapping[Slug, Slug | None]
) -> list[object]:
    paper = classified.paper
    covered = {parents[slug] for slug in classified.topics}
    more: dict[str, object] = {
        "authors": list(paper.authors),
        "ids": dict(paper.ids),
        "links": [[link.kind, link.url] for link in paper.links],
        "venue": paper.venue,
    }
    return [
        paper.slug,
        paper.title,
        paper.dates[-1].isoformat() if paper.dates else None,
        [numbers[slug] for slug in classified.topics if slug not in covered],
        paper.abstract,
        {key: value for key, value in more.items() if value},
    ]


def filters_part(papers: Sequence[ClassifiedPaper], config: SiteConfig) -> Part:
    """Write the days, and the rows of each topic, of each source and of papers with code."""
    days = [
        [day.isoformat(), sum(1 for _ in some)]
        for day, some in groupby(each.paper.dates[-1] for each in papers if each.paper.dates)
    ]
    topics: dict[Slug, list[int]] = {topic.slug: [] for topic in config.topics}
    sources: dict[str, list[int]] = {}
    code = []
    for row, each in enumerate(papers):
        for slug in each.topics:
            topics[slug].append(row)
        for name in {PurePosixPath(seen.location.path).name for seen in each.paper.sources}:
            sources.setdefault(name, []).append(row)
        if any(link.kind == "code" for link in each.paper.links):
            code.append(row)
    value = {
        "days": days,
        "topics": [row_list(topics[topic.slug]) for topic in config.topics],
        "code": row_list(code),
        "sources": [[name, row_list(rows)] for name, rows in sorted(sources.items())],
    }
    return Part(name="filters", json=as_json(value))


def slugs_part(papers: Sequence[ClassifiedPaper]) -> Part:
    """Write the number of each paper's slug, by which marks that a reader made are found."""
    numbers = [fnv_1a(each.paper.slug.encode()) for each in papers]
    return Part(name="slugs", json=b'"%s"' % symbols_of_width(numbers, _SLUG_SYMBOLS))


def fnv_1a(data: bytes) -> int:
    """Give the 32-bit FNV-1a of bytes.

    >>> hex(fnv_1a(b"a"))
    '0xe40c292c'
    """
    number = _FNV_OFFSET
    for byte in data:
        number = (number ^ byte) * _FNV_PRIME & 0xFFFFFFFF
    return number


def identifiers(papers: Sequence[ClassifiedPaper]) -> Listing:
    """Give the keys of the papers' ids, such as `=2401.01234`, with their rows."""
    rows: dict[str, list[int]] = {}
    for row, each in enumerate(papers):
        for key in {f"={value.lower()}" for _, value in each.paper.ids if " " not in value}:
            rows.setdefault(key, []).append(row)
    sizes = np.array([len(some) for some in rows.values()], dtype=np.int64)
    every = np.array([row for some in rows.values() for row in some], dtype=np.int64)
    return Listing(names=tuple(rows), sizes=sizes, rows=every)
