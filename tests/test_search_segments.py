"""The search index in segments: answered as one, and written again only where papers are new."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator import workers
from generator.config import SiteConfig
from generator.crews import spread_over
from generator.library import read_library
from generator.lookup import Index
from generator.lookup import ask as ask_command
from generator.models import ClassifiedPaper, PaperId, TopicMatch
from generator.search import (
    BATCH,
    CountedTexts,
    Cut,
    SegmentEntry,
    StoredTexts,
    count_texts,
    document_groups,
    in_rows,
    newest_first,
    row_key,
    search_artifacts,
    segment_artifacts,
    segment_bounds,
)
from generator.stores import open_store
from generator.workers import crew_with
from tests.support import CHECKOUT
from tests.test_search_engine import ask, run_script

CUT = Cut(whole=50, shares=8, least_step=16, longest=96)
TEXTS = (
    *"graph variational graph,neural GPT-4 autoencoder auto-encoders Schrödinger naive 扩散模型".split(),
    *("graph neural networks", "+graph -diffusion", "title:attention^3 model", "-learning", "zzzz"),
    *('"neural network"', '"graph neural" -"neural network"', 'title:"of the"', '"state of the art"'),
    *("equivar*", "*former", "auto*er", "a*", "quantm~1 kernel", "convolutonal~2", "vitmain", ""),
    *("nueral netwrok", "2401.01234", "https://arxiv.org/abs/1312.6114", "SU(2) π0 C++", "the of"),
)  # fmt: skip
OTHERS = (
    {"text": "graph", "sort": "date", "count": 50},
    {"text": "model", "from": 20, "count": 30},
    {"text": "variat", "typing": True},
    {"kind": "suggest", "text": "deep neu"},
    {"kind": "matches", "text": "graph"},
    {"kind": "export", "text": "attention", "count": 30},
    {"kind": "facets", "text": "learning"},
    {"kind": "facets", "text": "", "filters": {"since": "2025-01-01"}},
    {"text": "learning", "filters": {"since": "2025-01-02", "until": "2025-06-01"}, "count": 99},
)


@dataclass(frozen=True)
class Digest:
    """The shipped papers, some without a day, and their settings."""

    papers: tuple[ClassifiedPaper, ...]
    config: SiteConfig


@pytest.fixture(scope="module")
def digest() -> Digest:
    library = read_library(CHECKOUT / "site.yaml")
    papers = [
        replace(each, paper=replace(each.paper, dates=())) if number % 11 == 0 else each
        for number, each in enumerate(library.papers)
    ]
    return Digest(papers=tuple(papers), config=library.config)


def _files(papers: Sequence[ClassifiedPaper], config: SiteConfig, **how: Any) -> dict[str, bytes]:
    return {each.path: each.data for each in search_artifacts(papers, config, **how)}


def _write(files: dict[str, bytes], folder: Path) -> Path:
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


@pytest.fixture(scope="module")
def one(digest: Digest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The index as one segment."""
    return _write(_files(digest.papers, digest.config), tmp_path_factory.mktemp("one"))


