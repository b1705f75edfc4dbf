"""Ledgers as plain values, and back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from generator.errors import Location
from generator.models import Ledger, Rejected


def packed_ledger(ledger: Ledger) -> tuple[Any, ...]:
    """Write a ledger as plain values."""
    rejects = [
        (each.location.path, each.location.line, each.reason, each.lines) for each in ledger.rejects
    ]
    return ledger.path, ledger.format, ledger.lines, ledger.papers, ledger.counts, tuple(rejects)


def unpacked_ledger(packed: Iterable[Any]) -> Ledger:
    """Read a ledger that `packed_ledger` wrote."""
    path, form, lines, papers, counts, rejects = packed
    return Ledger(
        path=path,
        format=form,
        lines=lines,
        papers=papers,
        counts=counts,
        rejects=tuple(
            Rejected(location=Location(path=where, line=line), reason=reason, lines=count)
            for where, line, reason, count in rejects
        ),
    )
