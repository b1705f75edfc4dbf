r"""Text as read to text as shown: words, formulas and emphasis.

Enters: a title or an abstract as a source had it, line breaks included. Leaves: spans in reading
order. Nothing is lost: what is not understood stays, sign by sign, as words. Whatever is not surely
mathematics or markup is left alone, and so are addresses, e-mail addresses and file names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from generator.text.clean import clean, fold_spaces
from generator.text.delimited import take_tex
from generator.text.latex import read_latex
from generator.text.literals import take_literals
from generator.text.markdown_light import read_emphasis
from generator.text.marks import CLOSE, KINDS, SPLIT, EmphasisKind, Shelf
from generator.text.markup import without_markup
from generator.text.mathematics.hints import AROUND_HINTS, has_hint
from generator.text.mathematics.mangled import repair
from generator.text.sieve import Sieve
from generator.text.spans import Emphasis, Math, RichText, Span, Text, plain_span, span_of

# What markup and TeX are written with; deleting all other bytes is many times as fast as looking for these.
_NO_MARKUP = bytes(set(range(256)) - set(b"\\$^_{}<&*`~"))
# Without these and without markup a text is nothing but words, as most are, and clean already.
_MORE_THAN_WORDS = Sieve(
    "|".join((r"[\x00-\x1f\x7f]", "  ", "--", *AROUND_HINTS)),
)
_DASHES = re.compile("--")
_BROKEN_WORD = re.compile(r"-(?<=\w-)[ \t]*(?:\r\n|[\n\r])[ \t]*(?!(?:and|or|to|nor|vs)\b)(?=\w)")


class Reading:
    """A text that was read once, and can be written as one line and as spans."""

    __slots__ = ("_shelf", "_text")

    def __init__(self, as_read: str) -> None:
        text, is_words = _cleaned(as_read)
        # Without a shelf a text is nothing but words.
        self._text: str
        self._shelf: Shelf[Span] | None
        self._text, self._shelf = (text, None) if is_words else _marked(text)

    def plain(self) -> str:
        """Write the text as one line of Unicode: `plain_text` of its spans."""
        text, shelf = self._text, self._shelf
        if shelf is None or text.isascii():
            return text
        # Emphasis changes no character, so its marks are left out and nothing is nested.
        return "".join(
            [
                plain_span(shelf.get(piece)) if piece[:1] == "\ufdd0" else piece
                for piece in _pieces(text)
                if piece not in KINDS and piece != CLOSE
            ]
        )

    def spans(self) -> RichText:
        """Give words, formulas and emphasis in order; the empty text has none."""
        if self._shelf is None:
            return (Text(text=self._text),) if self._text else ()
        return _spans(self._text, self._shelf)


class Readings(dict[str, Reading]):
    """Readings by the text as read; each text is read when it is first asked for."""

    def __missing__(self, as_read: str) -> Reading:
        reading = self[as_read] = Reading(as_read)
        return reading


def read_rich(as_read: str) -> RichText:
    r"""Read a title or an abstract into spans; the empty text has none.

    >>> "".join(map(plain_span, read_rich("Ain R^{ntimes d}, up to 3.2times faster")))
    'A ∈ R^{n×d}, up to 3.2× faster'
    """
    return Reading(as_read).spans()


def read_plain(as_read: str) -> str:
    """Read a text and write it as one line: `plain_text` of `read_rich`, without spans for mere words."""
    return Reading(as_read).plain()


def _cleaned(as_read: str) -> tuple[str, bool]:
    """Clean a text, and tell whether it is nothing but words."""
    text = join_lines(as_read)
    is_ascii = text.isascii()
    if not is_ascii:
        text = clean(text)
    utf8 = text.encode()
    if utf8.translate(None, _NO_MARKUP):
        return clean(text) if is_ascii else text, False
    if _MORE_THAN_WORDS.misses(utf8):
        return text.strip(" "), True
    if is_ascii:
        text = clean(text)
    return text, not (_DASHES.search(text) or has_hint(text))


def _marked(text: str) -> tuple[str, Shelf[Span]]:
    """Read a cleaned text in which there may be markup or formulas; marks stand for what is finished."""
    shelf: Shelf[Span] = Shelf()
    text = without_markup(text)
    text = take_literals(text, shelf)
    text = take_tex(text, shelf)
    text = _take_mangled(text, shelf)
    text = read_emphasis(read_latex(text))
    # Marks are no white space, and all other white space was folded before.
    return fold_spaces(text), shelf


def join_lines(text: str) -> str:
    r"""Join the lines of a paragraph; a word that was broken at its hyphen has no space in it.

    >>> join_lines("state-of-\nthe-art pre-\nand post-training\nworks")
    'state-of-the-art pre-\nand post-training\nworks'
    """
    return _BROKEN_WORD.sub("-", text) if "\n" in text or "\r" in text else text


def _take_mangled(text: str, shelf: Shelf[Span]) -> str:
    return repair(text, lambda source, formula: shelf.put(span_of(formula, source)))


def _spans(text: str, shelf: Shelf[Span]) -> RichText:
    spans: list[Span] = []
    inner: list[Span] = []
    kind: EmphasisKind | None = None
    depth = 0
    for piece in _pieces(text):
        if piece in KINDS:
            depth += 1
            kind = kind or KINDS[piece]
        elif piece == CLOSE:
            depth -= 1
            if depth == 0 and kind is not None:
                spans.append(Emphasis(kind=kind, spans=_flat(inner)))
                inner, kind = [], None
        elif piece:
            span = shelf.get(piece) if piece[0] == "\ufdd0" else Text(text=piece)
            _append(inner if kind else spans, span)
    return tuple(spans + inner)


def _pieces(text: str) -> Iterable[str]:
    """Give marks and the words between them; words may be empty."""
    if text.isascii():
        return (text,)
    if CLOSE in text:
        return SPLIT.split(text)
    words, *others = text.split("\ufdd0")
    pieces = [words]
    for other in others:
        mark, end, words = other.partition("\ufde1")
        pieces += f"\ufdd0{mark}{end}", words
    return pieces


def _append(spans: list[Span], span: Span) -> None:
    """Add a span; words after words are one span."""
    last = spans[-1] if spans else None
    if isinstance(span, Text) and isinstance(last, Text):
        spans[-1] = Text(text=last.text + span.text)
    else:
        spans.append(span)


def _flat(spans: list[Span]) -> tuple[Text | Math, ...]:
    flat: list[Span] = []
    for span in spans:
        for inner in span.spans if isinstance(span, Emphasis) else (span,):
            _append(flat, inner)
    return tuple(span for span in flat if not isinstance(span, Emphasis))
