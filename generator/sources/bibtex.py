"""BibTeX and BibLaTeX.

Enters: a file of entries. Leaves: records; a date only where an entry gives a full day. LaTeX in the
texts stays. What a `crossref` names lends its title as the venue, and its day.
Refuses, each by itself: entries that do not parse, and entries with neither title nor abstract.
Whole proceedings and collections are no papers.

The file is cut where a line begins with `@type{`, so an entry that is never closed ends there at
the latest; bibtexparser splits each piece into fields and takes names apart.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from generator.errors import Location
from generator.models import SourceRecord
from generator.sources.account import LineAccount
from generator.sources.bibtex_entries import BibEntry, BibFailure, BibString, names_in, split_piece
from generator.sources.events import SourceEvent, SourceFile
from generator.sources.fields import (
    NoPaperError,
    day_of,
    make_record,
    short_text_of,
    text_of,
    texts_of,
)
from generator.sources.text_stream import (
    BROKEN_OFF,
    NOT_UTF_8,
    SourceStream,
    is_damaged,
)
from generator.text.ids import Ids, arxiv_id, ids_in

FORMAT = "bibtex"
_BEGINS = re.compile(r"\s*@[ \t]*\w+\s*[{(]")
_CROSSREF = re.compile(r"""\bcrossref\s*=\s*[{"]\s*([^}"\s,]+)""", re.IGNORECASE)
_KEY = re.compile(r"\s*@[ \t]*\w+\s*[{(]\s*([^\s,{}]+)\s*,")
_ARXIV_IN_TEXT = re.compile(r"\barxiv\s*:\s*([\w./-]+)", re.IGNORECASE)
_NO_PAPERS = frozenset(
    {"proceedings", "mvproceedings", "collection", "mvcollection", "periodical", "set", "xdata"}
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# The parser makes many objects of a piece; an entry with thousands of authors has a tenth of this.
_LONGEST_PIECE = 1 << 20  # characters
_TOO_LONG = f"an entry of more than {_LONGEST_PIECE:,} characters; expected an abstract, not a book"
_MOST_PARENTS = 100_000


@dataclass(slots=True)
class _Known:
    """What entries refer to: the time zone, @string texts so far, and fields of crossref parents."""

    zone: dt.tzinfo
    strings: dict[str, str] = field(default_factory=dict)
    parents: dict[str, Mapping[str, str]] = field(default_factory=dict)


def read_bibtex(source: SourceFile) -> Iterator[SourceEvent]:
    """Read the entries of a BibTeX or BibLaTeX file."""
    known = _Known(zone=source.zone, parents=_parents(source))
    stream = SourceStream(source)
    account = LineAccount(source.path)
    for first, lines in _pieces(stream, account):
        yield from account.settle(first)
        if lines is None:
            account.reject(first, account.lines, _TOO_LONG)
        else:
            yield from _read_piece(first, lines, account, known)
    if stream.broken is not None:
        account.note(account.lines, f"{BROKEN_OFF}: {stream.broken}")
    yield from account.settle()


def _pieces(stream: SourceStream, account: LineAccount) -> Iterator[tuple[int, list[str] | None]]:
    """Cut the file before each line that begins an entry; `None` for the lines of one too long."""
    lines: list[str] | None = None
    first, size = 1, 0
    for line in stream.lines():
        if _BEGINS.match(line):
            if lines:
                yield first, lines
            lines, first, size = [], account.lines + 1, 0
        account.add_line(line)
        if lines is None:
            account.finish(account.lines)  # text before the first entry
            continue
        size += len(line) + 1
        if size <= _LONGEST_PIECE:
            lines.append(line)
        else:
            yield first, None
            lines, first = None, account.lines + 1
    if lines:
        yield first, lines


def _read_piece(
    first: int, lines: list[str], account: LineAccount, known: _Known
) -> Iterator[SourceEvent]:
    text = "\n".join(lines)
    for block in split_piece(text, known.strings):
        if isinstance(block, BibString):
            known.strings[block.name.lower()] = block.text
            continue
        begun, ended = first + block.first - 1, first + block.last - 1
        if isinstance(block, BibFailure):
            account.reject(begun, ended, NOT_UTF_8 if is_damaged(text) else block.reason)
            continue
        if block.type in _NO_PAPERS:
            continue
        try:
            if is_damaged(text):
                raise NoPaperError(NOT_UTF_8)
            record = _make(block, known, Location(path=account.path, line=begun))
        except NoPaperError as error:
            account.reject(begun, ended, str(error))
            continue
        account.use(begun, ended, "metadata")
        for name, (start, end) in block.lines.items():
            if name in {"title", "subtitle"}:
                account.use(first + start - 1, first + end - 1, "title")
            elif name == "abstract":
                account.use(first + start - 1, first + end - 1, "abstract")
        yield record


def _make(entry: BibEntry, known: _Known, location: Location) -> SourceRecord:
    own = entry.fields
    parent = known.parents.get(own.get("crossref", "").lower(), {})
    title = own.get("title", "")
    if own.get("subtitle"):
        title = f"{title}: {own['subtitle']}"
    return make_record(
        location,
        FORMAT,
        title=text_of(title),
        abstract=text_of(own.get("abstract")),
        date=_day(own, known.zone) or _day(parent, known.zone),
        authors=names_in(own.get("author", "")),
        ids=_ids(own),
        urls=[
            (own.get("url"), None),
            (own.get("code") or own.get("software"), "code"),
            (own.get("project"), "project"),
        ],
        categories=texts_of(own.get("keywords") or own.get("keyword")),
        venue=_venue(own, parent),
    )


def _venue(own: Mapping[str, str], parent: Mapping[str, str]) -> str | None:
    for fields, names in (
        (own, ("booktitle", "journaltitle", "journal", "eventtitle")),
        (parent, ("booktitle", "title", "journaltitle", "journal")),
    ):
        for name in names:
            if venue := short_text_of(fields.get(name)):
                return venue
    return None


def _ids(own: Mapping[str, str]) -> Ids:
    texts = [own.get("doi", ""), own.get("url", "")]
    kind = own.get("eprinttype") or own.get("archiveprefix") or "arxiv"
    if kind.strip().lower() == "arxiv":
        texts.insert(0, arxiv_id(own.get("eprint", "")) or own.get("arxiv", ""))
    for name in ("journal", "journaltitle", "note", "howpublished"):
        texts.extend(_ARXIV_IN_TEXT.findall(own.get(name, "")[:1000]))
    return ids_in(texts)


def _day(fields: Mapping[str, str], zone: dt.tzinfo) -> dt.date | None:
    for name in ("date", "published"):
        if day := day_of(fields.get(name), zone):
            return day
    year, month, day_text = (fields.get(name, "").strip() for name in ("year", "month", "day"))
    number = _MONTHS.index(month[:3].lower()) + 1 if month[:3].lower() in _MONTHS else month
    return day_of(f"{year}-{number}-{day_text}") if year and month and day_text else None


def _parents(source: SourceFile) -> dict[str, Mapping[str, str]]:
    """Read the entries that a `crossref` names, which stand after those that name them."""
    wanted: set[str] = set()
    for line in SourceStream(source).lines():
        if "crossref" in line.lower():
            wanted.update(name.lower() for name in _CROSSREF.findall(line))
    found: dict[str, Mapping[str, str]] = {}
    if not wanted:
        return found
    strings: dict[str, str] = {}
    for _, lines in _pieces(SourceStream(source), LineAccount(source.path)):
        key = _KEY.match(lines[0]) if lines else None
        is_string = lines is not None and lines[0].lstrip()[:7].lower() == "@string"
        if lines is None or not (is_string or (key and key[1].lower() in wanted)):
            continue
        for block in split_piece("\n".join(lines), strings):
            if isinstance(block, BibString):
                strings[block.name.lower()] = block.text
            elif isinstance(block, BibEntry) and len(found) < _MOST_PARENTS:
                found[block.key.lower()] = block.fields
    return found
