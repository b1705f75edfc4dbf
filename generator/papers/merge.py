"""Groups of records to papers.

Two records are one paper when they share a known id (arXiv, DOI, ACL, OpenReview), or their abstracts are
the same after normalising (a missing or changed title notwithstanding), or their titles are the same
and their abstracts near-alike (see `generator.papers.grouping`).

The best text of a paper is that of the record with a title, then with TeX that the listing did not
damage, then with the longest abstract, then the first in code point order; the others stay as variants.
"""

from __future__ import annotations

import datetime as dt
import tempfile
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from generator.errors import BroadsheetError, StoreError
from generator.models import Link, Paper, Sighting, SourceRecord, Variant, new_paper, new_sighting
from generator.papers.grouping import Compare, Groups, grouped
from generator.papers.identity import number_with_ids, paper_id, paper_number, paper_slug
from generator.papers.key_table import DIGEST_SIZE, KeyTable, joined, keys_of
from generator.papers.records import packed_record, unpacked_record
from generator.papers.spool import RecordSpool
from generator.text.links import unique_links
from generator.text.rich import Readings
from generator.text.titles import derive_title

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Numbers = npt.NDArray[Any]

Value = TypeVar("Value")
_BATCH = 64


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PaperGroups:
    """The groups of records that are papers, by the papers' numbers, ascending.

    `numbers` are the papers', `groups` says which of `records` each takes, and `digests` tell whether a paper
    was made of the same records before (`DIGEST_SIZE` bytes each, one after the other). As objects these would be all
    that a process has of a million papers until they are made.
    """

    numbers: array[int]
    groups: array[int]
    digests: bytes
    records: Groups

    def __len__(self) -> int:
        return len(self.numbers)

    def members(self, place: int) -> list[int]:
        """Give the numbers of a paper's records."""
        return self.records[self.groups[place]]

    def digest(self, place: int) -> bytes:
        """Give the digest of what a paper is made of."""
        return self.digests[place * DIGEST_SIZE : (place + 1) * DIGEST_SIZE]


def merge_records(records: Iterable[SourceRecord]) -> Iterator[Paper]:
    """Merge records into papers, sorted by id; raises `StoreError` where they have no room to wait in."""
    try:
        yield from _merged(records)
    except OSError as error:
        raise StoreError(
            f"{error.filename or tempfile.gettempdir()}: what is read cannot be kept there ({error.strerror}); "
            "expected room for as much as the sources have; make room, or name another folder in TMPDIR"
        ) from error


def _merged(records: Iterable[SourceRecord]) -> Iterator[Paper]:
    with RecordSpool() as spool:
        tables: list[KeyTable] = []
        for some in _batches(records):
            packed = list(map(packed_record, some))
            spool.extend(packed)
            tables.append(keys_of(packed))

        def lookup(number: int) -> SourceRecord:
            return unpacked_record(spool[number])

        found = paper_groups(joined(tables), lookup)
        for places in _batches(range(len(found))):
            together = [[lookup(number) for number in found.members(place)] for place in places]
            yield from map(make_paper, [found.numbers[place] for place in places], together)


def paper_groups(
    table: KeyTable, lookup: Callable[[int], SourceRecord], compare: Compare | None = None
) -> PaperGroups:
    """Find which records are one paper, and what each paper's number is; raises `BroadsheetError`.

    `compare` compares the records of many groups at once, where others can (see `generator.papers.grouping`).
    """
    import numpy as np

    groups = grouped(table, lookup, compare)
    bests = groups.members[groups.starts[:-1]]
    for several in np.flatnonzero(np.diff(groups.starts) > 1).tolist():
        bests[several] = min(groups[several], key=lambda number: _worth_and_ids(lookup(number)))
    titles = np.frombuffer(table.titles, np.uint64)[bests]
    abstracts = np.frombuffer(table.abstracts, np.uint64)[bests]
    keys = zip(titles.tolist(), abstracts.tolist(), _in_several(titles).tolist(), strict=True)
    numbers = np.fromiter(
        (paper_number(title, abstract, title_is_shared=shared) for title, abstract, shared in keys),
        np.uint64,
        len(bests),
    )
    for group in np.flatnonzero(_in_several(numbers)).tolist():
        # Nothing but their ids tells them apart: one title, and no abstract.
        ids = lookup(int(bests[group])).ids
        numbers[group] = number_with_ids(int(numbers[group]), ids)
    order = np.argsort(numbers, kind="stable")
    ordered = numbers[order]
    twice = np.flatnonzero(ordered[1:] == ordered[:-1])
    if len(twice):
        raise BroadsheetError(
            f"two different papers have the id {paper_id(int(ordered[twice[0]]))}; expected ids that differ; change a title of "
            "one of them by a letter, and please report it: this is as good as impossible"
        )
    return PaperGroups(
        numbers=array("Q", ordered.tobytes()),
        groups=array("I", order.astype(np.uint32).tobytes()),
        digests=_digests(groups, order, table),
        records=groups,
    )


