"""Reading made-up sources in tests: the events of a reader, and a check that every line is counted."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from generator.models import Rejected, SourceRecord
from generator.sources.events import Counted, Reader, SourceFile
from generator.text.lines import split_lines

DATA = Path(__file__).resolve().parent / "data" / "sources"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a reader gave for some bytes."""

    records: tuple[SourceRecord, ...]
    rejects: tuple[Rejected, ...]
    counts: Mapping[str, int]

    @property
    def titles(self) -> list[str | None]:
        return [record.title for record in self.records]

    @property
    def only(self) -> SourceRecord:
        assert len(self.records) == 1, self
        return self.records[0]


def read_bytes(
    reader: Reader,
    data: bytes,
    *,
    path: str = "seeds/a.dump",
    year: int | None = None,
    columns: Mapping[str, str] | None = None,
) -> Reading:
    """Read some bytes; the ledger must add up to their lines."""
    source = SourceFile(
        path=path, open=lambda: io.BytesIO(data), year=year, columns=dict(columns or {})
    )
    records: list[SourceRecord] = []
    rejects: list[Rejected] = []
    counts: Counter[str] = Counter()
    for event in reader(source):
        match event:
            case SourceRecord():
                records.append(event)
                assert event.location.path == path
            case Rejected():
                rejects.append(event)
                assert event.location.path == path
                counts["rejected"] += event.lines
            case Counted(kind=kind, lines=lines):
                counts[kind] += lines
            case _:
                raise AssertionError(event)
    lines = len(lines_of(data))
    assert counts.total() == lines, (dict(counts), lines)
    for found in (*records, *rejects):
        assert found.location.line is not None
        assert 1 <= found.location.line <= max(lines, 1), found
    return Reading(records=tuple(records), rejects=tuple(rejects), counts=counts)


def read_text(reader: Reader, text: str, **arguments: object) -> Reading:
    """Read a text as UTF-8."""
    return read_bytes(reader, text.encode(), **arguments)  # type: ignore[arg-type]


def read_data(reader: Reader, name: str, **arguments: object) -> Reading:
    """Read one of the inputs beside the tests."""
    return read_bytes(reader, (DATA / name).read_bytes(), path=name, **arguments)  # type: ignore[arg-type]


def lines_of(data: bytes) -> list[str]:
    """Give the lines of a source, by the rules of the dumps."""
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return split_lines(data.decode("utf-16", "replace"))
    return split_lines(data.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "surrogateescape"))
