"""What readers write and Lunr's terms have not: names with signs, compounds, folded letters, CJK.

Enters: a chunk of text. Leaves: the keys under which its document is found beside Lunr's index
(docs/search-index.md, `names/K`). The search page makes the same keys of what is typed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import pairwise

from generator.search.terms import term_of, words_of

_HYPHENS = "-\u2010\u2011"
# Han, kana, Hangul: scripts whose words are not parted, or seldom.
_CJK = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff]+")
_COMPOUND = re.compile(rf"([^\W\d_]{{2,}})[{_HYPHENS}]([^\W\d_]{{2,}})")
_LONGEST = 40  # characters of a key
_LEAST_PART = 2  # letters of a part of a compound
_DROPPED = {
    ord(sign): None for sign in map(chr, range(128)) if not (sign.isalnum() or sign in "+#")
}
ENDS = ".,;:!?()[]{}'\"`\u2018\u2019\u201c\u201d"


def keys_of(chunk: str) -> tuple[str, ...]:
    """Give the keys of what stands between two spaces of a text, as they come.

    >>> [keys_of(chunk) for chunk in "GPT-4, C++ and SU(2) for (anti-virus) by Schrödinger 2024-25".split()]
    [('gpt4',), ('c++',), (), ('su2',), (), ('antiviru',), (), ('schroding',), ()]
    >>> keys_of("扩散模型")
    ('扩散', '散模', '模型')
    """
    word = chunk.strip(ENDS)
    if word.isascii():
        # Most are plain words, numbers, which have no key, and words with hyphens.
        if word.isalpha() or word.lower() == word.upper():
            return ()
        first, _, second = word.partition("-")
        if is_compound(first, second):
            return keys_of_compound(first, second)
    elif runs := _CJK.findall(word):
        return tuple(pair for run in runs for pair in _pairs(run))
    elif compound := _COMPOUND.fullmatch(word):
        return keys_of_compound(*compound.groups())
    key = folded(word)
    return _unlike(key, words_of(word)) if _is_signed(word, key) else ()


def is_compound(first: str, second: str) -> bool:
    """Tell whether what stands before and after a hyphen are words of a compound."""
    return first.isalpha() and second.isalpha() and min(len(first), len(second)) >= _LEAST_PART


def keys_of_compound(first: str, second: str) -> tuple[str, ...]:
    """Give the keys of a compound of two words."""
    first, second = folded(first), folded(second)
    return _unlike(f"{first}{second}", (first, second))


def _unlike(key: str, parts: Sequence[str]) -> tuple[str, ...]:
    """Give the stem of a key of letters, or a key, if it is no term of the parts and not too long."""
    if key.isalpha():
        key = term_of(key) or ""
    if not key or len(key) > _LONGEST or key in map(term_of, parts):
        return ()
    return (key,)


def _is_signed(word: str, key: str) -> bool:
    """Tell whether a word is a name: with a digit or a sign in it, or a letter that folds; never a number."""
    if key.isalpha():
        return not word.isascii() or ("(" in word and "-" not in word)
    return any(map(str.isalpha, key))


def _pairs(run: str) -> Iterator[str]:
    if len(run) == 1:
        yield run
    for first, second in pairwise(run):
        yield first + second


def folded(word: str) -> str:
    """Give a word without marks on its letters, in small letters, and of its signs only + and #.

    >>> folded("Gödel"), folded("GPT-4"), folded("C#"), folded("x₀")
    ('godel', 'gpt4', 'c#', 'x0')
    """
    parts = word.lower()
    if parts.isascii():
        if parts.isalnum():
            return parts
        return parts.translate(_DROPPED)
    parts = unicodedata.normalize("NFKD", parts)
    return "".join(each for each in parts if each.isalnum() or each in "+#")
