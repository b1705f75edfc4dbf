"""Records in a temporary file, to be read again by number.

Enters: `SourceRecord`s. Leaves: the same records. The file has no name and goes when the spool does.
`marshal` is safe here because nobody but this process writes the file, and it is the fastest way to keep
plain tuples.
"""

from __future__ import annotations

import datetime as dt
import marshal
import os
import tempfile
from array import array
from types import TracebackType
from typing import Any

from generator.errors import Location
from generator.models import Link, SourceRecord, new_record

_BUFFER = 1 << 20


class RecordSpool:
    """A list of records that lives on disk; eight bytes a record are held in memory."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile(buffering=_BUFFER)  # noqa: SIM115 - closed by __exit__
        self._number = self._file.fileno()
        self._starts = array("Q", [0])  # and, last, the end of the last record
        self._flushed = True

    def __enter__(self) -> RecordSpool:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()

    def __len__(self) -> int:
        return len(self._starts) - 1

    def append(self, record: SourceRecord) -> None:
        """Put a record at the end."""
        self._flushed = False
        size = self._file.write(marshal.dumps(_packed(record)))
        self._starts.append(self._starts[-1] + size)

    def __getitem__(self, number: int) -> SourceRecord:
        start, stop = self._starts[number], self._starts[number + 1]
        if not self._flushed:
            self._file.flush()
            self._flushed = True
        return _unpacked(marshal.loads(os.pread(self._number, stop - start, start)))


def _packed(record: SourceRecord) -> tuple[Any, ...]:
    return (
        record.location.path,
        record.location.line,
        record.format,
        record.title,
        record.abstract,
        record.date.toordinal() if record.date is not None else None,
        record.credit,
        record.authors,
        record.ids,
        tuple([(link.url, link.kind) for link in record.links]),
        record.categories,
        record.venue,
        record.dated_by,
    )


def _unpacked(packed: tuple[Any, ...]) -> SourceRecord:
    (path, line, form, title, abstract, day, credit, authors, ids, links, *rest) = packed
    categories, venue, dated_by = rest
    return new_record(
        location=Location(path=path, line=line),
        format=form,
        title=title,
        abstract=abstract,
        date=dt.date.fromordinal(day) if day is not None else None,
        credit=credit,
        authors=authors,
        ids=ids,
        links=tuple([Link(url=url, kind=kind) for url, kind in links]) if links else (),
        categories=categories,
        venue=venue,
        dated_by=dated_by,
    )
