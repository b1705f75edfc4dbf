"""Abstracts alone, with no titles.

Enters: lines. Leaves: a record without a title for each abstract: a line that is not blank, or several
that plainly go on from one another.
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.errors import Location
from generator.models import LineKind, SourceRecord
from generator.sources.dump import SourceText, counted_lines
from generator.sources.events import SourceEvent
from generator.sources.furniture import PageLine, joined, page_lines
from generator.sources.pairing import content_lines, read_abstract_starts

SHAPE = "abstracts"


def read_abstracts(source: SourceText) -> Iterator[SourceEvent]:
    """Read each line that is not blank as an abstract, or as more of the abstract above it."""
    page = list(page_lines(source.lines))
    kinds: dict[int, LineKind] = {line.number: line.kind or "abstract" for line in page}
    content = [line for line in page if line.kind is None]
    abstracts: list[list[PageLine]] = []
    for line, begins in zip(content, read_abstract_starts(content_lines(page)), strict=True):
        if begins:
            abstracts.append([line])
        else:
            abstracts[-1].append(line)
    for lines in abstracts:
        location = Location(path=source.path, line=lines[0].number)
        yield SourceRecord(location=location, format=SHAPE, title=None, abstract=joined(lines))
    yield from counted_lines(source, kinds)
