r"""Text as read to text as shown: words, formulas and emphasis.

Enters: a title or an abstract as a source had it, line breaks included. Leaves: spans in reading
order. Nothing is lost: what is not understood stays, sign by sign, as words. Whatever is not surely
mathematics or markup is left alone, and so are addresses, e-mail addresses and file names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from generator.text.clean import clean, fold_spaces
from generator.text.latex import linked, read_latex
from generator.text.markdown_light import read_emphasis
from generator.text.marks import CLOSE, KINDS, SPLIT, EmphasisKind, Shelf
from generator.text.markup import without_markup
from generator.text.mathematics.formula import Formula, formula_from_tex, spelled_names
from generator.text.mathematics.hints import AROUND_HINTS, has_hint
from generator.text.mathematics.mangled import repair
from generator.text.sieve import Sieve


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """Words to show as they are, not escaped."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Math:
    """A formula, and how it was written where it was read."""

    source: str
    formula: Formula

    @property
    def plain(self) -> str:
        """Give the formula as a line of Unicode."""
        return self.formula.plain

    @property
    def mathml(self) -> str:
        """Write the formula as markup that is safe as it stands."""
        return self.formula.mathml


@dataclass(frozen=True, slots=True, kw_only=True)
class Emphasis:
    """Stressed words or code; emphasis within emphasis is one emphasis."""

    kind: EmphasisKind
    spans: tuple[Text | Math, ...]


Span = Text | Math | Emphasis
RichText = tuple[Span, ...]

# What markup and TeX are written with; deleting all other bytes is many times as fast as looking for these.
_NO_MARKUP = bytes(set(range(256)) - set(b"\\$^_{}<&*`~"))
# Without these and without markup a text is nothing but words, as most are, and clean already.
_MORE_THAN_WORDS = Sieve(
    "|".join((r"[\x00-\x1f\x7f]", "  ", "--", *AROUND_HINTS)),
)
_DASHES = re.compile("--")
_BROKEN_WORD = re.compile(r"-(?<=\w-)[ \t]*(?:\r\n|[\n\r])[ \t]*(?!(?:and|or|to|nor|vs)\b)(?=\w)")
_CODE = re.compile(r"`(?<!``)([^`\s](?:[^`']{0,118}[^`'\s])?)`(?!`)")
_URL_END = r"[^\s<>\"`{}$*\u201c\u201d\ufdd0]{1,2000}"
_DOMAINS = ("com", "org", "net", "io", "ai", "edu", "gov", "dev", "co")
# Addresses by a sign that each of them has. Where a pattern can begin with a sign, it does, here and in the
# other readers of text: `re` looks for signs many times as fast as for what may stand before one.
_ADDRESSES = (
    ("//", re.compile(rf"(?:https?://|/(?<![\w:/]/)/){_URL_END}")),
    ("www.", re.compile(rf"(?<![\w.])www\.{_URL_END}")),
    ("@", re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,5}")),
    ("10.", re.compile(rf"(?<![\w.])10\.[0-9]{{4,9}}/{_URL_END}")),
    (
        "/",
        re.compile(
            rf"(?<![\w./-])[\w-]{{1,64}}(?:\.[\w-]{{1,64}}){{0,4}}\.(?:{'|'.join(_DOMAINS)})/(?:{_URL_END})?"
        ),
    ),
)
_AFTER_DOMAIN = re.compile("/(?:" + "|".join(rf"(?<=\.{name}/)" for name in _DOMAINS) + ")")
_ADDRESS_GROUP = re.compile(r"(https?://[^\s{}]+)\{([^{}]*)\}")
_TEX = re.compile(
    r"\$\$(?<!\\\$\$)(?P<display>[^$]{1,2000})\$\$|\\\[(?P<bracket>[^$]{1,2000}?)\\\]|\\\((?P<paren>[^$]{1,2000}?)\\\)"
    r"|\\ensuremath\s?\{(?P<ensured>[^{}$]{1,200})\}"
    r"|\$(?<![\\$]\$)(?P<inline>(?:[^$\\]|\\.){1,600})\$(?!\d)"
)
# A publisher's whole document around each formula.
_DOCUMENT = re.compile(
    r"\\documentclass\[[^\[\]]{0,20}\]\{minimal\}[^$]{0,600}?\\begin\{document\}\$\$([^$]{1,600})\$\$\\end\{document\}"
)
_OPENS_TEX = re.compile(r"\\(?:[(\[]|ensuremath)")
# Two backslashes before a name come from a second escape: no line ends inside a sentence.
_TWICE_ESCAPED = re.compile(r"\\\\(?=[A-Za-z]{2})")
_LOST_STYLES = re.compile(r"(?<![\\A-Za-z])text(?:bf|it|tt|sc|sf|rm)\{")
_WORDS_ONLY = re.compile(
    r"\s*\{?\s*\\(textbf|textit|texttt|emph|textsc|textsf|text|textrm|mathbf|mathrm|mathit|mathsf|mathtt)\s*"
    r"\{\s*(?:\\text[a-z]{2}\s*\{)?((?:[^{}$\\^_]|\\[ %&_]){2,200}|[A-Z])\}{1,2}\s*"
)
_MATH_SIGN = re.compile(r"[\\^_={}<>]")
# A word that betrays a sentence between two dollar signs of money.
_ENGLISH = re.compile(r"(?<![\\A-Za-z{])(?:[a-z]{4,}|and|per|for|the|to|or)(?:\s|$)")


