"""Records to papers in the store: those that changed are made, and classified where rules may take them otherwise.

Enters: a store that holds the papers of the last build or none, the groups of records, settings and rules. Leaves: the
store with exactly the papers of now.
"""

from __future__ import annotations

import hashlib
import json
import marshal
from array import array
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple, TypeVar

from generator.classify import Classifier
from generator.config import OverrideSettings, SiteConfig
from generator.crews import Crews
from generator.fingerprint import value_digest
from generator.gather.sources import Sources
from generator.models import (
    LINK_DIGEST_SIZE,
    TEXTS_DIGEST_SIZE,
    ClassifiedPaper,
    Paper,
    PaperId,
    paper_row,
)
from generator.overrides import Editor, edited
from generator.papers import DIGEST_SIZE, unpacked_record
from generator.papers.merge import PaperGroups, make_paper
from generator.rules import RuleBook
from generator.rules.change import Screen
from generator.rules.fingerprint import rules_fingerprint
from generator.stopwatch import Stopwatch
from generator.store.packing import packed_paper, packed_texts
from generator.store.papers import PaperStore, StoredPapers, StoredRow
from generator.store.rows import packed_row
from generator.text.html import shown_texts
from generator.text.rich import Readings
from generator.text.shown import ShownTexts

Value = TypeVar("Value")
# The overrides that are meant for papers, by the papers' numbers; most have none.
Meant = dict[int, tuple[int, ...]]
_BATCH = 512  # papers
_FORMAT = 2
# Names of notes in the store: what its papers were made under.
_OVERRIDES, _RULES, _MEANT = "overrides", "rules", "meant"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Desk:
    """What a process needs to make papers; `papers` are those that stay as they are, by place in `stays`."""

    editor: Editor
    classifier: Classifier
    papers: StoredPapers
    screen: Screen | None


