"""Sources that are cut into ranges of bytes: what the ranges give together is what one reading gives."""

from __future__ import annotations

import gzip
import json
from array import array
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.beside import here
from generator.config import load_config
from generator.crews import Crew, Workplace
from generator.errors import InputError, Problem
from generator.fingerprint import file_digest
from generator.gather.ranges import faults, joined_ledger, read_range
from generator.gather.sources import read_sources
from generator.intake import SourceInRanges
from generator.models import Ledger
from generator.papers import joined, keys_of, packed_record, unpacked_record
from generator.sources.opening import open_source
from generator.sources.ranges import LEAST, cut_file
from generator.stopwatch import Stopwatch
from generator.store.sources import SourceStore
from generator.workers import InlineExecutor, ProcessCrews

NAME = "papers.jsonl"
# What one reading and many gave: packed records, keys, the account, what is wrong.
Given = tuple[list[bytes], object, Ledger, tuple[Problem, ...]]


def _as_one(file: Path, form: str | None = None) -> Given:
    reading = open_source(file, NAME, form=form).whole()
    packed = [packed_record(replace(r, dated_by=r.date and "source")) for r in reading.records]
    return packed, joined([keys_of(packed)]), reading.ledger, reading.problems


def _in_ranges(file: Path, size: int, form: str | None = None) -> Given | None:
    cut = cut_file(file, NAME, form=form, size=size)
    if cut is None:
        return None
    assert cut.digest == file_digest(file)
    source = SourceInRanges(
        file=file,
        path=NAME,
        form=cut.form,
        year=None,
        zone="UTC",
        columns=(),
        day=None,
        dated_by=None,
    )
    # In any order, as processes may come to them.
    parts = [read_range(None, (source, part)) for part in reversed(cut.ranges)][::-1]
    records: list[bytes] = []
    for part in parts:
        assert part is not None
        place = 0
        for length in array("I", part.sizes):
            records.append(part.records[place : place + length])
            place += length
    ledger = joined_ledger(part.ledger for part in parts if part is not None)
    return records, joined(part.keys for part in parts if part is not None), ledger, faults(ledger)


def _paper(title: str, abstract: str) -> bytes:
    return json.dumps({"title": title, "abstract": abstract}, ensure_ascii=False).encode()


PAPERS = st.builds(
    _paper,
    st.text(st.sampled_from("ab \u2028\u0085\x0cé漢😀"), min_size=1, max_size=12),
    st.text(st.sampled_from("xyz. \u2029ü\r\n"), max_size=30),
)
BROKEN = st.sampled_from(
    [
        *(b"", b" ", b"\t \x0c", b"\xef\xbb\xbf", b"\xff\xfe", b"\x1f\x8b", b"\x28\xb5\x2f\xfd", b"[1]", b"{}"),
        *(b'{"title": "cut', b'{"title": 7}', b'"a text"', b"null", b"\xe6\xbc", b"\xc3", b'{"title": "\xff"}'),
        b"\xef\xbb\xbf" + _paper("after a mark", "x"),
    ]
)  # fmt: skip
LINES = st.lists(
    st.tuples(PAPERS | PAPERS | BROKEN, st.sampled_from([b"\n", b"\n", b"\r\n", b"\r", b"\r\r\n"])),
    max_size=12,
)


@settings(max_examples=400, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    lines=LINES,
    mark=st.sampled_from([b"", b"", b"\xef\xbb\xbf"]),
    ends=st.booleans(),
    size=st.integers(1, 90),
)
def test_ranges_of_any_size_give_what_one_reading_gives(
    lines: list[tuple[bytes, bytes]], mark: bytes, ends: bool, size: int, tmp_path: Path
):
    """Records, keys, numbers of lines, rejects and problems do not depend on where a file was cut."""
    written = [line + end for line, end in lines]
    # The first lines tell how the file is read, and the last may have no end.
    if not ends and written:
        written[-1] = lines[-1][0]
    file = tmp_path / NAME
    file.write_bytes(mark + _paper("First", "of all.") + b"\n" + b"".join(written))
    found = _in_ranges(file, size)
    assert found is not None
    assert found == _as_one(file)