def read_rich(as_read: str) -> RichText:
    r"""Read a title or an abstract into spans; the empty text has none.

    >>> plain_text(read_rich("Ain R^{ntimes d}, up to 3.2times faster"))
    'A ∈ R^{n×d}, up to 3.2× faster'
    """
    text, is_words = _cleaned(as_read)
    if is_words:
        return (Text(text=text),) if text else ()
    return _spans(*_marked(text))


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
    text = _take_literals(text, shelf)
    text = _take_tex(text, shelf)
    text = _take_mangled(text, shelf)
    text = read_emphasis(read_latex(text))
    # Marks are no white space, and all other white space was folded before.
    return fold_spaces(text), shelf


def plain_text(rich: RichText) -> str:
    """Write a text as one line of Unicode; the formulas as `generator.text.mathematics.linear` says."""
    return "".join([_plain(span) for span in rich])


def read_plain(as_read: str) -> str:
    """Read a text and write it as one line: `plain_text` of `read_rich`, without spans for mere words."""
    text, is_words = _cleaned(as_read)
    if is_words:
        return text
    marked, shelf = _marked(text)
    if marked.isascii():
        return marked
    # Emphasis changes no character, so its marks are left out and nothing is nested.
    return "".join(
        [
            _plain(shelf.get(piece)) if piece[:1] == "\ufdd0" else piece
            for piece in _pieces(marked)
            if piece not in KINDS and piece != CLOSE
        ]
    )


def search_text(rich: RichText) -> str:
    """Write a text for the search: the plain text, then the names of the signs in its formulas.

    >>> search_text(read_rich("the ell_infty norm"))
    'the ℓ_∞ norm ell infty'
    """
    plain = plain_text(rich)
    names = dict.fromkeys(spelled_names(plain))
    return f"{plain} {' '.join(names)}" if names else plain


def join_lines(text: str) -> str:
    r"""Join the lines of a paragraph; a word that was broken at its hyphen has no space in it.

    >>> join_lines("state-of-\nthe-art pre-\nand post-training\nworks")
    'state-of-the-art pre-\nand post-training\nworks'
    """
    return _BROKEN_WORD.sub("-", text) if "\n" in text or "\r" in text else text


def _plain(span: Span) -> str:
    match span:
        case Text(text=text):
            return text
        case Math(formula=formula):
            return formula.plain
        case Emphasis(spans=spans):
            return "".join(_plain(inner) for inner in spans)


def _take_literals(text: str, shelf: Shelf[Span]) -> str:
    def code(match: re.Match[str]) -> str:
        return shelf.put(Emphasis(kind="code", spans=(Text(text=match[1]),)))

    def address(match: re.Match[str]) -> str:
        return shelf.put(Text(text=_unescaped(match[0])))

    if "`" in text:
        text = _CODE.sub(code, text)
    if "{" in text and "http" in text:
        text = _ADDRESS_GROUP.sub(_address_group, text)
    for sign, pattern in _ADDRESSES:
        if sign in text and (sign != "/" or _AFTER_DOMAIN.search(text)):
            text = pattern.sub(address, text)
    return text


def _address_group(match: re.Match[str]) -> str:
    r"""Read what is left of `\href{address}{words}`."""
    address, words = match[1], match[2].strip()
    return linked(address, words)


def _unescaped(address: str) -> str:
    return re.sub(r"\\([_%#&~])", r"\1", address) if "\\" in address else address


def _take_tex(text: str, shelf: Shelf[Span]) -> str:
    if "$" not in text and not _OPENS_TEX.search(text):
        return text

    if "\\documentclass" in text:
        text = _DOCUMENT.sub(r"$\1$", text)

    parts: list[str] = []
    end = 0
    while match := _TEX.search(text, end):
        is_money = match["inline"] is not None and _is_money(match["inline"])
        # The second sign of money may open a formula.
        after = match.start() + 1 if is_money else match.end()
        parts += [text[end : match.start()], "$" if is_money else _tex(match, shelf)]
        end = after
    return "".join([*parts, text[end:]])


def _tex(match: re.Match[str], shelf: Shelf[Span]) -> str:
    display = match["display"] or match["bracket"]
    tex = display or match["paren"] or match["ensured"] or match["inline"]
    if _LOST_STYLES.search(tex):
        return tex
    if "\ufdd0" in tex:
        return match[0]
    if "\\\\" in tex:
        tex = _TWICE_ESCAPED.sub(r"\\", tex)
    if words := _WORDS_ONLY.fullmatch(tex):
        return _words(words)
    formula = formula_from_tex(tex.strip(), display=display is not None)
    return shelf.put(Text(text=match[0]) if formula is None else _span(formula, match[0]))


def _words(match: re.Match[str]) -> str:
    name = {"mathbf": "textbf", "mathtt": "texttt", "mathit": "textit"}.get(match[1], match[1])
    return rf"\{name}{{{match[2].strip()}}}" if name.startswith(("text", "emph")) else match[2]


def _is_money(tex: str) -> bool:
    if _LOST_STYLES.search(tex):
        return False
    if tex[0].isspace() or tex[-1].isspace():
        return not _MATH_SIGN.search(tex) or bool(_ENGLISH.search(tex))
    return bool(_ENGLISH.search(tex)) and "\\" not in tex


def _span(formula: Formula, source: str) -> Text | Math:
    if formula.is_text:
        return Text(text=formula.plain)
    return Math(source=source, formula=formula)


def _take_mangled(text: str, shelf: Shelf[Span]) -> str:
    return repair(text, lambda source, formula: shelf.put(_span(formula, source)))


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
