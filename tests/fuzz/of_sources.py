"""Targets of the readers of sources: bytes in, a property broken or nothing out."""

from __future__ import annotations

import gzip
import io
import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache

import zstandard

from generator.errors import InputError, Problem
from generator.models import Rejected, SourceRecord
from generator.papers.merge import merge_records
from generator.sources.abstracts import read_abstracts
from generator.sources.compression import DamagedFileError, decompressed
from generator.sources.detect import detect_shape
from generator.sources.dump import SourceText
from generator.sources.events import Counted, SourceEvent
from generator.sources.listing import read_listing
from generator.sources.registry import our_readers
from generator.sources.sniff import detect_format
from generator.text.html import shown_texts
from generator.text.lines import NotUtf8Error, decode_lines
from tests.fuzz.checks import hold_place, hold_problem, hold_sentence
from tests.source_readings import read_bytes

_NO_TEXT = re.compile("[\x00\ud800-\udfff]")
_readers = cache(our_readers)


def reader(name: str) -> Callable[[bytes], None]:
    """Give the target of a structured format's reader."""

    def read(data: bytes) -> None:
        found = read_bytes(_readers()[name], data, year=2025 if len(data) % 2 else None)
        for record in found.records:
            _hold_record(record)
        for reject in found.rejects:
            assert reject.reason
            assert "\n" not in reject.reason

    return read


def mapped_columns(data: bytes) -> None:
    """Columns that the owner names are read, whatever stands in them and however they are called."""
    name, _, rest = data.partition(b"\n")
    columns = dict.fromkeys(
        ("title", "abstract", "date", "authors", "id", "link"), name.decode("utf-8", "replace")
    )
    for form in ("json", "csv", "tsv"):
        read_bytes(_readers()[form], rest, columns=columns)


def dump(data: bytes) -> None:
    """A text dump is read in each of its shapes; its ledger adds up to its lines."""
    try:
        lines = tuple(decode_lines(data))
    except NotUtf8Error as error:
        hold_place(error.line, data)
        return
    shape = detect_shape(lines)
    source = SourceText(path="seeds/a.txt", lines=lines, year=None if len(data) % 3 else 2025)
    _hold_ledger(read_abstracts(source), len(lines))
    for each in ("search-page", "day-page"):
        _hold_ledger(read_listing(source, each), len(lines), whole=each == shape)


def _hold_ledger(events: Iterator[SourceEvent], lines: int, *, whole: bool = False) -> None:
    counts: Counter[str] = Counter()
    problems = 0
    for event in events:
        match event:
            case SourceRecord():
                _hold_record(event)
            case Counted(kind=kind, lines=some):
                counts[kind] += some
            case Rejected():
                counts["rejected"] += event.lines
            case Problem():
                problems += 1
                hold_problem(event, "seeds/a.txt")
    assert counts.total() == lines or (problems and not whole), (counts, lines)


def _hold_record(record: SourceRecord) -> None:
    assert record.title or record.abstract, record
    texts = (record.title, record.abstract, record.venue, *record.authors, *record.categories)
    for text in texts:
        assert text is None or (text and not _NO_TEXT.search(text)), record
    for scheme, name in record.ids:
        assert scheme
        assert name
        name.encode()
    for link in record.links:
        assert link.url.lower().startswith(("http://", "https://")), record
        link.url.encode()


def papers(data: bytes) -> None:
    """Whatever a source holds becomes papers that a page can show."""
    form = detect_format("a.txt", data)
    if form is None:
        try:
            lines = tuple(decode_lines(data))
        except NotUtf8Error:
            return
        source = SourceText(path="a.txt", lines=lines, year=2025)
        shape = detect_shape(lines)
        events = read_abstracts(source) if shape == "abstracts" else read_listing(source, shape)
        records = [event for event in events if isinstance(event, SourceRecord)]
    else:
        records = list(read_bytes(_readers()[form], data).records)
    try:
        found = list(merge_records(records))
    except InputError as error:
        raise AssertionError(error) from error
    assert len({paper.id for paper in found}) == len(found)
    assert len({paper.slug for paper in found}) == len(found)
    for paper in found:
        assert paper.title, paper
        shown_texts(paper)


def sniff(data: bytes) -> None:
    """The format of any bytes under any name is one that we read, or none."""
    name, _, head = data.partition(b"\n")
    form = detect_format(name.decode("utf-8", "surrogateescape"), head)
    assert form is None or form in _readers()


def compression(data: bytes) -> None:
    """Compressed bytes, whole, cut or damaged, are read or refused; what was compressed comes back."""
    _decompressed(data)
    _decompressed(b"\x1f\x8b\x08\x00" + data)
    _decompressed(b"\x28\xb5\x2f\xfd" + data)
    if not data.startswith((b"\x1f\x8b", b"\x28\xb5\x2f\xfd")):
        for packed in (gzip.compress(data, 1), zstandard.compress(data, 1)):
            assert _decompressed(packed) == data
            half = _decompressed(packed[: len(packed) // 2 + 4])
            assert half is None or data.startswith(half)
            _decompressed(packed[:8] + data[:8] + packed[16:])


def _decompressed(data: bytes) -> bytes | None:
    try:
        with decompressed(io.BytesIO(data)) as stream:
            return stream.read(1 << 22)
    except DamagedFileError as error:
        hold_sentence(str(error))
        return None
