"""Keys under which two texts count as the same.

Enters: cleaned text. Leaves: a key to compare, never to show.
"""

from __future__ import annotations

import re
import unicodedata

# `+` and `#` tell names apart: "Hyperbolic Neural Networks++" is another paper than
# "Hyperbolic Neural Networks", and C, C++ and C# are three languages.
_NOT_TELLING = re.compile(r"[^\w+#]+|_")
_WORD = re.compile(r"[^\W_]+")


def _folded(text: str) -> str:
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def identity_key(text: str) -> str:
    """Fold case, accents, punctuation and spacing away.

    >>> identity_key("Auto-Encoding  Variational Bayes") == identity_key("auto encoding variational Bayés")
    True
    >>> identity_key("Hyperbolic Neural Networks++") == identity_key("Hyperbolic Neural Networks")
    False
    """
    return _NOT_TELLING.sub("", _folded(text))


def words(text: str) -> list[str]:
    """Give the folded words of a text in order.

    >>> words("State-of-the-art, (2x)!")
    ['state', 'of', 'the', 'art', '2x']
    """
    return _WORD.findall(_folded(text))


def shingles(text: str, size: int = 3) -> frozenset[tuple[str, ...]]:
    """Give the set of runs of `size` words; a shorter text is one run."""
    sequence = words(text)
    if len(sequence) <= size:
        return frozenset([tuple(sequence)]) if sequence else frozenset()
    return frozenset(zip(*(sequence[offset:] for offset in range(size)), strict=False))


def jaccard(left: frozenset[tuple[str, ...]], right: frozenset[tuple[str, ...]]) -> float:
    """Give the size of the intersection over that of the union, 0 for two empty sets."""
    union = len(left | right)
    return len(left & right) / union if union else 0.0