@pytest.mark.parametrize("form", ["arxiv-snapshot", "openreview", "huggingface", "csl-json"])
def test_every_format_that_may_be_lines_is_cut(form: str, tmp_path: Path):
    """Each format of JSON lines is read by ranges as it is read at once."""
    paper = {"title": "Sorting", "abstract": "We sort.", "type": "article", "content": None}
    line = json.dumps({**paper, "paper": {"title": "Sorting", "summary": "We sort."}}) + "\n"
    file = tmp_path / NAME
    file.write_text(line * 5 + "{}\n" + line * 5, encoding="utf-8", newline="\n")
    found = _in_ranges(file, 3 * len(line), form)
    assert found == _as_one(file, form)
    assert (found[2].papers, [each.location.line for each in found[2].rejects]) == (10, [6])


def test_a_range_with_nothing_but_rejects_is_no_problem_of_the_source(tmp_path: Path):
    """That a source holds no paper is said of all of it, in the words of one reading, at its first line."""
    file = tmp_path / NAME
    file.write_text('{"a": 1}\n' * 40, encoding="utf-8", newline="\n")
    found = _in_ranges(file, 30)
    assert found == _as_one(file)
    assert [each.location.line for each in found[3]] == [1]
    file.write_text('{"a": 1}\n' * 40 + '{"title": "A paper"}\n', encoding="utf-8", newline="\n")
    found = _in_ranges(file, 30)
    assert found == _as_one(file)
    assert found[3] == ()


LINE = '{"title": "Sorting", "abstract": "We sort."}\n'


@pytest.mark.parametrize(
    "data",
    [
        gzip.compress(LINE.encode() * 9),
        LINE.encode("utf-16") * 9,
        b"[" + b",\n".join([LINE.encode()] * 9) + b"]",
        json.dumps({"title": "Sorting", "abstract": "We sort."}, indent=1).encode() * 9,
        b'title,abstract\n"Sorting","We\nsort."\n' * 9,
        b"TY  - JOUR\nTI  - Sorting\nER  - \n" * 9,
        b"@article{a, title={Sorting}}\n" * 9,
        b"Sorting\n\nWe sort numbers.\n\n" * 9,
    ],
    ids=["gzip", "utf-16", "list", "objects", "table", "ris", "bibtex", "dump"],
)
def test_what_nobody_can_begin_in_the_middle_of_is_not_cut(data: bytes, tmp_path: Path):
    """Compressed files, UTF-16, and records of several lines are read as a whole."""
    file = tmp_path / NAME
    file.write_bytes(data)
    assert cut_file(file, "papers", size=16) is None


def test_a_line_without_end_is_not_taken_for_a_range(tmp_path: Path):
    """A file with a line of many megabytes is read as ever, in the memory of one record."""
    file = tmp_path / NAME
    with file.open("wb") as stream:
        stream.write(LINE.encode() * 30)
        stream.truncate(80 << 20)
    assert cut_file(file, NAME, size=64) is None


class _Busy(Crew[Any]):
    """A crew beside which somebody else is at work: `meanwhile` is called before the second batch."""

    def __init__(self, meanwhile: Callable[[], object]) -> None:
        self._meanwhile = meanwhile

    def map(self, work: Callable[[Any, Any], Any], batches: Iterable[Any]) -> Iterator[Any]:
        for number, batch in enumerate(batches):
            if number == 1:
                self._meanwhile()
            yield InlineExecutor().submit(work, None, batch).result()

    def peaks(self) -> tuple[int, ...]:
        return ()


class _BusyCrews:
    def __init__(self, meanwhile: Callable[[], object]) -> None:
        self._meanwhile = meanwhile

    @contextmanager
    def crew(self, _: object) -> Iterator[Crew[Any]]:
        yield _Busy(self._meanwhile)

    def beside(self, find: Callable[[], Any]) -> AbstractContextManager[Callable[[], Any]]:
        return here(find)

    def workplace(self) -> Workplace:
        return Workplace(executor="busy", workers=1)


def _large(folder: Path, word: str) -> Path:
    """Write a source of a few ranges."""
    file = folder / NAME
    line = json.dumps({"title": f"{word} %06d", "abstract": f"We sort {word} %06d. " + "x" * 3000})
    count = 4 * LEAST // len(line)
    part = file.with_suffix(".part")
    with part.open("w", encoding="utf-8", newline="\n") as stream:
        stream.writelines(f"{line % (number, number)}\n" for number in range(count))
    part.replace(file)
    return file


