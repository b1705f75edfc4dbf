r"""Signs that lost their backslash beside a number or a word: 3.2times, sim30, leq3B, 360^{circ}.

Enters: text. Leaves: the same with the signs as Unicode. Each pattern asks for a digit, or for a name that
no language has; each begins with its sign, which is how `re` finds it fast.
"""

from __future__ import annotations

import re

from generator.text.mathematics import symbols
from generator.text.sieve import Sieve

# What touches a sign from the left when it is part of a word, a path or a command.
_TOUCHES = r"[\w\\/.@-]"
# Neither sim2real nor the simulators sim1 and sim2.
_COUNT = r"(?=[0-9]+(?:[.,][0-9]+)*(?:[%kKMBT×x]|times)(?![A-Za-z])|[0-9]+[.,]?[0-9]+(?![\w-]))"


def _before_number(name: str, number: str) -> str:
    return rf"{name}(?:(?<!{_TOUCHES}{name}){number}|(?<=[0-9%]{name})(?=[0-9]))"


_SIGNS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        ("times", r"times(?<=[0-9]times)(?:(?= [^0-9]| ?$)|(?![A-Za-z_^{(]) ?)"),
        ("sim", _before_number("sim", _COUNT)),
        ("approx", _before_number("approx", rf"(?:{_COUNT}|(?= [0-9]))")),
        ("lesssim", _before_number("lesssim", r"(?= ?[0-9])")),
        ("gtrsim", _before_number("gtrsim", r"(?= ?[0-9])")),
        ("leq", rf"leq(?<!{_TOUCHES}leq)(?![A-Za-z_^{{(])"),
        ("geq", rf"geq(?<!{_TOUCHES}geq)(?![A-Za-z_^{{(])"),
        ("pm", r"pm(?<=[0-9%]pm)(?=[0-9])"),
        ("mp", r"mp(?<=[0-9%]mp)(?=[0-9])"),
        *(
            (name, rf"{name}(?<!{_TOUCHES}{name})(?![\w^{{(])")
            for name in ("infty", "neq", "cdot", "propto")
        ),
    )
)
_TIMES_WORD = re.compile(
    r"times(?<=[0-9]times)(?=(?:faster|more|fewer|less|speed|larger|smaller|higher|lower|better)\b)"
)
_ARROW = re.compile(
    r"(?<![\\_])((?:long)?(?:left|right|leftright)arrow|(?:Left|Right|Leftright)arrow"
    r"|(?:up|down|ne|se|updown)arrow)(?![_^{])"
)
_DEGREE = re.compile(r"\^(?<=[0-9]\^)(?:\{\\?circ\}|circ(?![A-Za-z]))")
_BRACED = re.compile(r"\{(times|sim|leq|geq|approx|pm|rightarrow|to|,)\}")
_GREEK = sorted((*(name for name in symbols.GREEK if name.islower()), "infty"), key=len)[::-1]
_NAMED = r"(?=[A-Z]{2}|greedy\b)"
_BEFORE_NAME = re.compile(rf"-{_NAMED}(?:{'|'.join(f'(?<={name}-)' for name in _GREEK)})")
_GREEK_NAME = re.compile(rf"(?<!{_TOUCHES})({'|'.join(_GREEK)})(?=-{_NAMED})")
# Without look-around: a text in which a pattern above finds anything holds one of these.
_AROUND_SIGNS = Sieve(
    r"\^\{?\\?circ|\{(?:times|sim|leq|geq|approx|pm|rightarrow|to|,)\}|arrow|[0-9]times|sim ?[0-9]|approx ?[0-9]"
    r"|[lg]eq(?:[^A-Za-z_^{(]|$)|[0-9%][pm][mp][0-9]|infty|neq|cdot|propto"
    rf"|(?:{'|'.join(_GREEK)})-(?:[A-Z][A-Z]|greedy)"
)


def repair_signs(text: str) -> str:
    """Turn the signs of a text into Unicode.

    >>> repair_signs("3.2times faster on sim30 images (leq3B), +20.86%uparrow at 360^{circ}")
    '3.2× faster on ∼30 images (≤3B), +20.86%↑ at 360°'
    """
    if _AROUND_SIGNS.misses(text.encode()):
        return text
    if "circ" in text:
        text = _DEGREE.sub("°", text)
    if "{" in text:
        text = _BRACED.sub(_named, text)
    if "arrow" in text:
        text = _ARROW.sub(_named, text)
    if "times" in text:
        text = _TIMES_WORD.sub("× ", text)
    for name, pattern in _SIGNS:
        if name in text:
            text = pattern.sub(symbols.NAMES[name], text)
    return _GREEK_NAME.sub(_named, text) if _BEFORE_NAME.search(text) else text


def _named(match: re.Match[str]) -> str:
    return symbols.NAMES.get(match[1], match[1])
