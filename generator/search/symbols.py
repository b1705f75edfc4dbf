"""Numbers and words as the strings that the parts of the index are made of (docs/search-index.md).

Enters: arrays of whole numbers, lists of words. Leaves: ASCII bytes of 91 symbols, from "#" to "~" without
the backslash. The page's static/js/search/numbers.js reads them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

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


def symbols_of_width(numbers: Sequence[int], width: int) -> bytes:
    """Write each number in as many symbols, the higher first."""
    values = np.array(numbers, dtype=np.int64)
    digits = [values // _BASE**power % _BASE for power in range(width - 1, -1, -1)]
    written: Symbols = _CODES[np.stack(digits, axis=-1)]
    return written.tobytes()


def gaps(rows: Numbers, starts: Numbers) -> Numbers:
    """Give each row's difference to the one before, less one; at `starts` the row itself."""
    rows = np.asarray(rows, dtype=np.int64)
    differences = np.diff(rows, prepend=0) - 1
    differences[starts] = rows[starts]
    return differences


def row_list(rows: Iterable[int]) -> str:
    """Write ascending rows."""
    array = np.fromiter(rows, dtype=np.int64)
    return symbols(gaps(array, np.zeros(min(len(array), 1), dtype=np.int64))).tobytes().decode()


def in_utf_16_order(words: Iterable[str]) -> tuple[str, ...]:
    """Sort words as JavaScript does, by UTF-16 units; without characters beyond U+FFFF that is Python's order."""
    every = sorted(words)
    if any(not word.isascii() and max(word) > "\uffff" for word in every):
        every.sort(key=lambda word: word.encode("utf-16-be", "surrogatepass"))
    return tuple(every)


def word_list(words: Sequence[str]) -> str:
    """Write words in the order of UTF-16, each by what it shares with the one before.

    >>> word_list(["graph", "graphic", "gravity"])
    '#graph (ic &vity'
    """
    rests = []
    before, shared = "", 0
    for word in words:
        shared = _shared(word, before, shared)
        rests.append(_SYMBOLS[shared] + word[shared:])
        before = word
    return " ".join(rests)


def _shared(word: str, before: str, near: int) -> int:
    """Count the characters that begin both words, which is mostly near the last count."""
    if not word.isascii() and max(word) > "\uffff":
        return 0
    most = min(len(word), len(before), LONGEST_SHARED)
    shared = min(near, most)
    while not word.startswith(before[:shared]):
        shared -= 1
    while shared < most and word[shared] == before[shared]:
        shared += 1
    return shared
