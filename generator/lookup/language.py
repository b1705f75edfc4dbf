"""Lunr's query language, read as lunr.js 2.3.9 reads it.

Enters: a text. Leaves: clauses. Refuses: what lunr.QueryParser refuses, in words for the one who asked.
lunr.py's parser knows less white space and takes `~0` for nothing; pages ask with lunr.js.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

# What `\s` is in JavaScript (ECMA-262).
SPACE = "\t\n\v\f\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
_SEPARATOR = re.compile(f"[{SPACE}-]")
_DIGITS = re.compile("[0-9]*")


class QueryError(Exception):
    """A text that is no query; `field` is a field that there is not, if that is why."""

    def __init__(self, field: str | None = None) -> None:
        super().__init__(field)
        self.field = field


class Presence(Enum):
    """Whether a document must have a clause's term."""

    OPTIONAL = ""
    REQUIRED = "+"
    PROHIBITED = "-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """A term that is asked for; `edits` is none where no `~` stands, which is not `~0`.

    A word with a star is not `stemmed`. `start` is its place in the text.
    """

    term: str
    fields: tuple[int, ...]
    presence: Presence = Presence.OPTIONAL
    boost: float = 1.0
    edits: float | None = None
    stemmed: bool = True
    start: int = 0

    @property
    def is_open(self) -> bool:
        """Tell whether it may stand for several terms."""
        return "*" in self.term or bool(self.edits)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lexeme:
    kind: str  # "field", "term", "~", "^" or "presence"
    text: str
    start: int


def parse(text: str, fields: Sequence[str]) -> tuple[Clause, ...]:
    """Read a query; raises `QueryError`."""
    lexemes = list(_lexemes(text))
    clauses = []
    place = 0
    while place < len(lexemes):
        presence, named = Presence.OPTIONAL, tuple(range(len(fields)))
        if lexemes[place].kind == "presence":
            presence = Presence(lexemes[place].text)
            place += 1
        if place < len(lexemes) and lexemes[place].kind == "field":
            if lexemes[place].text not in fields:
                raise QueryError(lexemes[place].text)
            named = (fields.index(lexemes[place].text),)
            place += 1
        if place == len(lexemes) or lexemes[place].kind != "term":
            raise QueryError
        term, start = lexemes[place].text.lower(), lexemes[place].start
        signs: dict[str, float] = {}
        place += 1
        while place < len(lexemes) and lexemes[place].kind in "~^":
            if not lexemes[place].text:
                raise QueryError
            signs[lexemes[place].kind] = float(lexemes[place].text)
            place += 1
        boost, edits = signs.get("^", 1.0), signs.get("~")
        clauses.append(
            Clause(
                term=term,
                fields=named,
                presence=presence,
                boost=boost,
                edits=edits,
                stemmed="*" not in term,
                start=start,
            )
        )
    return tuple(clauses)


def _lexemes(text: str) -> Iterator[_Lexeme]:
    """Cut a text as lunr.QueryLexer does."""
    start = place = 0
    escapes: list[int] = []

    def term(kind: str) -> _Lexeme:
        kept = [char for at, char in enumerate(text[start:place], start) if at not in escapes]
        escapes.clear()
        return _Lexeme(kind=kind, text="".join(kept), start=start)

    while place < len(text):
        char = text[place]
        if char == "\\":
            escapes.append(place)
            place += 2
        elif char == ":":
            yield term("field")
            start = place = place + 1
        elif char in "~^":
            if place > start:
                yield term("term")
            digits = _DIGITS.match(text, place + 1)
            assert digits is not None
            yield _Lexeme(kind=char, text=digits.group(), start=place)
            start = place = digits.end()
        elif char in "+-" and place == start:
            yield _Lexeme(kind="presence", text=char, start=place)
            start = place = place + 1
        elif _SEPARATOR.match(char):
            if place > start:
                yield term("term")
            start = place = place + 1
        else:
            place += 1
    if place > start:
        yield term("term")
