"""What is sent to other processes: rows, and desks that are made of them there."""

from __future__ import annotations

import datetime as dt
import pickle

from hypothesis import given
from hypothesis import strategies as st

from generator.models import PaperId, PaperRow, Slug, new_row
from generator.pages import packed_rows

DAYS = st.dates(dt.date(1990, 1, 1), dt.date(2100, 1, 1))
SLUGS = st.sampled_from(["a", "b", "c"])
ROWS = st.builds(
    PaperRow,
    id=st.text(max_size=5).map(PaperId),
    slug=st.text(max_size=9).map(Slug),
    dates=st.lists(DAYS, max_size=3).map(tuple),
    topics=st.lists(SLUGS.map(Slug), max_size=3).map(tuple),
    collections=st.lists(SLUGS.map(Slug), max_size=1).map(tuple),
    pinned=st.booleans(),
    listed=st.lists(
        st.tuples(
            st.none() | DAYS,
            st.sampled_from(["seeds/a.txt", "b"]),
            st.integers(0, 10**9),
            st.none() | st.just("Ada"),
        ),
        max_size=3,
    ).map(tuple),
    digest=st.binary(max_size=40),
)


@given(st.lists(ROWS, max_size=8))
def test_packed_rows_are_the_rows(rows: list[PaperRow]):
    """Rows that are packed and sent are those that were, by number, from the end and in slices."""
    there = pickle.loads(pickle.dumps(packed_rows(rows)))
    assert len(there) == len(rows)
    assert list(there) == rows
    assert there[1:3] == rows[1:3]
    assert [there[-1 - place] for place in range(len(rows))] == rows[::-1]


@given(ROWS)
def test_objects_travel_whole(row: PaperRow):
    """A row that is pickled is the same row, and as frozen."""
    there = pickle.loads(pickle.dumps(row))
    assert (there, type(there), hash(there)) == (row, PaperRow, hash(row))


def test_packed_rows_take_little_memory():
    """A hundred thousand packed rows take some hundred bytes each, however many are asked for."""
    day = dt.date(2025, 3, 14)
    rows = packed_rows(
        new_row(
            id=PaperId(f"p{number:013}"),
            slug=Slug(f"a-paper-about-something-or-other-in-some-words-{number:05}"),
            dates=(day,),
            topics=(Slug("generative-models"), Slug("vision")),
            collections=(),
            pinned=False,
            listed=((day, "papers/all.jsonl", number, None),),
            digest=number.to_bytes(32, "big"),
        )
        for number in range(100_000)
    )
    assert len(pickle.dumps(rows)) < 180 * len(rows)
    assert sum(row.listed[0][2] for row in rows) == sum(range(100_000))
