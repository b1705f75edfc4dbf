"""Bodies of papers as objects of a store: where workers of a cluster reach no file of who called them."""

from __future__ import annotations

import pickle
from array import array
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest

from generator.errors import ObjectStoreError
from generator.models import ClassifiedPaper, Paper
from generator.papers import paper_ids
from generator.render.environment import make_environment, texts_below
from generator.store import objects
from generator.store.objects import StoredRow, put_away
from generator.store.packing import packed_paper, packed_texts
from generator.store.papers import PaperStore, StoredPapers
from generator.store.work import Work, work_of
from generator.stores import ObjectStore, open_store
from generator.text.html import shown_texts
from tests.support import english

PAPERS = 700
HIDDEN = 3


@pytest.fixture(autouse=True)
def nothing_fetched() -> Iterator[None]:
    objects._objects_of.cache_clear()
    yield
    objects._objects_of.cache_clear()


@pytest.fixture
def bodies(tmp_path: Path) -> ObjectStore:
    return open_store(tmp_path / "work")


def _paper(number: int) -> Paper:
    return Paper(
        id=paper_ids([number])[0],
        slug=f"paper-{number}",
        title=f"Paper {number}",
        title_is="given",
        abstract=f"What paper {number} says.",
        as_read_title=None,
        as_read_abstract="",
        authors=(),
        dates=(),
        links=(),
        ids=(),
        categories=(),
        venue=None,
        sources=(),
        variants=(),
    )


def _row(number: int) -> StoredRow:
    """Give a row as a worker makes it; one number in `HIDDEN` is a hidden paper."""
    paper = _paper(number)
    hidden = number == HIDDEN
    body = packed_paper(ClassifiedPaper(paper=paper, matches=(), collections=(), pinned=False))
    return StoredRow(
        number=number,
        made_of=b"records",
        newest=0,
        title=paper.title.casefold().encode(),
        row=None if hidden else b"row",
        digest=b"digest",
        body=None if hidden else body,
        shown=None if hidden else packed_texts(shown_texts(paper)),
    )


def _names(store: ObjectStore) -> list[str]:
    return list(store.names())


def _stored(path: Path, bodies: ObjectStore, batches: list[range]) -> PaperStore:
    store = PaperStore(path, new=True, bodies=bodies)
    for batch in batches:
        store.put(put_away(bodies, [_row(number) for number in batch]))
    store.commit()
    return store


def test_batch_is_one_object_in_arrow(bodies: ObjectStore):
    """A batch becomes one Arrow file, which any program reads; a second time it is the same object."""
    rows = [_row(number) for number in range(5)]
    for _ in range(2):
        put = put_away(bodies, rows)
        (name,) = _names(bodies)
        found = pa.ipc.open_file(pa.py_buffer(bodies.read(name))).read_all().to_pydict()
        assert found["number"] == [0, 1, 2, 4]
        assert found["body"] == [row.body for row in rows if row.body is not None]
        assert found["shown"] == [row.shown for row in rows if row.shown is not None]
        assert [row.at for row in put] == [(name, 0), (name, 1), (name, 2), None, (name, 3)]
        assert {row.body for row in put} == {row.shown for row in put} == {None}


