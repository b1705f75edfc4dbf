"""What a reader of a source gives, one after the other: records, rejects, counted lines, problems.

A reader is a function from a `SourceFile` to an iterator of events; it keeps nothing, so a source of
any size is read in the memory of one record. Every line of the source is accounted for exactly once:
a record says with `Counted` events how its lines were used, a `Rejected` counts for `lines` of its own.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO

from generator.errors import Problem
from generator.models import LineKind, Rejected, SourceRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """Some lines of the source under one kind."""

    kind: LineKind
    lines: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFile:
    """A source to read: `open` gives its decompressed bytes from the start each time.

    `path` is how records and messages name it, `year` the year of days without one, `zone` where the days
    of timestamps are, `columns` maps our field names to the source's for generic formats. Where there is a `first_line`, the bytes
    are whole lines out of the middle of a text of UTF-8, of which that is the first one's number (see `generator.sources.ranges`).
    """

    path: str
    open: Callable[[], BinaryIO]
    year: int | None = None
    zone: dt.tzinfo = dt.UTC
    columns: Mapping[str, str] = field(default_factory=dict)
    first_line: int | None = None


# A problem is what no site can be built with; a reject is named and left out.
SourceEvent = SourceRecord | Rejected | Counted | Problem
Reader = Callable[[SourceFile], Iterator[SourceEvent]]
