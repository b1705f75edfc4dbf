"""Plain words of papers as pages show them.

Enters: text without markup. Leaves: text, or `Markup` in which it is escaped.
"""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup, escape

from generator.text.shorten import first_end, shorten
from generator.text.shown import as_markup

_LEAD_LENGTH = 240
_LINE_END = "\n"


def lead(abstract: str) -> str:
    """Give the opening of an abstract in plain words, cut at a word.

    >>> lead("Trees grow. Slowly.")
    'Trees grow.'
    """
    return shorten(abstract[: first_end(abstract)].strip(), _LEAD_LENGTH)


def quoted_words(words: Iterable[str]) -> Markup:
    """Write words as quotations with commas between them.

    >>> quoted_words(("graph", "a < b"))
    Markup('<q>graph</q>, <q>a &lt; b</q>')
    """
    # No word has a line end in it, for texts are cleaned.
    escaped = str(escape("\n".join(words)))
    return as_markup(f"<q>{escaped.replace(_LINE_END, '</q>, <q>')}</q>")
