"""Related papers: which are near each other, how few change when papers come, and a judgement of the shipped ones."""

from __future__ import annotations

import itertools
import json
import pickle
import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from generator.models import Paper
from generator.papers.merge import merge_records
from generator.related import (
    NONE,
    Features,
    Nearest,
    Pairs,
    Related,
    Section,
    Tally,
    VectorObjects,
    all_vectors,
    features_of,
    frequencies_of,
    lists,
    objects,
    pairs_of,
    ranges,
    related_rows,
    settled_rows,
)
from generator.related.pairs import LEAST, MOST
from generator.search.batch import TEXT_FIELDS, index_batch
from generator.sources.opening import read_source
from generator.stores.local import FolderStore
from tests.support import RIVERS, RIVERS_TITLE, SEEDS, SORTING, SORTING_TITLE, TREES, TREES_TITLE

LABELS = Path(__file__).resolve().parent / "labels" / "related.jsonl"
LEAST_PRECISION = 0.8
LEAST_SHOWN = 80  # different pairs among the first three of each shipped paper
Text = tuple[str, str]

GRAPHS = (
    "Message Passing on Sparse Graphs",
    "Message passing on sparse graphs forgets distant vertices. We rewire edges of sparse graphs, so that "
    "messages reach distant vertices within few hops, and bound the curvature of the edges.",
)
MORE_GRAPHS = (
    "Rewiring Edges of Graphs by Curvature",
    "Edges of low curvature squeeze messages between distant vertices. Rewiring such edges helps message "
    "passing on sparse graphs with many hops.",
)


def counted(texts: Sequence[Text], size: int = 2048) -> list[Features]:
    return [
        features_of(index_batch([(*text, "A. Author") for text in some], TEXT_FIELDS))
        for some in (texts[first : first + size] for first in range(0, len(texts), size))
    ]


def made_texts(count: int, seed: int = 1) -> list[Text]:
    """Make papers of 40 subjects, each with words of its own among words of all."""
    chance = random.Random(seed)
    words = [
        "".join(parts) for parts in itertools.product("bdfglmprst", "aeiou", "bdfglmprst", "aeiou")
    ]
    chance.shuffle(words)

    def paper() -> Text:
        subject = chance.randrange(40) * 30
        own = [words[subject + int(30 * chance.random() ** 2)] for _ in range(25)]
        common = [words[1200 + int(1300 * chance.random() ** 2)] for _ in range(25)]
        text = [*own, *common]
        chance.shuffle(text)
        return " ".join(own[:6]), " ".join(text)

    return [paper() for _ in range(count)]


OTHERS = [
    *((SORTING_TITLE, SORTING), (TREES_TITLE, TREES), (RIVERS_TITLE, RIVERS)),
    *made_texts(60, seed=3),
]


@pytest.fixture(scope="module")
def made() -> list[Text]:
    return made_texts(900)


@pytest.fixture(scope="module")
def many() -> list[Text]:
    return made_texts(2300)


@pytest.fixture(scope="module")
def shipped() -> list[Paper]:
    readings = (read_source(file, file.name, year=2025) for file in sorted(SEEDS.glob("*.txt")))
    papers = merge_records(record for reading in readings for record in reading.records)
    return sorted(papers, key=lambda paper: paper.id)


def same(one: Related, other: Related) -> bool:
    return np.array_equal(one.rows, other.rows) and np.array_equal(one.scores, other.scores)


def test_two_papers_on_one_subject_find_each_other():
    """Of many papers the two on one subject are each other's nearest, and odd ones have none."""
    related = related_rows(counted([GRAPHS, *OTHERS, MORE_GRAPHS]))
    last = len(OTHERS) + 1
    assert related.rows[0].tolist() == [last, NONE, NONE, NONE, NONE]
    assert related.rows[last].tolist() == [0, NONE, NONE, NONE, NONE]
    assert (related.rows[1:4] == NONE).all()


def test_nearly_the_same_text_is_left_out():
    """A second version of a paper's own text is not shown as related to it."""
    again = GRAPHS[0], GRAPHS[1].replace("few hops", "two hops")
    related = related_rows(counted([GRAPHS, *OTHERS, again, MORE_GRAPHS]))
    assert related.rows[0].tolist()[:2] == [len(OTHERS) + 2, NONE]


def test_authors_make_no_papers_related():
    """Papers with the same authors and nothing else in common are not related."""
    documents = [(*text, "Rare Surname, Odd Forename") for text in (GRAPHS, OTHERS[0], OTHERS[2])]
    assert (related_rows([features_of(index_batch(documents, TEXT_FIELDS))]).rows == NONE).all()


