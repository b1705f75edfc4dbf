"""What each chunk of text stands for, worked out once.

Enters: chunks (see `generator.search.terms.chunks_of`). Leaves: numbers, and by number a chunk's words, their
terms, and its keys (see `generator.search.names`). A text has a chunk for each 6 characters, but new ones are rare.
"""

from __future__ import annotations

from array import array
from functools import lru_cache
from itertools import chain

import numpy as np

from generator.search.arrays import Numbers
from generator.search.names import ENDS, is_compound, keys_of, keys_of_compound
from generator.search.terms import forget_stems, term_of, trimmed

_MOST = 1 << 18  # chunks that are remembered, some 60 MB in each process
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


class _TermNumbers(dict[str, int]):
    """The numbers of words' terms, 0 where a word is a stop word; each word is stemmed once."""

    def __init__(self, terms: _Numbering) -> None:
        super().__init__()
        self._terms = terms

    def __missing__(self, word: str) -> int:
        self[word] = number = self._terms[term_of(word)]
        return number


class _WordNumbers(dict[str, int]):
    """The numbers of words that are completed and corrected, 0 of others."""

    def __init__(self, words: _Numbering, terms: _TermNumbers) -> None:
        super().__init__()
        self._words = words
        self._terms = terms

    def __missing__(self, word: str) -> int:
        completed = _SHORTEST <= len(word) <= _LONGEST and word.isalpha() and self._terms[word]
        self[word] = number = self._words[word] if completed else 0
        return number


def _is_bare(chunk: str) -> bool:
    """Tell whether a chunk is words without signs and hyphens between them."""
    return chunk.replace("-", "").isalnum() and chunk[0] != "-" != chunk[-1]


def _pair(chunk: str) -> tuple[str, str] | None:
    """Give the parts of a chunk that is a compound of two plain words."""
    first, _, second = chunk.partition("-")
    return (first, second) if chunk.isascii() and is_compound(first, second) else None


class Lexicon(dict[str, int]):
    """Chunks, numbered as they come, and their terms, words and keys once they were learnt.

    A chunk has a term and a word for each of its words, 0 where it is a stop word or is not completed.
    """

    def __init__(self) -> None:
        super().__init__()
        self.terms, self.words, self.names = _Numbering(), _Numbering(), _Numbering()
        self._terms, self._keys = _Lists(), _Lists()
        self._term_numbers = _TermNumbers(self.terms)
        self._word_numbers = _WordNumbers(self.words, self._term_numbers)
        self._words = array("I")
        self._new: list[str] = []
        self._meanings = array("I")  # by chunk; those that mean the same have the same

    def __missing__(self, chunk: str) -> int:
        self[chunk] = number = len(self)
        self._new.append(chunk)
        return number

    def learn(self) -> None:
        """Work out what the chunks stand for that were numbered since; together that is faster than one by one."""
        cores = {chunk: chunk.strip(ENDS) for chunk in self._new if not chunk.isalnum()}
        # Signs at the ends of words go from their terms and from their keys alike.
        alike = {chunk: core for chunk, core in cores.items() if core != chunk and _is_bare(core)}
        for core in alike.values():
            self[core]  # numbered, if it is new
        new = [chunk for chunk in self._new if chunk not in alike]
        self._new.clear()
        plain = list(filter(str.isalnum, new))
        pairs = {chunk: _pair(chunk) for chunk in new if not chunk.isalnum()}
        compounds = {chunk: pair for chunk, pair in pairs.items() if pair is not None}
        others = [chunk for chunk, pair in pairs.items() if pair is None]
        self._meanings.extend([0] * (len(self) - len(self._meanings)))
        for meaning, chunk in enumerate(chain(plain, compounds, others), len(self._terms.ends)):
            self._meanings[self[chunk]] = meaning
        for chunk, core in alike.items():
            self._meanings[self[chunk]] = self._meanings[self[core]]
        self._add_plain(plain)
        self._add_pairs(compounds)
        for chunk in others:
            self._add(chunk)

    def _add_plain(self, words: list[str]) -> None:
        """Add chunks that are words without signs."""
        self._add_all(words, 1)
        for word in words:
            if not (word.isascii() and word.isalpha()):
                self._keys.numbers.extend(map(self.names.__getitem__, keys_of(word)))
            self._keys.ends.append(len(self._keys.numbers))

    def _add_pairs(self, pairs: dict[str, tuple[str, str]]) -> None:
        """Add chunks that are two words with a hyphen between, each with the words."""
        self._add_all(list(chain.from_iterable(pairs.values())), 2)
        for first, second in pairs.values():
            self._keys.numbers.extend(map(self.names.__getitem__, keys_of_compound(first, second)))
            self._keys.ends.append(len(self._keys.numbers))

    def _add_all(self, words: list[str], a_chunk: int) -> None:
        """Add the words of chunks that have as many each."""
        before = len(self._terms.numbers)
        self._add_words(words)
        self._terms.ends.extend(range(before + a_chunk, before + len(words) + 1, a_chunk))

    def _add(self, chunk: str) -> None:
        """Add any chunk."""
        self._add_words([trimmed(word) for word in chunk.split("-") if word])
        self._terms.ends.append(len(self._terms.numbers))
        self._keys.numbers.extend(map(self.names.__getitem__, keys_of(chunk)))
        self._keys.ends.append(len(self._keys.numbers))

    def _add_words(self, words: list[str]) -> None:
        self._terms.numbers.extend(map(self._term_numbers.__getitem__, words))
        self._words.extend(map(self._word_numbers.__getitem__, words))

    def words_of(self, chunks: Numbers) -> tuple[Numbers, Numbers, Numbers]:
        """Give the words of chunks, one after the other: how many each has, their terms, their numbers."""
        sizes, places = self._terms.spread(np.array(self._meanings)[chunks])
        return sizes, np.array(self._terms.numbers)[places], np.array(self._words)[places]

    def keys_of(self, chunks: Numbers) -> tuple[Numbers, Numbers]:
        """Give the keys of chunks, one after the other: how many each has, and their numbers."""
        sizes, places = self._keys.spread(np.array(self._meanings)[chunks])
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


def forget_words() -> None:
    """Give back the memory of what was worked out; it is worked out again when it is needed."""
    _of_process.cache_clear()
    forget_stems()
