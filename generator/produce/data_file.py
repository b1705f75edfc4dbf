"""The file of all papers, written without holding it.

Enters: the rows of papers, and where the lines of the last build's file are. Lines: the file in the folder of the new
site. The lines of papers that did not change are copied from the old file.
"""

from __future__ import annotations

import hashlib
import marshal
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import BinaryIO

from generator import urls
from generator.crews import Crew
from generator.models import PaperRow
from generator.pages import Row
from generator.produce.desk import Desk, Lines, data_lines
from generator.publish import WrittenFile

_BATCH = 256  # papers
_PIECE = 1 << 20  # bytes copied at once
_FORMAT = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class OldLines:
    """The old file, and where in it the line of each paper begins and ends, by the paper's digest."""

    open: Callable[[], BinaryIO]
    places: dict[bytes, tuple[int, int]]


def old_lines(open_file: Callable[[], BinaryIO], remembered: bytes) -> OldLines | None:
    """Read what `write_data` gave to be remembered."""
    if not remembered:
        return None
    digests, ends_written = marshal.loads(remembered)
    ends = array("Q")
    ends.frombytes(ends_written)
    size = len(digests) // len(ends) if ends else 0
    places = {}
    start = 0
    for number, end in enumerate(ends):
        places[digests[number * size : (number + 1) * size]] = (start, end)
        start = end
    return OldLines(open=open_file, places=places)


def write_data(
    crew: Crew[Desk], rows: Sequence[PaperRow], folder: Path, old: OldLines | None, made: Lines
) -> tuple[WrittenFile, bytes]:
    """Write the file of all papers; gives it, and what is to be remembered of its lines.

    `made` has the lines of papers whose pages this build made.
    """
    target = folder / urls.PAPERS_DATA
    target.parent.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    ends = array("Q")
    size = 0
    with target.open("wb") as out:
        for lines, sizes in _pieces(crew, rows, old, made):
            for piece in lines:
                digest.update(piece)
                out.write(piece)
            for each in sizes:
                size += each
                ends.append(size)
    file = WrittenFile(path=urls.PAPERS_DATA, digest=digest.hexdigest(), size=size, written=True)
    remembered = marshal.dumps((b"".join([row.digest for row in rows]), ends.tobytes()), _FORMAT)
    return file, remembered


def _pieces(
    crew: Crew[Desk], rows: Sequence[PaperRow], old: OldLines | None, made: Lines
) -> Iterator[tuple[Iterable[bytes], list[int]]]:
    """Give the lines, some at a time, with their sizes: copied from the old file, at hand, or made now."""
    known = old.places if old is not None else {}

    def origin(row: Row) -> str:
        if rows[row].digest in known:
            return "old"
        return "made" if made.has(row) else "missing"

    runs = [(kind, list(some)) for kind, some in groupby(range(len(rows)), key=origin)]
    missing = crew.map(
        data_lines, (batch for kind, run in runs if kind == "missing" for batch in _cut(run))
    )
    stream = old.open() if old is not None else None
    try:
        for kind, run in runs:
            if kind == "old" and stream is not None:
                places = [known[rows[row].digest] for row in run]
                yield _copied(stream, places), [end - start for start, end in places]
                continue
            for some in _cut(run):
                lines = next(missing) if kind == "missing" else [made.found(row) for row in some]
                yield lines, list(map(len, lines))
    finally:
        if stream is not None:
            stream.close()


def _cut(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    for start in range(0, len(rows), _BATCH):
        yield rows[start : start + _BATCH]


def _copied(stream: BinaryIO, places: Sequence[tuple[int, int]]) -> Iterator[bytes]:
    """Read parts of a file; those that follow each other there are read as one."""
    begin, end = places[0]
    for start, stop in [*places[1:], (-1, -1)]:
        if start == end:
            end = stop
            continue
        stream.seek(begin)
        while begin < end:
            piece = stream.read(min(_PIECE, end - begin))
            begin += len(piece)
            yield piece
        begin, end = start, stop
