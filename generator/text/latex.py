r"""LaTeX of running text to text: accents, letters, escapes, dashes, quotes and styles.

Enters: cleaned text whose formulas are marks (see `generator.text.marks`). Leaves: text in which
the start and end of emphasis are marks. What is not known stays as it stands: `\foo{bar}`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from types import MappingProxyType

from generator.text.marks import CLOSE, OPEN, EmphasisKind
from generator.text.mathematics import symbols

_COMBINING = MappingProxyType(
    {
        "`": "\u0300",
        "'": "\u0301",
        "^": "\u0302",
        "~": "\u0303",
        "=": "\u0304",
        "u": "\u0306",
        ".": "\u0307",
        '"': "\u0308",
        "r": "\u030a",
        "H": "\u030b",
        "v": "\u030c",
        "d": "\u0323",
        "c": "\u0327",
        "k": "\u0328",
        "b": "\u0331",
    }
)
# An accent over a letter: \'e, \'{e}, {\'e}, \' e, \v{c}, \c c, \'{\i}.
_ACCENT = re.compile(
    r"""\{?\\(?:(?P<sign>[`'^~=."])\s?|(?P<letter>[uvHcdbkr])(?=[\s{\\])\s?)"""
    r"(?:\{\\?(?P<braced>[A-Za-z])\}|\\(?P<dotless>[ij])(?![A-Za-z])|(?P<bare>[A-Za-z]))(?P<closed>\})?"
)
# An apostrophe that was escaped for some other language: object\'s.
_POSSESSIVE = re.compile(r"(?<=[A-Za-z])\\'s(?![A-Za-z])")
_LETTERS = MappingProxyType(
    dict(
        zip(
            "o O l L ss ae AE oe OE aa AA i j th TH dh DH dj DJ ng NG".split(),
            "ø Ø ł Ł ß æ Æ œ Œ å Å ı ȷ þ Þ ð Ð đ Đ ŋ Ŋ".split(),
            strict=True,
        )
    )
)
_WORDS = MappingProxyType(
    {
        "LaTeX": "LaTeX",
        "TeX": "TeX",
        "BibTeX": "BibTeX",
        "eg": "e.g.",
        "ie": "i.e.",
        "etal": "et al.",
        "etc": "etc.",
        "wrt": "w.r.t.",
        "vs": "vs.",
        "textbackslash": "\\",
        "textasciitilde": "~",
        "textasciicircum": "^",
        "textunderscore": "_",
        "textendash": "–",
        "textemdash": "—",
        "textquotedblleft": "“",
        "textquotedblright": "”",
        "textquoteleft": "‘",
        "textquoteright": "’",
        "textregistered": "®",
        "texttrademark": "™",
        "textellipsis": "…",
        "textbar": "|",
        "textless": "<",
        "textgreater": ">",
        "textmu": "µ",
        "quad": " ",
        "qquad": " ",
        "par": " ",
        "newline": " ",
        "linebreak": " ",
        "noindent": "",
        "xspace": "",
        "ldots": "…",
        "dots": "…",
        "centering": "",
        "bigskip": " ",
        "medskip": " ",
        "smallskip": " ",
        "xmark": "✗",
        "cmark": "✓",
        "item": " • ",
    }
)
_STYLES: Mapping[str, EmphasisKind] = MappingProxyType(
    {
        "emph": "em",
        "textit": "em",
        "textsl": "em",
        "textbf": "strong",
        "texttt": "code",
        "it": "em",
        "em": "em",
        "itshape": "em",
        "sl": "em",
        "bf": "strong",
        "bfseries": "strong",
        "tt": "code",
        "ttfamily": "code",
    }
)
_PLAIN = frozenset(
    """textsc textsf textrm textnormal textmd textup text mbox hbox underline uline sout fbox
    textsuperscript textsubscript textlf mathrm mathsf centerline title acf ac acl gls""".split()
)
_SWITCHES = frozenset("it em itshape sl bf bfseries tt ttfamily".split())
_PLAIN_SWITCHES = frozenset("sc scshape rm rmfamily sf sffamily small footnotesize large".split())
_DROPPED = frozenset(
    "cite citep citet citealp citeauthor parencite textcite autocite label footnotemark vspace hspace begin end".split()
)
_ARGUMENT = r"\{([^{}]*)\}"
_STYLED = re.compile(rf"\\([A-Za-z]+)\s?{_ARGUMENT}")
_SWITCHED = re.compile(r"\{\\([A-Za-z]+)(?![A-Za-z])\s?([^{}]*)\}")
_CITED = re.compile(rf"[\s~]?\\({'|'.join(sorted(_DROPPED))})\*?(?:\[[^\[\]]*\])*{_ARGUMENT}")
# A full stop after a citation that stood after a full stop: "et al.~\cite{x}."
_CITED_TWICE = re.compile(rf"(?<=\.){_CITED.pattern}(?=\.)\.")
_HREF = re.compile(r"\\href\s?\{([^{}]*)\}\s?\{([^{}]*)\}")
_SAYS_NOTHING = re.compile(r"this (?:https? )?(?:URL|link)\.?", re.IGNORECASE)
_NAMED = re.compile(r"(?:\{\\|\\)([A-Za-z]+)(\*?)(?:\{\}|(?P<closed>\})|(?P<space>\s)(?=\S))?")
_ESCAPE = re.compile(r"\\([%&_#$ ,;:!/@-]|\\(?![A-Za-z]))")
_ESCAPED_BRACE = re.compile(r"\\([{}])")
_DOUBLE_QUOTES = re.compile(r"``(.{1,400}?)(?:''|\")", re.DOTALL)
_SINGLE_QUOTES = re.compile(
    r"`(?<![\w`]`)(?=[^\s`'])([^`']{0,80}?(?:\w'\w[^`']{0,80}?)?)(?<=\S)'(?![\w'])"
)
_EM_DASH = re.compile(r"---(?<![-<!]---)(?![->])")
_EN_DASH = re.compile(r"--(?:(?<=[^\s<!\-]--)(?=[^\s>\-])|(?<= --)(?= ))")
_TIE = re.compile(
    r"~(?:(?<=[A-Za-z][A-Za-z)\]]~)(?=[A-Za-z0-9(\[$\\\ufdd0])|(?<=[0-9%.,]~)(?=[A-Za-z(\[\\\ufdd0])"
    r"|(?<=\.~)(?=[0-9]))"
)
_LETTER_GROUP = re.compile(
    r"(?<![A-Za-z0-9-])(?P<command>\\?)(?P<before>[A-Za-z0-9-]*)\{(?P<letters>[A-Z][A-Z-]*s?|[a-z\u00c0-\u024f])\}(?=(?P<after>[A-Za-z]?))"
)
# The same braces, sought by themselves, which is many times as fast.
_BRACED_LETTERS = re.compile(r"\{(?:[A-Z][A-Z-]*s?|[a-z\u00c0-\u024f])\}")
_STYLE_GROUP = re.compile(f"\\{{([{''.join(OPEN.values())}][^{{}}]*{CLOSE})\\}}")
_GROUP = re.compile(r"\{(?<![\w\\}]\{)([A-Z][^{}\\,;:=|]*)\}")
_ACCENTED = re.compile(r"\\(?:[`'^~=.\"]|[uvHcdbkr][\s{\\])")
_CITING = re.compile(rf"\\(?:{'|'.join(sorted(_DROPPED))})")
_ROUNDS = 6


def read_latex(text: str) -> str:
    r"""Turn the LaTeX of a text into Unicode and marks of emphasis.

    >>> read_latex(r"V\=arta by R\'enyi, 5\% of ``all'' -- na\"ive")
    'Vārta by Rényi, 5% of “all” – naïve'
    """
    if "\\" in text:
        text = _commands(text)
    if "{" in text:
        if _BRACED_LETTERS.search(text):
            text = _LETTER_GROUP.sub(_letter_group, text)
        text = _STYLE_GROUP.sub(r"\1", text)
    return _punctuation(text)


def _commands(text: str) -> str:
    had = text
    text = _with_accents(text)
    text = _HREF.sub(_href, text)
    if _CITING.search(text):
        text = _CITED.sub("", _CITED_TWICE.sub("", text))
    # Styles nest: each round resolves the innermost.
    for _ in range(_ROUNDS):
        before = text
        text = _SWITCHED.sub(_switched, _STYLED.sub(_styled, text))
        text = _with_accents(text)
        if text == before:
            break
    if "\\" in text:
        text = _NAMED.sub(_named, text)
    text = _ESCAPE.sub(_escape, text)
    if text != had:
        text = _GROUP.sub(r"\1", text)
    return _ESCAPED_BRACE.sub(r"\1", text)


def _with_accents(text: str) -> str:
    return _ACCENT.sub(_accent, text) if _ACCENTED.search(text) else text


def _accent(match: re.Match[str]) -> str:
    whole = match[0]
    letter = match["braced"] or match["bare"] or match["dotless"]
    mark = _COMBINING[match["sign"] or match["letter"]]
    composed = unicodedata.normalize("NFC", letter + mark)
    if len(composed) > 1 or _POSSESSIVE.match(match.string, match.start()):
        return whole.replace("\\'", "'", 1)
    opened, closed = whole[0] == "{", bool(match["closed"])
    return (
        ("{" if opened and not closed else "") + composed + ("}" if closed and not opened else "")
    )


def _letter_group(match: re.Match[str]) -> str:
    """Drop braces that keep the case of letters: {B}ayesian, {LLM}s, Pok{e}mon."""
    if match["command"] or not (match["before"] or match["after"]):
        return match[0]
    return match["before"] + match["letters"]


def _href(match: re.Match[str]) -> str:
    address, shown = match[1].strip(), match[2].strip()
    if address.lower() == "this https url":
        return shown
    return linked(address, shown)


def linked(address: str, shown: str) -> str:
    """Write words that were linked, and where to: the address alone when the words say no more."""
    repeated = "://" in shown or ("." in shown and shown in address)
    if not shown or repeated or _SAYS_NOTHING.fullmatch(shown):
        return address
    words = shown.rstrip(".")
    return f"{words} ({address}){shown[len(words) :]}"


def _styled(match: re.Match[str]) -> str:
    name, argument = match[1], match[2]
    if name in _STYLES:
        return f"{OPEN[_STYLES[name]]}{argument}{CLOSE}" if argument.strip() else argument
    if name in _PLAIN or name == "url":
        return argument
    if name == "footnote":
        return f" ({argument})"
    return match[0]


def _switched(match: re.Match[str]) -> str:
    name, argument = match[1], match[2]
    if name in _SWITCHES:
        return f"{OPEN[_STYLES[name]]}{argument}{CLOSE}" if argument.strip() else argument
    return argument if name in _PLAIN_SWITCHES else match[0]


def _named(match: re.Match[str]) -> str:
    name = match[1]
    opened, closed = match[0][0] == "{", bool(match["closed"])
    if name in _LETTERS:
        shown, space = _LETTERS[name], ""
    elif name in _WORDS:
        shown, space = _WORDS[name], match["space"] or ""
        if shown[-1:] == "." and match.string[match.end() : match.end() + 1] == ".":
            shown = shown[:-1]
    elif name in _SWITCHES or name in _PLAIN_SWITCHES:
        shown, space = "", ""
    elif name in symbols.NAMES and not match[2]:
        shown, space = symbols.NAMES[name], match["space"] or ""
    else:
        return match[0]
    return (
        ("{" if opened and not closed else "")
        + shown
        + space
        + ("}" if closed and not opened else "")
    )


def _escape(match: re.Match[str]) -> str:
    sign = match[1]
    if sign in "%&_#$@":
        return sign
    return "" if sign in "!/-" else " "


def _punctuation(text: str) -> str:
    if "`" in text:
        text = _SINGLE_QUOTES.sub(r"‘\1’", _DOUBLE_QUOTES.sub(r"“\1”", text))
    if "--" in text:
        text = _EN_DASH.sub("–", _EM_DASH.sub("—", text))
    return _TIE.sub(" ", text) if "~" in text else text
