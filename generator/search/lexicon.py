"""What each chunk of text stands for, worked out once.

Enters: chunks (see `generator.search.terms.chunks_of`). Leaves: numbers, and by number a chunk's words, their
terms, and its keys (see `generator.search.names`). A text has a chunk for each 6 characters, but new ones are rare.
"""

from __future__ import annotations

from array import array
from functools import lru_cache

import numpy as np

from generator.search.arrays import Numbers
from generator.search.names import ENDS, keys_of
from generator.search.terms import term_of, trimmed

_MOST = 1 << 19  # chunks that are remembered, some 100 MB
_SHORTEST, _LONGEST = 3, 30  # letters of a word that is completed and corrected


class _Lists:
    """A list of numbers for each chunk, one after the other."""

    def __init__(self) -> None:
        self.numbers = array("I")
        self.ends = array("I")

    def spread(self, chunks: Numbers) -> tuple[Numbers, Numbers]:
        """Give how many numbers each of these chunks has, and where they stand in `numbers`."""
        ends = np.array(self.ends, dtype=np.int64)
        sizes = np.diff(ends, prepend=0)[chunks]
        shift = ends[chunks] - np.cumsum(sizes)
        return sizes, np.repeat(shift, sizes) + np.arange(sizes.sum())


class _Numbering(dict[str | None, int]):
    """Strings, numbered as they come, from 1; none is 0."""

    def __init__(self) -> None:
        super().__init__({None: 0})
        self.names = [""]

    def __missing__(self, name: str | None) -> int:
        self[name] = number = len(self)
        self.names.append(name or "")
        return number


class Lexicon(dict[str, int]):
    """Chunks, numbered as they come, those that mean the same alike; so are their terms, words and keys.

    A chunk has a term and a word for each of its words, 0 where it is a stop word or is not completed.
    """

    def __init__(self) -> None:
        super().__init__()
        self.terms, self.words, self.names = _Numbering(), _Numbering(), _Numbering()
        self._terms, self._keys = _Lists(), _Lists()
        self._words = array("I")

    def __missing__(self, chunk: str) -> int:
        core = chunk.strip(ENDS)
        if core != chunk and core.isalnum():
            # Signs at the ends of a word go from its term and from its keys alike.
            self[chunk] = number = self[core]
            return number
        number = len(self._terms.ends)
        self[chunk] = number
        if chunk.isalnum():
            self._add(chunk)
        else:
            for word in chunk.split("-"):
                if word:
                    self._add(trimmed(word))
        self._terms.ends.append(len(self._terms.numbers))
        if not (chunk.isascii() and chunk.isalpha()):
            self._keys.numbers.extend(map(self.names.__getitem__, keys_of(chunk)))
        self._keys.ends.append(len(self._keys.numbers))
        return number

    def _add(self, word: str) -> None:
        number = self.terms[term_of(word)]
        self._terms.numbers.append(number)
        completed = number and _SHORTEST <= len(word) <= _LONGEST and word.isalpha()
        self._words.append(self.words[word] if completed else 0)

    def words_of(self, chunks: Numbers) -> tuple[Numbers, Numbers, Numbers]:
        """Give the words of chunks, one after the other: how many each has, their terms, their numbers."""
        sizes, places = self._terms.spread(chunks)
        return sizes, np.array(self._terms.numbers)[places], np.array(self._words)[places]

    def keys_of(self, chunks: Numbers) -> tuple[Numbers, Numbers]:
        """Give the keys of chunks, one after the other: how many each has, and their numbers."""
        sizes, places = self._keys.spread(chunks)
        return sizes, np.array(self._keys.numbers)[places]


@lru_cache(maxsize=1)
def _of_process() -> list[Lexicon]:
    return [Lexicon()]


def lexicon() -> Lexicon:
    """Give the lexicon of this process, a new one when it has grown too large; results do not depend on it."""
    kept = _of_process()
    if len(kept[0]) > _MOST:
        kept[0] = Lexicon()
    return kept[0]
