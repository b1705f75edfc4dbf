"""Abstracts alone, one a line, with no titles.

Enters: lines. Leaves: a record without a title for each line that is not blank.
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.errors import Location
from generator.models import LineKind, SourceRecord
from generator.sources.dump import SourceText, counted_lines
from generator.sources.events import SourceEvent
from generator.text.clean import fold_white_space

SHAPE = "abstracts"


def read_abstracts(source: SourceText) -> Iterator[SourceEvent]:
    """Read each line that is not blank as one abstract."""
    kinds: dict[int, LineKind] = {}
    for number, raw in enumerate(source.lines, start=1):
        if text := fold_white_space(raw):
            kinds[number] = "abstract"
            location = Location(path=source.path, line=number)
            yield SourceRecord(location=location, format=SHAPE, title=None, abstract=text)
    yield from counted_lines(source, kinds)