def test_made_papers_find_those_of_their_subject(made):
    """Nearest come first, no paper is its own, none stands twice, and each has other papers."""
    related = related_rows(counted(made))
    assert (related.rows >= 0).mean() > 0.9
    assert (np.diff(related.scores, axis=1) <= 0).all()
    for row, others in enumerate(related.rows.tolist()):
        found = [other for other in others if other != NONE]
        assert row not in found
        assert len(set(found)) == len(found)


@pytest.mark.parametrize("size", [1, 7, 256])
def test_batches_make_no_difference(made, size):
    """However rows are cut into batches, the related papers and their scores are the same."""
    assert same(related_rows(counted(made, size)), related_rows(counted(made)))


@pytest.mark.parametrize("size", [1, 13, 900])
def test_ranges_and_their_order_make_no_difference(made, size):
    """However rows are cut into ranges, and in whatever order their pairs come, the result is the same."""
    vectors = all_vectors(counted(made))
    cuts = [(start, min(start + size, len(made))) for start in range(0, len(made), size)]
    random.Random(size).shuffle(cuts)
    nearest = Nearest(len(made))
    for start, stop in cuts:
        nearest.add(pairs_of(vectors, start, stop))
    assert same(nearest.related(), related_rows(counted(made)))


def test_equal_scores_go_to_the_earlier_row():
    """Of two papers with the same words the earlier stands first."""
    turned = GRAPHS[0], " ".join(reversed(GRAPHS[1].split()))
    related = related_rows(counted([turned, GRAPHS, *OTHERS, MORE_GRAPHS]))
    assert related.rows[-1].tolist()[:2] == [0, 1]
    assert related.scores[-1][0] == related.scores[-1][1]


@pytest.mark.parametrize("rows", [0, 1, 2])
def test_few_papers_have_no_relatives(rows):
    """A digest of hardly any papers has no related ones, and nothing fails."""
    related = related_rows(counted(OTHERS[:rows]))
    assert related.rows.shape == (rows, 5)
    assert (related.rows == NONE).all()


def test_empty_abstracts_are_nobodys_relatives():
    """Papers without a word are related to none."""
    related = related_rows(counted([("", ""), *OTHERS[:20], ("", "")]))
    assert (related.rows[[0, -1]] == NONE).all()
    assert not np.isin(related.rows, [0, 21]).any()


def test_papers_of_a_new_day_change_few_others(many):
    """Where papers come after all others, a paper's five change only where a new one is among them."""
    count = settled_rows(len(many))
    assert count == settled_rows(count)
    before = related_rows(counted(many[:count])).rows
    after = related_rows(counted(many)).rows[:count]
    changed = (before != after).any(axis=1)
    assert changed.any()
    assert not (changed & ~(after >= count).any(axis=1)).any()


def test_kept_relatives_of_settled_rows_and_later_pairs_are_all(many):
    """What was kept of the settled rows, with the pairs of later rows, is what a build from nothing finds."""
    settled = settled_rows(len(many))
    kept = Related.from_bytes(related_rows(counted(many[:settled])).to_bytes())
    vectors = all_vectors(counted(many))
    nearest = Nearest(len(many))
    nearest.add_kept(kept)
    for start, stop in ranges(len(many), settled):
        nearest.add(pairs_of(vectors, start, stop))
    assert settled < len(many)
    assert same(nearest.related(), related_rows(counted(many)))


def made_objects(
    store: FolderStore, sections: Sequence[Section], batches: Sequence[Features]
) -> VectorObjects:
    """Make what is missing, as a build does: terms are counted, then parts made, then lists."""
    objects = VectorObjects(store, sections)
    (every,) = batches
    for number, section in enumerate(sections):
        if objects.are_whole(number):
            continue
        tally = Tally()
        for start, stop in section.parts:
            tally.add(*frequencies_of([every.part(start, stop)]))
        objects.write_seen(number, tally)
        for place, (start, stop) in enumerate(section.parts):
            objects.write_part(number, place, [every.part(start, stop)])
        for place in range(len(section.lists)):
            objects.write_lists(number, place)
    return objects


def test_kept_vectors_of_settled_rows_are_those_of_all(many, tmp_path, monkeypatch):
    """Objects of later rows, made upon kept ones of the settled rows, in any parts, give the pairs that vectors from nothing give."""
    monkeypatch.setattr(objects, "_LEAST_PART", 512)
    monkeypatch.setattr(lists, "_LIST_ROWS", 700)
    store, first = FolderStore(tmp_path), settled_rows(len(many))
    settled = Section(key="settled", first=0, stop=first)
    made_objects(store, [settled], counted(many, len(many)))
    kept = {name: store.read(name) for name in settled.names}
    later = Section(key="later", first=first, stop=len(many))
    one = made_objects(store, [settled, later], counted(many, len(many)))
    other = all_vectors(counted(many))
    assert first < len(many)
    assert len(settled.parts) == 5
    assert len(settled.lists) == 3
    assert {name: store.read(name) for name in settled.names} == kept
    for start, stop in ranges(len(many)):
        some, same_ones = pairs_of(one.vectors, start, stop), pairs_of(other, start, stop)
        assert len(some.later) or not start
        assert np.array_equal(some.later, same_ones.later)
        assert np.array_equal(some.earlier, same_ones.earlier)
        assert np.array_equal(some.scores, same_ones.scores)


