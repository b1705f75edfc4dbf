r"""Where a text may hold a formula without backslashes: one cheap look at most texts.

Enters: text. Leaves: the places of signs and names that prose does not have. A sign is found first by
plain substring search, and its surroundings are looked at only where it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from generator.text.mathematics import symbols
from generator.text.sieve import BEYOND_ASCII, Sieve

_GREEK = sorted(symbols.GREEK, key=len, reverse=True)
_RANGE = "\u0370-\u03ff"
_ALONE = ("=", "<", ">", "/", "times", "circ")


def _after_greek(sign: str, *between: str) -> str:
    return "|".join(f"(?<={name}{space}{sign})" for name in _GREEK for space in ("", *between))


def _after_letter(sign: str) -> str:
    """Ask for a letter that stands alone, the sign glued to it or behind a space."""
    return rf"(?<=\b[b-zB-Z]{sign})|(?<=\b[b-zB-Z] {sign})"


def _comparison(sign: str) -> str:
    return rf"{sign}(?:{_after_greek(sign, ' ')}|(?<=[0-9]{sign})|(?<=[0-9] {sign}))"


# What stands behind and around a bracket that opens, and around names.
_CALL = (
    r"(?<=[A-Za-zΩΘ]\()(?:(?<=\b[OoUΩΘ]\()|(?<=S[UOE]\()|(?<=[GS]L\()|(?<=Oleft\()|(?<=Obig\()"
    rf"|{_after_greek('[(]')})"
)
_PAIR = rf"(?<=in \()(?:(?<=\b[b-z] in \()|{_after_greek('in [(]')})"
_INTERVAL = rf"(?<=in \[)(?:(?<=\b[b-zB-Z] in \[)|(?<=[{_RANGE}] in \[))-?[01],"
_SIMILAR = rf"sim\b(?:{_after_letter('sim')}|(?<=[{_RANGE}]sim))"
_ABOUT = rf"approx\b(?:{_after_letter('approx')}|(?<=[{_RANGE}]approx)|(?<=[{_RANGE}] approx))"
# A sign, and what must stand around it. Each pattern begins with its sign, which `re` looks for
# many times as fast as for what may stand before one.
_HINTS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (sign, re.compile(pattern))
    for sign, pattern in (
        ("^", r"\^(?<=[\w)\]}|']\^)[\w{*+\-(]"),
        ("_", rf"_(?<=[A-Za-z{_RANGE})\]}}|']_)(?:\{{|[A-Za-z0-9*]|[{_RANGE}])"),
        (
            "{",
            r"\{(?:[=<>+,]|rm |bf |cal |it |\\?(?:times|sim|leq|geq|approx|pm|rightarrow|cdot|to)\}|\\)",
        ),
        ("(", rf"\({_CALL}"),
        *((sign, _comparison(sign)) for sign in "=<>"),
        ("1-", rf"1-(?:{'|'.join(_GREEK)})\b"),
        ("1+", rf"1\+(?:{'|'.join(_GREEK)})\b"),
        ("/", rf"/(?<=\b[A-Za-z0-9]/)(?:{'|'.join(_GREEK)})\b"),
        ("in (", rf"in \({_PAIR}"),
        ("in [", rf"in \[{_INTERVAL}"),
        (
            "in {",
            rf"in \{{(?:(?<=\b[b-zB-Z] in \{{)|(?<=[{_RANGE}] in \{{)|(?<=[a-z]in \{{))",
        ),
        (
            "ll ",
            r"ll (?:(?!(?<=ll )[a-z][a-z])(?<=[^A-Za-z][b-zB-Z]ll )(?=[A-Za-z0-9]\b)|(?<=\b[b-zB-Z] ll ))",
        ),
        ("gg ", r"gg (?:(?<=[^A-Za-z][b-zB-Z]gg )(?=[A-Za-z0-9]\b)|(?<=\b[b-zB-Z] gg ))"),
        (
            "times",
            rf"times(?![a-z])(?:(?<=[0-9]times)|{_after_letter('times')}|(?<=[{_RANGE}]times))",
        ),
        ("sim", _SIMILAR),
        ("circ", rf"circ\b(?:{_after_letter('circ')})"),
        ("approx", _ABOUT),
        ("mid ", r"mid (?<=[\w)}] mid )(?=[a-z]\b|[a-z][_^)])"),
        *(
            (name, rf"{name}(?![A-Za-z])")
            for name in (
                "infty",
                "leq",
                "geq",
                "neq",
                "propto",
                "cdot",
                "varepsilon",
                "varphi",
                "rightarrow",
                "leftarrow",
                "mapsto",
                "otimes",
                "oplus",
                "setminus",
                "subseteq",
                "nabla",
                "lesssim",
                "gtrsim",
                "simeq",
                "langle",
                "lfloor",
                "lceil",
                "ldots",
                "cdots",
                "notin",
            )
        ),
        *(
            (name, rf"{name}(?=[{{_^]|[A-Z]|s? [A-Z]\b)")
            for name in (
                "mathcal",
                "mathbb",
                "mathbf",
                "mathrm",
                "sqrt",
                "frac",
                "tilde",
                "widehat",
                "overline",
            )
        ),
    )
)
_WIDEST = 200
# Pieces that several signs share; a text without the piece is not searched for the signs.
_PIECES = ("eq", "sim", "arrow", "dot", "times", "math", "pto")


def _by_piece() -> Mapping[str, tuple[re.Pattern[str], ...]]:
    grouped: dict[str, tuple[re.Pattern[str], ...]] = {}
    for sign, pattern in _HINTS:
        piece = next((piece for piece in _PIECES if piece in sign), sign)
        grouped[piece] = (*grouped.get(piece, ()), pattern)
    return MappingProxyType(grouped)


_HINTS_BY_PIECE = tuple(_by_piece().items())
_PIECES_OF_HINTS = Sieve(*(re.escape(piece) for piece, _ in _HINTS_BY_PIECE))
# The hints that may stand in a text without braces and scripts. One character is found several times as
# fast as two, so the patterns begin with rare ones: the q of leq and neq has no u behind it.
_GATE = (
    *((sign, pattern.search) for sign, pattern in _HINTS if sign in _ALONE),
    *(
        (sign, re.compile(pattern).search)
        for sign, pattern in (
            ("(", rf"\((?:{_CALL}|{_PAIR})"),
            ("[", rf"\[{_INTERVAL}"),
            ("sim", rf"sim(?=[0-9])|{_SIMILAR}"),
            ("approx", rf"approx ?(?=[0-9])|{_ABOUT}"),
            ("infty", "infty"),
            (
                "q",
                r"q(?!u)(?:slant)?(?![a-z])(?:(?<=leq)|(?<=geq)|(?<=neq)|(?<=simeq)|(?<=leqslant)|(?<=geqslant))",
            ),
            ("psilon", r"psilon(?![a-z])(?:(?<=varepsilon)|(?=-[gG]reedy|-[A-Z]{2}))"),
            ("arrow", "arrow(?:(?<=leftarrow)|(?<=rightarrow)|(?<=uparrow)|(?<=downarrow))"),
            (
                "-",
                rf"-(?:(?=[A-Z]{{2}})(?<=[a-z]-)(?:{'|'.join(f'(?<={name}-)' for name in _GREEK)})"
                rf"|(?<=1-)(?:{'|'.join(_GREEK)})\b)",
            ),
        )
    ),
)
_NAMES = "|".join(_GREEK)
_LONE_LETTER = "(?:^|[^A-Za-z0-9_])[b-zB-Z]"
# Without look-around: each text in which the gate finds something holds one of these, and few others do.
AROUND_HINTS = (
    "[<=>]",
    rf"/(?:{_NAMES})",
    rf"(?:[0-9]|{BEYOND_ASCII}|{_LONE_LETTER} ?)times",
    rf"{_LONE_LETTER} ?circ",
    rf"(?:(?:^|[^A-Za-z0-9_])[OoU]|{BEYOND_ASCII}|S[UOE]|[GS]L|Oleft|Obig|{_NAMES})\(",
    rf"(?:{_LONE_LETTER} |{_NAMES})in \(",
    r"in \[-?[01],",
    rf"sim[0-9]|(?:{BEYOND_ASCII}|{_LONE_LETTER} ?)sim",
    rf"approx ?[0-9]|(?:{BEYOND_ASCII} ?|{_LONE_LETTER} ?)approx",
    "infty",
    "(?:[lgn]|sim)eq(?:slant)?(?:[^a-z]|$)",
    "psilon",
    "(?:left|right|up|down)arrow",
    rf"(?:{_NAMES})-[A-Z][A-Z]",
    rf"1-(?:{_NAMES})",
)
_AROUND_HINTS = Sieve("|".join(AROUND_HINTS))


def formula_windows(text: str) -> Iterator[tuple[int, int]]:
    """Give the stretches of a text around its hints, in order, without overlap.

    >>> list(formula_windows("a sentence of plain words, three times as long"))
    []
    """
    places: list[int] = []
    for number in _PIECES_OF_HINTS.find(text.encode()):
        for pattern in _HINTS_BY_PIECE[number][1]:
            places += [match.start() for match in pattern.finditer(text)]
    places.sort()
    start, end = 0, -1
    for place in places:
        if place - _WIDEST > end:
            if end > 0:
                yield start, end
            start = _word_start(text, max(0, place - _WIDEST))
        end = place + _WIDEST
    if end > 0:
        yield start, min(end, len(text))


def may_hold_formula(text: str) -> bool:
    """Tell whether a text is worth searching for formulas; most are not."""
    return (
        "^" in text or "_" in text or "{" in text or "}" in text or "\\" in text or has_hint(text)
    )


def has_hint(text: str) -> bool:
    """Tell whether a text that has none of `^_{}` and no backslash may hold a formula all the same."""
    if _AROUND_HINTS.misses(text.encode()):
        return False
    for sign, search in _GATE:  # noqa: SIM110  # a generator costs as much as two searches
        if sign in text and search(text):
            return True
    return False


def _word_start(text: str, place: int) -> int:
    space = text.find(" ", place)
    return place if place == 0 or space < 0 else space + 1
