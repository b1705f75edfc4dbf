"""The words of made-up papers, for benchmarks/corpus.py: not a benchmark itself.

Chains of words learnt from the shipped dumps, rare words and names of people. A chain knows pairs of neighbours only, so
nothing longer than chance is anybody's text. Every word follows from numbers alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise, product
from pathlib import Path

import numpy as np
import numpy.typing as npt

CHECKOUT = Path(__file__).resolve().parent.parent
LEAST_TITLE, MOST_TITLE = 4, 15

_ONSETS = "b br c ch cl d dr f fl g gr h j k kl l m n p pr qu r s sh st t tr v w x z".split()
_VOWELS = "a e i o u ai ea io ou y".split()
_CODAS = ["", "n", "r", "l", "s", "x", "m", "t", "nd", "rk"]
SYLLABLES = ["".join(parts) for parts in product(_ONSETS, _VOWELS, _CODAS)]
_CAPITALS = [syllable.capitalize() for syllable in SYLLABLES]
_PAIRS = ["".join(pair) for pair in product("ABCDEFGHIJKLMNOPQRSTUVWXYZ", repeat=2)]
_ENDINGS = "Net Former GAN Bench Flow LM Diff Eval-2 ++ -XL".split() + [""] * 10
_MIX = 0x9E3779B97F4A7C15
_FIRST_NAMES = """
    Ada Aisha Alan Amir Ana Boris Chen Daniel Elif Emma Fatima Grace Hana Hugo Ines Ivan Jun Kofi Lena Li Luis Maria
    Mei Mikhail Nadia Noor Olga Omar Paula Priya Quentin Rosa Ravi Sara Sven Tariq Uma Vera Wei Xin Yara Yuki Zoe
    """.split()
_ABSTRACT = re.compile(r".{300,}")
# Addresses and formulas: papers get their own.
_ODD = re.compile(r"http|github|[\\^_{}$]")


class Chain:
    """A chain of words: after each comes one of those that followed it in the texts learnt from."""

    def __init__(self, texts: Sequence[Sequence[str]]) -> None:
        running = [word for text in texts for word in text]
        self.words = np.array(sorted(set(running)), dtype=object)
        number = {word: n for n, word in enumerate(self.words)}
        at = np.array([number[word] for word in running])
        order = np.argsort(at, kind="stable")
        # The last word of a text is followed by the first of the next one.
        self._after = np.roll(at, -1)[order]
        self._counts = np.bincount(at, minlength=len(self.words))
        self._starts = np.cumsum(self._counts) - self._counts
        self._firsts = np.array([number[text[0]] for text in texts])
        self.closing = np.array([word.endswith((".", "?", "!")) for word in self.words])

    def walk(self, chances: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
        """Give a row of words for each column of chances: a chance a step, a text a column."""
        steps = np.empty(chances.shape, dtype=np.int64)
        steps[0] = now = self._firsts[(chances[0] * len(self._firsts)).astype(np.int64)]
        for step in range(1, len(chances)):
            chosen = (chances[step] * self._counts[now]).astype(np.int64)
            steps[step] = now = self._after[self._starts[now] + chosen]
        return steps.T


@cache
def chains() -> tuple[Chain, Chain]:
    """Learn the chains of titles and of abstracts from the shipped dumps.

    The reader here is a plain one of its own: a change of the parser must not change the corpora.
    """
    titles, abstracts = [], []
    for file in sorted((CHECKOUT / "seeds").glob("*.txt")):
        lines = file.read_text(encoding="utf-8").splitlines()
        for before, line in pairwise(["", *lines]):
            if not _ABSTRACT.match(line):
                continue
            abstracts.append([word for word in line.split() if not _ODD.search(word)])
            title = before.removeprefix("Subscribe").split()
            if LEAST_TITLE <= len(title) <= MOST_TITLE:
                titles.append(["", *title])
    return Chain(titles), Chain(abstracts)


def mixed_numbers(numbers: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """Give numbers that look thrown, a different one for each."""
    mixed = numbers * np.uint64(_MIX)
    return mixed ^ mixed >> np.uint64(29)


def rare_word(mixed: int) -> str:
    """Give a rare word by its mixed number: a compound, a name, an acronym or a figure."""
    kind = mixed >> 61
    if kind < 3:
        words = _plain_words()
        return f"{words[(mixed >> 20) % len(words)]}-{words[(mixed >> 40) % len(words)]}"
    if kind < 5:
        return f"{_CAPITALS[mixed % 3100]}{SYLLABLES[(mixed >> 12) % 3100]}{_ENDINGS[(mixed >> 24) % 20]}"
    if kind == 5:
        return f"{SYLLABLES[mixed % 3100]}{SYLLABLES[(mixed >> 12) % 3100]}{SYLLABLES[(mixed >> 24) % 3100]}"
    if kind == 6:
        return f"{_PAIRS[mixed % 676]}{_PAIRS[(mixed >> 10) % 676]}{'s' if mixed & 1 << 20 else ''}"
    return f"{(mixed >> 30) % 10_000 / 100}%" if mixed & 32 else f"{(mixed >> 30) % 90_000:,}"


@cache
def _plain_words() -> list[str]:
    """Give the words of the shipped abstracts that make compounds."""
    return [
        word for word in chains()[1].words if word.isalpha() and len(word) >= 4 and word.islower()
    ]


def author(roll: float) -> str:
    """Give a name; few surnames are frequent, most are rare."""
    surname = int(200_000**roll) * _MIX >> 11
    first = _FIRST_NAMES[int(roll * 1e6) % len(_FIRST_NAMES)]
    return f"{first} {_CAPITALS[surname % 3100]}{SYLLABLES[(surname >> 12) % 3100]}"
