"""RIS, as reference managers and publishers export it.

Enters: lines "TY  - JOUR" to "ER  - ". Leaves: records; a date only where DA, Y1 or PY has a full day.
A record whose ER is missing ends before the next TY. A line without a tag continues the field above
it. Read here and not by rispy, which keeps a whole file in memory, tells no lines, and gives up the
file for one record.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from generator.errors import Location
from generator.models import LineKind, SourceRecord
from generator.sources.account import LineAccount
from generator.sources.events import SourceEvent, SourceFile
from generator.sources.fields import (
    NoPaperError,
    day_of,
    make_record,
    short_text_of,
    text_of,
    texts_of,
)
from generator.sources.names import given_first, names_of
from generator.sources.text_stream import (
    BROKEN_OFF,
    LONGEST_RECORD,
    NOT_UTF_8,
    TOO_LONG,
    SourceStream,
    is_damaged,
)
from generator.text.ids import ids_in

FORMAT = "ris"
_TAG = re.compile(r"\s{0,3}([A-Z][A-Z0-9])\s{1,2}-(?:\s(.*))?$", re.ASCII)
_TITLES = ("TI", "T1", "CT", "BT")
_ABSTRACTS = ("AB", "N2")
_VENUES = ("JO", "JF", "T2", "JA", "BT", "C3")


@dataclass(slots=True, kw_only=True)
class _Open:
    """A record that is being read."""

    zone: dt.tzinfo
    first: int
    last: int
    size: int = 0
    fields: dict[str, list[str]] = field(default_factory=dict)
    lines: list[tuple[int, str]] = field(default_factory=list)
    tag: str = "TY"
    damaged: bool = False

    def add(self, number: int, line: str, tag: str | None, value: str) -> None:
        self.damaged = self.damaged or is_damaged(line)
        self.size += len(line) + 20
        self.last = number
        if tag is not None:
            self.tag = tag
            if self.size <= LONGEST_RECORD:
                self.fields.setdefault(tag, []).append(value)
        elif self.size <= LONGEST_RECORD and self.tag in self.fields:
            self.fields[self.tag][-1] += f"\n{value}"
        if self.size <= LONGEST_RECORD:
            self.lines.append((number, self.tag))

    def first_text(self, *tags: str) -> str | None:
        found = (text_of(value) for tag in tags for value in self.fields.get(tag, ()))
        return next((text for text in found if text), None)

    def all_texts(self, *tags: str) -> list[str]:
        return [value for tag in tags for value in self.fields.get(tag, ())]


def read_ris(source: SourceFile) -> Iterator[SourceEvent]:
    """Read the records of an RIS file."""
    stream = SourceStream(source)
    account = LineAccount(source.path)
    record: _Open | None = None
    for line in stream.lines():
        number = account.add_line(line)
        tag, value = _split(line)
        if tag == "TY":
            if record is not None:
                yield from _close(record, account)
            record = _Open(zone=source.zone, first=number, last=number)
        if record is None:
            account.finish(number)
            continue
        if tag is not None or not line.isspace():
            record.add(number, line, tag, value)
        if tag == "ER":
            yield from _close(record, account)
            record = None
    if record is not None:
        yield from _close(record, account)
    if stream.broken is not None:
        account.note(account.lines, f"{BROKEN_OFF}: {stream.broken}")
    yield from account.settle()


def _split(line: str) -> tuple[str | None, str]:
    found = _TAG.match(line)
    return (found[1], found[2] or "") if found else (None, line)


def _close(record: _Open, account: LineAccount) -> Iterator[SourceEvent]:
    yield from account.settle(record.first)
    try:
        if record.size > LONGEST_RECORD:
            raise NoPaperError(TOO_LONG)
        if record.damaged:
            raise NoPaperError(NOT_UTF_8)
        made = _make(record, Location(path=account.path, line=record.first))
    except NoPaperError as error:
        account.reject(record.first, record.last, str(error))
        return
    for number, tag in record.lines:
        kind: LineKind = "metadata"
        if tag in _ABSTRACTS:
            kind = "abstract"
        elif tag in _TITLES:
            kind = "title"
        account.use(number, number, kind)
    yield made


def _make(record: _Open, location: Location) -> SourceRecord:
    dates = (day_of(text, record.zone) for text in record.all_texts("DA", "Y1", "PY", "Y2"))
    addresses = record.all_texts("DO", "UR", "L1", "L2", "LK", "AN", "ID", "M3", "N1")
    title = record.first_text("TI", "T1", "CT")
    return make_record(
        location,
        FORMAT,
        title=title or record.first_text("BT"),
        abstract=record.first_text(*_ABSTRACTS),
        date=next((day for day in dates if day), None),
        authors=names_of([given_first(name) for name in record.all_texts("AU", "A1")]),
        ids=ids_in(text.strip() for text in addresses),
        urls=[(url.strip(), None) for url in record.all_texts("UR", "LK")],
        categories=texts_of([part for text in record.all_texts("KW") for part in text.split("\n")]),
        venue=short_text_of(record.first_text(*(_VENUES if title else _VENUES[:-2]))),
    )
