"""Places held in a text while it is being repaired.

A repair works on one string. What is finished (a formula, an address, a piece of code) is
taken out of it and a mark stands in its place; the start and the end of emphasis are marks too. Marks are
made of non-characters (U+FDD0 to U+FDEF), of which `clean` leaves none in any text, so no input
can forge one.
"""

from __future__ import annotations

import re
from typing import Generic, Literal, TypeVar

Kept = TypeVar("Kept")
EmphasisKind = Literal["em", "strong", "code"]

OPEN: dict[EmphasisKind, str] = {"em": "\ufde4", "strong": "\ufde5", "code": "\ufde6"}
CLOSE = "\ufde7"
KINDS: dict[str, EmphasisKind] = {mark: kind for kind, mark in OPEN.items()}
_FIRST_DIGIT = 0xFDD1
# One finished piece: its number in hexadecimal digits between two marks.
PIECE = "\ufdd0[\ufdd1-\ufde0]+\ufde1"
SPLIT = re.compile(f"({PIECE}|{'|'.join((*KINDS, CLOSE))})")
_TO_MARK = {ord(digit): _FIRST_DIGIT + value for value, digit in enumerate("0123456789abcdef")}
_FROM_MARK = {mark: digit for digit, mark in _TO_MARK.items()}


class Shelf(Generic[Kept]):
    """The finished pieces of one text, each found again by the mark that stands for it."""

    def __init__(self) -> None:
        self._pieces: list[Kept] = []

    def put(self, piece: Kept) -> str:
        """Keep a piece and give the mark to write in its place."""
        self._pieces.append(piece)
        return f"\ufdd0{f'{len(self._pieces) - 1:x}'.translate(_TO_MARK)}\ufde1"

    def get(self, mark: str) -> Kept:
        """Give the piece that a mark stands for."""
        return self._pieces[int(mark[1:-1].translate(_FROM_MARK), 16)]
