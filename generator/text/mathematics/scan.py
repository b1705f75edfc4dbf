r"""Where a text holds formulas without backslashes, and their TeX.

Enters: text. Leaves: spans in order, without overlap. Each sign is a start once and a formula has
at most 300 signs, so the time is linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from generator.text.mathematics.glued import take_apart
from generator.text.mathematics.grammar import Reader
from generator.text.mathematics.hints import formula_windows

_TOKEN = re.compile(
    r"[A-Za-z\u0370-\u03ff]+|[0-9]+(?:,[0-9]{3}(?![0-9]))*(?:\.[0-9]+)?|\\[A-Za-z]+|\\.|\|\||\.\.\.|.",
    re.DOTALL,
)
_BEFORE = re.compile(r"[\w\\@/#&=?^~'’\ufde1{}<]|(?<=\w)[.-]|-")
_AFTER = re.compile(r"[\w\\@^{\ufdd0]|[.:][\w/]|\(\w|/[\w.-]*[_/.]\w|-[\w-]*_")
# After these "bin" is b and \\in.
_SET = re.compile(r" (?:[A-Z]\^|math(?:bb|cal)\{|\[0, ?1\]|\{0, ?1\}|\{-1)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A formula: the half-open range of characters that it takes, and its TeX."""

    start: int
    end: int
    tex: str


def find_formulas(text: str) -> Iterator[Found]:
    r"""Find the sure formulas of a text.

    >>> [found.tex for found in find_formulas("the ell_infty norm of snake_case in R^n")]
    ['\\ell _{\\infty }', 'R^{n}']
    """
    for start, end in formula_windows(text):
        yield from _find_within(text, start, end)


def _find_within(text: str, start: int, end: int) -> Iterator[Found]:
    tokens, starts = _tokens(text, start, end)
    reader = Reader(tokens)
    place = 0
    while (place := reader.skip_words(place)) < len(tokens):
        tex, after = reader.formula(place)
        first, last = starts[place], starts[after]
        if tex and _BEFORE.match(text, first - 1) and first:
            after = place + 1
        elif tex and not _AFTER.match(text, last):
            yield Found(start=first, end=last, tex=tex)
        place = after


def _tokens(text: str, start: int, end: int) -> tuple[list[str], list[int]]:
    """Give the tokens of a stretch, and where each begins; the place after the last is last."""
    tokens: list[str] = []
    starts: list[int] = []
    place = start
    for run in _TOKEN.findall(text, start, end):
        size = len(run)
        # A letter alone is never taken apart.
        pieces = take_apart(run) if size > 1 and run[0].isalpha() else None
        if pieces is None and size == 3 and run[1:] == "in" and _SET.match(text, place + 3):
            pieces = (run[0], r"\in")
        if pieces is None:
            tokens.append(run)
            starts.append(place)
            place += size
            continue
        for piece in pieces:
            tokens.append(piece)
            starts.append(place)
            place += len(piece) - (piece[0] == "\\")
    starts.append(place)
    return tokens, starts
