"""What a paper has of each of its records, and which records are one paper at the borders of the rules."""

from __future__ import annotations

import datetime as dt
import errno
import random
import tempfile
from collections.abc import Iterable
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.errors import BroadsheetError, Location, StoreError
from generator.gather.comparing import comparing
from generator.models import Link, Paper, Sighting, SourceRecord, Variant
from generator.papers import RecordSpool, SpoolSequence
from generator.papers.key_table import KeyTable, joined, keys_of
from generator.papers.merge import PaperGroups, merge_records, paper_groups
from generator.papers.records import packed_record, unpacked_record
from generator.workers import ProcessCrews
from tests.support import RIVERS, SORTING, SORTING_TITLE, TREES, TREES_TITLE, record

CODE = Link(url="https://github.com/trees/count", kind="code")
HOME = Link(url="https://trees.example/", kind="project")
MAPS = Link(url="https://example.org/maps", kind="other")
DAY = dt.date(2025, 3, 14)
FULL = SourceRecord(
    location=Location(path="b.bib", line=7),
    format="bibtex",
    title=TREES_TITLE,
    abstract=TREES,
    date=DAY,
    credit="Wu",
    authors=("Ann Lee", "C. Bal\\'azs"),
    ids=(("doi", "10.1/b"), ("arxiv", "2503.00001")),
    links=(CODE, HOME),
    categories=("cs.LG", "cs.CL", "cs.LG"),
    venue="TREES 2025",
    dated_by="name",
)
BARE = SourceRecord(
    location=Location(path="a.txt", line=None), format="day", title=None, abstract=TREES
)
SIGHTING = Sighting(location=FULL.location, format="bibtex", date=DAY, credit="Wu", dated_by="name")


def _merged(*records: SourceRecord) -> tuple[Paper, ...]:
    return tuple(merge_records(records))


def _one(*records: SourceRecord) -> Paper:
    (paper,) = _merged(*records)
    return paper


def test_paper_of_one_record_has_all_that_it_says():
    """Nothing of a record is lost, and nothing added."""
    paper = _one(FULL)
    assert paper == Paper(
        id=paper.id,
        slug=paper.slug,
        title=TREES_TITLE,
        title_is="given",
        abstract=TREES,
        as_read_title=TREES_TITLE,
        as_read_abstract=TREES,
        dates=(DAY,),
        links=(CODE, HOME),
        sources=(SIGHTING,),
        variants=(),
        authors=("Ann Lee", "C. Balázs"),
        ids=(("arxiv", "2503.00001"), ("doi", "10.1/b")),
        categories=("cs.LG", "cs.CL"),
        venue="TREES 2025",
    )


@pytest.mark.parametrize("order", [1, -1])
def test_paper_of_several_records_has_the_best_of_each(order: int):
    """What the best record lacks comes from the next, ids and categories and days of all are gathered, each once."""
    best = replace(FULL, authors=(), venue=None, ids=(("doi", "10.1/b"),), links=(), categories=())
    second = replace(
        FULL,
        location=Location(path="b.bib", line=3),
        abstract=TREES.replace(" and needs no training", ""),
        date=dt.date(2025, 3, 2),
        ids=(("openreview", "x"), ("doi", "10.1/other"), ("arxiv", "2503.00001")),
        authors=("A. Braun", "{\\'E}mile", "K"),
        categories=("cs.CL",),
    )
    third = replace(BARE, authors=("Nobody",), categories=("stat", "cs.CL"), venue="Elsewhere")
    paper = _one(*[best, second, third][::order])
    assert paper == Paper(
        id=paper.id,
        slug=paper.slug,
        title=TREES_TITLE,
        title_is="given",
        abstract=TREES,
        as_read_title=TREES_TITLE,
        as_read_abstract=TREES,
        dates=(dt.date(2025, 3, 2), DAY),
        links=(CODE, HOME),
        sources=(
            Sighting(location=Location(path="a.txt", line=None), format="day"),
            replace(SIGHTING, location=Location(path="b.bib", line=3), date=dt.date(2025, 3, 2)),
            SIGHTING,
        ),
        variants=(
            Variant(
                title=TREES_TITLE,
                abstract=second.abstract or "",
                as_read_title=TREES_TITLE,
                as_read_abstract=second.abstract or "",
            ),
        ),
        authors=("A. Braun", "Émile", "K"),
        ids=(("arxiv", "2503.00001"), ("doi", "10.1/b"), ("openreview", "x")),
        categories=("cs.CL", "stat"),
        venue="TREES 2025",
    )