def test_papers_are_read_where_there_is_no_file(tmp_path: Path, bodies: ObjectStore):
    """A process that reaches the store of bodies alone reads papers and their texts, in any order, and fetches each object once."""
    store = _stored(
        tmp_path / "papers.sqlite", bodies, [range(PAPERS // 2), range(PAPERS // 2, PAPERS)]
    )
    sent: StoredPapers = pickle.loads(pickle.dumps(store.papers(array("Q", range(PAPERS)))))
    assert sorted(store.titles()) == sorted(
        _paper(number).title for number in range(PAPERS) if number != HIDDEN
    )
    store.close()
    for file in tmp_path.glob("papers.sqlite*"):
        file.unlink()
    wanted = [PAPERS - 1, 0, 5, PAPERS // 2]
    assert [paper.paper for paper in sent.read_all(wanted)] == [_paper(n) for n in wanted]
    bodies.remove(_names(bodies))
    assert [paper.paper.title for paper in sent[4:6]] == ["Paper 4", "Paper 5"]
    assert sent.texts([7]) == [shown_texts(_paper(7))]
    assert sent.get(HIDDEN) is None
    assert list(sent.texts_for_rules([HIDDEN, 9])) == [None, ("Paper 9", "What paper 9 says.")]


def test_calling_process_holds_no_body(tmp_path: Path, bodies: ObjectStore):
    """The database has rows and places, and neither a title as it is shown nor an abstract."""
    _stored(tmp_path / "papers.sqlite", bodies, [range(50)]).close()
    data = (tmp_path / "papers.sqlite").read_bytes()
    assert b"paper 7" in data
    assert b"Paper 7" not in data
    assert b"says" not in data


def test_papers_of_lost_objects_are_made_again(tmp_path: Path, bodies: ObjectStore):
    """What somebody removed from the store is known to be gone, and nothing else is."""
    path = tmp_path / "papers.sqlite"
    _stored(path, bodies, [range(10)]).close()
    (first,) = _names(bodies)
    store = PaperStore(path, new=False, bodies=bodies)
    store.put(put_away(bodies, [_row(number) for number in range(10, 20)]))
    assert store.unkept() == set()
    bodies.remove([first])
    assert store.unkept() == set(range(10)) - {HIDDEN}
    store.close()


def test_objects_with_few_papers_left_are_given_up(tmp_path: Path, bodies: ObjectStore):
    """When many papers lie in objects that have hardly any, they are put into new ones, and the old ones are of no use."""
    path = tmp_path / "papers.sqlite"
    _stored(path, bodies, [range(n, n + 100) for n in range(0, 600, 100)]).close()
    store = PaperStore(path, new=False, bodies=bodies)
    assert store.unkept() == set(range(600)) - {HIDDEN}
    store.put(put_away(bodies, [_row(number) for number in range(600)]))
    assert store.unkept() == set()
    assert len(store.objects()) == 1
    store.put(put_away(bodies, [_row(number) for number in range(600, 700)]))
    assert store.unkept() == set()
    store.close()


@pytest.mark.parametrize(
    ("harm", "told"),
    [
        (lambda data: data[:-1] + b"x", "is damaged; expected papers that a worker put there; build again with --clean, which"),
        (None, "is not there; expected papers that a worker put there; build again, which makes it anew"),
    ],
)  # fmt: skip
def test_object_that_is_not_what_was_put_there_is_refused(
    tmp_path: Path, bodies: ObjectStore, harm, told: str
):
    """An object that was changed or removed meanwhile ends in a line that names it."""
    store = _stored(tmp_path / "papers.sqlite", bodies, [range(4)])
    papers = store.papers(array("Q", range(4)))
    (name,) = _names(bodies)
    if harm is None:
        bodies.remove([name])
    else:
        bodies.write(name, harm(bodies.read(name)))
    with pytest.raises(ObjectStoreError) as found:
        papers.read(0)
    assert str(found.value).startswith(f"{bodies.url}/{name}: {told}")
    store.close()


def test_digests_do_not_touch_each_others_objects(tmp_path: Path):
    """Several digests may share a store; a sweep takes what is of no use to this one, and what other versions left."""
    url = str(tmp_path / "work")
    own = work_of(url, tmp_path / "one", "program")
    other = work_of(url, tmp_path / "two", "program")
    older = Work(url=own.url, program="older")
    for work in (own, other, older):
        work.papers.write("used.arrow", b"1")
        work.papers.write("unused.arrow", b"2")
        work.counted.write("a.texts", b"3")
    (tmp_path / "work" / "notes.txt").write_text("somebody's")
    own.sweep({"used.arrow"})
    assert [*own.papers.names(), *own.counted.names()] == ["used.arrow", "a.texts"]
    assert [*other.papers.names()] == ["unused.arrow", "used.arrow"]
    assert [*older.papers.names(), *older.counted.names()] == []
    assert (tmp_path / "work" / "notes.txt").exists()


def test_owners_templates_are_the_same_without_their_folder(tmp_path: Path):
    """Templates that were sent as texts extend ours and name their files in errors, as those of the folder do."""
    shipped, own = tmp_path / "shipped", tmp_path / "own"
    for folder, text in ((shipped, "[{% block a %}ours{% endblock %}]"), (own, '{% extends "shipped/a.html" %}{% block a %}theirs{% endblock %}')):  # fmt: skip
        folder.mkdir()
        (folder / "a.html").write_text(text)
    (own / "parts").mkdir()
    (own / "parts" / "wrong.html").write_text("\n{{ nothing }}")
    (own / "picture.png").write_bytes(b"\x89PNG\xff")
    texts = texts_below(own)
    there = make_environment(shipped, english(), {}, own=own, texts=texts)
    for name in texts:
        (own / name).unlink()
    assert set(texts) == {"a.html", "parts/wrong.html"}
    assert there.get_template("a.html").render() == "[theirs]"
    with (
        pytest.raises(Exception, match=r"^own/parts/wrong\.html:2: UndefinedError"),
        there.faults(tmp_path),
    ):
        there.get_template("parts/wrong.html").render()
