"""A source, opened: its format is told, and its reader begins.

Enters: the path of a source and what site.yaml says of it. Leaves: a `SourceInProgress`, whose records
come as they are asked for. Refuses, with one problem each: a file that cannot be read, a dump that is
not UTF-8, and a source that is empty or holds no paper.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePath

from generator.errors import InputError, Location, Problem
from generator.models import Rejected, SourceRecord
from generator.sources.abstracts import SHAPE as ABSTRACTS
from generator.sources.abstracts import read_abstracts
from generator.sources.compression import opener
from generator.sources.detect import detect_shape
from generator.sources.dump import DUMP_SHAPES, SourceText
from generator.sources.events import Reader, SourceEvent, SourceFile
from generator.sources.listing import read_listing
from generator.sources.reading import SourceInProgress, SourceReading, no_paper
from generator.sources.registry import find_reader
from generator.sources.sniff import HEAD, detect_format
from generator.sources.text_stream import LONGEST_RECORD, TOO_LONG
from generator.text.lines import NotUtf8Error, decode_lines

_LARGEST_DUMP = 64 << 20  # bytes; the longest page of a listing that anybody copied had one MB


def read_source(
    file: Path, path: str, *, shape: str | None = None, year: int | None = None
) -> SourceReading:
    """Read all of a source; see `open_source`."""
    return open_source(file, path, form=shape, year=year).whole()


def open_source(
    file: Path | str,
    path: str,
    *,
    form: str | None = None,
    year: int | None = None,
    zone: dt.tzinfo = dt.UTC,
    columns: Mapping[str, str] | None = None,
) -> SourceInProgress:
    """Open a source for reading, a file or a URL; `path` is how messages and records name it, `-` is standard input.

    Timestamps become days in `zone`. Without `form` the format is told from the first bytes and the name. Raises `InputError` where
    nothing can be read at all, and `ReaderError` for a format that nobody reads; what is wrong with
    single lines comes as the source's problems.
    """
    source = SourceFile(path=path, open=opener(file), year=year, zone=zone, columns=columns or {})
    if form is None:
        form = detect_format(PurePath(path).name, _head(source))
    if form is not None and form not in DUMP_SHAPES:
        return SourceInProgress(path, form, _checked(find_reader(form), source))
    text = SourceText(path=path, lines=_lines(source), year=year)
    shape = form or detect_shape(text.lines)
    events = read_abstracts(text) if shape == ABSTRACTS else read_listing(text, shape)
    return SourceInProgress(path, shape, _with_papers(events, text))


def _head(source: SourceFile) -> bytes:
    try:
        with source.open() as stream:
            return stream.read(HEAD)
    except OSError as error:
        raise _unreadable(source.path, error) from None


def _checked(reader: Reader, source: SourceFile) -> Iterator[SourceEvent]:
    """Pass a reader's events on; a source that gave rejects alone is a problem."""
    papers = 0
    first: Rejected | None = None
    for event in reader(source):
        if isinstance(event, SourceRecord):
            papers += 1
        elif isinstance(event, Rejected) and first is None:
            first = event
        yield event
    if not papers and first is not None:
        yield no_paper(first)


def _with_papers(events: Iterator[SourceEvent], source: SourceText) -> Iterator[SourceEvent]:
    """Pass a dump's events on; a dump without a paper is a problem."""
    found = False
    for event in events:
        found = found or isinstance(event, SourceRecord | Problem)
        yield event
    if not found:
        yield Problem(
            location=Location(path=source.path),
            message=f"the dump holds {len(source.lines)} lines but no paper; expected titles and "
            "abstracts; fill it, or take it out of `sources`",
        )


def _lines(source: SourceFile) -> tuple[str, ...]:
    path = source.path
    try:
        with source.open() as stream:
            data = stream.read(_LARGEST_DUMP + 1)
    except OSError as error:
        raise _unreadable(path, error) from None
    if len(data) > _LARGEST_DUMP:
        raise _refused(
            path,
            1,
            f"more than {_LARGEST_DUMP >> 20} MB of plain text; expected a page as it was copied; "
            "part it into several files, or name its format under `sources`",
        )
    try:
        lines = tuple(decode_lines(data))
    except NotUtf8Error as error:
        encoding = "UTF-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "WINDOWS-1252"
        name = PurePath(path).name
        raise _refused(
            path,
            error.line,
            f"byte 0x{error.byte:02X} in column {error.column} is not UTF-8; expected UTF-8 text; "
            f"convert the file, for instance with: iconv -f {encoding} -t UTF-8 {name}",
        ) from None
    for number, line in enumerate(lines, start=1):
        if len(line) > LONGEST_RECORD:
            raise _refused(path, number, f"{TOO_LONG}; part it, or take it out")
    if not any(line.strip() for line in lines):
        raise _refused(
            path,
            1,
            "the dump is empty; expected titles and abstracts; fill it, or take it out of `sources`",
        )
    return lines


def _unreadable(path: str, error: OSError) -> InputError:
    reason = error.strerror or str(error)
    return _refused(
        path, None, f"cannot be read ({reason}); expected a readable file; check its permissions"
    )


def _refused(path: str, line: int | None, message: str) -> InputError:
    return InputError([Problem(location=Location(path=path, line=line), message=message)])