def _digest(folder: Path) -> Path:
    file = folder / "site.yaml"
    file.write_text(
        f"site: {{title: T}}\nsources: [{{path: {NAME}}}]\n", encoding="utf-8", newline="\n"
    )
    return file


def test_a_source_that_is_replaced_meanwhile_is_not_read_by_halves(tmp_path: Path):
    """When a file is replaced while its ranges are read, all records are of the new one, and the next build knows them."""
    config = load_config(_digest(tmp_path))
    old = _large(tmp_path, "old").read_bytes()
    store = SourceStore(tmp_path / "store")
    sources = read_sources(config, store, _BusyCrews(lambda: _large(tmp_path, "new")), Stopwatch())
    titles = {str(unpacked_record(each).title).split()[0] for each in sources.records}
    assert titles == {"new"}
    assert sources.ledgers[0].papers == len(sources.records)
    sources.records.close()
    # The old bytes have no name in the store.
    (tmp_path / NAME).write_bytes(old)
    again = read_sources(config, SourceStore(tmp_path / "store"), ProcessCrews(1), Stopwatch())
    assert {str(unpacked_record(each).title).split()[0] for each in again.records} == {"old"}
    again.records.close()


def test_a_source_that_is_taken_away_meanwhile_is_told(tmp_path: Path):
    """When a file cannot be read any more, the build says so, and keeps no half of it."""
    config = load_config(_digest(tmp_path))
    file = _large(tmp_path, "old")
    store = SourceStore(tmp_path / "store")
    with pytest.raises(InputError, match=r"papers\.jsonl: cannot be read"):
        read_sources(config, store, _BusyCrews(file.unlink), Stopwatch())
    assert list((tmp_path / "store").glob("*.index")) == []


def test_processes_read_what_one_reads(tmp_path: Path):
    """Two processes and one give the same records, keys and ledgers of a large source."""
    config = load_config(_digest(tmp_path))
    _large(tmp_path, "some")
    one, two = (
        read_sources(config, SourceStore(tmp_path / str(jobs)), ProcessCrews(jobs), Stopwatch())
        for jobs in (1, 2)
    )
    assert list(one.records) == list(two.records)
    assert (one.keys, one.ledgers) == (two.keys, two.ledgers)
    one.records.close()
    two.records.close()


def test_many_sources_keep_their_places(tmp_path: Path):
    """Sources that are read by ranges, as a whole, and not at all stand in the order of their paths, with what is wrong in any."""
    file = _digest(tmp_path)
    file.write_text(
        "site: {title: T}\nsources: [{path: 'dumps/*'}]\n", encoding="utf-8", newline="\n"
    )
    folder = tmp_path / "dumps"
    folder.mkdir()
    for number in range(12):
        lines = f'{{"title": "Paper {number}", "abstract": "We sort {number}."}}\n{{}}\n' * 2
        data = lines.encode()
        name = f"{number:02}.jsonl"
        (folder / name).write_bytes(gzip.compress(data) if number % 3 == 1 else data)
    config = load_config(file)
    for store in (SourceStore(tmp_path / "store"), SourceStore(tmp_path / "store")):
        found = read_sources(config, store, ProcessCrews(1), Stopwatch())
        assert [ledger.path for ledger in found.ledgers] == [
            f"dumps/{n:02}.jsonl" for n in range(12)
        ]
        assert [
            (r.location.line, ledger.lines) for ledger in found.ledgers for r in ledger.rejects
        ] == [
            (2, 4),
            (4, 4),
        ] * 12
        titles = [unpacked_record(each).title for each in found.records]
        assert titles == [f"Paper {number}" for number in range(12) for _ in range(2)]
        found.records.close()
        # The second time some are known, and one is not.
        last = folder / "05.jsonl"
        last.write_bytes(last.read_bytes().rstrip(b"\n"))
    for number in (3, 4, 8):
        (folder / f"{number:02}.jsonl").write_bytes(b'{"a": 1}\n' * 2)
    with pytest.raises(InputError) as error:
        read_sources(config, SourceStore(tmp_path / "store"), ProcessCrews(1), Stopwatch())
    assert [str(each.location) for each in error.value.problems] == [
        f"dumps/{number:02}.jsonl:1" for number in (3, 4, 8)
    ]
