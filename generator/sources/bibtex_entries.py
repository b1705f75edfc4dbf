"""The entries in a piece of a BibTeX file, through bibtexparser.

Enters: text with one entry or a few, and the @string texts known so far. Leaves: entries with
resolved values, @string definitions, and failures, each with its lines counted from 1.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from generator.errors import quoted
from generator.sources.names import given_first, names_of

_OPENERS = {"{": 1, "}": -1}
_LONGEST_STRING = 10_000  # characters that a value takes from @strings
_MOST_NAMES = 20_000
_NAME_AND = re.compile(r"\s+and\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class BibEntry:
    """An entry: its type and field names in lower case, its values, the lines of its fields."""

    type: str
    key: str
    fields: Mapping[str, str]
    lines: Mapping[str, tuple[int, int]]
    first: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BibString:
    """The definition of a name."""

    name: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BibFailure:
    """Lines that are no entry, though they begin like one."""

    reason: str
    first: int
    last: int


def split_piece(
    text: str, strings: Mapping[str, str]
) -> Iterator[BibEntry | BibString | BibFailure]:
    """Split a piece of a file into its blocks; comments and preambles are left out."""
    # Imported late: it takes a quarter of a second, which only readers of BibTeX should wait for.
    from bibtexparser import model
    from bibtexparser.exceptions import ParsingException
    from bibtexparser.splitter import Splitter

    # What it cannot parse comes out as a block, and is reported by us with its line.
    logging.getLogger("bibtexparser").disabled = True
    logging.getLogger("bibtexparser.splitter").disabled = True
    total = text.count("\n") + 1
    try:
        blocks = Splitter(text).split().blocks
    except ParsingException as error:
        yield BibFailure(reason=f"not BibTeX: {quoted(str(error), 120)}", first=1, last=total)
        return
    starts = [(block.start_line or 0) + 1 for block in blocks]
    for number, block in enumerate(blocks):
        first = starts[number]
        last = max(first, starts[number + 1] - 1 if number + 1 < len(blocks) else total)
        if isinstance(block, model.String):
            text = _resolved(str(block.value), strings)[:_LONGEST_STRING]
            yield BibString(name=block.key, text=text)
            continue
        entry: model.Block | None = block
        if isinstance(block, model.ParsingFailedBlock):
            entry = block.ignore_error_block
            if not isinstance(entry, model.Entry):
                reason = getattr(block.error, "abort_reason", None) or str(block.error)
                said = " ".join(str(reason).split()).rstrip(".")
                if "end of file" in said:
                    said = "it is not closed before the next entry or the end of the file"
                yield BibFailure(reason=f"not a BibTeX entry: {said}", first=first, last=last)
                continue
        if isinstance(entry, model.Entry):
            last = min(last, first + (entry.raw or "").count("\n"))
            yield _entry(entry, strings, first, last)


def _entry(entry: object, strings: Mapping[str, str], first: int, last: int) -> BibEntry:
    fields: dict[str, str] = {}
    lines: dict[str, tuple[int, int]] = {}
    for found in entry.fields:  # type: ignore[attr-defined]
        name = found.key.strip().lower()
        start = (found.start_line or 0) + 1
        if name not in fields:  # the first of two fields of one name counts, as in BibTeX
            fields[name] = _resolved(str(found.value), strings)
            lines[name] = (start, min(start + str(found.value).count("\n"), last))
    kind, key = entry.entry_type, entry.key  # type: ignore[attr-defined]
    return BibEntry(
        type=kind.strip().lower(), key=key, fields=fields, lines=lines, first=first, last=last
    )


def _resolved(value: str, strings: Mapping[str, str]) -> str:
    """Put a value together: braced and quoted texts and names of @strings, joined by `#`.

    >>> _resolved('{A {B}} # " c" # jan', {"jan": "1"})
    'A {B} c1'
    """
    parts: list[str] = []
    place = borrowed = 0
    while place < len(value):
        mark = value[place]
        if mark.isspace() or mark == "#":
            place += 1
        elif mark in '{"':
            end = _closing(value, place)
            parts.append(value[place + 1 : end])
            place = end + 1
        else:
            end = value.find("#", place)
            name = value[place : end if end >= 0 else len(value)].strip()
            known = strings.get(name.lower(), name)
            # Names joined to themselves double in each definition, and can be joined without end.
            borrowed += len(known)
            parts.append(known if borrowed <= _LONGEST_STRING else name)
            place = end if end >= 0 else len(value)
    return "".join(parts)


_BRACE_OR_QUOTE = re.compile(r'\\.|[{}"]', re.DOTALL)


def _closing(value: str, place: int) -> int:
    """Give the place of the brace or quote that closes the one here, else the end."""
    depth = 0
    is_quoted = value[place] == '"'
    for found in _BRACE_OR_QUOTE.finditer(value, place + 1):
        mark = found[0]
        if depth == 0 and mark == ('"' if is_quoted else "}"):
            return found.start()
        depth = max(depth + _OPENERS.get(mark, 0), 0)
    return len(value)


def names_in(value: str) -> tuple[str, ...]:
    """Read a list of names joined by "and", von-parts, suffixes and braces minded.

    >>> names_in("van den Berg, Rianne and King, Jr., Martin and {Open Team} and others")
    ('Rianne van den Berg', 'Martin King Jr.', 'Open Team')
    """
    from bibtexparser.middlewares.names import (
        InvalidNameError,
        parse_single_name_into_parts,
        split_multiple_persons_names,
    )

    text = " ".join(value.split())
    if not text:
        return ()
    try:
        split = split_multiple_persons_names(text)[:_MOST_NAMES]
    except (InvalidNameError, ValueError, IndexError):
        split = _NAME_AND.split(text)[:_MOST_NAMES]
    names = []
    for name in split:
        if name.startswith("{") and name.endswith("}") and name.count("{") == 1:
            names.append(name[1:-1].replace(",", " "))
            continue
        try:
            parts = parse_single_name_into_parts(name, strict=False)
            names.append(" ".join((*parts.first, *parts.von, *parts.last, *parts.jr)))
        except (InvalidNameError, ValueError, IndexError):
            names.append(given_first(name))
    return names_of(names)
