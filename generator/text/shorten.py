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
    return next(_ends(text), None)


def _ends(text: str) -> Iterator[int]:
    """Give where each sentence but the first begins."""
    for match in _END.finditer(text):
        stop = match.start() + 1
        if not _ABBREVIATION.search(text, max(0, stop - _LONGEST_ABBREVIATION), stop):
            yield match.end()


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
