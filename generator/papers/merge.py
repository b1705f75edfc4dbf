"""Source records to papers: identity, and the merging of duplicates.

Enters: records of all sources in any order. Leaves: papers by id, each with every place where it was
read. The result does not depend on the order of the records.

Two records are one paper when their abstracts are the same after normalising (a missing or changed
title notwithstanding), or when their titles are and their abstracts are near-alike: at least 15% of
all their runs of three words are common (different papers under one title were seen to share up to 9%).

The best text is that of the record with a title, then the longest abstract, then the first in code
point order; the others stay as variants. The id comes from the title alone, so that a later version of
an abstract does not move it; only where two different papers bear one title does the abstract go in.
"""

from __future__ import annotations

import base64
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from generator.models import Paper, PaperId, Sighting, Slug, SourceRecord, Variant
from generator.text.clean import clean
from generator.text.links import unique_links
from generator.text.normal import identity_key, jaccard, shingles
from generator.text.slugs import slugify
from generator.text.titles import derive_title

_NEAR_ALIKE = 0.15
# Below this many letters and digits an abstract is a note ("Accepted at ...") that says nothing of
# which paper it belongs to.
_TELLING_LENGTH = 80
_ID_LENGTH = 12
_SLUG_SUFFIX_LENGTH = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    """A record with its cleaned text and the keys that it is compared by."""

    record: SourceRecord
    title: str | None
    abstract: str
    title_key: str
    abstract_key: str


def merge_records(records: Iterable[SourceRecord]) -> tuple[Paper, ...]:
    """Merge records into papers, sorted by id."""
    readings = sorted((_reading(record) for record in records), key=_by_place)
    groups = _group(readings)
    papers_of_title: dict[str, int] = defaultdict(int)
    bests = [min(group, key=_by_worth) for group in groups]
    for best in bests:
        papers_of_title[best.title_key] += 1
    papers = [
        _paper(group, best, title_is_shared=papers_of_title[best.title_key] > 1)
        for group, best in zip(groups, bests, strict=True)
    ]
    return tuple(sorted(papers, key=lambda paper: paper.id))


def _reading(record: SourceRecord) -> _Reading:
    title = clean(record.title) if record.title is not None else None
    abstract = clean(record.abstract or "")
    return _Reading(
        record=record,
        title=title or None,
        abstract=abstract,
        title_key=identity_key(title or ""),
        abstract_key=identity_key(abstract),
    )


def _by_place(reading: _Reading) -> tuple[str, int]:
    return reading.record.location.path, reading.record.location.line or 0


def _by_worth(reading: _Reading) -> tuple[bool, int, str, str]:
    return reading.title is None, -len(reading.abstract), reading.abstract, reading.title or ""


class _Groups:
    """Disjoint sets of record numbers."""

    def __init__(self, count: int) -> None:
        self._above = list(range(count))

    def find(self, number: int) -> int:
        root = number
        while self._above[root] != root:
            root = self._above[root]
        while self._above[number] != root:
            self._above[number], number = root, self._above[number]
        return root

    def join(self, left: int, right: int) -> None:
        first, second = sorted((self.find(left), self.find(right)))
        self._above[second] = first


def _group(readings: Sequence[_Reading]) -> list[list[_Reading]]:
    groups = _Groups(len(readings))
    by_text: dict[str, int] = {}
    by_title: dict[str, list[int]] = defaultdict(list)
    for number, reading in enumerate(readings):
        telling = len(reading.abstract_key) >= _TELLING_LENGTH
        text = reading.abstract_key if telling else f"{reading.title_key} {reading.abstract_key}"
        if text in by_text:
            groups.join(by_text[text], number)
            continue
        by_text[text] = number
        if reading.title_key:
            by_title[reading.title_key].append(number)
    for numbers in by_title.values():
        _join_near_alike(numbers, readings, groups)
    members: dict[int, list[_Reading]] = defaultdict(list)
    for number, reading in enumerate(readings):
        members[groups.find(number)].append(reading)
    return list(members.values())


def _join_near_alike(numbers: Sequence[int], readings: Sequence[_Reading], groups: _Groups) -> None:
    """Join the records under one title whose abstracts are near-alike.

    Each record is compared with the others of its title. A title under which hundreds of different
    abstracts stand ("Editorial") is no evidence, so beyond 50 only equal abstracts are joined.
    """
    if not 1 < len(numbers) <= 50:
        return
    runs = [shingles(readings[number].abstract) for number in numbers]
    for place, number in enumerate(numbers):
        for other in range(place):
            if jaccard(runs[place], runs[other]) >= _NEAR_ALIKE:
                groups.join(numbers[other], number)


def _paper(group: Sequence[_Reading], best: _Reading, *, title_is_shared: bool) -> Paper:
    title = best.title if best.title is not None else derive_title(best.abstract)
    paper_id = _paper_id(best, with_abstract=title_is_shared)
    dates = {reading.record.date for reading in group if reading.record.date is not None}
    return Paper(
        id=paper_id,
        slug=_slug(title, paper_id),
        title=title,
        title_is="given" if best.title is not None else "derived",
        abstract=best.abstract,
        as_read_title=best.record.title,
        as_read_abstract=best.record.abstract or "",
        dates=tuple(sorted(dates)),
        links=unique_links(best.abstract, *sorted({reading.abstract for reading in group})),
        sources=tuple(
            Sighting(
                location=reading.record.location,
                format=reading.record.format,
                date=reading.record.date,
                credit=reading.record.credit,
            )
            for reading in group
        ),
        variants=_variants(group, best),
    )


def _variants(group: Sequence[_Reading], best: _Reading) -> tuple[Variant, ...]:
    texts = {
        (reading.title, reading.abstract)
        for reading in group
        if (reading.title or best.title, reading.abstract) != (best.title, best.abstract)
    }
    ordered = sorted(texts, key=lambda text: (text[0] or "", text[1]))
    return tuple(Variant(title=title, abstract=abstract) for title, abstract in ordered)


def _paper_id(best: _Reading, *, with_abstract: bool) -> PaperId:
    if best.title is None or not best.title_key:
        identity = f"abstract:{best.abstract_key}"
    elif with_abstract:
        identity = f"title:{best.title_key}\nabstract:{best.abstract_key}"
    else:
        identity = f"title:{best.title_key}"
    digest = hashlib.sha256(identity.encode("utf-8")).digest()
    return PaperId(base64.b32encode(digest).decode("ascii").lower()[:_ID_LENGTH])


def _slug(title: str, paper_id: PaperId) -> Slug:
    """Join the readable title and a piece of the id, so that no other paper can claim the address."""
    readable = slugify(title)
    suffix = paper_id[:_SLUG_SUFFIX_LENGTH]
    return Slug(f"{readable}-{suffix}" if readable else paper_id)
