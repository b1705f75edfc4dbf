"""Numbers and words as the strings that the parts of the index are made of (docs/search-index.md).

Enters: arrays of whole numbers, lists of words. Leaves: ASCII bytes of 91 symbols, from "#" to "~" without
the backslash. The page's static/js/search/numbers.js reads them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from generator.search.arrays import Numbers

Symbols = npt.NDArray[np.uint8]

_ALL = bytes(code for code in range(ord("#"), ord("~") + 1) if code != ord("\\"))
_BASE = len(_ALL)
_CODES = np.frombuffer(_ALL, dtype=np.uint8)
_SYMBOLS = _ALL.decode()
# Of each width in symbols: the first number, and the symbol that leads it or the first of those that do.
_FIRST = (0, 80, 808, 9_089, 762_660)
_LEAD = (0, 80, 88, 89, 90)
LARGEST = 762_660 + _BASE**4 - 1
LONGEST_SHARED = 80  # UTF-16 units that a word takes from the one before it
_LAST_OF_ONE_UNIT = 0xFFFF


def ends_of(values: Numbers) -> Numbers:
    """Give where each number ends when all are written one after the other."""
    sizes = np.ones(len(values), dtype=np.int64)
    for first in _FIRST[1:]:
        sizes += values >= first
    return np.cumsum(sizes)


def symbols(values: Numbers, ends: Numbers | None = None) -> Symbols:
    """Write numbers from 0 to `LARGEST`, one after the other; `ends` is what `ends_of` gives of them, if known.

    >>> symbols(np.array([0, 79, 80, 808, 9089])).tobytes()
    b'#st#|##}###'
    """
    values = np.asarray(values, dtype=np.int64)
    if ends is None:
        ends = ends_of(values)
    sizes = np.diff(ends, prepend=0)
    written = np.zeros(int(ends[-1]) if len(ends) else 0, dtype=np.uint8)
    for width, (first, lead) in enumerate(zip(_FIRST, _LEAD, strict=True), start=1):
        chosen = np.flatnonzero(sizes == width)
        rest, places = values[chosen] - first, ends[chosen]
        for digit in range(1, width):
            written[places - digit] = _CODES[rest % _BASE]
            rest //= _BASE
        # What is left is 0 but for two symbols, which have several leads.
        written[places - width] = _CODES[rest + lead]
    return written


def symbols_of_width(numbers: Numbers, width: int) -> bytes:
    """Write each number in as many symbols, the higher first."""
    values = numbers.astype(np.int64)
    digits = [values // _BASE**power % _BASE for power in range(width - 1, -1, -1)]
    written: Symbols = _CODES[np.stack(digits, axis=-1)]
    return written.tobytes()


def gaps(rows: Numbers, starts: Numbers) -> Numbers:
    """Give each row's difference to the one before, less one; at `starts` the row itself."""
    rows = np.asarray(rows, dtype=np.int64)
    differences = np.diff(rows, prepend=0) - 1
    differences[starts] = rows[starts]
    return differences


def row_list(rows: Numbers) -> str:
    """Write ascending rows."""
    return symbols(gaps(rows, np.zeros(min(len(rows), 1), dtype=np.int64))).tobytes().decode()


def in_utf_16_order(words: Iterable[str]) -> tuple[str, ...]:
    """Sort words as JavaScript does, by UTF-16 units.

    >>> in_utf_16_order(["\uff08", "\U0001d4b3", "z"]) == ("z", "\U0001d4b3", "\uff08")
    True
    """
    every = list(words)
    keys = _utf_16_keys(every)
    return tuple(sorted(every) if keys is every else map(every.__getitem__, _order(keys)))


def utf_16_order(words: Sequence[str]) -> Numbers:
    """Give the places of words in the order of UTF-16."""
    return np.fromiter(_order(_utf_16_keys(words)), np.int64, len(words))


def _order(keys: Sequence[str]) -> list[int]:
    return sorted(range(len(keys)), key=keys.__getitem__)


def _utf_16_keys(words: Sequence[str]) -> Sequence[str]:
    """Give words that Python sorts as UTF-16; without characters beyond U+FFFF they are the same."""
    text = "".join(words)
    if text.isascii() or len(text.encode("utf-16-le", "surrogatepass")) == 2 * len(text):
        return words
    return [word if word.isascii() else _in_units(word) for word in words]


def _in_units(word: str) -> str:
    """Write a character beyond U+FFFF as two, its surrogates."""
    units = np.frombuffer(word.encode("utf-16-le", "surrogatepass"), dtype="<u2")
    return units.astype("<u4").tobytes().decode("utf-32-le", "surrogatepass")


def word_list(words: Sequence[str]) -> str:
    """Write words in the order of UTF-16, each by what it shares with the one before.

    >>> word_list(["graph", "graphic", "gravity"])
    '#graph (ic &vity'
    """
    return word_lists(words, [0])[0] if words else ""


def word_lists(words: Sequence[str], firsts: Sequence[int]) -> list[str]:
    """Write words as several lists, which begin at these places, of which the first is 0.

    >>> word_lists(["graph", "graphic", "gravity"], [0, 2])
    ['#graph (ic', '#gravity']
    """
    sizes = np.fromiter(map(len, words), np.int64, len(words))
    codes = np.frombuffer("".join(words).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    starts = np.cumsum(sizes) - sizes
    shared = _shared(codes, starts, sizes, np.array(firsts))
    rests = sizes - shared
    # Of each word a space, a symbol and what is left of it.
    ends = np.cumsum(rests + 2)
    written = np.empty(int(ends[-1]), dtype=np.uint32)
    written[ends - rests - 2] = ord(" ")
    written[ends - rests - 1] = _CODES[shared]
    within = np.arange(int(rests.sum())) - np.repeat(np.cumsum(rests) - rests, rests)
    taken = np.repeat(starts + shared, rests) + within
    written[np.repeat(ends - rests, rests) + within] = codes[taken]
    text = written.tobytes().decode("utf-32-le", "surrogatepass")
    bounds = [*(ends - rests - 2)[list(firsts)].tolist(), len(text)]
    return [text[start + 1 : stop] for start, stop in pairwise(bounds)]


def _shared(codes: Numbers, starts: Numbers, sizes: Numbers, firsts: Numbers) -> Numbers:
    """Count the characters that each word has in common with the one before at its beginning.

    The first words of lists have none, and words with characters that are two units, which are never cut.
    """
    shared = np.zeros(len(sizes), dtype=np.int64)
    alike = np.ones(len(sizes), dtype=bool)
    alike[firsts] = False
    beyond = np.flatnonzero(codes > _LAST_OF_ONE_UNIT)
    alike[np.searchsorted(starts, beyond, side="right") - 1] = False
    left = np.flatnonzero(alike)
    for place in range(LONGEST_SHARED):
        left = left[np.minimum(sizes[left], sizes[left - 1]) > place]
        left = left[codes[starts[left] + place] == codes[starts[left - 1] + place]]
        if not len(left):
            break
        shared[left] += 1
    return shared
