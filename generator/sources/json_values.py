"""The records of a JSON file: JSON lines, a list, objects one after the other, a list in an object.

Enters: a `SourceFile`, and a function that makes a record of one value. Leaves: events.
Follows RFC 8259, and is lenient in one way: a string may hold raw line breaks and tabs.

In JSON lines each line is read by itself, so a broken one cannot touch its neighbours; the other
forms are read by `generator.sources.json_stream`.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator

from generator.errors import Location
from generator.models import LineKind, Rejected
from generator.sources.events import Counted, SourceEvent, SourceFile
from generator.sources.json_stream import JsonStream, Keys, Make, is_container, reason_of
from generator.sources.text_stream import (
    BROKEN_OFF,
    LONGEST_RECORD,
    NOT_UTF_8,
    PIECE,
    TOO_LONG,
    SourceStream,
    is_damaged,
)

_DECODER = json.JSONDecoder(strict=False)
# Enough lines to tell JSON lines from a list, even where the first of them are broken.
_SAMPLE = 20
# Lines are counted in bulk: an event for each would cost as much as splitting the file.
_COUNTED_AT_ONCE = 10_000


def read_json(source: SourceFile, make: Make, keys: Keys | None = None) -> Iterator[SourceEvent]:
    """Read every record of a JSON file of any of the four forms."""
    if source.first_line is not None or has_json_lines(source):
        yield from _read_lines(source, make)
    else:
        yield from JsonStream(SourceStream(source), make, keys or Keys()).events()


def has_json_lines(source: SourceFile) -> bool:
    """Tell whether a file is read line by line."""
    return is_json_lines(next(SourceStream(source).pieces(), ""))


def is_json_lines(head: str) -> bool:
    r"""Tell JSON lines from the other forms by the beginning of the text.

    >>> is_json_lines('{"a": 1}\n{"a": 2}\n'), is_json_lines('[\n{"a": 1},\n'), is_json_lines('{\n"a"')
    (True, False, False)
    """
    lines = [line for line in head.split("\n") if line and not line.isspace()][:_SAMPLE]
    if not lines or lines[0].lstrip()[:1] == "[" or is_container(lines[0]):
        return False
    if len(lines) == 1 and len(head) >= PIECE:
        return False  # one very long line, of which only the beginning is here
    for number, line in enumerate(lines):
        if number and line[0] != "{":
            continue
        try:
            value = _decoded(line)
        except (ValueError, RecursionError):
            continue
        return isinstance(value, dict)
    return False


def _read_lines(source: SourceFile, make: Make) -> Iterator[SourceEvent]:
    stream = SourceStream(source)
    path, number = source.path, 0
    counts: Counter[LineKind] = Counter()
    for number, line in enumerate(stream.lines(), start=source.first_line or 1):
        if number % _COUNTED_AT_ONCE == 0:
            yield from _counted(counts)
        if not line or line.isspace():
            counts["blank"] += 1
            continue
        location = Location(path=path, line=number)
        try:
            record = make(_decoded(line), location)
        except (ValueError, RecursionError) as error:
            reason = reason_of(error, line)
            if len(line) > LONGEST_RECORD:
                reason = TOO_LONG
            yield Rejected(location=location, reason=reason)
            continue
        if is_damaged(line):
            yield Rejected(location=location, reason=NOT_UTF_8)
            continue
        yield record
        counts["title" if record.abstract is None else "abstract"] += 1
    yield from _counted(counts)
    if stream.broken is not None:
        reason = f"{BROKEN_OFF}: {stream.broken}"
        yield Rejected(location=Location(path=path, line=max(number, 1)), reason=reason, lines=0)


def _decoded(line: str) -> object:
    value: object
    if line[0] == "{":
        value, end = _DECODER.raw_decode(line)
        if end == len(line):
            return value
    # With space before or behind it, or with something else, which `decode` names in its error.
    value = _DECODER.decode(line)
    return value


def _counted(counts: Counter[LineKind]) -> Iterator[Counted]:
    yield from [Counted(kind=kind, lines=lines) for kind, lines in counts.items()]
    counts.clear()
