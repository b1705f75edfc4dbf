"""Sentences of an abstract, and cutting a text at a word.

Enters: cleaned text. Leaves: pieces of it, in order.
"""

from __future__ import annotations

import re

# A full stop ends a sentence when white space and a capital, digit, quote or bracket follow, and
# neither an abbreviation of the trade nor an initial stands before it.
_END = re.compile(r"(?<=[.!?])[\"')\]]*\s+(?=[\"'(\[]?[A-Z0-9$\\])")
_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|cf|vs|etc|al|resp|Fig|Figs|Eq|Eqs|Sec|Tab|Thm|No|Nos|approx|Dr|Prof|St|[A-Z])\.)$"
)


def sentences(text: str) -> list[str]:
    """Split a paragraph into its sentences.

    >>> sentences("We study nets, e.g. CNNs. It works (cf. Z. Wu). Done!")
    ['We study nets, e.g. CNNs.', 'It works (cf. Z. Wu).', 'Done!']
    """
    found: list[str] = []
    start = 0
    for end in _END.finditer(text):
        piece = text[start : end.start()]
        if _ABBREVIATION.search(piece):
            continue
        found.append(text[start : end.end()].strip())
        start = end.end()
    rest = text[start:].strip()
    return [*found, rest] if rest else found


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
