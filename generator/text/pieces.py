"""Rich text to flat runs that a template or a feed can write one after the other.

Enters: a text as a source had it. Leaves: `Piece`s in reading order: words, links, formulas, emphasis.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from generator.text.links import find_links
from generator.text.rich import Emphasis, Math, Text, read_rich
from generator.text.shorten import sentences, shorten

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


# A paper's text stands on its page, in lists and in feeds; this many texts are remembered.
@functools.lru_cache(maxsize=4096)
def read_pieces(as_read: str) -> tuple[Piece, ...]:
    """Read a text into pieces; the empty text has none."""
    return tuple(_pieces(as_read))


def first_sentence(pieces: tuple[Piece, ...], limit: int) -> tuple[Piece, ...]:
    """Cut pieces after their first sentence, and at a word before `limit` characters."""
    kept: list[Piece] = []
    left = limit
    for piece in pieces:
        if piece.kind != "text":
            if len(piece.text) > left:
                return (*kept, Piece(kind="text", text="…"))
            kept.append(piece)
            left -= len(piece.text)
            continue
        # A letter stands in for what follows, so that a full stop at the end of the run ends nothing.
        found = sentences(f"{piece.text}x") or [piece.text]
        ends = len(found) > 1 and bool(found[0].strip())
        text = found[0] if ends else piece.text
        if len(text) > left:
            return (*kept, Piece(kind="text", text=_shortened(text, left)))
        kept.append(Piece(kind="text", text=text))
        left -= len(text)
        if ends:
            break
    return tuple(kept)


def _shortened(text: str, limit: int) -> str:
    return shorten(text, limit) if limit > 1 else "…"


def _pieces(as_read: str) -> Iterator[Piece]:
    for span in read_rich(as_read):
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


def _with_links(text: str) -> Iterator[Piece]:
    start = 0
    for span in find_links(text):
        if span.start > start:
            yield Piece(kind="text", text=text[start : span.start])
        yield Piece(kind="link", text=text[span.start : span.end], url=span.link.url)
        start = span.end
    if start < len(text):
        yield Piece(kind="text", text=text[start:])
