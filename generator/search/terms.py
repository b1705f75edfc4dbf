"""Texts to Lunr's terms, as lunr.py makes them with its defaults but for one step of the stemmer.

Enters: a text. Leaves: a number for each of its words. lunr.py cuts a text character by character into
objects and passes each through its pipeline (trimmer, stop words, Porter's stemmer); here a text is cut
by string operations, and the same three steps see a word once.
"""

from __future__ import annotations

import re
from functools import lru_cache

from lunr.stemmer import PorterStemmer
from lunr.stop_word_filter import WORDS
from lunr.trimmer import full_re

# Where lunr.py cuts; fewer characters than those that str.split() knows.
_SEPARATORS = re.compile(r"[ \t\n\r\f\v\xa0-]+")
# With another letter at its end a word has none of the suffixes that Porter's stemmer knows.
_LAST_OF_SUFFIXES = frozenset("cdegilmnrstuy")


def words_of(text: str) -> list[str]:
    """Cut a text where lunr.py does, in lower case."""
    text = text.lower()
    if text.isprintable():
        # The only white space in it is U+0020.
        return text.replace("-", " ").split()
    return [word for word in _SEPARATORS.split(text) if word]


def term_of(word: str) -> str | None:
    """Give what a word of `words_of` is indexed under, or none for a stop word.

    >>> term_of("(networks)"), term_of("the"), term_of("c++")
    ('network', None, 'c')
    """
    if not word.isalnum() and (trimmed := full_re.match(word)) is not None:
        word = trimmed.group(1)
    if word in WORDS:
        return None
    return _stem(word) if word[-1] in _LAST_OF_SUFFIXES else word


# Words that are nothing but a suffix, of which lunr.js takes less.
_BARE_SUFFIXES = {"ies": "ie", "sses": "sse"}


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


class Vocabulary(dict[str, int]):
    """The words of a batch, each with the number of its term; terms are numbered from 1 as they come.

    The number of a stop word is 0.
    """

    def __init__(self) -> None:
        super().__init__()
        self._numbers: dict[str | None, int] = {None: 0}

    def __missing__(self, word: str) -> int:
        numbers = self._numbers
        self[word] = number = numbers.setdefault(term_of(word), len(numbers))
        return number

    def terms(self) -> tuple[str, ...]:
        """Give the terms by number, the first of them under 0."""
        return tuple(term for term in self._numbers if term is not None)
