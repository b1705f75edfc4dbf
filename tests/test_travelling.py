"""What is sent to other processes: rows, and desks that are made of them there."""

from __future__ import annotations

import datetime as dt
import gc
import pickle
import random
import tracemalloc

from hypothesis import given
from hypothesis import strategies as st

from generator import build_site
from generator.config import load_config
from generator.gather import gathered
from generator.models import PaperId, PaperRow, Slug, new_row
from generator.pages import SitePlan, plan_rows, row_bytes
from generator.papers import paper_ids
from generator.store.packed_rows import packed_rows
from generator.store.rows import RowReader, packed_row
from tests.support import CHECKOUT, copy_input, files_of

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


def test_large_digest_keeps_its_rows_packed(tmp_path, monkeypatch):
    """A digest of so many papers that their rows are packed gives the same site, whole and after a change."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1750000000")
    for name, most in (("objects", 10**9), ("packed", 0)):
        monkeypatch.setattr(gathered, "_MANY", most)
        site = copy_input(CHECKOUT / "tests/sites/valid/woods", tmp_path / name)
        report = build_site(site / "site.yaml", tmp_path / f"{name}.first")
        settings = site / "site.yaml"
        changed = settings.read_text(encoding="utf-8").replace(
            "papers_per_page: 2", "papers_per_page: 3"
        )
        settings.write_text(changed, encoding="utf-8", newline="\n")
        build_site(settings, tmp_path / f"{name}.then")
        assert (report.row_bytes < 400 * report.papers) == (most == 0)
    for when in ("first", "then"):
        assert files_of(tmp_path / f"packed.{when}") == files_of(tmp_path / f"objects.{when}")
    assert files_of(tmp_path / "packed.first") != files_of(tmp_path / "packed.then")


MOST_BYTES = (
    900  # that a paper takes in the process that plans, so that a million take less than a gigabyte
)
PAPERS = 10_000


def test_a_million_light_rows_fit_into_a_gigabyte():
    """Rows as a build reads them from its store, planned on pages by topic and day, take 900 bytes each; the report says how many."""
    config = load_config(CHECKOUT / "site.yaml")
    choose = random.Random(1)
    stored = _stored_rows([topic.slug for topic in config.topics], choose)
    identities = paper_ids([number for number, _, _ in stored])
    tracemalloc.start()
    try:
        reader = RowReader()
        rows = tuple(
            reader.row(identity, row, digest)
            for identity, (_, row, digest) in zip(identities, stored, strict=True)
        )
        del reader
        newest = sorted(range(PAPERS), key=lambda row: rows[row].dates, reverse=True)
        plan: SitePlan = plan_rows(
            rows, tuple(newest), config, lambda some: ["a title"] * len(some)
        )
        del newest
        gc.collect()
        held, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    # The ids were made before.
    held += sum(map(len, identities)) + 49 * PAPERS
    assert held / PAPERS <= MOST_BYTES
    assert 0.8 < row_bytes(plan) / held < 1.2


def _stored_rows(topics: list[Slug], choose: random.Random) -> list[tuple[int, bytes, bytes]]:
    """Make up the numbers, rows and digests of papers, some thirty a day, with up to four topics."""
    made = []
    for place in range(PAPERS):
        day = dt.date(2023, 1, 1) + dt.timedelta(days=place // 33)
        row = new_row(
            id=PaperId(""),
            slug=Slug(f"an-approach-to-something-or-other-with-some-words-{place:05}"),
            dates=(day,),
            topics=tuple(sorted(choose.sample(topics, choose.randint(0, 4)))),
            collections=(),
            pinned=False,
            listed=((day, "papers/all.jsonl", place + 1, None),),
        )
        made.append((choose.getrandbits(63), packed_row(row), choose.randbytes(32)))
    return sorted(made)
