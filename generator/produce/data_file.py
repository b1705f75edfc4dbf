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
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from generator import urls
from generator.crews import Crew
from generator.models import PaperRow
from generator.pages import Row
from generator.produce.desk import Desk, Lines, data_lines
from generator.publish import WrittenFile

if TYPE_CHECKING:
    from generator.search.arrays import Numbers

# Numpy is loaded where it is needed, for a build that finds nothing to do needs it not.
_BATCH = 256  # papers
_PIECE = 1 << 20  # bytes copied at once
_FORMAT = 2


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class OldLines:
    """The old file: which line is a paper's, by the paper's digest, and where each line ends."""

    open: Callable[[], BinaryIO]
    numbers: dict[bytes, int]
    ends: Numbers


def old_lines(open_file: Callable[[], BinaryIO], remembered: bytes) -> OldLines | None:
    """Read what `write_data` gave to be remembered."""
    import numpy as np

    if not remembered:
        return None
    digests, ends_written = marshal.loads(remembered)
    ends = np.frombuffer(ends_written, np.uint64).astype(np.int64)
    numbers = {digest: number for number, digest in enumerate(_cut_even(digests, len(ends)))}
    return OldLines(open=open_file, numbers=numbers, ends=ends)


def _cut_even(joined: bytes | bytearray, count: int) -> Iterator[bytes]:
    """Cut what is joined into so many pieces, all of one size."""
    size = len(joined) // count if count else 1
    return (bytes(joined[start : start + size]) for start in range(0, len(joined), size))


def write_data(
    crew: Crew[Desk], rows: Sequence[PaperRow], folder: Path, old: OldLines | None, made: Lines
) -> tuple[WrittenFile, bytes]:
    """Write the file of all papers; gives it, and what is to be remembered of its lines.

    `made` has the lines of papers whose pages this build made.
    """
    import numpy as np

    target = folder / urls.PAPERS_DATA
    target.parent.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    digests = bytearray()  # a list of so many would be most of what is in memory now
    for row in rows:
        digests += row.digest
    ends = array("Q")
    size = 0
    with target.open("wb") as out:
        for lines, sizes in _pieces(crew, digests, old, made):
            for piece in lines:
                digest.update(piece)
                out.write(piece)
            own = np.cumsum(sizes, dtype=np.uint64) + np.uint64(size)
            ends.frombytes(own.tobytes())
            size = ends[-1]
    file = WrittenFile(path=urls.PAPERS_DATA, digest=digest.digest(), size=size, written=True)
    remembered = marshal.dumps((bytes(digests), ends.tobytes()), _FORMAT)
    return file, remembered


class _Run(NamedTuple):
    """Rows one after the other whose lines come from the same place; `old` is the first one's in the old file, or -1."""

    start: int
    stop: int
    old: int
    made: bool


def _runs(digests: bytearray, old: OldLines | None, made: Lines) -> list[_Run]:
    """Cut all rows where the place changes from which lines come; lines of the old file follow each other there."""
    import numpy as np

    there = made.there()
    numbers = np.full(len(there), -1, dtype=np.int64)
    if old is not None:
        known = old.numbers.get
        numbers[:] = [known(digest, -1) for digest in _cut_even(digests, len(there))]
    steps = np.diff(numbers)
    same = (steps == 1) & (numbers[:-1] >= 0)
    same |= (numbers[1:] < 0) & (steps == 0) & (there[1:] == there[:-1])
    starts = [0, *(np.flatnonzero(~same) + 1).tolist()] if len(numbers) else []
    return [
        _Run(start, stop, int(numbers[start]), bool(there[start]))
        for start, stop in pairwise([*starts, len(numbers)])
    ]


def _pieces(
    crew: Crew[Desk], digests: bytearray, old: OldLines | None, made: Lines
) -> Iterator[tuple[Iterable[bytes], Sequence[int] | Numbers]]:
    """Give the lines, some at a time, with their sizes: copied from the old file, at hand, or made now."""
    import numpy as np

    runs = _runs(digests, old, made)
    missing = crew.map(
        data_lines,
        (batch for run in runs if run.old < 0 and not run.made for batch in _cut(run)),
    )
    stream = old.open() if old is not None else None
    try:
        for run in runs:
            if old is not None and stream is not None and run.old >= 0:
                last = run.old + run.stop - run.start
                begin = int(old.ends[run.old - 1]) if run.old else 0
                ends = old.ends[run.old : last]
                yield _copied(stream, begin, int(ends[-1])), np.diff(ends, prepend=begin)
                continue
            for some in _cut(run):
                lines = [made.found(row) for row in some] if run.made else next(missing)
                yield lines, list(map(len, lines))
    finally:
        if stream is not None:
            stream.close()


def _cut(run: _Run) -> Iterator[Sequence[Row]]:
    for start in range(run.start, run.stop, _BATCH):
        yield range(start, min(start + _BATCH, run.stop))


def _copied(stream: BinaryIO, begin: int, end: int) -> Iterator[bytes]:
    """Read a part of a file."""
    stream.seek(begin)
    while begin < end:
        piece = stream.read(min(_PIECE, end - begin))
        begin += len(piece)
        yield piece
