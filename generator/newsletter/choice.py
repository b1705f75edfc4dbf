"""Which edition is meant, and which of its papers.

Enters: what the command line asks for, and the archive. Leaves: a period that has papers, and their rows. Refuses what is no
edition of this digest, with the nearest one.
"""

from __future__ import annotations

from collections.abc import Sequence

from generator.archive import Archive, Period, Row
from generator.errors import BroadsheetError, quoted
from generator.models import PaperRow, Slug
from generator.notes.files import period_named


def chosen_edition(asked: str | None, archive: Archive) -> Period:
    """Give the edition of a day or period written as ISO 8601 does, or the latest; raises `BroadsheetError`."""
    if not archive.days:
        raise BroadsheetError(
            "no paper has a day, so there is no edition; expected sources that name days; give them a date "
            "in site.yaml (docs/site-yaml.md, Dates)"
        )
    if asked is None:
        return archive.editions[-1]
    kind = archive.groups[0]
    period = period_named(f"{asked.strip().upper()}.md")
    if period is not None and period.kind == "day":
        # A day stands for the week or month in which it is.
        period = archive.edition_of(period.first)
    if period is None or period.kind != kind:
        raise BroadsheetError(
            f"--date {quoted(asked)} is no {kind}; expected one, for so this digest's editions are made "
            f"(dates.group_by in site.yaml); write, for instance, --date {archive.editions[-1].iso}"
        )
    if period not in archive.periods[kind]:
        near = min(archive.editions, key=lambda other: abs(other.first - period.first))
        raise BroadsheetError(
            f"--date {quoted(asked)}: no paper is of this {kind}; expected an edition with papers; "
            f"the nearest is --date {near.iso}"
        )
    return period


def chosen_rows(
    period: Period, topic: Slug | None, archive: Archive, papers: Sequence[PaperRow]
) -> tuple[Row, ...]:
    """Give the papers of an edition, or those of a topic in it, as listed; raises `BroadsheetError` when there are none."""
    rows = archive.rows(period)
    if topic is None:
        return rows
    found = tuple(row for row in rows if topic in papers[row].topics)
    if not found:
        others = [
            other
            for other in archive.editions
            if any(topic in papers[row].topics for row in archive.rows(other))
        ]
        advice = (
            f"the latest with any is --date {others[-1].iso}" if others else "no edition has any"
        )
        raise BroadsheetError(
            f"the edition {period.iso} has no paper of the topic {quoted(topic)}; expected some; {advice}"
        )
    return found