def test_links_in_texts_follow_those_that_a_source_names():
    """A link that both a source and a text have stands once, as the source named it."""
    named = replace(record("Rivers", RIVERS), links=(replace(MAPS, kind="project"), CODE))
    assert _one(named).links == (replace(MAPS, kind="project"), CODE)
    assert _one(replace(named, links=(CODE,))).links == (CODE, MAPS)
    twice = replace(named, abstract=TREES, links=(CODE, HOME, replace(CODE, kind="other")))
    assert _one(twice).links == (replace(CODE, kind="other"), HOME)


def test_record_without_an_abstract_is_a_paper_and_a_variant_of_none():
    """A title alone is a paper with an empty abstract, and says nothing that its paper does not."""
    bare = record(TREES_TITLE, "", path="a.txt")
    bare = replace(bare, abstract=None)
    paper = _one(bare)
    assert (paper.abstract, paper.as_read_abstract, paper.variants) == ("", "", ())
    both = _one(bare, record(TREES_TITLE, TREES, path="b.txt"))
    assert (both.abstract, both.variants, len(both.sources)) == (TREES, (), 2)


def test_other_title_without_abstract_is_a_variant():
    """Another title that an id joins is kept as it was read, with what it lacks."""
    ids = (("arxiv", "2503.00001"),)
    other = replace(record("Trees, Counted", "", line=2), abstract=None, ids=ids)
    paper = _one(replace(record(TREES_TITLE, TREES), ids=ids), other)
    assert paper.variants == (
        Variant(
            title="Trees, Counted", abstract="", as_read_title="Trees, Counted", as_read_abstract=""
        ),
    )
    untitled = replace(record(None, SORTING, line=3), ids=ids)
    assert _one(replace(record(TREES_TITLE, TREES), ids=ids), untitled).variants == (
        Variant(title=None, abstract=SORTING, as_read_title=None, as_read_abstract=SORTING),
    )


WHOLE = "We count $\\alpha$ trees in forests of any size, and show that none is missed by our scheme at all."


@pytest.mark.parametrize(
    ("damaged", "shown"),
    [
        (WHOLE.replace("\\", "") + " And more of it.", WHOLE),
        (WHOLE.replace("$", "") + " And more of it.", WHOLE),
        (WHOLE.replace("We ", "We do "), WHOLE.replace("We ", "We do ")),
        (WHOLE.replace("We ", "Ve "), WHOLE.replace("We ", "Ve ")),
    ],
)
def test_best_abstract_is_whole_then_long_then_first(damaged: str, shown: str):
    """An abstract whose TeX is whole goes before a longer one, then the longest is shown, then the first of the alphabet."""
    records = [record(TREES_TITLE, text, line=n) for n, text in enumerate((WHOLE, damaged))]
    for some in (records, records[::-1]):
        assert _one(*some).as_read_abstract == shown


@pytest.mark.parametrize(
    ("letters", "papers"),
    [("a" * 79, 2), ("a" * 80, 1), ("é" * 79, 2), ("é" * 80, 1), ("日" * 79, 2), ("日" * 80, 1)],
)
def test_abstract_of_eighty_letters_says_which_paper_it_is(letters: str, papers: int):
    """Under two titles an abstract of 80 letters is one paper, and a shorter note two; letters count, not bytes."""
    records = [record(title, letters, line=n) for n, title in enumerate(("Sparrows", "Owls"))]
    assert len(_merged(*records)) == papers


@pytest.mark.parametrize(
    ("first", "second", "papers"),
    [
        ((("arxiv", "1"),), (("arxiv", "2"),), 2),
        ((("acl", "1"),), (("acl", "2"),), 2),
        ((("openreview", "1"),), (("openreview", "2"),), 2),
        ((("arxiv", "1"), ("doi", "1")), (("doi", "2"), ("arxiv", "2")), 2),
        ((("doi", "1"),), (("doi", "2"),), 1),
        ((("arxiv", "1"),), (("acl", "1"),), 1),
        ((("arxiv", "1"),), (), 1),
        ((("arxiv", "1"), ("doi", "1")), (("arxiv", "2"), ("doi", "1")), 1),
    ],
)
@pytest.mark.parametrize(
    "abstracts", [(SORTING, SORTING + " It is fast."), (None, None), (SORTING, None)]
)
def test_different_ids_are_different_papers(
    first: tuple[tuple[str, str], ...],
    second: tuple[tuple[str, str], ...],
    papers: int,
    abstracts: tuple[str | None, str | None],
):
    """Two ids of a scheme in which a paper has one are two papers under one title; others are no evidence."""
    records = [
        replace(record(SORTING_TITLE, "", line=line), abstract=abstract, ids=ids)
        for line, (ids, abstract) in enumerate(zip((first, second), abstracts, strict=True))
    ]
    assert len(_merged(*records)) == papers
    assert len(_merged(*records[::-1])) == papers


