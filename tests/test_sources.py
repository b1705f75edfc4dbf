"""Dumps to records and a ledger, whatever dress they come in."""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.errors import InputError
from generator.models import LINE_KINDS
from generator.sources.dump import DUMP_SHAPES as SHAPES
from generator.sources.dump import Shape
from generator.sources.opening import read_source
from generator.sources.reading import SourceReading
from tests.support import (
    BANNER,
    RIVERS,
    RIVERS_TITLE,
    SORTING,
    SORTING_TITLE,
    TREES,
    TREES_TITLE,
    listing,
)

CREDIT = "byAK and the research community"
PAIRS = ((SORTING_TITLE, SORTING), (TREES_TITLE, TREES), (RIVERS_TITLE, RIVERS))
# As long as real abstracts are: two of them cannot be the paragraphs of one.
LONG_SORTING = " ".join([SORTING] * 7)
LONG_TREES = " ".join([TREES] * 7)
LINES = st.sampled_from(
    [
        "Get trending papers in your email inbox!",
        "Get trending papers in your email inbox once a day!",
        "Subscribe",
        f"Subscribe{RIVERS_TITLE}",
        "new",
        CREDIT,
        "Mar 14",
        "Feb 29",
        "2025-03-15",
        "",
        "  ",
        SORTING_TITLE,
        SORTING,
        TREES_TITLE,
        TREES,
        "and it goes on in lower case.",
        "12 comments",
        "\u2028",
        "?",
    ]
)


def _read(data: str | bytes, shape: Shape | None = None, year: int | None = None) -> SourceReading:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "dump.txt"
        file.write_bytes(data if isinstance(data, bytes) else data.encode("utf-8"))
        return read_source(file, "seeds/dump.txt", shape=shape, year=year)


def _attempt(
    data: str | bytes, shape: Shape | None = None, year: int | None = None
) -> SourceReading | InputError:
    try:
        return _read(data, shape, year)
    except InputError as error:
        return error


def _pairs(reading: SourceReading) -> list[tuple[str | None, str]]:
    assert reading.problems == ()
    return [(record.title, record.abstract) for record in reading.records]


def _assert_adds_up(reading: SourceReading) -> None:
    ledger = reading.ledger
    assert tuple(kind for kind, _ in ledger.counts) == LINE_KINDS
    assert sum(count for _, count in ledger.counts) == ledger.lines
    assert all(count >= 0 for _, count in ledger.counts)
    assert ledger.papers == len(reading.records)
    lines = [record.location.line for record in reading.records]
    assert lines == sorted(set(lines))
    assert all(line is not None and 1 <= line <= ledger.lines for line in lines)


@given(st.binary(max_size=300), st.sampled_from([None, *SHAPES]))
def test_any_bytes_are_read_or_refused(data: bytes, shape: Shape | None):
    """Any bytes give a reading whose ledger adds up, or a problem in the file; nothing else."""
    found = _attempt(data, shape)
    if isinstance(found, InputError):
        assert [problem.location.path for problem in found.problems] == ["seeds/dump.txt"]
    else:
        _assert_adds_up(found)
        assert found.records or found.problems


@given(
    st.lists(LINES, max_size=24),
    st.sampled_from([None, *SHAPES]),
    st.sampled_from([None, 2024, 2025]),
)
def test_ledger_counts_every_line_once(lines: list[str], shape: Shape | None, year: int | None):
    """Whatever furniture, titles and abstracts follow each other, the ledger adds up."""
    found = _attempt("\n".join(lines), shape, year)
    if isinstance(found, InputError):
        assert len(found.problems) == 1
        assert "no paper" in str(found) or "empty" in str(found)
    else:
        _assert_adds_up(found)
        assert dict(found.ledger.counts)["rejected"] == sum(r.lines for r in found.ledger.rejects)


@given(st.permutations(PAIRS), st.sampled_from(["\n", "\r\n", "\r"]), st.data())
def test_dress_of_a_dump_changes_no_paper(
    pairs: list[tuple[str, str]], end: str, data: st.DataObject
):
    """Line ends, a byte-order mark, blank lines and outer spaces give the same papers."""
    lines = listing(*pairs).splitlines()
    dressed = []
    for line in lines:
        before, after = (
            data.draw(st.sampled_from(["", " ", "\t", "\u00a0"])),
            data.draw(st.sampled_from(["", " ", "\t \t", "\u3000"])),
        )
        dressed += [before + line + after, *[""] * data.draw(st.integers(0, 2))]
    mark = data.draw(st.sampled_from(["", "\ufeff"]))
    reading = _read(mark + end.join(dressed) + data.draw(st.sampled_from(["", end])))
    assert _pairs(reading) == list(pairs)
    _assert_adds_up(reading)


