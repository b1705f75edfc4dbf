"""Greek letters by their names, in a text whose formulas have them.

Enters: text, and the names that its sure formulas use. Leaves: the same with these names as
formulas wherever they stand alone: "f_{rm E}^{beta}, where beta is the index". In a text without such a
formula `beta` is a word.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Set

from generator.text.mathematics import symbols
from generator.text.mathematics.formula import Formula, formula_from_tex

_COMMAND = re.compile(r"\\([A-Za-z]+)")
_NAME = re.compile(
    rf"(?<![\w\\/.@'*-])({'|'.join(sorted(symbols.GREEK, key=len, reverse=True))}|ell|infty)(?![\w/(*^-]|\.\w)"
)


def letters_of(tex: str) -> set[str]:
    r"""Give the names of the letters in a formula.

    >>> letters_of(r"\\beta\\times 2")
    {'beta'}
    """
    names = set(_COMMAND.findall(tex))
    return {name for name in names if name in symbols.GREEK or name in {"ell", "infty"}}


def repair_confirmed(text: str, known: Set[str], keep: Callable[[str, Formula], str]) -> str:
    """Hand each known name that stands alone to `keep`."""

    def kept(match: re.Match[str]) -> str:
        formula = formula_from_tex(f"\\{match[1]}") if match[1] in known else None
        return match[0] if formula is None else keep(match[0], formula)

    return _NAME.sub(kept, text)
