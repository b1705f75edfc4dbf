"""Which words a picture can show.

Enters: any text. Leaves: the text as the typeface draws it, or `None`. The typeface is the one in Pillow, Aileron with the letters
of ASCII and few signs beside: accents are taken off, as dashes are made plain; of other scripts it would show boxes, and
right-to-left writing in the wrong order.
"""

from __future__ import annotations

import unicodedata

# What Pillow's typeface has beside ASCII (tests/test_previews.py holds this against it).
SIGNS = "©«°±´·»‘’“”…‹›⁄™"
_ASCII = "".join(map(chr, range(0x20, 0x7F)))
_DRAWN = frozenset(_ASCII + SIGNS)
_PLAIN = str.maketrans({"\u00a0": " ", "‐": "-", "‑": "-", "–": "-", "—": "-", "−": "-", "×": "x"})
_MOST = 400  # characters; no picture holds more


def drawn(text: str) -> str | None:
    """Give a text as it can be drawn, or `None`.

    >>> drawn("Schrödinger’s cat – again"), drawn("深度学习"), drawn("שלום"), drawn(" ")
    ('Schrodinger’s cat - again', None, None, None)
    """
    text = text[:_MOST].translate(_PLAIN)
    if not text.isascii():
        parts = unicodedata.normalize("NFD", text)
        text = "".join([sign for sign in parts if unicodedata.category(sign) != "Mn"])
    text = " ".join(text.split())
    return text if text and _DRAWN.issuperset(text) else None
