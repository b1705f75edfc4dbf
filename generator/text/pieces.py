"""Rich text to flat runs that a template or a feed can write one after the other.

Enters: a text as a source had it. Leaves: `Piece`s in reading order: words, links, formulas, emphasis.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from generator.text.links import find_links, may_hold_link
from generator.text.rich import read_rich
from generator.text.spans import Emphasis, Math, RichText, Text

PieceKind = Literal["text", "link", "math", "em", "strong", "code"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A run of a text.

    `text` is what it says in plain words, not escaped; a link has its `url`, a formula its `mathml`,
    which is markup and safe as it stands.
    """

    kind: PieceKind
    text: str
    url: str | None = None
    mathml: str | None = None


def read_pieces(as_read: str) -> tuple[Piece, ...]:
    """Read a text into pieces; the empty text has none."""
    return pieces_of(read_rich(as_read))


def pieces_of(spans: RichText) -> tuple[Piece, ...]:
    """Give the pieces of a text that was read."""
    if len(spans) == 1 and isinstance(spans[0], Text):
        return tuple(_with_links(spans[0].text))
    return tuple(_pieces(spans))


def _pieces(spans: RichText) -> Iterator[Piece]:
    for span in spans:
        match span:
            case Text(text=text):
                yield from _with_links(text)
            case Math(formula=formula):
                yield Piece(kind="math", text=formula.plain, mathml=formula.mathml)
            case Emphasis(kind=kind, spans=spans):
                for inner in spans:
                    if isinstance(inner, Math):
                        yield Piece(kind="math", text=inner.plain, mathml=inner.mathml)
                    else:
                        yield Piece(kind=kind, text=inner.text)


def _with_links(text: str) -> list[Piece]:
    pieces: list[Piece] = []
    start = 0
    if may_hold_link(text):
        for span in find_links(text):
            if span.start > start:
                pieces.append(Piece(kind="text", text=text[start : span.start]))
            shown = text[span.start : span.end]
            pieces.append(Piece(kind="link", text=shown, url=span.link.url))
            start = span.end
    if start < len(text):
        pieces.append(Piece(kind="text", text=text[start:]))
    return pieces
