"""Records to papers: identity, merging, and what does not move an id."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.errors import Location
from generator.models import Paper, SourceRecord
from generator.papers.merge import merge_records
from tests.support import RIVERS, RIVERS_TITLE, SORTING, SORTING_TITLE, TREES, TREES_TITLE, record

LATER_SORTING = SORTING.replace("Experiments on four", "Experiments on all seven")
TEXTS = [
    (SORTING_TITLE, SORTING),
    (SORTING_TITLE, LATER_SORTING),
    (SORTING_TITLE, RIVERS),
    (SORTING_TITLE.upper(), f"  {SORTING} "),
    ("Sorting Lists: A Second Title", SORTING),
    (None, SORTING),
    (TREES_TITLE, TREES),
    (None, TREES),
    (RIVERS_TITLE, RIVERS),
    ("Untold", "Accepted at the workshop."),
    ("Told", "Accepted at the workshop."),
    (None, "Accepted at the workshop."),
    ("???", "A short one."),
    ("!", TREES),
]
DATES = st.sampled_from([None, dt.date(2025, 3, 14), dt.date(2025, 3, 15)])
RECORDS = st.lists(
    st.builds(
        lambda text, path, line, date: record(*text, path=path, line=line, date=date),
        st.sampled_from(TEXTS),
        st.sampled_from(["a.txt", "b.txt"]),
        st.integers(1, 40),
        DATES,
    ),
    max_size=12,
    unique_by=lambda r: r.location,
)


def merged(records: Iterable[SourceRecord]) -> tuple[Paper, ...]:
    """Merge records and hold all the papers, as a test may."""
    return tuple(merge_records(records))


def _one(*records: SourceRecord) -> Paper:
    (paper,) = merged(records)
    return paper


@given(RECORDS, st.randoms(use_true_random=False))
def test_order_of_records_does_not_matter(records: list[SourceRecord], random):
    """The same records in any order give the same papers."""
    shuffled = list(records)
    random.shuffle(shuffled)
    assert merged(shuffled) == merged(records)


@given(RECORDS)
def test_no_record_is_lost_or_told_twice(records: list[SourceRecord]):
    """Each record is a source of exactly one paper; ids and slugs are unique; papers come by id."""
    papers = merged(records)
    places = [sighting.location for paper in papers for sighting in paper.sources]
    assert sorted(places) == sorted(r.location for r in records)
    ids = [paper.id for paper in papers]
    assert ids == sorted(set(ids))
    assert len({paper.slug for paper in papers}) == len(papers)
    for paper in papers:
        assert re.fullmatch(r"[0-9a-z]{12}", paper.id)
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", paper.slug)
        assert paper.title
        assert list(paper.dates) == sorted(set(paper.dates))
        assert [s.location for s in paper.sources] == sorted(s.location for s in paper.sources)
        assert (paper.title, paper.abstract) not in {(v.title, v.abstract) for v in paper.variants}
        assert len(set(paper.variants)) == len(paper.variants)


@given(RECORDS, st.data())
def test_place_of_a_record_moves_no_address(records: list[SourceRecord], data: st.DataObject):
    """Renamed dumps and shifted lines change where a paper was read and nothing else of it."""
    shift = data.draw(st.integers(1, 100))
    names = data.draw(st.permutations(["x.txt", "y.txt"]))
    renamed = dict(zip(["a.txt", "b.txt"], names, strict=True))
    moved = [
        replace(
            r,
            location=Location(path=renamed[r.location.path], line=(r.location.line or 0) + shift),
        )
        for r in records
    ]

    def without_places(papers: tuple[Paper, ...]) -> list[Paper]:
        return [replace(paper, sources=()) for paper in papers]

    assert without_places(merged(moved)) == without_places(merged(records))


@given(RECORDS)
def test_copies_of_records_make_no_paper(records: list[SourceRecord]):
    """A second dump with the same text adds sources, and no paper, id or variant."""
    copies = [replace(r, location=replace(r.location, path="copy.txt")) for r in records]
    once, twice = merged(records), merged([*records, *copies])
    assert [replace(p, sources=()) for p in twice] == [replace(p, sources=()) for p in once]
    assert [len(p.sources) for p in twice] == [2 * len(p.sources) for p in once]


@given(RECORDS)
def test_other_dumps_move_no_address(records: list[SourceRecord]):
    """A paper keeps its id and slug when dumps with other papers come or go."""
    known = [record(TREES_TITLE + " of the South", "Southern " + TREES), record(None, LONELY)]
    addresses = {(paper.id, paper.slug) for paper in merged(known)}
    assert len(addresses) == 2
    together = merged([*records, *(replace(r, location=_at("z.txt", r)) for r in known)])
    assert addresses <= {(paper.id, paper.slug) for paper in together}


LONELY = (
    "Nothing here is like the others. We describe the colours of glass beads in eleven museums and "
    "what light does to them over a century."
)


def _at(path: str, r: SourceRecord) -> Location:
    return replace(r.location, path=path)


def test_same_text_in_two_dumps_is_one_paper_with_two_sources():
    """A paper that stands in two dumps word for word is shown once and knows both places."""
    paper = _one(
        record(SORTING_TITLE, SORTING, path="b.txt", line=7, date=dt.date(2025, 3, 15)),
        record(SORTING_TITLE, SORTING, path="a.txt", line=3, date=dt.date(2025, 3, 14)),
    )
    assert [str(s.location) for s in paper.sources] == ["a.txt:3", "b.txt:7"]
    assert paper.dates == (dt.date(2025, 3, 14), dt.date(2025, 3, 15))
    assert paper.variants == ()


def test_abstract_without_title_joins_the_paper_with_one():
    """A titleless abstract is the paper that has it with a title, and takes that title."""
    paper = _one(record(None, SORTING, line=1), record(SORTING_TITLE, SORTING, line=5))
    assert (paper.title, paper.title_is) == (SORTING_TITLE, "given")
    assert len(paper.sources) == 2
    assert paper.variants == ()


def test_abstract_alone_gets_a_derived_title():
    """A paper that no dump names has a title derived from its abstract, and is marked so."""
    paper = _one(record(None, SORTING))
    assert paper.title == "A small network that sorts them in linear time"
    assert paper.title_is == "derived"
    assert paper.as_read_title is None
    assert paper.slug.startswith("a-small-network-that-sorts")


def test_later_abstract_under_one_title_is_a_variant():
    """Two near-alike abstracts under one title are one paper; the longer is shown, the other kept."""
    paper = _one(
        record(SORTING_TITLE, SORTING, line=1), record(SORTING_TITLE, LATER_SORTING, line=2)
    )
    assert paper.abstract == LATER_SORTING
    assert [(v.title, v.abstract) for v in paper.variants] == [(SORTING_TITLE, SORTING)]


def test_other_title_of_one_abstract_is_a_variant():
    """Two titles of one abstract are one paper, and both can be seen."""
    first, second = "Sorting Lists", "Sorting Noisy Lists"
    paper = _one(record(second, SORTING, line=1), record(first, SORTING, line=2))
    assert {paper.title, *(v.title for v in paper.variants)} == {first, second}


def test_two_papers_under_one_title_stay_two():
    """Different abstracts under one title are different papers with different addresses."""
    papers = merged([record("Editorial", SORTING, line=1), record("Editorial", TREES, line=2)])
    assert len(papers) == 2
    assert len({paper.slug for paper in papers}) == 2


def test_note_in_place_of_an_abstract_joins_nobody():
    """Two papers whose only abstract is the same short note stay two."""
    note = "Accepted at the workshop."
    assert len(merged([record("One", note, line=1), record("Two", note, line=2)])) == 2


def test_id_follows_the_title_not_the_abstract():
    """A new version of an abstract, alone in the dumps, keeps the paper's address."""
    before, after = _one(record(SORTING_TITLE, SORTING)), _one(record(SORTING_TITLE, LATER_SORTING))
    assert (before.id, before.slug) == (after.id, after.slug)