def test_sections_of_any_size_travel_as_their_names(many, tmp_path):
    """What a worker is sent of the vectors does not grow with the papers, and gives the same pairs."""
    store, first = FolderStore(tmp_path), settled_rows(len(many))
    sections = (
        Section(key="settled", first=0, stop=first),
        Section(key="later", first=first, stop=len(many)),
    )
    here = made_objects(store, sections, counted(many, len(many)))
    sent = pickle.dumps(here)
    there = pickle.loads(sent)
    for cut in ranges(len(many), first):
        one, other = pairs_of(here.vectors, *cut), pairs_of(there.vectors, *cut)
        assert len(one.later)
        assert np.array_equal(one.scores, other.scores)
    large = (
        Section(key="settled", first=0, stop=10_000_000),
        Section(key="later", first=10_000_000, stop=10_500_000),
    )
    assert len(pickle.dumps(VectorObjects(store, large))) < 20 + len(sent)
    assert len(large[0].parts) <= 64


def test_ten_million_papers_can_have_relatives():
    """Rows have room for more than a cluster's largest digest, and those at the end are gathered as any."""
    rows = 10_500_000
    nearest = Nearest(rows)
    later, earlier = np.array([rows - 1, rows - 1, 9]), np.array([rows - 2, 8, 8])
    nearest.add(Pairs(later=later, earlier=earlier, scores=np.array([LEAST, MOST, LEAST])))
    related = nearest.related()
    assert related.rows[-1].tolist() == [8, rows - 2, NONE, NONE, NONE]
    assert related.scores[-1].tolist() == [MOST, LEAST, 0, 0, 0]
    assert related.rows[8].tolist() == [rows - 1, 9, NONE, NONE, NONE]
    assert related.rows[rows - 2].tolist() == [rows - 1, NONE, NONE, NONE, NONE]
    with pytest.raises(ValueError, match="expected at most"):
        Nearest(1 << 24)


def test_objects_that_are_gone_or_cut_off_are_noticed(made, tmp_path):
    """Vectors are kept only as long as each object is there, whole and of our form."""
    store = FolderStore(tmp_path)
    section = Section(key="settled", first=0, stop=len(made))
    kept = made_objects(store, [section], counted(made))
    assert kept.are_whole(0)
    for name in section.names:
        data = store.read(name)
        for damaged in (None, b"", data[:20], data[:-1], b"x" * len(data)):
            store.remove([name])
            if damaged is not None:
                store.write(name, damaged)
            assert not kept.are_whole(0), name
        store.write(name, data)
    assert kept.are_whole(0)


def test_later_rows_move_no_vector_of_a_settled_one(many):
    """New words in later papers leave the vectors of the settled rows as they were."""
    count = settled_rows(len(many))
    new = [("Zyzzyva quokka", "zyzzyva quokka aardvark " + text) for _, text in many[count:]]
    before, after = all_vectors(counted(many)), all_vectors(counted([*many[:count], *new]))
    for own, others in zip(before.between(0, count), after.between(0, count), strict=True):
        assert np.array_equal(own, others)
    assert not np.array_equal(
        before.between(count, len(many))[0], after.between(count, len(many))[0]
    )


def test_features_come_back_from_bytes(made):
    """What was counted goes into bytes and back; bytes of another form are refused."""
    (features,) = counted(made)
    again = Features.from_bytes(features.to_bytes())
    assert same(related_rows([again]), related_rows([features]))
    with pytest.raises(ValueError, match="of another form"):
        Features.from_bytes(b"something else")
    with pytest.raises(ValueError, match="cut off"):
        Features.from_bytes(features.to_bytes()[:-1])


def test_shipped_papers_have_the_relatives_that_a_reader_would_name(shipped):
    """Of the first three related papers of each shipped paper 8 in 10 were judged related; no judgement is not one."""
    labels = [json.loads(line) for line in LABELS.read_text(encoding="utf-8").splitlines()]
    judged = {frozenset((each["title"], each["other"])): each["related"] for each in labels}
    rows = related_rows(counted([(paper.title, paper.abstract) for paper in shipped])).rows
    shown = {
        frozenset((shipped[row].title, shipped[other].title))
        for row, others in enumerate(rows[:, :3].tolist())
        for other in others
        if other != NONE
    }
    wrong = sorted(sorted(pair) for pair in shown if not judged.get(pair, False))
    assert len(shown) >= LEAST_SHOWN
    assert len(wrong) <= (1 - LEAST_PRECISION) * len(shown), wrong