def test_bare_title_joins_the_only_paper_of_its_title():
    """A title alone belongs to the paper of that title, to none where there are two, and to its like where there is none."""
    bare = [replace(record("Editorial", "", line=n), abstract=None) for n in (10, 11)]
    first, second = record("Editorial", SORTING, line=1), record("Editorial", TREES, line=2)
    assert [len(paper.sources) for paper in _merged(*bare)] == [2]
    assert [len(paper.sources) for paper in _merged(*bare, first)] == [3]
    assert sorted(len(paper.sources) for paper in _merged(*bare, first, second)) == [1, 1, 2]
    assert [
        len(paper.sources)
        for paper in _merged(first, replace(first, location=second.location), *bare)
    ] == [4]


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_bare_title_joins_none_of_two_papers_that_ids_tell_apart(order: tuple[int, ...]):
    """Whatever the order, a title without an id belongs to none of two papers that have ids and that title."""
    ids: tuple[tuple[tuple[str, str], ...], ...] = ((("arxiv", "1"),), (), (("arxiv", "2"),))
    bare = [
        replace(record("Editorial", "", line=n), abstract=None, ids=known)
        for n, known in enumerate(ids)
    ]
    assert len(_merged(*[bare[n] for n in order])) == 3
    known = record("Editorial", SORTING, line=9)
    assert len(_merged(*[bare[n] for n in order], known)) == 4
    assert len(_merged(*[bare[n] for n in order if n != 2], known)) == 1


@pytest.mark.parametrize(("abstracts", "papers"), [(50, 1), (51, 52)])
def test_title_of_many_abstracts_is_no_evidence(abstracts: int, papers: int):
    """Under a title of up to fifty abstracts those that are near-alike are joined; under one of more, none."""
    words = SORTING.split()
    texts = [" ".join([*words, "number", str(number), "of", "all"]) for number in range(abstracts)]
    records = [record("Editorial", text, line=n) for n, text in enumerate(texts)]
    others = [record("Another", TREES, line=900)]
    found = _merged(*records, *others)
    assert len(found) == papers + (1 if papers == 1 else 0)


def test_records_that_are_not_alike_are_compared_each_with_each():
    """A third version joins the second though it has little of the first."""
    words = [f"word{n}" for n in range(300)]
    texts = [" ".join(words[start : start + 100]) for start in (0, 60, 120)]
    assert len(_merged(*[record("One", text, line=n) for n, text in enumerate(texts)])) == 1
    assert len(_merged(*[record("One", texts[n], line=n) for n in (0, 2)])) == 2


def _grouped(records: Iterable[SourceRecord]) -> PaperGroups:
    some = list(records)
    table = joined([keys_of([packed_record(one)]) for one in some])
    return paper_groups(table, some.__getitem__)


def _version(choose: random.Random, line: int) -> SourceRecord:
    """Make up a record under one of a few titles, of which most are near-alike, and some have ids or no text."""
    title = choose.choice(["One title", "Another", "A third"])
    subject, start = choose.randrange(4), choose.randrange(30)
    words = [f"word{subject}{n}" for n in range(start, start + choose.choice([0, 10, 20, 40]))]
    schemes = choose.sample(["arxiv", "doi", "acl"], choose.choice([0, 0, 1, 2]))
    ids = tuple((scheme, f"{scheme}{choose.randrange(4)}") for scheme in sorted(schemes))
    return replace(record(title, " ".join(words) or None, line=line), ids=ids)


