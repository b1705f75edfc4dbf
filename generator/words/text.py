"""A text of the interface: words with places for values and for links.

Enters: a text as `templates/words/en.yaml` writes it. Leaves: its pieces, in order. `{name}` is a value, `<name>` begins a link and `</name>`
ends it, `<kbd>` is the element of HTML; all else is words, braces and signs too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

_MARK = re.compile(r"\{([a-z_]+)\}|<(/?)([a-z_]+)>")
_ELEMENTS = frozenset({"kbd"})

Kind = Literal["words", "value", "link", "end", "element"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Words, the name of a value, the name of a link that begins or ends, or a tag as it stands."""

    kind: Kind
    text: str


@lru_cache(maxsize=2048)
def pieces(text: str) -> tuple[Piece, ...]:
    """Cut a text into its pieces.

    >>> [(piece.kind, piece.text) for piece in pieces("All {count} as <data>data</data>.")]
    [('words', 'All '), ('value', 'count'), ('words', ' as '), ('link', 'data'), ('words', 'data'), ('end', 'data'), ('words', '.')]
    """
    found: list[Piece] = []
    end = 0
    for mark in _MARK.finditer(text):
        if mark.start() > end:
            found.append(Piece(kind="words", text=text[end : mark.start()]))
        found.append(_marked(mark))
        end = mark.end()
    if end < len(text):
        found.append(Piece(kind="words", text=text[end:]))
    return tuple(found)


def _marked(mark: re.Match[str]) -> Piece:
    value, slash, tag = mark.groups()
    if value is not None:
        return Piece(kind="value", text=value)
    if tag in _ELEMENTS:
        return Piece(kind="element", text=mark.group())
    return Piece(kind="end" if slash else "link", text=tag)


def places(text: str) -> frozenset[str]:
    """Give the names of the values and the links of a text, as they are written.

    >>> sorted(places("{count} as <data>data</data>"))
    ['<data>', '{count}']
    """
    forms = {"value": "{%s}", "link": "<%s>"}
    return frozenset(forms[p.kind] % p.text for p in pieces(text) if p.kind in forms)


def links_pair(text: str) -> bool:
    """Say whether each link ends before the next begins.

    >>> links_pair("<a>b</a>"), links_pair("<a>b"), links_pair("<a><b></a></b>")
    (True, False, False)
    """
    tags = [(piece.kind, piece.text) for piece in pieces(text) if piece.kind in {"link", "end"}]
    return len(tags) % 2 == 0 and all(
        begin == ("link", end[1]) and end[0] == "end"
        for begin, end in zip(tags[::2], tags[1::2], strict=True)
    )
