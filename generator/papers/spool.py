"""Packed records in files, to be read again by number.

Enters: records as bytes, one after the other. Leaves: the same bytes. A spool without a path has no name and goes
when it is closed; eight bytes a record are held in memory.
"""

from __future__ import annotations

import os
import tempfile
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from contextlib import suppress
from itertools import accumulate, islice
from pathlib import Path
from types import TracebackType
from typing import IO, Literal

_BUFFER = 1 << 20


class RecordSpool:
    """A list of packed records that lives on disk."""

    def __init__(self, path: Path | None = None, starts: bytes | None = None) -> None:
        """Begin a spool, or open the one at `path` whose `starts` are known."""
        self._starts = array("Q", [0])  # and, last, the end of the last record
        if starts is not None:
            self._starts = array("Q")
            self._starts.frombytes(starts)
        self._path = path
        self._file: IO[bytes]
        if path is None:
            self._file = tempfile.TemporaryFile(buffering=_BUFFER)  # noqa: SIM115 - closed by `close`
        else:
            mode: Literal["wb+", "rb"] = "wb+" if starts is None else "rb"
            self._file = path.open(mode, buffering=_BUFFER)
        self._number = self._file.fileno()
        self._flushed = True

    def __enter__(self) -> RecordSpool:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def __len__(self) -> int:
        return len(self._starts) - 1

    @property
    def starts(self) -> bytes:
        """Give where the records start, to open the spool again."""
        return self._starts.tobytes()

    def is_whole(self) -> bool:
        """Tell whether the file is as long as its records."""
        return os.fstat(self._number).st_size == self._starts[-1]

    def extend(self, records: Iterable[bytes]) -> None:
        """Put records at the end."""
        self._flushed = False
        end = self._starts[-1]
        for record in records:
            end += self._file.write(record)
            self._starts.append(end)

    def extend_joined(self, data: bytes, sizes: Iterable[int]) -> None:
        """Put records at the end that stand one after the other, each of its size in bytes."""
        self._flushed = False
        self._file.write(data)
        self._starts.extend(islice(accumulate(sizes, initial=self._starts[-1]), 1, None))

    def flush(self) -> None:
        """Let other processes see what was put in."""
        if not self._flushed:
            self._file.flush()
            self._flushed = True

    def close(self) -> None:
        """End the use of the file."""
        self._file.close()

    def drop(self) -> None:
        """End the use of a file that is of no use, whether or not what was put in can still be written."""
        with suppress(OSError):
            self._file.close()

    def __getitem__(self, number: int) -> bytes:
        start, stop = self._starts[number], self._starts[number + 1]
        self.flush()
        if hasattr(os, "pread"):
            # Processes that were forked share the file's position; this reads without one.
            return os.pread(self._number, stop - start, start)
        self._file.seek(start)
        record = self._file.read(stop - start)
        self._file.seek(0, os.SEEK_END)
        return record

    def rename(self, path: Path) -> None:
        """Give the file another name, in place of what has it; nothing more is put in."""
        self.flush()
        assert self._path is not None
        try:
            self._path.replace(path)
        except PermissionError:  # Windows: it has to be closed meanwhile
            self._file.close()
            self._path.replace(path)
            self._file = path.open("rb", buffering=_BUFFER)
            self._number = self._file.fileno()
        self._path = path


class SpoolSequence:
    """The records of several spools, numbered from the first one's first."""

    def __init__(self, spools: Sequence[RecordSpool]) -> None:
        self._spools = spools
        self._firsts: list[int] = []
        self._total = 0
        for spool in spools:
            self._firsts.append(self._total)
            self._total += len(spool)

    def __len__(self) -> int:
        return self._total

    def __getitem__(self, number: int) -> bytes:
        place = bisect_right(self._firsts, number) - 1
        return self._spools[place][number - self._firsts[place]]

    def flush(self) -> None:
        """Let other processes see what was put in."""
        for spool in self._spools:
            spool.flush()

    def close(self) -> None:
        """End the use of the files."""
        for spool in self._spools:
            spool.close()
