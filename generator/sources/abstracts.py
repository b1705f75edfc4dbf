"""Abstracts alone, one a line, with no titles.

Enters: lines. Leaves: a record without a title for each line that is not blank.
"""

from __future__ import annotations

from generator.errors import Location
from generator.models import LineKind, SourceRecord
from generator.sources.records import SourceReading, SourceText, make_reading
from generator.text.clean import fold_white_space

SHAPE = "abstracts"


def read_abstracts(source: SourceText) -> SourceReading:
    """Read each line that is not blank as one abstract."""
    kinds: dict[int, LineKind] = {}
    records: list[SourceRecord] = []
    for number, raw in enumerate(source.lines, start=1):
        text = fold_white_space(raw)
        if not text:
            continue
        kinds[number] = "abstract"
        location = Location(path=source.path, line=number)
        records.append(SourceRecord(location=location, format=SHAPE, title=None, abstract=text))
    return make_reading(source, SHAPE, records=records, kinds=kinds)
