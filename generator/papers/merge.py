"""Groups of records to papers.

Two records are one paper when they share a known id (arXiv, DOI, ACL, OpenReview), or their abstracts are
the same after normalising (a missing or changed title notwithstanding), or their titles are the same
and their abstracts near-alike (see `generator.papers.grouping`).

The best text of a paper is that of the record with a title, then with TeX that the listing did not
damage, then with the longest abstract, then the first in code point order; the others stay as variants.
"""

from __future__ import annotations

import datetime as dt
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import TypeVar

from generator.models import Link, Paper, Sighting, SourceRecord, Variant, new_paper, new_sighting
from generator.papers.grouping import Groups
from generator.papers.identity import (
    paper_id,
    paper_number,
    paper_slug,
    record_keys,
)
from generator.papers.spool import RecordSpool
from generator.text.links import unique_links
from generator.text.rich import read_plain
from generator.text.titles import derive_title

Value = TypeVar("Value")
_BATCH = 64


def merge_records(records: Iterable[SourceRecord]) -> Iterator[Paper]:
    """Merge records into papers, sorted by id."""
    with RecordSpool() as spool:
        groups = Groups()
        for some in _batches(records):
            for record in some:
                spool.append(record)
            for keys in map(record_keys, some):
                groups.add(keys)
        groups.join_near_alike(spool.__getitem__)
        yield from _papers(groups, spool.__getitem__)


def _papers(groups: Groups, lookup: Callable[[int], SourceRecord]) -> Iterator[Paper]:
    """Make the papers of all groups, in the order of their ids."""
    members = array("L")
    starts = array("L")
    bests = array("L")
    seen: set[int] = set()
    shared: set[int] = set()
    for group in groups.members():
        best = group[0] if len(group) == 1 else min(group, key=lambda n: _worth(lookup(n)))
        starts.append(len(members))
        members.extend(group)
        bests.append(best)
        title = groups.titles[best]
        (shared if title in seen else seen).add(title)
    starts.append(len(members))
    numbers = array("Q", (_number(groups, best, shared) for best in bests))
    for places in _batches(sorted(range(len(numbers)), key=numbers.__getitem__)):
        groups_of = [
            [lookup(number) for number in members[starts[place] : starts[place + 1]]]
            for place in places
        ]
        yield from map(_paper, [numbers[place] for place in places], groups_of)


def _batches(values: Iterable[Value]) -> Iterator[list[Value]]:
    """Give the values some at a time: a stage that does many in a row finds its code in the caches."""
    rest = iter(values)
    while batch := list(islice(rest, _BATCH)):
        yield batch


def _number(groups: Groups, best: int, shared: set[int]) -> int:
    title = groups.titles[best]
    return paper_number(title, groups.abstracts[best], title_is_shared=title in shared)


def _worth(record: SourceRecord) -> tuple[bool, bool, int, str, str]:
    abstract = record.abstract or ""
    whole_tex = "$" in abstract and "\\" in abstract
    return not record.title, not whole_tex, -len(abstract), abstract, record.title or ""


def _paper(number: int, records: Sequence[SourceRecord]) -> Paper:
    by_worth = records if len(records) == 1 else sorted(records, key=_by_worth)
    texts = _texts(by_worth)
    best = by_worth[0]
    given, abstract = texts[0]
    title = given or derive_title(abstract)
    identity = paper_id(number)
    return new_paper(
        id=identity,
        slug=paper_slug(title, identity),
        title=title,
        title_is="given" if given else "derived",
        abstract=abstract,
        as_read_title=best.title or None,
        as_read_abstract=best.abstract or "",
        dates=_dates(records),
        links=_links(by_worth, texts),
        sources=_sightings(records),
        variants=_variants(by_worth, texts) if len(records) > 1 else (),
        authors=_authors(by_worth),
        ids=_ids(by_worth),
        categories=_categories(by_worth),
        venue=best.venue or next((record.venue for record in by_worth[1:] if record.venue), None),
    )


