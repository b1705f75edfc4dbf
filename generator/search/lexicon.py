"""What each chunk of text stands for, worked out once.

Enters: chunks (see `generator.search.terms.chunks_of`). Leaves: numbers, and by number a chunk's words, their
terms, and its keys (see `generator.search.names`). A text has a chunk for each 6 characters, but new ones are rare.
"""

from __future__ import annotations

from array import array
from functools import lru_cache

import numpy as np

from generator.search.arrays import Numbers
from generator.search.names import keys_of
from generator.search.terms import term_of, trimmed

_MOST = 1 << 19  # chunks that are remembered, some 100 MB
_SHORTEST, _LONGEST = 3, 30  # letters of a word that is completed and corrected


class Lexicon(dict[str, int]):
    """Chunks, numbered as they come; so are their terms, from 1, and the words that are completed.

    `ends` has where each chunk's words end in `term_numbers` and `word_numbers`, which have 0 for a stop
    word, and for a word that is not completed. `keys_of` has the keys of the chunks that have any.
    """

    def __init__(self) -> None:
        super().__init__()
        self.terms: list[str] = [""]
        self.words: list[str] = [""]
        self.ends = array("I")
        self.term_numbers = array("I")
        self.word_numbers = array("I")
        self.keys_of: dict[int, tuple[str, ...]] = {}
        self._terms: dict[str | None, int] = {None: 0}
        self._words: dict[str, int] = {}

    def __missing__(self, chunk: str) -> int:
        self[chunk] = number = len(self)
        if chunk.isalnum():
            self._add(chunk)
        else:
            for word in chunk.split("-"):
                if word:
                    self._add(trimmed(word))
        self.ends.append(len(self.term_numbers))
        if keys := keys_of(chunk):
            self.keys_of[number] = keys
        return number

    def _add(self, word: str) -> None:
        term = term_of(word)
        number = self._terms.setdefault(term, len(self._terms))
        if number == len(self.terms):
            self.terms.append(term or "")
        self.term_numbers.append(number)
        completed = number and _SHORTEST <= len(word) <= _LONGEST and word.isalpha()
        self.word_numbers.append(self._word(word) if completed else 0)

    def _word(self, word: str) -> int:
        number = self._words.setdefault(word, len(self._words) + 1)
        if number == len(self.words):
            self.words.append(word)
        return number

    def spread(self, chunks: Numbers) -> tuple[Numbers, Numbers, Numbers]:
        """Give the words of chunks, one after the other: how many each has, their terms, their numbers."""
        ends = np.array(self.ends, dtype=np.int64)
        sizes = np.diff(ends, prepend=0)[chunks]
        firsts = ends[chunks] - sizes
        places = np.repeat(firsts - (np.cumsum(sizes) - sizes), sizes) + np.arange(sizes.sum())
        return sizes, np.array(self.term_numbers)[places], np.array(self.word_numbers)[places]


@lru_cache(maxsize=1)
def _of_process() -> list[Lexicon]:
    return [Lexicon()]


def lexicon() -> Lexicon:
    """Give the lexicon of this process, a new one when it has grown too large; results do not depend on it."""
    kept = _of_process()
    if len(kept[0]) > _MOST:
        kept[0] = Lexicon()
    return kept[0]
