r"""Formulas in text that lost their dollars and backslashes.

Enters: text in which addresses are marks. Leaves: the same with every sure formula handed to
`keep`, which gives what to write in its place. Precision comes first: a formula is sure when it holds
what no prose has (`^`, a subscript to one letter or in braces, `\infty`, a name glued to its operand), when all
its brackets close, and when nothing that is not understood touches it.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from generator.text.mathematics import symbols
from generator.text.mathematics.confirmed import letters_of, repair_confirmed
from generator.text.mathematics.formula import Formula, formula_from_tex
from generator.text.mathematics.hints import may_hold_formula
from generator.text.mathematics.scan import Found, find_formulas
from generator.text.mathematics.signs import repair_signs

Keep = Callable[[str, Formula], str]
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
# A name with a power in it, as in UniF^2ace, A^2TGPO and VLM^2-Bench.
_POWER_NAME = re.compile(
    r"(?<![\w^{}\\|/)\]-])(?:[A-Za-z][A-Za-z0-9-]{0,60}[A-Za-z0-9]\^(?P<a>[0-9]|\{[0-9]{1,3}\})(?![\w^{(])"
    r"|[A-Za-z][A-Za-z0-9-]{0,60}\^(?P<b>[0-9]|\{[0-9]{1,3}\})(?=[A-Z][A-Za-z]|[a-z]{3}))"
)
_COLOURS = "red blue green orange teal purple magenta cyan violet brown gray grey olive".split()
# Coloured words, of which the site leaves the colour: teal{Mathematics}.
_COLOURED = re.compile(rf"(?<![\w\\{{])(?:{'|'.join(_COLOURS)})\{{([^{{}}]{{1,80}})\}}")
# A style command without its backslash, for the LaTeX of the text to read.
_LOST_STYLE = re.compile(r"(?<![\\A-Za-z_])t?(ext(?:tt|bf|it|sc|sf|rm))\{([^{}]{1,80})\}")
# The same braces, sought by themselves, which is several times as fast.
_AFTER_COLOUR = re.compile("\\{(?:" + "|".join(rf"(?<={name}\{{)" for name in _COLOURS) + ")")
_AFTER_STYLE = re.compile(r"\{(?<=ext[tbisr][tfcm]\{)(?<!\\text[a-z]{2}\{)")
_SIGN = re.compile(r"\^(?:[0-9]|\{[0-9]{1,3}\})")


def repair(text: str, keep: Keep) -> str:
    """Hand every sure formula of a text to `keep`, once, in reading order."""
    if not may_hold_formula(text):
        return text
    if _AFTER_COLOUR.search(text):
        text = _COLOURED.sub(r"\1", text)
    if _AFTER_STYLE.search(text):
        text = _LOST_STYLE.sub(r"\\t\1{\2}", text)
    if "^" in text:
        text = _POWER_NAME.sub(_power_name, text)
    parts: list[str] = []
    end = 0
    known: set[str] = set()
    for found in find_formulas(text):
        formula = formula_from_tex(found.tex)
        if formula is None:
            continue
        parts += [text[end : found.start], _kept(found, text, formula, keep)]
        known |= letters_of(found.tex)
        end = found.end
    parts.append(text[end:])
    repaired = repair_signs("".join(parts))
    return repair_confirmed(repaired, known, keep) if known else repaired


def _kept(found: Found, text: str, formula: Formula, keep: Keep) -> str:
    return keep(text[found.start : found.end], formula)


def _power_name(match: re.Match[str]) -> str:
    name = match[0]
    base = name.partition("^")[0]
    if match["a"] and len(base) < 2:
        return name
    shown = symbols.NAMES[base] if len(base) > 2 and base in symbols.NAMES else base
    name = shown + name[len(base) :]
    return _SIGN.sub(lambda sign: sign[0].strip("^{}").translate(_SUPERSCRIPTS), name)
