"""Titles to the last part of an address.

Enters: any title. Leaves: lower-case ASCII letters, digits and single hyphens, safe as a file
name on every system. Uniqueness comes from the suffix that `generator.papers` adds.
"""

from __future__ import annotations

import re
import unicodedata

from anyascii import anyascii

_SLUG_CHARACTERS = frozenset(b"abcdefghijklmnopqrstuvwxyz0123456789")
# Small letters and digits for ASCII's letters and digits, spaces for all else.
_TO_SLUG = bytes(
    low if (low := ord(chr(code).lower()) if code < 0x80 else code) in _SLUG_CHARACTERS else 0x20
    for code in range(256)
)

# A Greek letter alone is a symbol and is read by its name; in a Greek word it is a letter.
_LONE_GREEK = re.compile(r"(?<![\u0370-\u03ff])[\u0370-\u03ff](?![\u0370-\u03ff])")


def _letter_name(match: re.Match[str]) -> str:
    return f"-{unicodedata.name(match[0], '').rpartition(' ')[2]}-"


def slugify(title: str, limit: int = 60) -> str:
    """Make the readable part of a slug, cut between words to at most `limit` characters.

    >>> slugify("β-VAE: Learning Basic Visual Concepts!")
    'beta-vae-learning-basic-visual-concepts'
    >>> slugify("深度学习")
    'shenduxuexi'
    >>> slugify("???")
    ''
    """
    if not title.isascii():
        title = anyascii(_LONE_GREEK.sub(_letter_name, title))
    words = b"-".join(title.encode("ascii", "replace").translate(_TO_SLUG).split()).decode("ascii")
    if len(words) <= limit:
        return words
    cut = words[: limit + 1].rpartition("-")[0]
    return cut or words[:limit]