PAGES = (
    listing(PAIRS[0]),
    listing(PAIRS[1], PAIRS[2]),
    f"new\n{BANNER}{CREDIT}\nMar 14\n"
    + "".join(f"{title}\n{abstract}\n" for title, abstract in PAIRS),
    f"{BANNER}Mar 15\n{RIVERS_TITLE}\n{RIVERS}\nMar 16\n{TREES_TITLE}\n{TREES}\n",
    f"Get trending papers in your email inbox once a day!\n{BANNER[:-1]}{SORTING_TITLE}\n{SORTING}\n",
)


@given(st.lists(st.sampled_from(PAGES), min_size=1, max_size=6))
def test_pages_pasted_together_read_as_apart(pages: list[str]):
    """Pages one after the other in one file give the papers, days and credits of each by itself."""

    def papers(text: str) -> list[tuple[str | None, str, dt.date | None, str | None]]:
        records = _read(text, "day-page", 2025).records
        return [(r.title, r.abstract, r.date, r.credit) for r in records]

    assert papers("".join(pages)) == [paper for page in pages for paper in papers(page)]


@pytest.mark.parametrize(
    ("dump", "shape"),
    [
        (f"{SORTING}\n{TREES}\n", "abstracts"),
        (f"{SORTING}\n\n{TREES}\n\n{RIVERS}\n", "abstracts"),
        (f"{SORTING}\n", "abstracts"),
        (f"{SORTING_TITLE}\n{SORTING}\n", "search-page"),
        (f"{SORTING_TITLE}\n{SORTING}\n\n{TREES_TITLE}\n{TREES}\n", "search-page"),
        (listing(), "search-page"),
        (f"{BANNER}{SORTING}\n", "search-page"),
        (f"Mar 14\n{SORTING_TITLE}\n{SORTING}\n", "day-page"),
        (f"{CREDIT}\n{SORTING_TITLE}\n{SORTING}\n", "day-page"),
        (f"new\n\n{BANNER}\n{CREDIT}\n\n2025-03-14\n{SORTING_TITLE}\n{SORTING}\n", "day-page"),
    ],
)
def test_shape_is_detected(dump: str, shape: str):
    """A dump's shape is told from its furniture, else from whether titles stand between abstracts."""
    assert _read(dump, year=2025).ledger.format == shape


def test_named_shape_goes_before_the_detected():
    """A shape that site.yaml names is taken even where the dump looks like another."""
    reading = _read(f"{SORTING_TITLE}\n{SORTING}\n", "abstracts")
    assert _pairs(reading) == [(None, SORTING_TITLE), (None, SORTING)]
    assert {record.format for record in reading.records} == {"abstracts"}


@pytest.mark.parametrize(
    ("body", "pairs"),
    [
        pytest.param(f"{SORTING_TITLE}\n{SORTING}\n", [PAIRS[0]], id="plain"),
        pytest.param(
            f"{SORTING}\n{TREES_TITLE}\n{TREES}\n", [(None, SORTING), PAIRS[1]], id="no-first-title"
        ),
        pytest.param(
            f"{SORTING_TITLE}\n{LONG_SORTING}\n{LONG_TREES}\n{RIVERS_TITLE}\n{RIVERS}\n",
            [(SORTING_TITLE, LONG_SORTING), (None, LONG_TREES), PAIRS[2]],
            id="no-title-in-the-middle",
        ),
        pytest.param(
            f"{SORTING_TITLE}\nIt sorts.\n{TREES_TITLE}\n{TREES}\n",
            [(SORTING_TITLE, "It sorts."), PAIRS[1]],
            id="abstract-of-two-words",
        ),
        pytest.param(
            f"{SORTING_TITLE}\n{SORTING}\nA\n{TREES}\n",
            [PAIRS[0], ("A", TREES)],
            id="title-of-one-letter",
        ),
        pytest.param(
            f"{SORTING_TITLE} and {TREES_TITLE}: We Can Count What Is Sorted. But Can We Sort What Is "
            f"Counted in the Large Forests of the North?\n{SORTING}\n{TREES_TITLE}\n{TREES}\n",
            [
                (
                    f"{SORTING_TITLE} and {TREES_TITLE}: We Can Count What Is Sorted. But Can We Sort "
                    "What Is Counted in the Large Forests of the North?",
                    SORTING,
                ),
                PAIRS[1],
            ],
            id="long-title-with-a-sentence-break",
        ),
        pytest.param(
            f"Subscribe to Me\n{SORTING}\n{TREES_TITLE}\n{TREES}\n",
            [("Subscribe to Me", SORTING), PAIRS[1]],
            id="title-that-begins-like-the-button",
        ),
        pytest.param(
            f"Subscribe{SORTING_TITLE}\n{SORTING}\n", [PAIRS[0]], id="button-glued-to-the-title"
        ),
        pytest.param(
            f"new\n{SORTING}\n{TREES_TITLE}\n{TREES}\n",
            [("new", SORTING), PAIRS[1]],
            id="title-new",
        ),
    ],
)
def test_titles_and_abstracts_are_paired(body: str, pairs: list[tuple[str | None, str]]):
    """Titles get their abstracts, and an odd line moves no other paper."""
    reading = _read(BANNER + body)
    assert _pairs(reading) == pairs
    _assert_adds_up(reading)


