"""Records as bytes, small and quick to read.

Enters: `SourceRecord`s. Leaves: bytes, and from them the same records. `marshal` keeps plain tuples faster
than anything else, and is safe here because nobody but a build writes what it reads.
"""

from __future__ import annotations

import datetime as dt
import marshal
from typing import Any

from generator.errors import Location
from generator.models import Link, SourceRecord, new_record

# The newest format of marshal writes an object once where it stands twice, so the bytes of a value would
# depend on how it came to be; this one does not, and the same record is always the same bytes.
_FORMAT = 2


def packed_record(record: SourceRecord) -> bytes:
    """Write a record."""
    return marshal.dumps(
        (
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
        ),
        _FORMAT,
    )


def packed_texts_and_ids(
    data: bytes,
) -> tuple[str | None, str | None, tuple[tuple[str, str], ...]]:
    """Read no more of a record than what it is compared by: its title, its abstract and its ids."""
    _, _, _, title, abstract, _, _, _, ids, *_ = marshal.loads(data)
    return title, abstract, ids


def unpacked_record(data: bytes) -> SourceRecord:
    """Read a record that `packed_record` wrote."""
    packed: tuple[Any, ...] = marshal.loads(data)
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
