"""Groups of records to papers.

Two records are one paper when they share a known id (arXiv, DOI, ACL, OpenReview), or their abstracts are
the same after normalising (a missing or changed title notwithstanding), or their titles are the same
and their abstracts near-alike (see `generator.papers.grouping`).

The best text of a paper is that of the record with a title, then with TeX that the listing did not
damage, then with the longest abstract, then the first in code point order; the others stay as variants.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence

from generator.models import Link, Paper, Sighting, SourceRecord, Variant
from generator.papers.grouping import Groups
from generator.papers.identity import (
    paper_id,
    paper_number,
    paper_slug,
    record_keys,
)
from generator.papers.spool import RecordSpool
from generator.text.links import unique_links
from generator.text.rich import plain_text, read_rich
from generator.text.titles import derive_title


def merge_records(records: Iterable[SourceRecord]) -> Iterator[Paper]:
    """Merge records into papers, sorted by id."""
    with RecordSpool() as spool:
        groups = Groups()
        for record in records:
            spool.append(record)
            groups.add(record_keys(record))
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
    for place in sorted(range(len(numbers)), key=numbers.__getitem__):
        records = [lookup(number) for number in members[starts[place] : starts[place + 1]]]
        yield _paper(numbers[place], records)


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
    dates = sorted({record.date for record in records if record.date is not None})
    return Paper(
        id=identity,
        slug=paper_slug(title, identity),
        title=title,
        title_is="given" if given else "derived",
        abstract=abstract,
        as_read_title=best.title or None,
        as_read_abstract=best.abstract or "",
        dates=tuple(dates),
        links=_links(by_worth, texts),
        sources=_sightings(records),
        variants=_variants(by_worth, texts) if len(records) > 1 else (),
        authors=_authors(by_worth),
        ids=_ids(by_worth),
        categories=tuple(dict.fromkeys([c for record in by_worth for c in record.categories])),
        venue=best.venue or next((record.venue for record in by_worth if record.venue), None),
    )


def _texts(by_worth: Sequence[SourceRecord]) -> list[tuple[str, str]]:
    """Give the title and the abstract of each record as shown; each text is read once."""
    shown: dict[str | None, str] = {None: ""}
    for record in by_worth:
        for as_read in (record.title, record.abstract):
            if as_read not in shown:
                shown[as_read] = _plain(as_read)
    return [(shown[record.title], shown[record.abstract]) for record in by_worth]


def _by_worth(record: SourceRecord) -> tuple[object, ...]:
    return (*_worth(record), *_place(record))


def _authors(by_worth: Sequence[SourceRecord]) -> tuple[str, ...]:
    """Give the authors of the best record that names any, accents in TeX as letters."""
    names = next((record.authors for record in by_worth if record.authors), ())
    return tuple(
        plain_text(read_rich(name)) if "\\" in name or "{" in name else name for name in names
    )


def _place(record: SourceRecord) -> tuple[str, int]:
    return record.location.path, record.location.line or 0


def _sightings(records: Sequence[SourceRecord]) -> tuple[Sighting, ...]:
    if len(records) == 1:
        return (_sighting(records[0]),)
    return tuple([_sighting(record) for record in sorted(records, key=_place)])


def _sighting(record: SourceRecord) -> Sighting:
    return Sighting(
        location=record.location, format=record.format, date=record.date, credit=record.credit
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
    named = {link.url: link for record in by_worth for link in record.links}
    for link in unique_links(*dict.fromkeys([abstract for _, abstract in texts])):
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


def _plain(as_read: str | None) -> str:
    return plain_text(read_rich(as_read)) if as_read else ""
