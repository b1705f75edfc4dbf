"""Numbers and words from the strings that the parts of the index are made of (docs/search-index.md).

Enters: strings that `generator.search.symbols` wrote. Leaves: arrays of whole numbers, lists of words.
"""

from __future__ import annotations

import re

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.int64]

_ALL = bytes(code for code in range(ord("#"), ord("~") + 1) if code != ord("\\"))
_BASE = len(_ALL)
_DIGITS = np.zeros(256, dtype=np.int64)
_DIGITS[np.frombuffer(_ALL, dtype=np.uint8)] = np.arange(_BASE)
# The symbols of one number; the first tells how many there are.
_NUMBER = re.compile(rb"[#-s]|[t-{].|\|..|\}...|~....")
# By how many symbols a number has: the first such number, and the symbol that leads it.
_FIRST = (0, 80, 808, 9_089, 762_660)
_LEAD = (0, 80, 88, 89, 90)


def read_numbers(text: str) -> Numbers:
    """Read numbers that stand one after the other.

    >>> read_numbers("#st#|##}###").tolist()
    [0, 79, 80, 808, 9089]
    """
    written = text.encode()
    widths = np.fromiter(map(len, _NUMBER.findall(written)), dtype=np.int64)
    starts = np.cumsum(widths) - widths
    digits = _DIGITS[np.frombuffer(written, dtype=np.uint8)]
    numbers = np.zeros(len(widths), dtype=np.int64)
    for width, (first, lead) in enumerate(zip(_FIRST, _LEAD, strict=True), start=1):
        chosen = np.flatnonzero(widths == width)
        values = digits[starts[chosen]] - lead
        for place in range(1, width):
            values = values * _BASE + digits[starts[chosen] + place]
        numbers[chosen] = values + first
    return numbers


def rows_of(gaps: Numbers) -> Numbers:
    """Give ascending rows from the differences that are written of them.

    >>> rows_of(np.array([3, 0, 0, 5])).tolist()
    [3, 4, 5, 11]
    """
    return np.cumsum(gaps + 1) - 1


def read_words(text: str) -> list[str]:
    """Read a list of words.

    >>> read_words("#graph (ic &vity")
    ['graph', 'graphic', 'gravity']
    """
    words: list[str] = []
    word = ""
    for written in text.split(" ") if text else ():
        word = word[: _DIGITS[ord(written[0])]] + written[1:]
        words.append(word)
    return words


def utf_16(word: str) -> bytes:
    """Give a key that sorts words as the index does, by UTF-16 units."""
    return word.encode("utf-16-be", "surrogatepass")
