"""What is known of many files: found by path, sorted, packed for the next build, in little memory."""

from __future__ import annotations

import hashlib
import io
import pickle
import tracemalloc
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.file_table import NO_KEY, Digests, FileTable, PathTable, differing, only_in, paths

# Paths as the system gives them, too, with bytes that are no text.
PATHS = st.text(st.characters(blacklist_characters="\0"), max_size=8) | st.text("ab/", max_size=4)


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()


def _table(files: Mapping[str, str]) -> FileTable:
    """Give a table of files that have texts; their keys are made of these, too."""
    table = FileTable()
    for path, text in files.items():
        table.append(path, _digest(text), len(text), _digest(text)[:16], written=text == "new")
    return table


def _rows(table: FileTable) -> dict[str, tuple[bytes, int, bytes]]:
    """Give what a table says of each file."""
    return {
        path: (table.digest(place), table.sizes[place], table.key(place))
        for place, path in enumerate(table.paths)
    }


@pytest.fixture(params=["few", "many"])
def _size(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let paths be handled as those of a small site are, or of a large one."""
    if request.param == "many":
        for name, value in (("_PIECE", 3), ("_SORTED_AT_ONCE", 2), ("_FEW", 2)):
            monkeypatch.setattr(paths, name, value)
        monkeypatch.setattr(paths, "_SAMPLED", 2)
        monkeypatch.setattr(paths, "_A_RUN", 2)


@pytest.mark.usefixtures("_size")
def test_each_path_is_found_at_its_place():
    """A path is found where it was put, whatever came before and after the last look, and no other is found."""

    @given(st.lists(PATHS, unique=True), st.lists(PATHS))
    def holds(there: list[str], others: list[str]) -> None:
        table = PathTable()
        for place, path in enumerate(there):
            table.append(path)
            assert table.find(path) == place
            assert table[place] == path
        assert list(table) == there
        assert [table.find(path) for path in there] == list(range(len(there)))
        assert all(table.find(path) is None for path in set(others) - set(there))
        assert list(pickle.loads(pickle.dumps(table))) == there

    holds()


@pytest.mark.usefixtures("_size")
def test_path_that_came_twice_is_found():
    """Who refuses a path that came twice may still ask where it is."""
    table = PathTable()
    for number in range(20):
        table.append(f"{number // 2}")
        assert table.find("0") in {0, 1}
    assert all(table[table.find(f"{number}") or 0] == f"{number}" for number in range(10))


@pytest.mark.usefixtures("_size")
def test_paths_are_sorted_as_texts():
    """Paths come in the order in which Python sorts them, and so do their places."""

    @given(st.lists(PATHS))
    def holds(there: list[str]) -> None:
        table = PathTable()
        for path in there:
            table.append(path)
        assert list(table.sorted()) == sorted(there)
        assert [table[place] for place in table.in_order()] == sorted(there)
        table.append("\1")
        assert list(table.sorted()) == sorted([*there, "\1"])

    holds()


SITES = st.dictionaries(PATHS, st.sampled_from(["", "one", "new"]))


@given(SITES, SITES)
def test_tables_are_compared(one: dict[str, str], other: dict[str, str]):
    """What a site has that another has not got, or with other bytes, is told in the order of the paths."""
    table, rest = _table(one), _table(other)
    assert list(only_in(table.paths, rest.paths)) == sorted(one.keys() - other.keys())
    changed = sorted(path for path, text in one.items() if other.get(path) != text)
    assert [table.paths[place] for place in differing(table, rest)] == changed


@given(SITES)
def test_packed_files_are_read_again(files: dict[str, str]):
    """The next build reads what this one knew of its files, sorted by path; none of them is new to it."""
    table = _table(files)
    found = FileTable.unpacked(io.BytesIO(b"".join(table.packed())))
    assert list(found.paths) == sorted(files)
    assert _rows(found) == _rows(table)
    assert (table.written, found.written) == (list(files.values()).count("new"), 0)
    found.append("\1more", _digest("more"), 4)
    assert found.key(len(files)) == NO_KEY
    assert found.paths.find("\1more") is not None


def test_damaged_files_are_not_read():
    """A byte that is another, or one that is missing, is found out wherever it is."""
    whole = b"".join(_table({"index.html": "home", "papers/a/index.html": "a"}).packed())
    assert len(FileTable.unpacked(io.BytesIO(whole))) == 2
    for place in range(len(whole)):
        changed = bytearray(whole)
        changed[place] ^= 1
        for damaged in (bytes(changed), whole[:place]):
            with pytest.raises(ValueError, match=r"damaged|int\(|unpack"):
                FileTable.unpacked(io.BytesIO(damaged))


@given(SITES, st.randoms())
def test_digests_are_those_of_files_that_are_there(files: dict[str, str], random):
    """A mapping of digests knows the files that are marked and no other, in another process, too."""
    table = _table(files)
    there = bytearray(random.randrange(2) for _ in files)
    marked = {path for path, mark in zip(files, there, strict=True) if mark}
    every = {path: _digest(text) for path, text in files.items()}
    for found in (table.digests(there), pickle.loads(pickle.dumps(table.digests(there)))):
        assert isinstance(found, Digests)
        assert found == {path: every[path] for path in marked}
        assert all((path in found) == (path in marked) for path in files)
    assert table.digests() == every
    assert table.digests().get("\1none") is None
    with pytest.raises(KeyError):
        table.digests()["\1none"]


def test_file_takes_little_memory():
    """All that is known of a file, with its path, takes less than 200 bytes, and what a writer elsewhere is sent less than 130."""
    count = 50_000
    texts = [
        f"papers/sorting-with-{number:06}-comparisons-a1b2c/index.html" for number in range(count)
    ]
    digests = [_digest(text) for text in texts]
    tracemalloc.start()
    try:
        table = FileTable()
        for path, digest in zip(texts, digests, strict=True):
            table.append(path, digest, 20_000, digest[:16], written=True)
        assert table.paths.find(texts[7]) == 7
        held, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert held / count < 175
    assert peak / count < 200
    assert len(pickle.dumps(table.digests())) / count < 130
