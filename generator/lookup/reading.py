"""What a person typed, read as a query: Lunr's clauses, phrases in quotes, and how odd texts were taken.

Enters: any text. Leaves: a `Reading`. Refuses nothing: a text that is no query is searched for its words, and a
hint says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from generator.lookup.language import SPACE, Clause, QueryError, parse
from generator.search.terms import term_of, trimmed

LONGEST = 500  # characters
# What bounds the work of a query; the page has the same limits.
MOST_EDITS = 2
LONGEST_NEAR = 40  # characters of a word that is sought with edits
MOST_STARS = 4  # in a word
MOST_OPEN = 6  # words with a star or edits
_MOST_NAMED = 3

_OPERATORS = re.compile(r"[\\:~^*+-]")
_OUTER_SPACE = re.compile(f"^[{SPACE}]+|[{SPACE}]+$")
_WORD = re.compile(f"[^{SPACE}-]+")
_CHUNK = re.compile(f"[^{SPACE}]+")
_SIGNS_AFTER = re.compile("([~^][0-9]*)+$")
_QUOTES = re.compile("[\u201c-\u201f\u00ab\u00bb\uff02]")
_PHRASE = re.compile('([+-]?)(?:([a-z]+):)?"([^"]*)(?:"|$)')


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """Words that stand one after the other, in small letters; no paper may have it where it is `excluded`."""

    words: tuple[str, ...]
    fields: tuple[int, ...]
    excluded: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """What stands between two spaces, without the signs of the query language, and which clauses it has."""

    text: str
    clauses: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A text as it is searched for."""

    clauses: tuple[Clause, ...]
    phrases: tuple[Phrase, ...] = ()
    chunks: tuple[Chunk, ...] = ()
    hint: str = ""


def read(text: str, fields: Sequence[str]) -> Reading:
    """Read a text."""
    typed = trim(text[:LONGEST])
    cut = len(trim(text)) > LONGEST
    quoted = _QUOTES.sub('"', typed)
    phrases = tuple(_phrase(match, fields) for match in _PHRASE.finditer(quoted))
    rest = _PHRASE.sub(lambda match: " " * len(match.group()), quoted)
    try:
        clauses, hint = _tamed(parse(rest, fields))
    except QueryError as error:
        clauses = _words(rest, fields)
        hint = _why(error, fields) if clauses else "There is no word in this to search for."
    said = f"Only the first {LONGEST} characters were searched for." if cut else ""
    return Reading(
        clauses=clauses,
        phrases=phrases,
        chunks=tuple(_chunks(rest, clauses, fields)),
        hint=joined(said, hint),
    )


def trim(text: str) -> str:
    """Take off the white space around a text, as JavaScript does."""
    return _OUTER_SPACE.sub("", text)


def joined(*sentences: str) -> str:
    """Put sentences one after the other, without empty ones."""
    return " ".join(filter(None, sentences))


def common_words(text: str) -> str:
    """Say which words of a text are too common to be in the index."""
    words = _WORD.findall(_OPERATORS.sub(" ", text[:LONGEST]).replace('"', " ").lower())
    common = dict.fromkeys(f"\u201c{word}\u201d" for word in words if is_common(word))
    named = ", ".join(list(common)[:_MOST_NAMED])
    return f"Words as common as {named} are not in the index." if named else ""


def is_common(word: str) -> bool:
    """Tell whether Lunr leaves a word out, which has no signs at its ends then."""
    return trimmed(word) == word and term_of(word) is None


def _phrase(match: re.Match[str], fields: Sequence[str]) -> Phrase:
    sign, field, inside = match.groups()
    every = tuple(range(len(fields)))
    return Phrase(
        words=tuple(_WORD.findall(inside.lower())),
        fields=(fields.index(field),) if field in fields else every,
        excluded=sign == "-",
    )


def _words(text: str, fields: Sequence[str]) -> tuple[Clause, ...]:
    """Give the words of a text that is no query."""
    words = _WORD.finditer(_OPERATORS.sub(" ", text))
    every = tuple(range(len(fields)))
    return tuple(
        Clause(term=word.group().lower(), fields=every, start=word.start()) for word in words
    )


def _chunks(text: str, clauses: Sequence[Clause], fields: Sequence[str]) -> Iterator[Chunk]:
    for match in _CHUNK.finditer(text):
        own = (n for n, each in enumerate(clauses) if match.start() <= each.start < match.end())
        if numbers := tuple(own):
            whole = match.group()
            word = _SIGNS_AFTER.sub("", whole[1:] if whole[0] in "+-" else whole)
            field, colon, rest = word.partition(":")
            yield Chunk(text=rest if colon and field in fields else word, clauses=numbers)


def _why(error: QueryError, fields: Sequence[str]) -> str:
    if error.field is not None:
        return (
            f"There is no field \u201c{error.field}\u201d (there are {', '.join(fields)}), so all of "
            "them were searched."
        )
    return "The signs in this do not make a query, so its words alone were searched for."


def _tamed(clauses: Sequence[Clause]) -> tuple[tuple[Clause, ...], str]:
    """Bound the work that clauses ask for; gives what was changed, in words."""
    said: dict[str, None] = {}
    kept = []
    opened = 0
    for clause in clauses:
        term, edits = re.sub(r"\*{2,}", "*", clause.term), clause.edits
        if term.count("*") > MOST_STARS:
            term = term.replace("*", "")
            said[
                f"A word may hold {MOST_STARS} stars; those with more were searched for without."
            ] = None
        if edits is not None and edits > MOST_EDITS:
            edits = MOST_EDITS
            said[f"Near spellings go as far as ~{MOST_EDITS}."] = None
        if edits and len(term) > LONGEST_NEAR:
            edits = 0
        if edits or "*" in term:
            opened += 1
            if opened > MOST_OPEN:
                edits, term = 0, term.replace("*", "")
                said[
                    f"Stars and near spellings count for the first {MOST_OPEN} words that have them."
                ] = None
        kept.append(replace(clause, term=term, edits=edits))
    return tuple(kept), " ".join(said)
