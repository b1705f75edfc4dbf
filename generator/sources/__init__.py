"""Reading sources: one module per input shape, each from lines to records and a ledger.

Enters: the path of a dump and what site.yaml says of it. Leaves: a `SourceReading`. Refuses, with
one problem each: a file that cannot be read, is not UTF-8, is empty, or holds no paper.
"""

from __future__ import annotations

from pathlib import Path

from generator.errors import InputError, Location, Problem
from generator.models import Shape
from generator.sources.abstracts import read_abstracts
from generator.sources.detect import detect_shape
from generator.sources.listing import read_listing
from generator.sources.records import SourceReading, SourceText
from generator.text.lines import NotUtf8Error, decode_lines

__all__ = ["SourceReading", "read_source"]


def read_source(
    file: Path, path: str, *, shape: Shape | None = None, year: int | None = None
) -> SourceReading:
    """Read one dump; `path` is how messages and records name it.

    Raises `InputError` where nothing can be read at all; what is wrong with single lines comes
    as the reading's problems.
    """
    source = SourceText(path=path, lines=_lines(file, path), year=year)
    found = shape or detect_shape(source.lines)
    reading = read_abstracts(source) if found == "abstracts" else read_listing(source, found)
    if not reading.records and not reading.problems:
        raise _refused(
            path,
            None,
            f"the dump holds {len(source.lines)} lines but no paper; expected titles and abstracts; "
            "fill it, or take it out of `sources`",
        )
    return reading


def _lines(file: Path, path: str) -> tuple[str, ...]:
    try:
        data = file.read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        raise _refused(
            path,
            None,
            f"cannot be read ({reason}); expected a readable file; check its permissions",
        ) from None
    try:
        lines = tuple(decode_lines(data))
    except NotUtf8Error as error:
        encoding = "UTF-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "WINDOWS-1252"
        raise _refused(
            path,
            error.line,
            f"byte 0x{error.byte:02X} in column {error.column} is not UTF-8; expected UTF-8 text; "
            f"convert the file, for instance with: iconv -f {encoding} -t UTF-8 {file.name}",
        ) from None
    if not any(line.strip() for line in lines):
        raise _refused(
            path,
            1,
            "the dump is empty; expected titles and abstracts; fill it, or take it out of `sources`",
        )
    return lines


def _refused(path: str, line: int | None, message: str) -> InputError:
    return InputError([Problem(location=Location(path=path, line=line), message=message)])