@pytest.fixture(scope="module")
def several(digest: Digest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same in segments of 96 documents at most."""
    files = _files(digest.papers, digest.config, cut=CUT)
    folder = _write(files, tmp_path_factory.mktemp("several"))
    assert len(_manifest(files)["segments"]) == len(segment_bounds(len(digest.papers), CUT)) > 4
    return folder


def _manifest(files: dict[str, bytes]) -> dict[str, Any]:
    text = files["search/manifest.js"].decode()
    value: dict[str, Any] = json.loads(text[text.index(",") + 1 : text.rindex(")")])
    return value


def test_segments_have_the_answers_of_lunr_js(several: Path):
    """Queries of all kinds get lunr.js's results, order and scores from several segments."""
    found = run_script("parity.js", several, "400", "77")
    assert found["differences"] == []
    assert found["compared"] > 10_000


def test_page_answers_from_segments_as_from_one(one: Path, several: Path):
    """Texts of all kinds, filters, facets, suggestions and exports get the same answers, to the last digit."""
    steps = [*TEXTS, *OTHERS]
    timeless = [
        [
            {key: value for key, value in each.items() if key not in {"fetched", "milliseconds"}}
            for each in ask(site, *steps)
        ]
        for site in (one, several)
    ]
    for step, expected, given_answer in zip(steps, *timeless, strict=True):
        assert expected["kind"] != "failed", step
        assert given_answer == expected, step


def test_command_answers_from_segments_as_from_one(one: Path, several: Path):
    """From Python, too, the papers, their order, scores, hints and corrections are the same."""
    indices = Index(one, "one"), Index(several, "several")
    for text in TEXTS:
        expected, found = (ask_command(index, text) for index in indices)
        assert found == expected, text


def test_shards_of_segments_are_asked_for_at_once(several: Path):
    """A word costs one round trip: the shards of all segments are fetched before anything else is."""
    (answer,) = ask(several, "graph")
    kinds = [path.split("/")[-2] for path in answer["fetched"] if "manifest" not in path]
    terms = kinds.count("terms")
    assert terms > 1
    assert kinds[:terms] == ["terms"] * terms
    assert set(kinds[terms:]) == {"documents", "topics"}


def test_word_of_no_topic_costs_no_shard_of_topics(several: Path):
    """The shards of topics are fetched for words in titles of topics, and for no others."""
    files = {path.relative_to(several).as_posix() for path in several.rglob("*.js")}
    manifest = _manifest({"search/manifest.js": (several / "search/manifest.js").read_bytes()})
    folders = {segment["folder"] for segment in manifest["topic_segments"]}
    of_topics = {path for path in files if path.split("/")[1] in folders and "/terms/" in path}
    found = [set(each["fetched"]) & of_topics for each in ask(several, "equation", "robustness")]
    assert of_topics
    assert not found[0]
    assert found[1]


def test_other_topics_change_the_segments_of_topics_alone(digest: Digest):
    """Papers that get another topic leave texts and documents as they are, and few files are written."""
    topic = digest.config.topics[0].slug
    others = [
        replace(each, matches=(TopicMatch(topic=topic, terms=()),)) if number % 3 == 0 else each
        for number, each in enumerate(digest.papers)
    ]
    before, after = (_files(papers, digest.config) for papers in (digest.papers, others))
    changed = {path for path, _ in before.items() ^ after.items() if path.count("/") > 2}
    kinds = {path.split("/")[2] for path in changed}
    gone = before.keys() - after.keys()
    olds, news = _manifest(before), _manifest(after)
    assert olds["segments"] == news["segments"]
    assert olds["groups"] == news["groups"]
    assert olds["topic_segments"] != news["topic_segments"]
    assert kinds <= {"terms", "positions", "names", "topics", "words"}
    assert 0 < len(gone) < len(before) / 8


def test_whole_index_does_not_depend_on_segments(one: Path, several: Path):
    """search/lunr.json has the same bytes, its refs the newest first."""
    paths = (site / "search" / "lunr.json" for site in (one, several))
    assert next(paths).read_bytes() == next(paths).read_bytes()


def test_new_day_changes_the_last_files_alone(digest: Digest):
    """Papers of a new day leave all segments but the last, and all groups of documents but the last, as they are."""
    newest = max(each.paper.dates[-1] for each in digest.papers if each.paper.dates)
    old = in_rows(digest.papers)[:390]
    some = [
        replace(each.paper, dates=(newest + dt.timedelta(days=1),))
        for each in in_rows(digest.papers)[390:]
    ]
    new = [*old, *(ClassifiedPaper(paper=paper, matches=()) for paper in some)]
    before, after = (_files(papers, digest.config, cut=CUT) for papers in (old, new))
    olds, news = _manifest(before), _manifest(after)
    assert len(olds["segments"]) == len(news["segments"])
    kept = {segment["folder"] for segment in olds["segments"][:-1]}
    kept |= {segment["folder"] for segment in olds["topic_segments"][:-1]}
    kept.add(olds["groups"][:8])
    both = (*news["segments"], *news["topic_segments"])
    assert kept <= {*(segment["folder"] for segment in both), news["groups"][:8]}
    of_kept = {path: data for path, data in before.items() if path.split("/")[1] in kept}
    assert len(of_kept) > 256
    assert of_kept == {path: data for path, data in after.items() if path.split("/")[1] in kept}


@pytest.mark.parametrize("batch", [7, 64, 1000])
def test_files_do_not_depend_on_batches(digest: Digest, batch: int):
    """However rows are cut into batches, the files are the same, byte for byte."""
    expected = _files(digest.papers, digest.config, cut=CUT, batch=16)
    assert _files(digest.papers, digest.config, cut=CUT, batch=batch) == expected


def test_files_do_not_depend_on_processes(digest: Digest):
    """In one process or in three, the files are the same, byte for byte."""
    with mock.patch.object(workers, "_ALONE", 0), crew_with(None, 3) as crew:
        spread = spread_over(crew)
        found = _files(digest.papers, digest.config, cut=CUT, batch=32, spread=spread)
    assert found == _files(digest.papers, digest.config, cut=CUT)


def test_kept_rows_give_the_same_files(digest: Digest):
    """Counted texts and entries that went into bytes and came back are what they were."""
    counted = count_texts(in_rows(digest.papers))
    kept = CountedTexts.from_bytes(counted.to_bytes())
    artifacts, entry = segment_artifacts([counted], 0)
    of_kept, its = segment_artifacts([kept], 0)
    assert of_kept == artifacts
    assert SegmentEntry.from_bytes(its.to_bytes()).to_bytes() == entry.to_bytes()
    assert kept.to_bytes() == counted.to_bytes()


def test_texts_in_files_give_the_same_files(digest: Digest, tmp_path: Path):
    """Batches that are read from their files in parts make the segment that those in memory make."""
    papers = in_rows(digest.papers)
    counted = [count_texts(papers[start : start + 5]) for start in range(0, len(papers), 5)]
    store = open_store(tmp_path)
    stored = [StoredTexts(store=store, name=f"{n}.texts") for n in range(len(counted))]
    for each, kept in zip(stored, counted, strict=True):
        store.write(each.name, kept.to_bytes())
    artifacts, entry = segment_artifacts(counted, 3)
    of_stored, its = segment_artifacts(stored, 3)
    assert of_stored == artifacts
    assert its.to_bytes() == entry.to_bytes()


def test_files_that_are_cut_off_are_refused(digest: Digest, tmp_path: Path):
    """Of a file of counted texts every beginning is refused, and so is an array when its end has gone since."""
    data = count_texts(in_rows(digest.papers)[:3]).to_bytes()
    file = tmp_path / "cut.texts"
    stored = StoredTexts(store=open_store(tmp_path), name=file.name)
    for end in range(0, len(data), 97):
        file.write_bytes(data[:end])
        with pytest.raises(ValueError, match=r".*"):
            stored.arrays()
    file.write_bytes(data)
    rows = stored.arrays()["rows"]
    assert rows[2:].read().tolist() == CountedTexts.from_bytes(data).index.rows[2:].tolist()
    file.write_bytes(data[: rows.first + 1])
    with pytest.raises(ValueError, match="cut off"):
        rows.read()


@pytest.mark.parametrize("form", [CountedTexts, SegmentEntry])
@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        b"broadsheet search 2\n",
        b"broadsheet search 2\n\xff\xff\xff\xff\xff\xff\xff\x7f",
        b"x" * 200,
    ],
)
def test_kept_bytes_of_another_form_are_refused(form: Any, data: bytes):
    """Bytes that are cut off or were written otherwise are a ValueError, not an index."""
    with pytest.raises(ValueError, match=r".*"):
        form.from_bytes(data)


