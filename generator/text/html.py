"""The text of papers as HTML: words escaped, with links, formulas and emphasis.

Enters: a text as a source had it, or its pieces. Leaves: `Markup`. All words are escaped here, and links are those that
`generator.text.links` found, http and https alone; only MathML, which we write ourselves, goes through as it is.
"""

from __future__ import annotations

from markupsafe import Markup, escape

from generator.models import Paper, Variant
from generator.text.lead import lead_pieces
from generator.text.pieces import Piece, pieces_of, read_pieces
from generator.text.rich import Readings
from generator.text.shown import ShownTexts, as_markup


def rich_html(pieces: tuple[Piece, ...], *, linked: bool = True) -> Markup:
    """Write pieces one after the other; within another link, `linked` is false.

    >>> rich_html(read_pieces("Is *a* < b?"))
    Markup('Is <em>a</em> &lt; b?')
    """
    # Most texts are one piece of words.
    if len(pieces) == 1 and pieces[0].kind == "text":
        return escape(pieces[0].text)
    return as_markup("".join([_piece_html(piece, linked) for piece in pieces]))


def _piece_html(piece: Piece, linked: bool) -> str:
    text = escape(piece.text)
    match piece.kind:
        case "link" if linked:
            return f'<a href="{escape(piece.url)}" rel="nofollow">{text}</a>'
        case "math" if piece.mathml is not None:
            return piece.mathml
        case "em" | "strong" | "code" as tag:
            return f"<{tag}>{text}</{tag}>"
        case _:
            return text


def _title_html(paper: Paper, readings: Readings) -> Markup:
    """Write a paper's title, without links, for it is one itself in lists."""
    written = paper.edited_title or paper.as_read_title
    if written is None:
        return escape(paper.title)
    return rich_html(pieces_of(readings[written].spans()), linked=False)


def variant_title_html(variant: Variant, paper: Paper) -> Markup | None:
    """Write the title of another version of a paper where it is another."""
    if variant.title is None or variant.title == paper.title:
        return None
    return rich_html(read_pieces(variant.as_read_title or variant.title), linked=False)


def lead_html(abstract: tuple[Piece, ...]) -> Markup:
    """Write the sentence of an abstract that says what the paper does."""
    return rich_html(lead_pieces(abstract))


def shown_texts(paper: Paper, readings: Readings | None = None) -> ShownTexts:
    """Write a paper's texts once, for its page and for all lists; what was read before is in `readings`."""
    known = Readings() if readings is None else readings
    pieces = pieces_of(known[paper.as_read_abstract].spans())
    plain = not pieces or (
        len(pieces) == 1 and pieces[0].kind == "text" and pieces[0].text == paper.abstract
    )
    return ShownTexts(
        title=_title_html(paper, known),
        lead=lead_html(pieces),
        abstract=None if plain else rich_html(pieces),
        derived=paper.title_is == "derived",
    )
