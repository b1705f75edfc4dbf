"""Text as read to text as shown: Unicode and white space, nothing else.

Enters: any string. Leaves: NFC text of printable characters and single spaces that every
XML 1.0 document may hold. Idempotent.
"""

from __future__ import annotations

import re
import unicodedata

# Control characters that `str.split` does not take for white space.
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]+")
_PRINTABLE = bytes(range(0x20, 0x7F))
# An expression that is two like characters is found faster than `in` finds them.
_TWO_SPACES = re.compile("  ")
# Soft hyphen, zero-width space, bidi marks, embeddings, overrides and isolates, word joiner and
# invisible operators, byte-order mark, interlinear and tag characters, surrogates, non-characters.
_INVISIBLE = re.compile(
    r"[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufdd0-\ufdef\ufeff\ufff9-\ufffb"
    r"\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]"
)
# The joiners shape Persian, Indic scripts and emoji, and mean nothing after an ASCII character.
_STRAY_JOINER = re.compile(r"(?:(?<=[\x20-\x7e])|^)[\u200c\u200d]+")
_NON_CHARACTER = re.compile(
    "["
    + "".join(
        f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0x10000, 0x110000, 0x10000)
    )
    + "]"
)


def fold_white_space(text: str) -> str:
    r"""Fold each run of white space and control characters into one space.

    >>> fold_white_space(" a\u00a0\n b\x00c ")
    'a b c'
    """
    if _is_printable(text):
        return fold_spaces(text)
    return " ".join(_CONTROL.sub(" ", text).split())


def fold_spaces(text: str) -> str:
    """Fold the white space of a printable text, which has no other than spaces."""
    return " ".join(text.split()) if _TWO_SPACES.search(text) else text.strip(" ")


def _is_printable(text: str) -> bool:
    """Tell what `str.isprintable` does; for ASCII, deleting bytes is three times as fast."""
    if text.isascii():
        return not text.encode().translate(None, _PRINTABLE)
    return text.isprintable()


def clean(text: str) -> str:
    r"""Bring a text to NFC without control, zero-width, bidi or non-characters.

    >>> clean("Caf\u0065\u0301\u200b  \u202eau\u2028lait")
    'Café au lait'
    """
    if not text.isascii():
        # None of what is taken out here counts as printable, and most texts hold none of it.
        is_printable = text.isprintable()
        if not is_printable:
            text = _STRAY_JOINER.sub("", _NON_CHARACTER.sub("", _INVISIBLE.sub("", text)))
        if not unicodedata.is_normalized("NFC", text):
            text = unicodedata.normalize("NFC", text)
        elif is_printable:
            return fold_spaces(text)
    return fold_white_space(text)