class _Group(NamedTuple):
    """What a paper is made of: its number, the digest of its records, and these, packed."""

    number: int
    digest: bytes
    records: tuple[bytes, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Change:
    """What there is to do: places in the groups to be made, numbers to be removed, and those that stay.

    `meant` has the overrides of those that stay.
    """

    made_of: dict[int, bytes]
    places: array[int]
    gone: Collection[int]
    stays: array[int]
    meant: Meant


def bring_up_to_date(
    store: PaperStore,
    config: SiteConfig,
    rules: RuleBook,
    sources: Sources,
    groups: PaperGroups,
    crews: Crews,
    watch: Stopwatch,
) -> Meant:
    """Change a store to the papers of now, and give which overrides each is meant by."""
    with watch.stage("merge"):
        overrides_now = value_digest(config.overrides).encode()
        rules_now = json.dumps(rules_fingerprint(rules)).encode()
        change = _change(store, groups, same=store.note(_OVERRIDES) == overrides_now)
        screen = _screen(store.note(_RULES), rules_now)
    desk = _Desk(
        editor=Editor(config.overrides),
        classifier=Classifier(rules),
        papers=StoredPapers(store.path, change.stays),
        screen=screen,
    )
    meant = change.meant
    sources.records.flush()
    stays = () if screen is None or screen.touches_none else change.stays
    total = len(change.places) + len(stays)
    with watch.stage("papers", total=total, unit="papers"), crews.crew(desk) as crew:
        for made in crew.map(_made, _batches(_groups(sources, groups, change.places))):
            store.put(row for row, _ in made)
            meant.update({row.number: numbers for row, numbers in made if numbers})
            watch.advance(len(made))
        store.remove(change.gone)
        again = (
            _Again(row=row, made_of=change.made_of[number], overrides=meant.get(number, ()))
            for row, number in enumerate(stays)
        )
        for done, rows in crew.map(_classified_again, _batches(again)):
            store.put(rows)
            watch.advance(done)
    store.write_note(_OVERRIDES, overrides_now)
    store.write_note(_RULES, rules_now)
    store.write_note(_MEANT, marshal.dumps(meant, _FORMAT))
    return meant


def _screen(noted: bytes | None, now: bytes) -> Screen | None:
    """Give what tells the papers that a change of rules may concern; `None` where nothing changed."""
    if noted is None or noted == now:
        return None
    return Screen(json.loads(noted), json.loads(now))


def _change(store: PaperStore, groups: PaperGroups, *, same: bool) -> _Change:
    """Compare the store with the groups; where overrides are not the `same`, every paper is made anew."""
    made_of = store.made_of()
    known = made_of if same else {}
    places = array(
        "I",
        (
            place
            for place, number in enumerate(groups.numbers)
            if known.get(number) != groups.digest(place)
        ),
    )
    gone = set(made_of).difference(groups.numbers)
    stays = set(made_of).difference(gone, (groups.numbers[place] for place in places))
    meant: Meant = marshal.loads(store.note(_MEANT) or marshal.dumps({}))
    return _Change(
        made_of=made_of,
        places=places,
        gone=gone,
        stays=array("Q", sorted(stays)),
        meant={number: numbers for number, numbers in meant.items() if number in stays},
    )


def _groups(sources: Sources, groups: PaperGroups, places: Iterable[int]) -> Iterator[_Group]:
    """Give the groups of some places with their records, so that who makes papers needs no file."""
    for place in places:
        records = tuple([sources.records[each] for each in groups.members(place)])
        yield _Group(groups.numbers[place], groups.digest(place), records)


def _made(desk: _Desk, groups: Sequence[_Group]) -> list[tuple[StoredRow, tuple[int, ...]]]:
    """Make papers of their records; gives what is stored of each, and the overrides meant for it."""
    meant: list[tuple[int, ...]] = []
    shown: list[Paper] = []
    own: dict[PaperId, tuple[OverrideSettings, ...]] = {}
    identities: list[PaperId] = []
    readings = Readings()
    for group in groups:
        paper = make_paper(group.number, list(map(unpacked_record, group.records)), readings)
        identities.append(paper.id)
        meant.append(desk.editor.meant(paper))
        overrides = desk.editor.own(meant[-1])
        if not any(override.hide for override in overrides):
            shown.append(edited(paper, overrides))
            if overrides:
                own[paper.id] = overrides
    classified = {each.paper.id: each for each in desk.classifier.classified_all(shown, own)}
    return [
        (
            _stored(group.number, group.digest, classified.get(identity), readings),
            numbers,
        )
        for group, identity, numbers in zip(groups, identities, meant, strict=True)
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Again:
    """A stored paper whose topics may be others now."""

    row: int
    made_of: bytes
    overrides: tuple[int, ...]


def _classified_again(desk: _Desk, papers: Sequence[_Again]) -> tuple[int, list[StoredRow]]:
    """Classify stored papers; gives how many, and those that have other topics than before, or other reasons."""
    assert desk.screen is not None
    before: list[tuple[_Again, ClassifiedPaper]] = []
    every = desk.papers.texts_for_rules([again.row for again in papers])
    for again, texts in zip(papers, every, strict=True):
        if texts is not None and desk.screen.touches_texts(texts):
            before.append((again, desk.papers.read(again.row)))
    own = {stored.paper.id: desk.editor.own(again.overrides) for again, stored in before}
    after = desk.classifier.classified_all([stored.paper for _, stored in before], own)
    return len(papers), [
        _stored(desk.papers.number(again.row), again.made_of, classified, Readings())
        for (again, stored), classified in zip(before, after, strict=True)
        if classified != stored
    ]


def _stored(
    number: int, made_of: bytes, classified: ClassifiedPaper | None, readings: Readings
) -> StoredRow:
    """Give what is stored of a paper, or of one that is hidden."""
    if classified is None:
        return StoredRow(
            number=number,
            made_of=made_of,
            newest=0,
            title=b"",
            row=None,
            digest=b"",
            body=None,
            shown=None,
        )
    body = packed_paper(classified)
    paper = classified.paper
    shown = shown_texts(paper, readings)
    return StoredRow(
        number=number,
        made_of=made_of,
        newest=paper.dates[-1].toordinal() if paper.dates else 0,
        title=paper.title.casefold().encode("utf-8", "surrogatepass"),
        row=packed_row(paper_row(classified)),
        digest=hashlib.blake2b(body, digest_size=DIGEST_SIZE).digest()
        + _link_digest(paper, shown)
        + _texts_digest(paper),
        body=body,
        shown=packed_texts(shown),
    )


def _link_digest(paper: Paper, shown: ShownTexts) -> bytes:
    # No slug has a space.
    link = f"{paper.slug} {shown.title}".encode("utf-8", "surrogatepass")
    return hashlib.blake2b(link, digest_size=LINK_DIGEST_SIZE).digest()


def _texts_digest(paper: Paper) -> bytes:
    files = tuple(dict.fromkeys([seen.location.path for seen in paper.sources]))
    links = tuple([(link.kind, link.url) for link in paper.links])
    texts = (paper.title, paper.abstract, paper.authors, paper.ids, links, paper.venue, files)
    data = marshal.dumps(texts, _FORMAT)
    return hashlib.blake2b(data, digest_size=TEXTS_DIGEST_SIZE).digest()


def _batches(values: Iterable[Value]) -> Iterator[list[Value]]:
    rest = iter(values)
    while batch := list(islice(rest, _BATCH)):
        yield batch
