"""Ranges of a source, each read in whichever process: parsed, checked, packed, and with the keys of its records.

Enters: a range of a file, and what site.yaml says of its source. Leaves: packed records with their keys and the account of the
range's lines; the accounts of all ranges, one after the other, are that of the source.
"""

from __future__ import annotations

import datetime as dt
from array import array
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from generator.config.time_zones import time_zone
from generator.errors import Problem
from generator.intake import SourceInRanges, dated
from generator.models import LINE_KINDS, Ledger, Rejected
from generator.papers import KeyTable, keys_of, packed_record
from generator.sources.reading import SourceInProgress, no_paper

if TYPE_CHECKING:
    from generator.sources.ranges import LineRange

_known_zone = lru_cache(maxsize=None)(time_zone)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadRange:
    """What a range gave: `records` one after the other, their `sizes` in bytes as numbers of 32 bits, their keys, the account."""

    records: bytes
    sizes: bytes
    keys: KeyTable
    ledger: Ledger


def read_range(_: object, call: tuple[SourceInRanges, LineRange]) -> ReadRange | None:
    """Read a range of a source; `None` where the file has other bytes there now, or cannot be read."""
    # Loads readers, of which a site whose sources did not change needs none.
    from generator.sources.ranges import RangeFile, range_events

    source, part = call
    zone: dt.tzinfo = _known_zone(source.zone)
    file = RangeFile(
        file=source.file,
        path=source.path,
        form=source.form,
        year=source.year,
        zone=zone,
        columns=dict(source.columns),
    )
    events = range_events(file, part)
    if events is None:
        return None
    reading = SourceInProgress(source.path, source.form, events)
    records = [
        packed_record(dated(record, source.day, source.dated_by)) for record in reading.records()
    ]
    return ReadRange(
        records=b"".join(records),
        sizes=array("I", map(len, records)).tobytes(),
        keys=keys_of(records),
        ledger=reading.ledger(),
    )


def joined_ledger(ledgers: Iterable[Ledger]) -> Ledger:
    """Put the accounts of the ranges of a source together, in their order."""
    every = list(ledgers)
    counts = Counter[str]()
    for ledger in every:
        counts.update(dict(ledger.counts))
    return replace(
        every[0],
        lines=sum(ledger.lines for ledger in every),
        papers=sum(ledger.papers for ledger in every),
        counts=tuple((kind, counts[kind]) for kind in LINE_KINDS),
        rejects=tuple(reject for ledger in every for reject in ledger.rejects),
    )


def faults(ledger: Ledger) -> tuple[Problem, ...]:
    """Say what is wrong with a source as a whole, as far as its account tells."""
    first: Rejected | None = next(iter(ledger.rejects), None)
    return () if ledger.papers or first is None else (no_paper(first),)