@pytest.mark.parametrize(
    ("line", "glued"),
    [
        ("Subscribe3D Trees", "3D Trees"),
        ("Subscribeβ-Trees", "β-Trees"),
        ("Subscribevon Trees", "von Trees"),
        ('Subscribe"Trees"', '"Trees"'),
        ("Subscribed Trees", "d Trees"),
    ],
)
def test_button_is_cut_off_after_a_banner(line: str, glued: str):
    """Right after a banner every `Subscribe` without a space is the button."""
    banner = "Get trending papers in your email inbox!\n"
    assert _pairs(_read(f"{banner}{line}\n{TREES}\n")) == [(glued, TREES)]


def test_word_that_begins_like_the_button_stays_whole():
    """Away from a banner, `Subscribers` and `Subscribed` are words of a title."""
    pairs = [(SORTING_TITLE, SORTING), ("Subscribers Who Count Trees", TREES)]
    assert _pairs(_read(listing(*pairs))) == pairs


def test_day_and_credit_belong_to_what_stands_below():
    """A day holds for the papers below it until the next day, a credit until the page ends."""
    page = (
        f"{RIVERS_TITLE}\n{RIVERS}\n{BANNER}{CREDIT}\nMar 14\n{SORTING_TITLE}\n{SORTING}\n"
        f"Mar 15, 2024\n{TREES_TITLE}\n{TREES}\n{BANNER}{RIVERS_TITLE}\n{RIVERS}\n"
    )
    curator = "AK and the research community"
    assert [(r.title, r.date, r.credit) for r in _read(page, year=2025).records] == [
        (RIVERS_TITLE, None, None),
        (SORTING_TITLE, dt.date(2025, 3, 14), curator),
        (TREES_TITLE, dt.date(2024, 3, 15), curator),
        (RIVERS_TITLE, None, None),
    ]


def test_record_knows_the_line_of_its_title():
    """A record's place is the line of its title, or of its abstract when it has none."""
    reading = _read(f"{BANNER}\n{SORTING}\n\n{TREES_TITLE}\n\n{TREES}\n")
    assert [record.location.line for record in reading.records] == [4, 6]
    assert {record.location.path for record in reading.records} == {"seeds/dump.txt"}


def test_lines_are_counted_under_their_kinds():
    """The ledger of a day's page names how many lines were what."""
    page = f"new\n\n{BANNER}\n{CREDIT}\n\nMar 14\n\n{SORTING_TITLE}\n\n{SORTING}\n\n"
    assert dict(_read(page, year=2025).ledger.counts) == {
        "title": 1,
        "abstract": 1,
        "boilerplate": 3,
        "date": 1,
        "blank": 6,
        "metadata": 1,
        "rejected": 0,
    }


def test_title_without_abstract_is_rejected_and_named():
    """A lone title is rejected at its own line, and its neighbours stay."""
    before, after = listing(PAIRS[0]), f"{TREES_TITLE}\n{TREES}\n"
    reading = _read(f"{before}Growing Hedges Without Rain\n{after}")
    assert [str(reject.location) for reject in reading.ledger.rejects] == ["seeds/dump.txt:5"]
    assert "Growing Hedges Without Rain" in reading.ledger.rejects[0].reason
    assert reading.problems == ()
    assert dict(reading.ledger.counts)["rejected"] == 1
    assert [(r.title, r.abstract) for r in reading.records] == [PAIRS[0], PAIRS[1]]
    _assert_adds_up(reading)


def test_source_that_cannot_be_opened_is_a_problem(tmp_path: Path):
    """A source that is no readable file ends in a problem that names it and the reason."""
    with pytest.raises(InputError) as error:
        read_source(tmp_path, "seeds/folder")
    assert str(error.value).startswith("seeds/folder: cannot be read (Is a directory); expected ")
