"""Texts to Lunr's terms, as lunr.py makes them with its defaults but for the stemmer, which is lunr.js's.

Enters: a text, a word. Leaves: the words of one, the term of the other. lunr.py cuts a text character by character into
objects and passes each through its pipeline (trimmer, stop words, Porter's stemmer); here a text is cut
by string operations, and the same three steps see a word once.
"""

from __future__ import annotations

import re
import string
from functools import lru_cache

from lunr.stop_word_filter import WORDS
from lunr.trimmer import full_re

from generator.search.stemmer import stem

# The white space at which lunr.py cuts; fewer characters than those that str.split() knows.
_SPACES = re.compile(r"[ \t\n\r\f\v\xa0]+")
# With another letter at its end a word has none of the suffixes that Porter's stemmer knows.
_LAST_OF_SUFFIXES = frozenset("cdegilmnrstuy")
_SIGNS = string.punctuation.replace("_", "")


def chunks_of(text: str) -> list[str]:
    """Cut a text at white space, in lower case; hyphens stay."""
    text = text.lower()
    if text.isprintable():
        # The only white space in it is U+0020.
        return text.split()
    return [chunk for chunk in _SPACES.split(text) if chunk]


def words_of(text: str) -> list[str]:
    """Cut a text where lunr.py does, in lower case."""
    return [word for chunk in chunks_of(text) for word in chunk.split("-") if word]


def trimmed(word: str) -> str:
    """Take off what is no letter, digit or underscore at a word's ends, as lunr.py does."""
    if word.isalnum():
        return word
    bare = word.strip(_SIGNS)
    if bare.isalnum():
        return bare
    return str(match.group(1)) if (match := full_re.match(word)) is not None else word


def term_of(word: str) -> str | None:
    """Give what a word of `words_of` is indexed under, or none for a stop word.

    >>> term_of("(networks)"), term_of("the"), term_of("c++")
    ('network', None, 'c')
    """
    word = trimmed(word)
    if word in WORDS:
        return None
    return _stem(word) if word[-1] in _LAST_OF_SUFFIXES else word


# Bounds the memory, about 12 MB; a lexicon asks for each word once, until it is too large and a new one is begun.
_stem = lru_cache(maxsize=1 << 16)(stem)


def forget_stems() -> None:
    """Give back the memory of the stems that were made."""
    _stem.cache_clear()
