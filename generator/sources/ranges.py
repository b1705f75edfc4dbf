"""A source of JSON lines, cut at line ends into ranges of bytes that any process reads by itself.

Enters: the path of a file. Leaves: a `Cut`, whose ranges have all of its bytes but a byte-order mark; and of a range its events, which
one after the other are those of the whole file. Not cut, for nobody can begin in the middle of them: compressed files; tables, in
whose quotes lines end; lists and objects in JSON, XML, BibTeX and RIS, whose records have many lines, and where a broken one is told by what comes
after it; dumps, whose page is learnt as a whole; UTF-16; what packages read; standard input.

A range has the check sum of its bytes (CRC-32, RFC 1952) as they were when the file was cut: so a file that changes meanwhile is found
out, and no half of it is put beside another one's. A cryptographic digest of each would cost a tenth of the reading.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import BinaryIO
from zlib import crc32

from generator.fingerprint import StreamDigest
from generator.sources.compression import is_compressed
from generator.sources.events import SourceEvent, SourceFile
from generator.sources.json_values import has_json_lines
from generator.sources.registry import find_reader, may_be_by_lines
from generator.sources.sniff import HEAD, detect_format
from generator.sources.text_stream import PIECE, has_utf_16_mark, without_mark

# Bytes: 170 papers, six milliseconds of work, and of large files up to four times as much, for each range costs who hands it out something.
LEAST, MOST = 1 << 18, 1 << 20
_PIECES = 128
_LONGEST_LINE = 1 << 25  # bytes beyond a range; what has a longer line is not cut
_MOST_BYTES_A_CHARACTER = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRange:
    """The bytes from `start` to `stop`, which are whole lines; the first is line `line` of the file."""

    start: int
    stop: int
    line: int
    check: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """A file in ranges: its format, and the digest of all its bytes, as `file_digest` gives it."""

    form: str
    digest: str
    ranges: tuple[LineRange, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RangeFile:
    """Where ranges are read, and as what; see `SourceFile`."""

    file: Path
    path: str
    form: str
    year: int | None
    zone: dt.tzinfo
    columns: Mapping[str, str]


def cut_file(
    file: Path, name: str, *, form: str | None = None, size: int | None = None
) -> Cut | None:
    """Cut a file into ranges of about `size` bytes; `None` where it is to be read as a whole."""
    try:
        with file.open("rb") as stream:
            head = stream.read(max(HEAD, PIECE * _MOST_BYTES_A_CHARACTER + _MOST_BYTES_A_CHARACTER))
            found = _by_lines(name, head, form)
            if found is None:
                return None
            whole = stream.seek(0, io.SEEK_END)
            stream.seek(0)
            digest = StreamDigest()
            about = size or min(max(whole // _PIECES, LEAST), MOST)
            ranges = tuple(_ranges(stream, about, digest))
    except (OSError, _TooLongError):  # reading it says what is wrong
        return None
    return Cut(form=found, digest=digest.name(), ranges=ranges)


def range_events(source: RangeFile, part: LineRange) -> Iterator[SourceEvent] | None:
    """Read a range; `None` where the file has other bytes there now, or cannot be read."""
    try:
        with source.file.open("rb") as stream:
            stream.seek(part.start)
            data = stream.read(part.stop - part.start)
    except OSError:
        return None
    if len(data) != part.stop - part.start or crc32(data) != part.check:
        return None
    return find_reader(source.form)(
        SourceFile(
            path=source.path,
            open=lambda: io.BytesIO(data),
            year=source.year,
            zone=source.zone,
            columns=source.columns,
            first_line=part.line,
        )
    )


class _TooLongError(Exception):
    """A line that is no paper's."""


def _by_lines(name: str, head: bytes, form: str | None) -> str | None:
    """Give the format of a file, if it is read line by line and can be cut."""
    if is_compressed(head) or has_utf_16_mark(head):
        return None
    found = form or detect_format(PurePath(name).name, head[:HEAD])
    if found is None or not may_be_by_lines(found):
        return None
    begun = SourceFile(path=name, open=lambda: io.BytesIO(head))
    return found if has_json_lines(begun) else None


def _ranges(stream: BinaryIO, size: int, digest: StreamDigest) -> Iterator[LineRange]:
    """Cut after line feeds: in UTF-8 no other character has that byte, and no decoder takes it for a part of a broken one."""
    start, line = 0, 1
    while data := stream.read(size):
        if data[-1:] != b"\n":
            data += stream.readline(_LONGEST_LINE)
            if len(data) >= size + _LONGEST_LINE:
                raise _TooLongError
        digest.add(data)
        text = data if start else without_mark(data)
        stop = start + len(data)
        yield LineRange(start=stop - len(text), stop=stop, line=line, check=crc32(text))
        start, line = stop, line + _lines_ended(data)


def _lines_ended(data: bytes) -> int:
    """Count LF, CRLF and CR alone; data never ends between CR and LF."""
    returns = data.count(b"\r")
    both = data.count(b"\r\n") if returns else 0
    return data.count(b"\n") + returns - both
