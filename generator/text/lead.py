"""The summary of an abstract as pages show it: pieces, so that no formula is cut.

Enters: the pieces of an abstract (`generator.text.pieces`). Leaves: those of its most informative sentence, cut as
`generator.text.summary` says. A formula, link or emphasised word stays whole; one that goes over the limit is left out.
"""

from __future__ import annotations

import dataclasses

from generator.text.pieces import Piece
from generator.text.summary import LIMIT, cut_place, summary_span

_ELLIPSIS = Piece(kind="text", text="\u2026")


def lead_pieces(pieces: tuple[Piece, ...], limit: int = LIMIT) -> tuple[Piece, ...]:
    """Give the pieces of the most informative sentence, at most `limit` characters of plain text.

    >>> [piece.text for piece in lead_pieces((Piece(kind="text", text="Old. We propose "), Piece(kind="math", text="x^2")))]
    ['We propose ', 'x^2']
    """
    text = "".join([piece.text for piece in pieces])
    start, end = summary_span(text)
    stop = end if end - start <= limit else cut_place(text, start, start + limit - 1)
    kept: list[Piece] = []
    at = 0
    for piece in pieces:
        first, at = at, at + len(piece.text)
        if at <= start:
            continue
        if first >= stop:
            break
        if piece.kind == "text":
            part = piece.text[max(start - first, 0) : stop - first]
            kept.append(piece if part == piece.text else dataclasses.replace(piece, text=part))
        elif at <= max(stop, start + limit - 1):
            kept.append(piece)
        else:
            stop = first
            break
    return (*kept, _ELLIPSIS) if stop < end else tuple(kept)