def test_kept_bytes_that_are_cut_off_are_refused(digest: Digest):
    """Of kept rows every beginning is refused."""
    data = count_texts(in_rows(digest.papers)[:3]).to_bytes()
    for end in range(0, len(data), 97):
        with pytest.raises(ValueError, match=r".*"):
            CountedTexts.from_bytes(data[:end])


@given(st.integers(0, 3_000_000))
def test_segments_are_cut_where_batches_end(documents: int):
    """Segments cover all rows, none is longer than its bound, and all but the last end with whole batches."""
    bounds = segment_bounds(documents)
    assert [row for pair in bounds for row in pair][1:-1:2] == [start for start, _ in bounds[1:]]
    assert (bounds[0][0], bounds[-1][1]) == (0, documents) if documents else bounds == ()
    assert all(0 < stop - start <= 131_072 for start, stop in bounds)
    assert all(stop % BATCH == 0 for _, stop in bounds[:-1])
    assert documents > 20_000 or len(bounds) <= 1
    if len(bounds) > 1:
        assert bounds[-1][1] - bounds[-1][0] <= 131_072


@given(st.integers(20_001, 2_000_000))
def test_group_of_documents_is_never_moved_by_new_ones(documents: int):
    """Groups begin at the same rows with one document more, unless parts then have twice as many."""
    before, after = document_groups(documents), document_groups(documents + 1)
    starts = [some.start for some in after]
    assert [some.start for some in before] in (starts, starts[:-1]) or len(after) < len(before)


DAYS = st.none() | st.integers(1, 9)


@given(st.lists(st.tuples(DAYS, st.text("ab0v", min_size=1, max_size=3)), unique_by=lambda e: e[1]))
def test_rows_are_refs_backwards(papers: list[tuple[int | None, str]]):
    """Backwards rows are the newest first, those without a day last, then by id."""
    rows = sorted(papers, key=lambda each: row_key(each[0], PaperId(each[1])))
    refs = sorted(papers, key=lambda each: (-(each[0] or 0), each[1]))
    assert rows[::-1] == refs


def test_newest_first_is_the_order_of_rows_backwards(digest: Digest):
    """Papers by ref are the rows, the last first."""
    assert newest_first(digest.papers) == in_rows(digest.papers)[::-1]
