r"""Formulas that still have the signs of TeX around them: dollars, `\(`, `\[`, `\ensuremath`.

Enters: a cleaned text. Leaves: the same with a mark in place of each formula (see `generator.text.marks`). Dollars of
money stay, and so does what cannot be read.
"""

from __future__ import annotations

import re

from generator.text.marks import Shelf
from generator.text.mathematics.formula import formula_from_tex
from generator.text.spans import Span, Text, span_of

_TEX = re.compile(
    r"\$\$(?<!\\\$\$)(?P<display>[^$]{1,2000})\$\$"
    # Another opening ends the search for the closing one, so that each is looked for once.
    r"|\\\[(?P<bracket>(?:[^$\\]|\\(?![\[\]]))+)\\\]|\\\((?P<paren>(?:[^$\\]|\\(?![()]))+)\\\)"
    r"|\\ensuremath\s?\{(?P<ensured>[^{}$]{1,200})\}"
    r"|\$(?<![\\$]\$)(?P<inline>(?:[^$\\]|\\.){1,600})\$(?!\d)"
)
# A publisher's whole document around each formula.
_DOCUMENT = re.compile(
    r"\\documentclass\[[^\[\]]{0,20}\]\{minimal\}[^$]{0,600}?\\begin\{document\}\$\$([^$]{1,600})\$\$\\end\{document\}"
)
_LONGEST = 2000  # characters of a formula
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


def take_tex(text: str, shelf: Shelf[Span]) -> str:
    """Put the formulas of a text on the shelf."""
    if "$" not in text and not _OPENS_TEX.search(text):
        return text

    if "\\documentclass" in text:
        text = _DOCUMENT.sub(r"$\1$", text)

    parts: list[str] = []
    end = 0
    while match := _TEX.search(text, end):
        if len(match["bracket"] or match["paren"] or "") > _LONGEST:
            parts.append(text[end : match.start() + 2])
            end = match.start() + 2
            continue
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
    return shelf.put(Text(text=match[0]) if formula is None else span_of(formula, match[0]))


def _words(match: re.Match[str]) -> str:
    name = {"mathbf": "textbf", "mathtt": "texttt", "mathit": "textit"}.get(match[1], match[1])
    return rf"\{name}{{{match[2].strip()}}}" if name.startswith(("text", "emph")) else match[2]


def _is_money(tex: str) -> bool:
    if _LOST_STYLES.search(tex):
        return False
    if tex[0].isspace() or tex[-1].isspace():
        return not _MATH_SIGN.search(tex) or bool(_ENGLISH.search(tex))
    return bool(_ENGLISH.search(tex)) and "\\" not in tex
