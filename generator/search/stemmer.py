"""Porter's stemmer as lunr.js has it, for it is there that readers ask.

Enters: a word in lower case. Leaves: its stem, letter for letter that of `lunr.stemmer` in lunr.js 2.3.9. lunr.py
stems "key" to "kei" and "survey" to "survei"; an index of its stems has no "key" for lunr.js.

The steps are those of Porter, "An algorithm for suffix stripping" (1980). Where lunr.js tries an expression
of all suffixes, here the last two letters tell which can be meant: most words have none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

_LONGEST_UNIT = "\uffff"
_SHORTEST = 3  # letters; shorter words stay

# A consonant, then no vowel or y; a vowel or y, then vowels. A y at a word's beginning is given as "Y", a consonant.
_CONSONANTS, _VOWELS = "[^aeiou][^aeiouy]*", "[aeiouy][aeiou]*"
_measures_1 = re.compile(f"(?:{_CONSONANTS})?{_VOWELS}[^aeiou]").match  # at least
_measures_2 = re.compile(f"(?:{_CONSONANTS})?{_VOWELS}{_CONSONANTS}{_VOWELS}[^aeiou]").match
_is_measure_1 = re.compile(f"(?:{_CONSONANTS})?{_VOWELS}{_CONSONANTS}(?:{_VOWELS})?").fullmatch
_has_vowel = re.compile(f"(?:{_CONSONANTS})?[aeiouy]").match
_is_short = re.compile(f"{_CONSONANTS}[aeiouy][^aeiouwxy]").fullmatch


def _by_ending(suffixes: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Give suffixes by their last two letters, the longest first, as an expression would find them."""
    found: dict[str, tuple[str, ...]] = {}
    for suffix in sorted(suffixes, key=len, reverse=True):
        found[suffix[-2:]] = (*found.get(suffix[-2:], ()), suffix)
    return found


_STEP_2 = {
    "ational": "ate", "tional": "tion", "enci": "ence", "anci": "ance", "izer": "ize",
    "bli": "ble", "alli": "al", "entli": "ent", "eli": "e", "ousli": "ous",
    "ization": "ize", "ation": "ate", "ator": "ate", "alism": "al", "iveness": "ive",
    "fulness": "ful", "ousness": "ous", "aliti": "al", "iviti": "ive", "biliti": "ble",
    "logi": "log",
}  # fmt: skip
_STEP_3 = {
    "icate": "ic", "ative": "", "alize": "al", "iciti": "ic", "ical": "ic", "ful": "",
    "ness": "",
}  # fmt: skip
# Of "sion" and "tion" the first letter stays; no suffix but these ends with "on".
_STEP_4 = (
    *("al", "ance", "ence", "er", "ic", "able", "ible", "ant", "ement", "ment", "ent", "ou"),
    *("ism", "ate", "iti", "ous", "ive", "ize", "sion", "tion"),
)
_ENDING_2, _ENDING_3, _ENDING_4 = map(_by_ending, (_STEP_2, _STEP_3, _STEP_4))


def stem(word: str) -> str:
    """Give the stem of a word.

    >>> [stem(word) for word in ("networks", "survey", "relational", "studies", "controlling")]
    ['network', 'survey', 'relat', 'studi', 'control']
    """
    if not word.isascii() and max(word) > _LONGEST_UNIT:
        return _stem_of_units(word)
    if len(word) < _SHORTEST:
        return word
    if word[0] == "y":
        return f"y{_steps(f'Y{word[1:]}')[1:]}"
    return _steps(word)


def _stem_of_units(word: str) -> str:
    """Stem a word with characters that are two units each in JavaScript."""
    units = word.encode("utf-16-be", "surrogatepass")
    pairs = zip(units[::2], units[1::2], strict=True)
    stemmed = stem("".join([chr(high << 8 | low) for high, low in pairs]))
    return stemmed.encode("utf-16-be", "surrogatepass").decode("utf-16-be", "surrogatepass")


def _steps(word: str) -> str:
    last = word[-1]
    if last == "s":
        word = _without_plural(word)
        last = word[-1]
    if last == "d" or last == "g":
        word = _without_past(word)
        last = word[-1]
    if last == "y" and len(word) >= _SHORTEST and word[-2] not in "aeiou":
        word = f"{word[:-1]}i"
    if suffixes := _ENDING_2.get(word[-2:]):
        word = _replaced(word, suffixes, _STEP_2)
    if suffixes := _ENDING_3.get(word[-2:]):
        word = _replaced(word, suffixes, _STEP_3)
    if suffixes := _ENDING_4.get(word[-2:]):
        word = _without_suffix(word, suffixes)
    return _without_last(word)


def _without_plural(word: str) -> str:
    """Do step 1a."""
    if word.endswith(("sses", "ies")) and word != "sses" and word != "ies":
        return word[:-2]
    return word if word[-2] == "s" else word[:-1]


def _without_past(word: str) -> str:
    """Do step 1b."""
    if word.endswith("eed") and word != "eed":
        return word[:-1] if _measures_1(word[:-3]) else word
    if word.endswith("ed"):
        stemmed = word[:-2]
    elif word.endswith("ing"):
        stemmed = word[:-3]
    else:
        return word
    if not _has_vowel(stemmed):
        return word
    if stemmed.endswith(("at", "bl", "iz")):
        return f"{stemmed}e"
    if stemmed[-1] == stemmed[-2:-1]:
        return stemmed if stemmed[-1] in "aeiouylsz" else stemmed[:-1]
    return f"{stemmed}e" if _is_short(stemmed) else stemmed


def _replaced(word: str, suffixes: Iterable[str], by: Mapping[str, str]) -> str:
    """Do step 2 or 3."""
    for suffix in suffixes:
        if word.endswith(suffix):
            stemmed = word[: -len(suffix)]
            return f"{stemmed}{by[suffix]}" if _measures_1(stemmed) else word
    return word


def _without_suffix(word: str, suffixes: Iterable[str]) -> str:
    """Do step 4."""
    for suffix in suffixes:
        if word.endswith(suffix) and len(word) > len(suffix):
            stemmed = word[: -len("ion") if suffix.endswith("ion") else -len(suffix)]
            return stemmed if _measures_2(stemmed) else word
    return word


def _without_last(word: str) -> str:
    """Do step 5."""
    last = word[-1]
    if last == "e":
        stemmed = word[:-1]
        if _measures_2(stemmed) or (_is_measure_1(stemmed) and not _is_short(stemmed)):
            word = stemmed
            last = word[-1]
    return word[:-1] if last == "l" and word.endswith("ll") and _measures_2(word) else word
