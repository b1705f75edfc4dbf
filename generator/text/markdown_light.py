r"""The three signs of Markdown that abstracts use: `*word*`, `**word**` and code.

Enters: text with marks. Leaves: the same with marks of emphasis. A star is emphasis only in pairs
that hug their words: `A*`, `2*3*4`, `C*-algebra` and a footnote's star stay.
"""

from __future__ import annotations

import re

from generator.text.marks import CLOSE, OPEN

_BEFORE = r"[\w*^\\/)\]}|_\ufde1]"
_OPENS = r"(?=[\w\"“‘'(\[\ufdd0$])"
_CLOSES = r"(?<=[\w\"”’')\].!?%+\ufde1])"
_STRONG = re.compile(rf"\*\*(?<!{_BEFORE}\*\*){_OPENS}([^*]{{1,200}}?){_CLOSES}\*\*(?![\w*])")
_EMPHASIS = re.compile(rf"\*(?<!{_BEFORE}\*){_OPENS}([^*]{{1,200}}?){_CLOSES}\*(?![\w*])")


def read_emphasis(text: str) -> str:
    """Turn starred words into marks of emphasis.

    >>> read_emphasis("A* and 2*3*4") == "A* and 2*3*4"
    True
    """
    if text.count("*") < 2:
        return text
    text = _STRONG.sub(rf"{OPEN['strong']}\1{CLOSE}", text)
    return _EMPHASIS.sub(rf"{OPEN['em']}\1{CLOSE}", text)