def _in_several(values: Numbers) -> npt.NDArray[np.bool_]:
    """Tell of each value whether another is equal to it."""
    import numpy as np

    _, which, counts = np.unique(values, return_inverse=True, return_counts=True)
    several: npt.NDArray[np.bool_] = counts[which] > 1
    return several


def _digests(groups: Groups, order: Numbers, table: KeyTable) -> bytes:
    """Name what each group is made of, in this order; most have one record."""
    import numpy as np

    of_records = np.frombuffer(table.digests, np.uint8).reshape(-1, DIGEST_SIZE)
    digests = of_records[groups.members[groups.starts[order]]]
    sizes = np.diff(groups.starts)[order]
    for place in np.flatnonzero(sizes > 1).tolist():
        several = sorted(of_records[member].tobytes() for member in groups[int(order[place])])
        made = blake2b(b"".join(several), digest_size=DIGEST_SIZE).digest()
        digests[place] = np.frombuffer(made, np.uint8)
    return digests.tobytes()


def _batches(values: Iterable[Value]) -> Iterator[list[Value]]:
    """Give the values some at a time: a stage that does many in a row finds its code in the caches."""
    rest = iter(values)
    while batch := list(islice(rest, _BATCH)):
        yield batch


def _worth(record: SourceRecord) -> tuple[bool, bool, int, str, str]:
    abstract = record.abstract or ""
    whole_tex = "$" in abstract and "\\" in abstract
    return not record.title, not whole_tex, -len(abstract), abstract, record.title or ""


def _worth_and_ids(record: SourceRecord) -> tuple[object, ...]:
    return (*_worth(record), record.ids)


def make_paper(
    number: int, records: Sequence[SourceRecord], readings: Readings | None = None
) -> Paper:
    """Make a paper of its records, in any order; `readings` keeps its texts as they were read."""
    known = Readings() if readings is None else readings
    by_worth = records if len(records) == 1 else sorted(records, key=_by_worth)
    texts = _texts(by_worth, known)
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
        authors=_authors(by_worth, known),
        ids=_ids(by_worth),
        categories=_categories(by_worth),
        venue=best.venue or next((record.venue for record in by_worth[1:] if record.venue), None),
    )


def _texts(by_worth: Sequence[SourceRecord], readings: Readings) -> list[tuple[str, str]]:
    """Give the title and the abstract of each record as shown; each text is read once."""

    def shown(as_read: str | None) -> str:
        return readings[as_read].plain() if as_read else ""

    return [(shown(record.title), shown(record.abstract)) for record in by_worth]


def _by_worth(record: SourceRecord) -> tuple[object, ...]:
    return (*_worth(record), *_place(record))


def _dates(records: Sequence[SourceRecord]) -> tuple[dt.date, ...]:
    dates = {record.date for record in records if record.date is not None}
    return tuple(sorted(dates) if len(dates) > 1 else dates)


def _categories(by_worth: Sequence[SourceRecord]) -> tuple[str, ...]:
    """Give the categories of all records, each once, the best record's first."""
    categories = [category for record in by_worth for category in record.categories]
    return tuple(dict.fromkeys(categories)) if categories else ()


def _authors(by_worth: Sequence[SourceRecord], readings: Readings) -> tuple[str, ...]:
    """Give the authors of the best record that names any, accents in TeX as letters."""
    names = by_worth[0].authors or next((r.authors for r in by_worth[1:] if r.authors), ())
    together = "".join(names)
    if "\\" not in together and "{" not in together:
        return names
    return tuple(readings[name].plain() if "\\" in name or "{" in name else name for name in names)


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
