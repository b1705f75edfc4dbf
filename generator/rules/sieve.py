"""A first look through a text for anything that may be one of some terms.

Enters: terms, then texts. Leaves: whether a text may have one of them; a no is certain. The spellings that
`generator.rules.words` folds into one are written out in one regular expression of RE2: letters of a key may be parted
by plurals and gaps, and the few British and irregular forms stand beside the others.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

import re2

from generator.rules.regexes import RegexSet
from generator.rules.terms import NearTerm, RegexTerm, Term, WordsTerm
from generator.rules.words import irregular_plurals

_MOST_MEMORY = 64 << 20
_FOREIGN = re.compile(r"[^\x00-\x7f]")
_FOREIGN_GAP = re.compile(r"[^\w\x00-\x7f]")
# Between two letters a word may end, in its plural.
_GAP = "(?:(?:e?s)?[^a-z0-9]+)?"
# What stands in a key, and how else it may be written.
_SPELLINGS = {
    "y": "(?:y|ies)",
    "iz": f"i{_GAP}[sz]",
    "or": f"o{_GAP}u?r",
    "el": f"e{_GAP}ll?",
    "er": f"(?:e{_GAP}r|re)",
}


class TermSieve:
    """Terms, ready to be ruled out."""

    def __init__(self, terms: Iterable[Term]) -> None:
        keys: set[tuple[str, bool]] = set()
        patterns: dict[int, str] = {}
        for term in terms:
            match term:
                case WordsTerm(key=key, prefix=prefix):
                    keys.add((key, prefix))
                case NearTerm(left=left):
                    keys.add((left.key, left.prefix))
                case RegexTerm(pattern=pattern):
                    patterns[len(patterns)] = pattern
        self._foreign = any(not key.isascii() for key, _ in keys)
        plain = sorted((key, prefix) for key, prefix in keys if key.isascii())
        self._any = _together(way for key, prefix in plain for way in _patterns(key, prefix=prefix))
        self._regexes = RegexSet(patterns) if patterns else None

    def may_have(self, text: str) -> bool:
        """Say whether a text may have one of the terms."""
        foreign = not text.isascii() and any(map(str.isalnum, _FOREIGN.findall(text)))
        if foreign and self._foreign:
            return True
        if self._regexes is not None and any(self._regexes.find(text)):
            return True
        if self._any is None:
            return False
        # What is no letter parts words, whatever it is.
        flat = _folded(text) if foreign else text.encode("ascii", "replace").lower()
        return self._any.search(flat) is not None


def _folded(text: str) -> bytes:
    """Fold letters of other scripts to those that keys have; a letter that has none goes."""
    parted = _FOREIGN_GAP.sub(" ", text).casefold()
    return unicodedata.normalize("NFKD", parted).encode("ascii", "ignore").lower()


def _together(patterns: Iterable[str]) -> re2.Pattern | None:
    """Make one expression of patterns, each at the beginning of a word; `None` of none."""
    ways = "|".join(patterns)
    options = re2.Options()
    options.max_mem = _MOST_MEMORY
    options.encoding = re2.Options.Encoding.LATIN1
    return re2.compile(f"(?:^|[^a-z0-9])(?:{ways})".encode(), options) if ways else None


def _patterns(key: str, *, prefix: bool) -> Iterator[str]:
    """Give how a key may be written; after an irregular plural whatever follows will do."""
    yield _letters(key) + ("" if prefix else r"(?:e?s)?(?:[^a-z0-9]|$)")
    for plural, singular in irregular_plurals():
        start = key.find(singular)
        while start >= 0:
            yield _GAP.join([*filter(None, [_letters(key[:start])]), plural])
            start = key.find(singular, start + 1)


def _letters(key: str) -> str:
    parts: list[str] = []
    place = 0
    while place < len(key):
        pair = key[place : place + 2]
        known = pair if pair in _SPELLINGS else key[place]
        parts.append(_SPELLINGS.get(known, re.escape(known)))
        place += len(known)
    return _GAP.join(parts)
