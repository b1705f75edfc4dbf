"""The page text of a papers site: banners, days, credits, then titles and abstracts.

Enters: the lines of a page copied as text, or of several such pages one after the other.
Leaves: a record for each paper, with the line of its title (or of its abstract when it has none), and
a reject for each title with no abstract. Refuses, with a problem for each: a dump that ends in a title,
for it was cut off, and a day with no year when neither the page nor site.yaml tells one.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from generator.errors import Location, Problem, quoted
from generator.models import LineKind, Rejected, SourceRecord
from generator.sources.dump import SourceText, counted_lines
from generator.sources.events import SourceEvent
from generator.sources.pairing import Role, best_roles
from generator.text.clean import fold_white_space
from generator.text.dates import WrittenDay, parse_day
from generator.text.rich import join_lines

_BANNER = re.compile(r"Get trending papers in your email inbox(?: once a day)?!?")
_BUTTON = "Subscribe"
_GLUED_BUTTON = re.compile(r"Subscribe(?=[^\s])")
_SURELY_GLUED = re.compile(r"Subscribe(?=[^\sa-z])")
# What the site shows beside a title: votes, comments, the number of authors, who posted it.
_COUNTS = re.compile(
    r"(?:[\d.,]+k?|[·•+-]?\s*[\d.,]+k?\s+(?:authors?|comments?|upvotes?|votes?|likes?|replies|reply)"
    r"|[·•]|Upvote|Submitted by\s*\S.*|View all comments)",
    re.IGNORECASE,
)
_TURN_OF_THE_YEAR = 6  # months
_CREDIT = re.compile(r"by\s*(?P<credit>\S.* and the research community)")


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLine:
    """A line that is not blank, after its white space is folded and a glued button is cut off."""

    number: int
    text: str
    kind: LineKind | None  # None: content, a title or an abstract
    day: WrittenDay | None = None
    credit: str | None = None


def page_lines(lines: Sequence[str]) -> Iterator[PageLine]:
    """Tell the furniture of a page (banners, buttons, credits, days) from its content."""
    after_banner = False
    for number, raw in enumerate(lines, start=1):
        text = fold_white_space(raw)
        if not text:
            continue
        line = _page_line(number, text, after_banner=after_banner, next_is=lines[number:])
        after_banner = line.kind == "boilerplate" and (
            after_banner or _BANNER.fullmatch(text) is not None
        )
        yield line


def _page_line(number: int, text: str, *, after_banner: bool, next_is: Sequence[str]) -> PageLine:
    if _BANNER.fullmatch(text) or text == _BUTTON:
        return PageLine(number=number, text=text, kind="boilerplate")
    if text == "new" and _banner_follows(next_is):
        return PageLine(number=number, text=text, kind="boilerplate")
    if credit := _CREDIT.fullmatch(text):
        return PageLine(number=number, text=text, kind="metadata", credit=credit["credit"])
    if day := parse_day(text):
        return PageLine(number=number, text=text, kind="date", day=day)
    if _COUNTS.fullmatch(text):
        return PageLine(number=number, text=text, kind="metadata")
    glued = (_GLUED_BUTTON if after_banner else _SURELY_GLUED).match(text)
    content = text[glued.end() :] if glued else text
    return PageLine(number=number, text=content, kind=None)


def _banner_follows(lines: Sequence[str]) -> bool:
    for raw in lines[:20]:
        if text := fold_white_space(raw):
            return _BANNER.fullmatch(text) is not None
    return False


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
        day: dt.date | None = None
        credit: str | None = None
        block: list[PageLine] = []
        for line in page_lines(self._source.lines):
            if line.kind is None:
                block.append(line)
                continue
            self._kinds[line.number] = line.kind
            if line.kind == "metadata" and line.credit is None:
                continue
            # Only what stands above a block belongs to it, so a page ends where furniture begins.
            yield from self._read_block(block, day, credit)
            block = []
            if line.kind == "boilerplate":
                day, credit = None, None
            elif line.credit is not None:
                credit = line.credit
            elif line.day is not None:
                day = self._date(line)
        yield from self._read_block(block, day, credit, is_last=True)
        yield from self._problems
        yield from counted_lines(self._source, self._kinds)

    def _read_block(
        self,
        block: Sequence[PageLine],
        day: dt.date | None,
        credit: str | None,
        *,
        is_last: bool = False,
    ) -> Iterator[SourceEvent]:
        lines = self._source.lines
        gaps = frozenset(
            place
            for place, line in enumerate(block)
            if place and not fold_white_space(lines[line.number - 2])
        )
        roles, _ = best_roles([line.text for line in block], gaps)
        for title, abstract in _papers(block, roles):
            self._kinds.update((line.number, "title") for line in title)
            self._kinds.update((line.number, "abstract") for line in abstract)
            first = (title or abstract)[0]
            location = Location(path=self._source.path, line=first.number)
            if abstract:
                yield SourceRecord(
                    location=location,
                    format=self._shape,
                    title=_joined(title) if title else None,
                    abstract=_joined(abstract),
                    date=day,
                    credit=credit,
                )
                continue
            self._kinds.update((line.number, "rejected") for line in title)
            yield self._lone_title(title, location, is_last=is_last and title[-1] is block[-1])

    def _lone_title(
        self, title: Sequence[PageLine], location: Location, *, is_last: bool
    ) -> SourceEvent:
        shown = quoted(_joined(title))
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


def _joined(lines: Sequence[PageLine]) -> str:
    """Join the lines of a paragraph, and a word that was broken at its hyphen."""
    if len(lines) == 1:
        return lines[0].text
    return fold_white_space(join_lines("\n".join(line.text for line in lines)))
