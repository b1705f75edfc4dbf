"""Sentences of an abstract, and cutting a text at a word.

Enters: cleaned text. Leaves: pieces of it, in order.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

# A full stop ends a sentence when white space and a capital, digit, quote or bracket follow, and
# neither an abbreviation of the trade nor an initial stands before it.
_END = re.compile(r"[.!?][\"')\]]*\s+(?=[\"'(\[]?[A-Z0-9$\\])")
_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|cf|vs|etc|al|resp|Fig|Figs|Eq|Eqs|Sec|Tab|Thm|No|Nos|approx|Dr|Prof|St|[A-Z])\.)$"
)
_LONGEST_ABBREVIATION = len("approx.")


def sentences(text: str) -> list[str]:
    """Split a paragraph into its sentences.

    >>> sentences("We study nets, e.g. CNNs. It works (cf. Z. Wu). Done!")
    ['We study nets, e.g. CNNs.', 'It works (cf. Z. Wu).', 'Done!']
    """
    found: list[str] = []
    start = 0
    for end in _ends(text):
        found.append(text[start:end].strip())
        start = end
    rest = text[start:].strip()
    return [*found, rest] if rest else found


def first_end(text: str) -> int | None:
    """Give where the second sentence begins, or `None` in a text of one; no more is read than that takes.

    >>> first_end("It works. Done!"), first_end("It works, e.g. A.")
    (10, None)
    """
    # Most often the first full stop is it, and looking for single characters is quicker than for any of three.
    start = _next_stop(text, 0)
    while start is not None:
        match = _END.match(text, start)
        if match is not None and not _is_abbreviated(text, start + 1):
            return match.end()
        start = _next_stop(text, start + 1 if match is None else match.end())
    return None


def _next_stop(text: str, start: int) -> int | None:
    """Give where the next sign stands that may end a sentence."""
    stop = text.find(".", start)
    if stop < 0:
        stop = len(text)
    for sign in "!?":
        found = text.find(sign, start, stop)
        if found >= 0:
            stop = found
    return stop if stop < len(text) else None


def _ends(text: str) -> Iterator[int]:
    """Give where each sentence but the first begins."""
    for match in _END.finditer(text):
        if not _is_abbreviated(text, match.start() + 1):
            yield match.end()


def _is_abbreviated(text: str, stop: int) -> bool:
    """Tell whether an abbreviation ends at `stop`."""
    return bool(_ABBREVIATION.search(text, max(0, stop - _LONGEST_ABBREVIATION), stop))


def shorten(text: str, limit: int) -> str:
    """Cut a text at a word to at most `limit` characters, the ellipsis included.

    >>> shorten("one two three", 9)
    'one two…'
    >>> shorten("one", 9)
    'one'
    """
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    at_word = head if text[limit - 1].isspace() else head.rpartition(" ")[0]
    return (at_word or head).rstrip(" ,;:-–—(") + "…"
