"""CSV and TSV with a header.

Enters: a table whose columns have common names, or those that `columns` of the source maps ours to.
Leaves: a record for each row. The separator (comma, tab, semicolon, bar) is that of the header. Quotes
as in RFC 4180; quoted cells may hold line breaks.
Refuses, each by itself: rows with more or fewer cells than the header, and rows whose quote is never
closed, which then do not take the rows below with them. As a whole: a table without a title or
abstract column, or without a column that site.yaml names.
"""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Iterator, Sequence
from typing import Literal

from generator.errors import Location, did_you_mean, quoted
from generator.models import SourceRecord
from generator.sources.account import LineAccount
from generator.sources.columns import guess_heads
from generator.sources.events import SourceEvent, SourceFile
from generator.sources.fields import (
    NoPaperError,
    day_of,
    make_record,
    short_text_of,
    text_of,
    texts_of,
)
from generator.sources.names import names_of
from generator.sources.text_stream import (
    BROKEN_OFF,
    LONGEST_RECORD,
    NOT_UTF_8,
    TOO_LONG,
    SourceStream,
    is_damaged,
)
from generator.text.ids import ids_in

CSV = "csv"
TSV = "tsv"
_Quoting = Literal[0, 3]  # csv.QUOTE_MINIMAL, csv.QUOTE_NONE
_SEPARATORS = ",\t;|"
_NEVER = "\x1f"  # separates nothing: a table of one column may have commas in its texts
_IN_LIST = re.compile(r"""\\.|'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)\"""")
# The lines that a quoted cell may go over; an unclosed quote is looked for no further.
_MOST_LINES = 1000
_MOST_COLUMNS = 1000
_MOST_CHARACTERS = 1_000_000


def read_csv(source: SourceFile) -> Iterator[SourceEvent]:
    """Read a table, commas preferred where the header does not tell."""
    return _Table(source, CSV).events()


def read_tsv(source: SourceFile) -> Iterator[SourceEvent]:
    """Read a table, tabs preferred where the header does not tell."""
    return _Table(source, TSV).events()


def separator_of(header: str, *, preferred: str = ",") -> str:
    r"""Give the separator that a header line holds most of, outside quotes.

    >>> separator_of("title;abstract, short;date"), separator_of("title\tdate"), separator_of("title")
    (';', '\t', ',')
    """
    outside = "".join(header.split('"')[::2])
    return max(_SEPARATORS, key=lambda mark: (outside.count(mark), mark == preferred))


