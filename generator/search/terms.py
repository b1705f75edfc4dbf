"""Texts to Lunr's terms, as lunr.py makes them with its defaults but for one step of the stemmer.

Enters: a text, a word. Leaves: the words of one, the term of the other. lunr.py cuts a text character by character into
objects and passes each through its pipeline (trimmer, stop words, Porter's stemmer); here a text is cut
by string operations, and the same three steps see a word once.
"""

from __future__ import annotations

import re
from functools import lru_cache

from lunr.stemmer import PorterStemmer
from lunr.stop_word_filter import WORDS
from lunr.trimmer import full_re

# The white space at which lunr.py cuts; fewer characters than those that str.split() knows.
_SPACES = re.compile(r"[ \t\n\r\f\v\xa0]+")
# With another letter at its end a word has none of the suffixes that Porter's stemmer knows.
_LAST_OF_SUFFIXES = frozenset("cdegilmnrstuy")


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
    if not word.isalnum() and (match := full_re.match(word)) is not None:
        return str(match.group(1))
    return word


def term_of(word: str) -> str | None:
    """Give what a word of `words_of` is indexed under, or none for a stop word.

    >>> term_of("(networks)"), term_of("the"), term_of("c++")
    ('network', None, 'c')
    """
    word = trimmed(word)
    if word in WORDS:
        return None
    return _stem(word) if word[-1] in _LAST_OF_SUFFIXES else word


# Words that are nothing but a suffix, of which lunr.js takes less.
_BARE_SUFFIXES = {"ies": "ie", "sses": "sse", "eed": "e", "eeds": "e"}


class BrowserStemmer(PorterStemmer):  # type: ignore[misc]
    """Porter's stemmer as lunr.js has it, for it is there that readers ask.

    lunr.py makes "kei" of "key" and "survei" of "survey", lunr.js leaves them as they are: it takes y for i
    only after a consonant that is not the first letter. An index of lunr.py's stems has no "key" for it.
    """

    b: str  # the word
    k: int  # the place of its last letter

    def stem(self, word: str, metadata: object = None) -> str:
        """Give the stem of a word in lower case."""
        stem: str = _BARE_SUFFIXES.get(word) or super().stem(word, metadata)
        return stem

    def step1c(self) -> None:
        """Turn a last y into i."""
        if self.ends("y") and self.k >= 2 and self.b[self.k - 1] not in "aeiou":
            self.b = f"{self.b[: self.k]}i{self.b[self.k + 1 :]}"


_STEMMER = BrowserStemmer()


# Bounds the memory, about 25 MB; at fewer words each is stemmed once in a process.
@lru_cache(maxsize=1 << 17)
def _stem(word: str) -> str | None:
    return _STEMMER.stem(word) or None
