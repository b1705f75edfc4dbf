"""What is read of whole sources, as text: every field of every record, every reject, and what damage does.

The inputs lie in `tests/data/readings` and `tests/data/sources`; what is expected of each lies beside them and is written by
`python -m tests.refresh_readings`. Read its difference before committing it.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import difflib
import errno
import io
import json
import re
import textwrap
from collections.abc import Iterator
from functools import partial
from itertools import chain
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from generator.errors import InputError
from generator.models import SourceRecord
from generator.sources.events import SourceFile
from generator.sources.opening import open_source
from generator.sources.reading import SourceInProgress, SourceReading
from generator.sources.registry import find_reader
from tests.support import SEEDS

READINGS = Path(__file__).resolve().parent / "data" / "readings"
_DAMAGED = "\n\nwithout line\n"
LIMITED = READINGS.parent / "limited.txt"
_RECORD = {"LONGEST_RECORD": 400}
_LIMITS = {
    "text_stream": {"LONGEST_RECORD": 400, "PIECE": 50},
    "json_stream": {"LONGEST_RECORD": 400, "_MOST_EFFORT": 5000},
    "json_values": _RECORD,
    "ris": _RECORD,
    "xml_records": _RECORD,
    "generic_table": {"LONGEST_RECORD": 150, "_MOST_LINES": 2},
    "bibtex": {"_LONGEST_PIECE": 200},
    "account": {"_MOST_TOGETHER": 2},
    "names": {"_MOST": 2},
    "fields": {"_LONGEST_SHORT": 12, "_LONGEST_URL": 30, "_MOST": 2},
    "huggingface": {"_LONGEST_LITERAL": 60},
}
_PLACE = re.compile(r"^\d+ ")
_MANY = 400  # lines of a dump that is read in one dress alone
_ZONE = ZoneInfo("America/New_York")
# What site.yaml would say of a source.
_COLUMNS = {
    "rich.jsonl": {"title": "meta.deep.name"},
    "rich.tsv": {"venue": "keywords"},
    "wrong-column.csv": {"title": "titel"},
}


def dumps() -> list[Path]:
    """Give the shipped dumps."""
    return sorted(SEEDS.glob("*.txt"))


def inputs() -> list[Path]:
    """Give all inputs."""
    both = [*READINGS.iterdir(), *(READINGS.parent / "sources").iterdir()]
    return sorted(path for path in both if not path.name.endswith(".expected"))


def read(file: Path, data: bytes, name: str, *, zone: dt.tzinfo = _ZONE) -> SourceReading:
    """Read bytes as the source of a name; `file` is a place for them."""
    file.write_bytes(data)
    columns = _COLUMNS.get(name)
    return open_source(file, name, year=2025, zone=zone, columns=columns).whole()


def described(file: Path, source: Path) -> str:
    """Tell all that is read of an input, and in short what is read when a line of it is missing or is the last."""
    return f"{whole(file, source)}{_DAMAGED}{damaged(file, source)}"


def parts_of_expected(source: Path) -> tuple[str, str]:
    """Give what is expected of an input, and of the input when it is damaged."""
    told, _, of_damaged = expected(source).read_text(encoding="utf-8").partition(_DAMAGED)
    return told, of_damaged


def damaged(file: Path, source: Path) -> str:
    """Tell in short what is read of an input when a line of it is missing, or is the last and half there."""
    lines = source.read_bytes().splitlines(keepends=True)
    told = []
    for number in range(len(lines)):
        rest = lines[:number] + lines[number + 1 :]
        told.append(f"{number + 1}: {_short(file, rest, source.name)}")
    told.append("up to line")
    for number, line in enumerate(lines):
        begun = [*lines[:number], line[: len(line) // 2]]
        told.append(f"{number + 1}: {_short(file, begun, source.name)}")
    return "\n".join(told) + "\n"


def described_dump(file: Path, source: Path) -> str:
    """Tell in short what is read of a dump, and what is read otherwise in other dresses of it."""
    lines = source.read_text(encoding="utf-8").splitlines()
    plain = _papers(file, lines, source.name)
    told = list(plain)
    for name, dressed in _dresses(lines) if len(lines) < _MANY else ():
        told.append(f"{name}:")
        other = [_PLACE.sub("", one).lower() for one in _papers(file, dressed, source.name)]
        known = [_PLACE.sub("", one).lower() for one in plain]
        if name.startswith("abstracts alone"):
            told += other
            continue
        changes = difflib.unified_diff(known, other, lineterm="", n=0)
        told += [line for line in changes if not line.startswith(("---", "+++", "@@"))]
    return "\n".join(told) + "\n"


def _dresses(lines: list[str]) -> Iterator[tuple[str, list[str]]]:
    wrapped = [textwrap.wrap(line, 72) or [""] for line in lines]
    yield "wrapped", list(chain.from_iterable(wrapped))
    wrapped = [textwrap.wrap(line, 100, break_long_words=False) or [""] for line in lines]
    yield "wrapped with blank lines", list(chain.from_iterable([*some, ""] for some in wrapped))
    yield "blank lines", list(chain.from_iterable((line, "") for line in lines))
    abstracts = [line for line in lines if len(line) > 300][:40]
    yield "abstracts alone", abstracts
    sentences = [part for line in abstracts for part in re.split(r"(?<=\.) (?=[A-Z])", line)]
    yield "abstracts alone, a sentence a line", sentences
    pairs = [" ".join(sentences[n : n + 2]) for n in range(0, len(sentences), 2)]
    yield (
        "abstracts alone, in pairs of sentences",
        list(chain.from_iterable((one, "") for one in pairs)),
    )
    yield (
        "abstracts alone, wrapped",
        list(chain.from_iterable(textwrap.wrap(line, 80) for line in abstracts)),
    )
    yield "indented", [f"  {line}" for line in lines]
    yield "titles in capitals", [line.upper() if len(line) < 100 else line for line in lines]
    yield "every fifth line missing", [line for n, line in enumerate(lines) if n % 5 != 3]
    yield (
        "parts of lines",
        [line[: 3 * len(line) // 4] if n % 4 == 1 else line for n, line in enumerate(lines)],
    )
    yield (
        "lines twice",
        list(chain.from_iterable([line] * (1 + (n % 7 == 3)) for n, line in enumerate(lines))),
    )


def _papers(file: Path, lines: list[str], name: str) -> list[str]:
    """Give a line for each paper and each reject: where it begins, its title, and the ends and size of its abstract."""
    try:
        reading = read(file, "\n".join(lines).encode(), name)
    except InputError as error:
        return [str(error)]
    told = []
    for record in reading.records:
        text = record.abstract or ""
        day = f" {record.date}" if record.date else ""
        credit = f" by {record.credit}" if record.credit else ""
        told.append(
            f"{record.location.line} {record.title} | {text[:20]}... {text[-20:]} {len(text)}{day}{credit}"
        )
    told += [f"{each.location.line} rejected: {each.reason}" for each in reading.ledger.rejects]
    told += [f"{each.location.line} problem: {each.message}" for each in reading.problems]
    counts = " ".join(f"{lines} {kind}" for kind, lines in reading.ledger.counts if lines)
    return [f"{reading.ledger.format}: {counts}", *told]


def limited(file: Path) -> str:
    """Tell what is read of every input by readers that bear no more than some hundred characters of a paper."""
    told = []
    with pytest.MonkeyPatch.context() as patch:
        for name, limits in _LIMITS.items():
            for limit, most in limits.items():
                patch.setattr(f"generator.sources.{name}.{limit}", most)
        for source in inputs():
            lines = source.read_bytes().splitlines(keepends=True)
            told.append(f"{source.name}: {_short(file, lines, source.name)}")
    for source in inputs():
        data = source.read_bytes()
        form = read(file, data, source.name).ledger.format
        broken = SourceFile(path=source.name, open=partial(_Broken, data[: 2 * len(data) // 3]))
        reading = SourceInProgress(source.name, form, find_reader(form)(broken)).whole()
        told.append(f"{source.name}, on a disk that fails: {_in_short(reading)}")
    return "\n".join(told) + "\n"


class _Broken(io.BytesIO):
    """A file of which the disk gives no more than the beginning."""

    def read(self, size: int | None = -1) -> bytes:
        data = super().read(size)
        if not data:
            raise OSError(errno.EIO, "Input/output error")
        return data


def whole(file: Path, source: Path) -> str:
    """Tell all that is read of an input."""
    return _whole(read(file, source.read_bytes(), source.name))


def _whole(reading: SourceReading) -> str:
    assert {record.format for record in reading.records} <= {reading.ledger.format}
    told = [f"{reading.ledger.format}, {reading.ledger.lines} lines"]
    told += [f"{kind}: {lines}" for kind, lines in reading.ledger.counts if lines]
    told += [_record(record) for record in reading.records]
    told += [
        f"rejected {each.location.line}+{each.lines}: {each.reason}"
        for each in reading.ledger.rejects
    ]
    told += [f"problem {each.location}: {each.message}" for each in reading.problems]
    return "\n".join(told)


def _record(record: SourceRecord) -> str:
    """Give a record's fields that hold anything, a line each."""
    told = [f"line {record.location.line}:"]
    for each in dataclasses.fields(record):
        value = getattr(record, each.name)
        if each.name in {"location", "format"} or value is None or value == ():
            continue
        if each.name == "links":
            value = [f"{link.kind} {link.url}" for link in value]
        told.append(f"    {each.name}: {json.dumps(value, ensure_ascii=False, default=str)}")
    return "\n".join(told)


def _short(file: Path, lines: list[bytes], name: str) -> str:
    try:
        reading = read(file, b"".join(lines), name)
    except InputError as error:
        return str(error).replace(str(file), name)
    return _in_short(reading)


def _in_short(reading: SourceReading) -> str:
    told = [
        f"{each.location.line} {(each.title or each.abstract or '')[:12]}"
        for each in reading.records
    ]
    told += [
        f"!{each.location.line}+{each.lines} {each.reason[:40]}" for each in reading.ledger.rejects
    ]
    counts = " ".join(f"{lines}{kind[:2]}" for kind, lines in reading.ledger.counts if lines)
    return f"{counts} | {' | '.join(told)}"


def expected(source: Path) -> Path:
    """Give the file that says what is expected of an input."""
    return READINGS / f"{source.name}.expected"
