"""Keys under which two texts count as the same.

Enters: cleaned text. Leaves: a key to compare, never to show.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_TEXT_MACRO = re.compile(r"\\(?:text(?:bf|it|sc|tt|rm|sf)?|emph|em|it|bf|sc|tt|rm)\b")
# `+` and `#` tell names apart: "Hyperbolic Neural Networks++" is another paper than
# "Hyperbolic Neural Networks", and C, C++ and C# are three languages.
_TELLING = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+#")
_NOT_TELLING = bytes(code for code in range(128) if code not in _TELLING)
_LOWER = bytes.maketrans(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ", b"abcdefghijklmnopqrstuvwxyz")
_ASCII = bytes(range(128))
# Kinds of characters beyond ASCII that are replaced one after the other; more are found by an expression.
_FEW = 12
_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
_WORD = re.compile(r"[^\W_]+")


# One listing writes α, another alpha.
_GREEK = {
    code: unicodedata.name(chr(code)).rpartition(" ")[2].lower()
    for code in range(0x3B1, 0x3CA)
    if "FINAL" not in unicodedata.name(chr(code))
}


def _without_macros(text: str) -> str:
    return _TEXT_MACRO.sub("", text) if "\\" in text else text


def _folded(text: str) -> str:
    text = _without_macros(text)
    if text.isascii():
        return text.lower()
    return _in_ascii(text).lower()


def _in_ascii(text: str) -> str:
    """Fold what is beyond ASCII; for the few quotation marks of most texts, without a search."""
    utf8 = text.encode("utf-8", "surrogatepass").translate(None, _ASCII)
    folded = {sign: _fold_run(sign) for sign in set(utf8.decode("utf-8", "surrogatepass"))}
    # What becomes of one sign must not be taken for another that is still to be folded.
    if len(folded) > _FEW or not all(
        other.isascii() or other == sign for sign, other in folded.items()
    ):
        return _NOT_ASCII.sub(_fold_match, text)
    for sign, other in folded.items():
        text = text.replace(sign, other)
    return text


def _fold_match(match: re.Match[str]) -> str:
    return _fold_run(match[0])


@lru_cache(maxsize=4096)
def _fold_run(run: str) -> str:
    """Fold characters beyond ASCII, each by itself: a run is folded as its characters are."""
    # Capitals of mathematical alphabets have small letters only once they are taken apart.
    decomposed = unicodedata.normalize("NFKD", run.casefold()).casefold()
    letters = (c for c in decomposed if not unicodedata.combining(c))
    # What is no letter or digit of any script parts words, as a dash or a quotation mark does.
    kept = "".join(c if c.isascii() or c.isalnum() else " " for c in letters)
    return kept.translate(_GREEK)


def identity_key(text: str) -> str:
    """Fold case, accents, punctuation and spacing away.

    >>> identity_key("Auto-Encoding  Variational Bayes") == identity_key("auto encoding variational Bayés")
    True
    >>> identity_key("Hyperbolic Neural Networks++") == identity_key("Hyperbolic Neural Networks")
    False
    """
    return identity_bytes(text).decode()


def identity_bytes(text: str) -> bytes:
    """Give the UTF-8 of `identity_key`, which is all that a hash needs."""
    # The table folds the case of ASCII too.
    folded = _without_macros(text) if text.isascii() else _folded(text)
    return folded.encode().translate(_LOWER, _NOT_TELLING)


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