def _texts(by_worth: Sequence[SourceRecord]) -> list[tuple[str, str]]:
    """Give the title and the abstract of each record as shown; each text is read once."""
    if len(by_worth) == 1:
        title, abstract = by_worth[0].title, by_worth[0].abstract
        return [(read_plain(title) if title else "", read_plain(abstract) if abstract else "")]
    shown: dict[str | None, str] = {None: ""}
    for record in by_worth:
        for as_read in (record.title, record.abstract):
            if as_read is not None and as_read not in shown:
                shown[as_read] = read_plain(as_read)
    return [(shown[record.title], shown[record.abstract]) for record in by_worth]


def _by_worth(record: SourceRecord) -> tuple[object, ...]:
    return (*_worth(record), *_place(record))


def _dates(records: Sequence[SourceRecord]) -> tuple[dt.date, ...]:
    dates = {record.date for record in records if record.date is not None}
    return tuple(sorted(dates) if len(dates) > 1 else dates)


def _categories(by_worth: Sequence[SourceRecord]) -> tuple[str, ...]:
    """Give the categories of all records, each once, the best record's first."""
    categories = [category for record in by_worth for category in record.categories]
    return tuple(dict.fromkeys(categories)) if categories else ()


def _authors(by_worth: Sequence[SourceRecord]) -> tuple[str, ...]:
    """Give the authors of the best record that names any, accents in TeX as letters."""
    names = by_worth[0].authors or next((r.authors for r in by_worth[1:] if r.authors), ())
    together = "".join(names)
    if "\\" not in together and "{" not in together:
        return names
    return tuple(read_plain(name) if "\\" in name or "{" in name else name for name in names)


def _place(record: SourceRecord) -> tuple[str, int]:
    return record.location.path, record.location.line or 0


def _sightings(records: Sequence[SourceRecord]) -> tuple[Sighting, ...]:
    if len(records) == 1:
        return (_sighting(records[0]),)
    return tuple([_sighting(record) for record in sorted(records, key=_place)])


def _sighting(record: SourceRecord) -> Sighting:
    return new_sighting(
        location=record.location,
        format=record.format,
        date=record.date,
        credit=record.credit,
        dated_by=record.dated_by,
    )


def _ids(by_worth: Sequence[SourceRecord]) -> tuple[tuple[str, str], ...]:
    """Give one id of each scheme, the best record's first."""
    if len(by_worth) == 1 and len(by_worth[0].ids) < 2:
        return by_worth[0].ids
    known: dict[str, str] = {}
    for record in by_worth:
        for scheme, value in record.ids:
            known.setdefault(scheme, value)
    return tuple(sorted(known.items()))


def _links(by_worth: Sequence[SourceRecord], texts: Sequence[tuple[str, str]]) -> tuple[Link, ...]:
    """Give the links that the sources name, then those in the texts, each once."""
    if len(by_worth) == 1:
        in_texts = unique_links(texts[0][1])
        if not in_texts and len(by_worth[0].links) < 2:
            return by_worth[0].links
    else:
        in_texts = unique_links(*dict.fromkeys([abstract for _, abstract in texts]))
    named = {link.url: link for record in by_worth for link in record.links}
    for link in in_texts:
        named.setdefault(link.url, link)
    return tuple(named.values())


def _variants(
    by_worth: Sequence[SourceRecord], texts: Sequence[tuple[str, str]]
) -> tuple[Variant, ...]:
    """Give the other texts of a paper; one that says the same or less than the best is none."""
    best_title, best_abstract = texts[0]
    variants: dict[tuple[str, str], Variant] = {}
    for record, (title, abstract) in zip(by_worth[1:], texts[1:], strict=True):
        if (title or best_title, abstract or best_abstract) != (best_title, best_abstract):
            variant = Variant(
                title=title or None,
                abstract=abstract,
                as_read_title=record.title or None,
                as_read_abstract=record.abstract or "",
            )
            variants.setdefault((title, abstract), variant)
    return tuple(variants[text] for text in sorted(variants))