@pytest.mark.parametrize("jobs", [1, 2])
def test_texts_that_a_crew_compares_make_the_same_papers(jobs: int):
    """Groups are the same whoever compares the texts under one title, in batches and in whichever process."""
    several = 0
    for seed in range(60):
        choose = random.Random(seed)
        records = [_version(choose, line) for line in range(1, choose.randrange(3, 40))]
        with RecordSpool() as spool, ProcessCrews(jobs).crew(None) as crew:
            spool.extend(map(packed_record, records))
            table = keys_of(list(map(packed_record, records)))
            compare = comparing(crew, SpoolSequence([spool]), batch=seed % 7 + 1)
            found = paper_groups(table, records.__getitem__, compare)
        alone = _grouped(records)
        assert (found.numbers, found.digests) == (alone.numbers, alone.digests)
        places = range(len(found))
        assert list(map(found.members, places)) == list(map(alone.members, places))
        several += sum(len(found.members(place)) > 1 for place in places)
    assert several > 100


def test_papers_are_known_by_what_they_are_made_of():
    """The digest of a paper's records is the same in any order of sources, and another where one of them is another."""
    records = [
        replace(FULL, location=Location(path="a.txt", line=line)) for line in range(1, 4)
    ] + [record(SORTING_TITLE, SORTING)]

    def digests(some: Iterable[SourceRecord]) -> dict[int, bytes]:
        found = _grouped(some)
        return {number: found.digest(place) for place, number in enumerate(found.numbers)}

    expected = digests(records)
    assert len(expected) == 2
    assert len(set(expected.values())) == 2
    shuffled = list(records)
    random.Random(3).shuffle(shuffled)
    assert digests(shuffled) == expected
    (one, other) = sorted(
        expected, key=lambda number: expected[number] == digests(records[:3]).get(number)
    )
    changed = digests([records[0], replace(records[1], credit="Another"), *records[2:]])
    assert changed[one] == expected[one]
    assert changed[other] != expected[other]
    assert digests(records[1:])[other] != expected[other]
    lonely = _grouped([records[3]])
    assert lonely.digests == keys_of([packed_record(records[3])]).digests
    assert (len(lonely), len(lonely.records), lonely.members(0)) == (1, 1, [0])


def test_numbers_of_papers_go_up_with_their_groups():
    """Each paper's place leads to its own records, in the order of the papers' numbers."""
    records = [record(f"Title {n % 20}", f"{SORTING} {n % 20}", line=n) for n in range(60)]
    found = _grouped(records)
    assert list(found.numbers) == sorted(found.numbers)
    assert len(found) == len(found.records) == 20
    titles = [{records[number].title for number in found.members(place)} for place in range(20)]
    assert all(len(some) == 1 for some in titles)
    papers = _merged(*records)
    assert [paper.title for paper in papers] == [title for (title,) in titles]
    assert [found.members(place) for place in range(20)] == [
        sorted(found.members(place)) for place in range(20)
    ]


def test_two_papers_of_one_id_are_a_message():
    """Should two papers ever get one id, the build says which, and what helps."""
    records = [record(None, "A short note."), record(None, "Another note.", line=2)]
    table = keys_of([packed_record(one) for one in records])
    table = replace(table, abstracts=table.abstracts[:8] * 2)
    with pytest.raises(BroadsheetError) as error:
        paper_groups(table, records.__getitem__)
    assert str(error.value) == (
        f"two different papers have the id {_one(records[0]).id}; expected ids that differ; change a title of one of them by "
        "a letter, and please report it: this is as good as impossible"
    )