def test_address_of_a_paper_is_fixed():
    """Addresses are public: this paper's was handed out and may not change."""
    paper = _one(record(SORTING_TITLE, SORTING))
    assert paper.id == "t3hvjiq34kju"
    assert paper.slug == "sorting-noisy-lists-with-small-networks-t3hvj"


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("  A\u00a0Tree\u200b ", "A Tree"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("Tre\u0301s", "Trés"),
    ],
)
def test_text_is_shown_clean_and_kept_as_read(title: str, shown: str):
    """A paper shows its cleaned text and keeps the text as it was read."""
    paper = _one(record(title, SORTING))
    assert paper.title == shown
    assert paper.as_read_title == title


def test_title_of_nothing_visible_counts_as_none():
    """A title of invisible characters is no title."""
    paper = _one(record("\u200b\u202e", SORTING))
    assert paper.title_is == "derived"


def test_links_of_all_versions_are_gathered():
    """The links of a paper are those of every version of its abstract, each once."""
    more = f"{RIVERS} Code: github.com/rivers/bends"
    paper = _one(record(RIVERS_TITLE, RIVERS, line=1), record(RIVERS_TITLE, more, line=2))
    assert {(link.url, link.kind) for link in paper.links} == {
        ("https://example.org/maps", "other"),
        ("https://github.com/rivers/bends", "code"),
    }


def test_accents_of_authors_are_letters():
    """An author's name in TeX is shown as a person writes it."""
    written = replace(record(TREES_TITLE, TREES), authors=("Andr\\'e Weil", "C. Bal\\'azs", "Wu"))
    assert _one(written).authors == ("André Weil", "C. Balázs", "Wu")
