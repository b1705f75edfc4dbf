r"""Where a text may hold a formula without backslashes: one cheap look at most texts.

Enters: text. Leaves: the places of signs and names that prose does not have. A sign is found first by
plain substring search, and its surroundings are looked at only where it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.text.mathematics import symbols

_GREEK = sorted(symbols.GREEK, key=len, reverse=True)
_AFTER_GREEK = "|".join(f"(?<={name})|(?<={name} )" for name in _GREEK)
_CALL_OF_GREEK = "|".join(f"(?<={name})" for name in _GREEK)
_ALONE = ("(", "=", "<", ">", "1-", "/", "in (", "in [", "times", "sim", "approx", "circ")
_RANGE = "\u0370-\u03ff"
# A sign, and what must stand around it; the pattern is matched where the sign begins.
_HINTS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (sign, re.compile(pattern))
    for sign, pattern in (
        ("^", r"(?<=[\w)\]}|'])\^[\w{*+\-(]"),
        ("_", rf"(?<=[A-Za-z{_RANGE})\]}}|'])_(?:\{{|[A-Za-z0-9*]|[{_RANGE}])"),
        (
            "{",
            r"\{(?:[=<>+,]|rm |bf |cal |it |\\?(?:times|sim|leq|geq|approx|pm|rightarrow|cdot|to)\}|\\)",
        ),
        (
            "(",
            rf"(?<=[A-Za-zΩΘ])(?:(?<=\b[OoUΩΘ])|(?<=S[UOE])|(?<=[GS]L)|(?<=Oleft)|(?<=Obig)|{_CALL_OF_GREEK})\(",
        ),
        ("=", rf"(?:{_AFTER_GREEK}|(?<=[0-9])|(?<=[0-9] ))="),
        ("<", rf"(?:{_AFTER_GREEK}|(?<=[0-9])|(?<=[0-9] ))<"),
        (">", rf"(?:{_AFTER_GREEK}|(?<=[0-9])|(?<=[0-9] ))>"),
        ("1-", rf"1-(?:{'|'.join(_GREEK)})\b"),
        ("1+", rf"1\+(?:{'|'.join(_GREEK)})\b"),
        ("/", rf"(?<=\b[A-Za-z0-9])/(?:{'|'.join(_GREEK)})\b"),
        ("in (", rf"(?:(?<=\b[b-z] )|{_CALL_OF_GREEK})in \("),
        ("in [", rf"(?:(?<=\b[b-zB-Z] )|(?<=[{_RANGE}] ))in \[-?[01],"),
        ("in {", rf"(?:(?<=\b[b-zB-Z] )|(?<=[{_RANGE}] )|(?<=[a-z]))in \{{"),
        ("ll ", r"(?!ll [a-z][a-z])(?<=[^A-Za-z][b-zB-Z])ll (?=[A-Za-z0-9]\b)|(?<=\b[b-zB-Z] )ll "),
        ("gg ", r"(?<=[^A-Za-z][b-zB-Z])gg (?=[A-Za-z0-9]\b)|(?<=\b[b-zB-Z] )gg "),
        (
            "times",
            rf"times(?![a-z])(?:(?<=[0-9]times)|(?<=\b[b-zB-Z]times)|(?<=\b[b-zB-Z] times)|(?<=[{_RANGE}]times))",
        ),
        ("sim", rf"sim\b(?:(?<=\b[b-zB-Z]sim)|(?<=\b[b-zB-Z] sim)|(?<=[{_RANGE}]sim))"),
        ("circ", r"(?:(?<=\b[b-zB-Z])|(?<=\b[b-zB-Z] ))circ\b"),
        (
            "approx",
            rf"(?:(?<=\b[b-zB-Z])|(?<=\b[b-zB-Z] )|(?<=[{_RANGE}])|(?<=[{_RANGE}] ))approx\b",
        ),
        ("mid ", r"(?<=[\w)}] )mid (?=[a-z]\b|[a-z][_^)])"),
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
# The hints that may stand in a text without braces and scripts, each search with one literal start.
_GATE = tuple(
    (sign, re.compile(pattern).match)
    for sign, pattern in (
        *((sign, pattern.pattern) for sign, pattern in _HINTS if sign in _ALONE),
        ("infty", "infty"),
        (
            "eq",
            r"eq(?:slant)?(?![a-z])(?:(?<=leq)|(?<=geq)|(?<=neq)|(?<=simeq)|(?<=leqslant)|(?<=geqslant))",
        ),
        ("psilon", r"psilon(?![a-z])(?:(?<=varepsilon)|(?=-[gG]reedy|-[A-Z]{2}))"),
        ("arrow", "arrow(?:(?<=leftarrow)|(?<=rightarrow)|(?<=uparrow)|(?<=downarrow))"),
        ("sim", "sim(?=[0-9])"),
        ("approx", "approx ?(?=[0-9])"),
        ("-", rf"-(?=[A-Z]{{2}})(?<=[a-z]-)(?:{'|'.join(f'(?<={name}-)' for name in _GREEK)})"),
    )
)


def formula_windows(text: str) -> Iterator[tuple[int, int]]:
    """Give the stretches of a text around its hints, in order, without overlap.

    >>> list(formula_windows("a sentence of plain words, three times as long"))
    []
    """
    places = sorted(
        place for sign, pattern in _HINTS if sign in text for place in _places(text, sign, pattern)
    )
    start = end = -1
    for place in places:
        if place - _WIDEST > end:
            if end > 0:
                yield start, end
            start = _word_start(text, max(0, place - _WIDEST))
        end = place + _WIDEST
    if end > 0:
        yield start, min(end, len(text))


def has_hint(text: str) -> bool:
    """Tell whether a text that has none of `^_{` may hold a formula all the same."""
    for sign, surroundings in _GATE:
        place = text.find(sign)
        while place >= 0:
            if surroundings(text, place):
                return True
            place = text.find(sign, place + 1)
    return False


def _places(text: str, sign: str, pattern: re.Pattern[str]) -> Iterator[int]:
    place = text.find(sign)
    while place >= 0:
        if pattern.match(text, place):
            yield place
        place = text.find(sign, place + 1)


def _word_start(text: str, place: int) -> int:
    space = text.find(" ", place)
    return place if place == 0 or space < 0 else space + 1
