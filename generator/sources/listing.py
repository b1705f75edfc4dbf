"""The page text of a papers site: banners, days, credits, then titles and abstracts.

Enters: the lines of a page copied as text, or of several such pages one after the other.
Leaves: a record for each paper, with the line of its title (or of its abstract when it has none), and
a reject for each title with no abstract. Refuses, with a problem for each: a dump that ends in a title,
for it was cut off, and a day with no year when neither the page nor site.yaml tells one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from generator.errors import Location, Problem, quoted
from generator.models import LineKind, Rejected, SourceRecord
from generator.sources.alignment import Role
from generator.sources.dump import SourceText, counted_lines
from generator.sources.events import SourceEvent
from generator.sources.furniture import PageLine, joined, page_lines
from generator.sources.pairing import content_lines, read_roles
from generator.text.dates import WrittenDay

_TURN_OF_THE_YEAR = 6  # months


@dataclass(frozen=True, slots=True, kw_only=True)
class _Block:
    """Lines of content with no day, credit or banner among them, perhaps votes and authors, and the day and credit above them."""

    page: Sequence[PageLine]
    day: dt.date | None
    credit: str | None


def read_listing(source: SourceText, shape: str) -> Iterator[SourceEvent]:
    """Read a page, or pages pasted together."""
    yield from _ListingReader(source, shape).read()


class _ListingReader:
    """One pass over a page; lives no longer than `read`."""

    def __init__(self, source: SourceText, shape: str) -> None:
        self._source = source
        self._shape = shape
        self._kinds: dict[int, LineKind] = {}
        self._latest_day: dt.date | None = None
        self._problems: list[Problem] = []

    def read(self) -> Iterator[SourceEvent]:
        # All of the file is looked at before a line is a title: its layout tells what is odd in it.
        blocks = list(self._blocks())
        reading = read_roles([content_lines(block.page) for block in blocks])
        for block, roles in zip(blocks, reading, strict=True):
            yield from self._read_block(block, roles, is_last=block is blocks[-1])
        yield from self._problems
        yield from counted_lines(self._source, self._kinds)

    def _blocks(self) -> Iterator[_Block]:
        """Give the blocks: only what stands above a block belongs to it, so furniture ends it."""
        day: dt.date | None = None
        credit: str | None = None
        block: list[PageLine] = []
        for line in page_lines(self._source.lines):
            if line.kind is not None:
                self._kinds[line.number] = line.kind
            if line.kind is None or (line.kind == "metadata" and line.credit is None):
                block.append(line)
                continue
            yield _Block(page=block, day=day, credit=credit)
            block = []
            if line.kind == "boilerplate":
                day, credit = None, None
            elif line.credit is not None:
                credit = line.credit
            elif line.day is not None:
                day = self._date(line)
        yield _Block(page=block, day=day, credit=credit)

    def _read_block(
        self, block: _Block, roles: Sequence[Role], *, is_last: bool
    ) -> Iterator[SourceEvent]:
        content = [line for line in block.page if line.kind is None]
        for title, abstract in _papers(content, roles):
            self._kinds.update((line.number, "title") for line in title)
            self._kinds.update((line.number, "abstract") for line in abstract)
            first = (title or abstract)[0]
            location = Location(path=self._source.path, line=first.number)
            if abstract:
                yield SourceRecord(
                    location=location,
                    format=self._shape,
                    title=joined(title) if title else None,
                    abstract=joined(abstract),
                    date=block.day,
                    credit=block.credit,
                )
                continue
            self._kinds.update((line.number, "rejected") for line in title)
            cut_off = is_last and title[-1] is content[-1]
            yield self._lone_title(title, location, is_last=cut_off)

    def _lone_title(
        self, title: Sequence[PageLine], location: Location, *, is_last: bool
    ) -> SourceEvent:
        shown = quoted(joined(title))
        if not is_last:
            reason = f"title {shown} has no abstract; expected its abstract on the next line"
            return Rejected(location=location, reason=reason, lines=len(title))
        # Nothing follows, so the page was cut off when it was copied: papers are missing.
        self._problems.append(
            Problem(
                location=location,
                message=f"title {shown} has no abstract; expected its abstract on the next line; "
                "add the abstract, or delete the title",
            )
        )
        return Rejected(location=location, reason=f"title {shown} ends the dump", lines=len(title))

    def _date(self, line: PageLine) -> dt.date | None:
        """Give the date of a day's line and remember it: the next day without a year is near it."""
        assert line.day is not None
        year = line.day.year or self._running_year(line.day)
        if year is None:
            self._problem(
                line.number,
                f"day {quoted(line.text)} has no year; expected a year in the line or in site.yaml; "
                'write "year: 2025" (or the year that it is) under this source in site.yaml',
            )
            return None
        try:
            self._latest_day = line.day.in_year(year)
        except ValueError:
            self._problem(
                line.number,
                f"day {quoted(line.text)} is not in the calendar of {year}; expected a day of that "
                "year; correct the day, or the year of this source in site.yaml",
            )
            return None
        return self._latest_day

    def _running_year(self, day: WrittenDay) -> int | None:
        """Give the year of a day without one: that of the day above it, or the next or last one.

        The first day takes the year of site.yaml. Pages stand in order, so a leap of half a year or
        more between two days is a turn of the year: Dec 31 and then Jan 1, or the other way round.
        """
        latest = self._latest_day
        if latest is None:
            return self._source.year
        if latest.month - day.month >= _TURN_OF_THE_YEAR:
            return latest.year + 1
        if day.month - latest.month >= _TURN_OF_THE_YEAR:
            return latest.year - 1
        return latest.year

    def _problem(self, number: int, message: str) -> None:
        location = Location(path=self._source.path, line=number)
        self._problems.append(Problem(location=location, message=message))


def _papers(
    block: Sequence[PageLine], roles: Sequence[Role]
) -> Iterator[tuple[list[PageLine], list[PageLine]]]:
    """Give the title and the abstract lines of each paper; one of them may be missing."""
    title: list[PageLine] = []
    abstract: list[PageLine] = []
    for line, role in zip(block, roles, strict=True):
        if (role == "title" and (title or abstract)) or (role == "abstract" and abstract):
            yield title, abstract
            title, abstract = [], []
        (title if role in {"title", "more-title"} else abstract).append(line)
    if title or abstract:
        yield title, abstract