class _Table:
    """One pass over a table; `events` is called once."""

    def __init__(self, source: SourceFile, format: str) -> None:
        self._source = source
        self._format = format
        self._stream = SourceStream(source)
        self._lines = self._stream.lines()
        self._waiting: deque[str] = deque()  # lines read ahead for a quote that was not closed
        self._account = LineAccount(source.path)
        self._number = 0  # of the last line taken
        self._separator = ","
        self._places: dict[str, int] = {}
        self._width = 0

    def events(self) -> Iterator[SourceEvent]:
        """Read everything."""
        if self._read_header():
            while (line := self._take()) is not None:
                yield from self._account.settle(self._number)
                if line and not line.isspace():
                    yield from self._read_row(line)
        if self._stream.broken is not None:
            self._account.note(self._account.lines, f"{BROKEN_OFF}: {self._stream.broken}")
        yield from self._account.settle()

    def _take(self) -> str | None:
        line = self._waiting.popleft() if self._waiting else next(self._lines, None)
        if line is not None:
            self._number += 1
            if self._number > self._account.lines:
                self._account.add_line(line)
        return line

    def _read_header(self) -> bool:
        line = self._take()
        while line is not None and (not line or line.isspace()):
            line = self._take()
        if line is None:
            return False
        first = self._number
        preferred = "\t" if self._format == TSV else ","
        self._separator = separator_of(line[:_MOST_CHARACTERS], preferred=preferred)
        if not any(mark in line for mark in _SEPARATORS):
            self._separator = _NEVER
        if line.count('"') % 2:
            line = self._gather(line)
        header = [head.strip() for head in self._split(line) or ()]
        self._width = len(header)
        reason = self._find_columns(header)
        if reason is None:
            self._account.use(first, self._number, "metadata")
            return True
        self._account.reject_rest(first, reason)
        while self._take() is not None:
            pass
        return False

    def _find_columns(self, header: Sequence[str]) -> str | None:
        """Set the places of our fields; gives what is wrong with the header."""
        if len(header) > _MOST_COLUMNS:
            return f"a header of {len(header):,} columns; expected at most {_MOST_COLUMNS:,}"
        self._places = guess_heads(header)
        for field, name in self._source.columns.items():
            if name not in header:
                known = ", ".join(quoted(head, 30) for head in header[:20])
                return (
                    f"no column {quoted(name)}, which site.yaml names for {field}; the header has "
                    f"{known}{did_you_mean(name, header)}"
                )
            self._places[field] = header.index(name)
        if "title" in self._places or "abstract" in self._places:
            return None
        known = ", ".join(quoted(head, 30) for head in header[:20])
        return (
            f"a header without a column for the title or the abstract: {known}; name them under "
            '"columns" of this source in site.yaml, as in: columns: {title: Name, abstract: Text}'
        )

    def _read_row(self, line: str) -> Iterator[SourceEvent]:
        account, first = self._account, self._number
        try:
            cells, text = self._cells(line)
            if is_damaged(text):
                raise NoPaperError(NOT_UTF_8)
            record = self._make(cells, Location(path=account.path, line=first))
        except NoPaperError as error:
            account.reject(first, self._number, str(error))
            return
        # Only abstracts go over several lines.
        account.use(first, self._number, "title" if record.abstract is None else "abstract")
        yield record

    def _cells(self, line: str) -> tuple[list[str], str]:
        """Give the cells of the row that begins with a line, and all of its text."""
        if len(line) > LONGEST_RECORD:
            raise NoPaperError(TOO_LONG)
        is_open = line.count('"') % 2 == 1
        if is_open:
            text = self._gather(line)
            cells = self._fitting(self._split(text, strict=True))
            if cells is not None:
                return cells, text
            self._put_back(text.split("\n")[1:])
        # A quote inside a cell that belongs to no other is an inch mark.
        found = self._split(line, csv.QUOTE_NONE if is_open else csv.QUOTE_MINIMAL)
        cells = self._fitting(found)
        if cells is not None and not (is_open and any(cell[:1] == '"' for cell in cells)):
            return cells, line
        if is_open:
            raise NoPaperError("a quote that is not closed; expected a second one in the same cell")
        if found is None:
            raise NoPaperError("no row of cells, or a cell of more than 131,072 characters")
        raise NoPaperError(f"{len(found)} cells; expected {self._width}, as in the header")

    def _gather(self, line: str) -> str:
        """Read on until the quotes of a row are even, at most so far."""
        gathered, size = [line], len(line)
        while len(gathered) < _MOST_LINES and size < _MOST_CHARACTERS:
            more = self._take()
            if more is None:
                break
            gathered.append(more)
            size += len(more)
            if more.count('"') % 2:
                break
        return "\n".join(gathered)

    def _put_back(self, lines: Sequence[str]) -> None:
        self._waiting.extendleft(reversed(lines))
        self._number -= len(lines)

    def _fitting(self, cells: list[str] | None) -> list[str] | None:
        """Give a row that has as many cells as the header, empty ones at its end left out."""
        if cells is None or len(cells) < self._width or any(cells[self._width :]):
            return None
        return cells[: self._width]

    def _split(
        self, text: str, quoting: _Quoting = csv.QUOTE_MINIMAL, *, strict: bool = False
    ) -> list[str] | None:
        mark = self._separator
        try:
            rows = list(csv.reader([text], delimiter=mark, quoting=quoting, strict=strict))
        except csv.Error:
            return None
        return rows[0] if len(rows) == 1 else None

    def _make(self, cells: Sequence[str], location: Location) -> SourceRecord:
        value = {field: cells[place].strip() for field, place in self._places.items()}
        take = value.get
        return make_record(
            location,
            self._format,
            title=text_of(take("title")),
            abstract=text_of(take("abstract")),
            date=day_of(take("date"), self._source.zone, self._source.year),
            authors=names_of(_listed(take("authors", ""))),
            ids=ids_in(take(field, "") for field in ("arxiv", "doi", "id", "url")),
            urls=[(take("url"), None), (take("code"), None), (take("project"), None)],
            categories=texts_of(_listed(take("keywords", "")), separators=";|,"),
            venue=short_text_of(take("venue")),
        )


def _listed(text: str) -> object:
    r"""Read a list as Python or JSON prints it, which tables made by programs hold.

    >>> _listed("['Ada Lovelace', \"Flann O'Brien\"]"), _listed("Ada Lovelace")
    (['Ada Lovelace', "Flann O'Brien"], 'Ada Lovelace')
    """
    if text[:1] == "[" and text[-1:] == "]":
        return [single or double for single, double in _IN_LIST.findall(text) if single or double]
    return text