@pytest.mark.parametrize("place", ["/somewhere/x", None])
def test_no_room_for_records_is_a_message(monkeypatch: pytest.MonkeyPatch, place: str | None):
    """Where records have no room to wait in, the folder is named and what names another."""

    def refuse(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", place)

    monkeypatch.setattr(RecordSpool, "extend", refuse)
    with pytest.raises(StoreError) as error:
        _merged(FULL)
    assert str(error.value) == (
        f"{place or tempfile.gettempdir()}: what is read cannot be kept there (No space left on device); expected room for as "
        "much as the sources have; make room, or name another folder in TMPDIR"
    )


@pytest.mark.parametrize("one", [FULL, BARE, record("Title", "")])
def test_record_in_bytes_is_the_same_record(one: SourceRecord):
    """A record is read as it was written, and the same record is always the same bytes."""
    data = packed_record(one)
    assert unpacked_record(data) == one
    twin = replace(
        one, format="".join(list(one.format)), links=tuple(replace(link) for link in one.links)
    )
    assert packed_record(twin) == packed_record(unpacked_record(data)) == data


def test_records_lie_in_a_file_and_are_read_again(tmp_path: Path):
    """A spool of a file gives its records while it is written, to whoever opens it later, and tells when it is cut short."""
    records = [b"one", b"", b"three" * 1000]
    spool = RecordSpool(tmp_path / "records")
    assert len(spool) == 0
    spool.extend(records[:2])
    assert spool[0] == b"one"
    spool.extend(records[2:])
    assert not spool.is_whole()
    spool.flush()
    assert spool.is_whole()
    assert [spool[number] for number in range(len(spool))] == records
    starts = spool.starts
    spool.close()
    again = RecordSpool(tmp_path / "records", starts)
    assert again.is_whole()
    assert [again[number] for number in range(len(again))] == records
    again.close()
    with (tmp_path / "records").open("ab") as file:
        file.write(b"more")
    longer = RecordSpool(tmp_path / "records", starts)
    assert not longer.is_whole()
    longer.close()
    begun = RecordSpool(tmp_path / "records")
    begun.close()
    assert (tmp_path / "records").read_bytes() == b""


def test_spools_are_numbered_through():
    """Several spools, empty ones among them, are one list."""
    parts = [[], [b"a", b"b"], [], [b"c"], [b"d", b"e"], []]
    spools = []
    for part in parts:
        spool = RecordSpool()
        spool.extend(part)
        spools.append(spool)
    sequence = SpoolSequence(spools)
    assert len(sequence) == 5
    assert [sequence[number] for number in range(5)] == [b"a", b"b", b"c", b"d", b"e"]
    sequence.flush()
    assert all(spool.is_whole() for spool in spools)
    sequence.close()
    with pytest.raises(ValueError, match="closed"):
        spools[1].extend([b"x"])


def test_no_records_are_no_papers():
    """Nothing in, nothing out."""
    assert _merged() == ()
    assert len(joined([])) == 0
    assert joined([]) == KeyTable()


IDS = st.sampled_from(
    [(), (("arxiv", "1"),), (("arxiv", "2"),), (("doi", "1"),), (("acl", "1"), ("doi", "2"))]
)


@given(
    st.lists(st.tuples(st.sampled_from([None, "", SORTING, TREES]), IDS), max_size=7),
    st.randoms(use_true_random=False),
)
def test_order_of_records_with_ids_does_not_matter(
    texts: list[tuple[str | None, tuple[tuple[str, str], ...]]], random: random.Random
):
    """Under one title too the same records in any order are the same papers, each record once."""
    records = [
        replace(record("Editorial", "", line=n), abstract=abstract, ids=ids)
        for n, (abstract, ids) in enumerate(texts)
    ]
    shuffled = list(records)
    random.shuffle(shuffled)
    papers = _merged(*records)
    assert _merged(*shuffled) == papers
    assert sum(len(paper.sources) for paper in papers) == len(records)


def test_every_other_version_is_a_variant():
    """Of a paper with three versions both others are kept, by title and text, and what was cut of one is none."""
    ids = (("arxiv", "1"),)
    titles = ("Trees", "A Tree", "The Forest")
    versions = [replace(record(title, TREES, line=n), ids=ids) for n, title in enumerate(titles)]
    paper = _one(*versions, replace(record(None, TREES, line=9), ids=ids))
    assert (paper.title, [variant.title for variant in paper.variants]) == (
        "A Tree",
        ["The Forest", "Trees"],
    )


def test_link_that_a_source_names_twice_stands_once():
    """Of two links to one address the last kind that was named is shown."""
    twice = replace(record("Rivers", TREES), links=(CODE, replace(CODE, kind="other")))
    assert _one(twice).links == (replace(CODE, kind="other"),)


def test_ids_move_no_address_but_those_of_papers_that_nothing_else_tells_apart():
    """Two papers of one title without abstracts have addresses of their own, which may not change; others keep theirs."""
    bare = [
        replace(record("Editorial", "", line=n), abstract=None, ids=(("arxiv", str(n)),))
        for n in (1, 2)
    ]
    other = replace(record(TREES_TITLE, TREES, line=3), ids=(("arxiv", "3"),))
    alone = _one(other)
    papers = {paper.ids: paper.id for paper in _merged(*bare, other)}
    assert papers == {
        (("arxiv", "1"),): "dk7s6hc9alu8",
        (("arxiv", "2"),): "qs7ocm7lcq7k",
        (("arxiv", "3"),): alone.id,
    }
