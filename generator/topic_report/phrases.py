"""Phrases of one to three words, folded as the rules fold them.

Enters: texts. Leaves: the phrases in them. A phrase goes over no punctuation but hyphens and apostrophes,
ends in the midst of no compound ("pre-training" holds no "pre"), and has a function word, a number or a
single letter at neither end. Its key has no gaps, as in the rules: `auto-encoder` and `autoencoder` are one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from generator.models import Paper
from generator.rules.words import raw_words, read_word

_MOST_WORDS = 3
_MOST_KNOWN = 400_000
# What parts phrases: every sign but those that stand within words or between the words of a compound.
_BREAK = re.compile(r"https?://\S+|[^\w\s+#&'’‐‑-]+|_+")
_FUNCTION_WORDS = frozenset(
    word
    for line in (
        "a about above across after again against all almost along already also although always am",
        "among an and another any are around as at away be became because become been before being",
        "below between both but by can cannot could did do does doing done down due during each either",
        "else enough etc even ever every few for from further give given had has have having he hence",
        "her here his how however i if in indeed instead into is it its itself just least less let like",
        "made make many may me might more moreover most much must my nearly neither never nevertheless",
        "no nor not nothing now of off often on once one only onto or other otherwise our out over own",
        "per perhaps quite rather s same several shall she should since so some still such t than that",
        "the their them themselves then there thereby therefore these they this those though three",
        "through throughout thus to together too toward towards two under unless unlike until up upon us",
        "use used using very via was way we well were what when whenever where whereas whether which",
        "while who whole whom whose why will with within without would yet you your",
    )
    for word in line.split()
)


class _Run(NamedTuple):
    """A run of text between two spaces: its folded words, and whether phrases may begin and end there."""

    key: str
    size: int
    begins: bool
    ends: bool
    words: tuple[str, ...]


class _Runs(dict[str, _Run]):
    """Runs that were met, by their text."""

    def __missing__(self, text: str) -> _Run:
        if len(self) >= _MOST_KNOWN:
            self.clear()
        raws = raw_words(text)
        words = tuple(read_word(raw).singular for raw in raws)
        bounds = [_may_bound(raw) for raw in raws] or [False]
        # No phrase begins or ends in a compound that is too long for one.
        whole = len(words) <= _MOST_WORDS
        begins, ends = bounds[0] and whole, bounds[-1] and whole
        self[text] = run = _Run("".join(words), len(words), begins, ends, words)
        return run


def _may_bound(raw: str) -> bool:
    folded = {raw.lower(), read_word(raw).whole}
    return len(raw) > 1 and not raw.isnumeric() and not _FUNCTION_WORDS & folded


def is_function_word(run: str) -> bool:
    """Tell whether a run of text is a word of grammar, whatever its case."""
    return run.lower() in _FUNCTION_WORDS


class PhraseReader:
    """Reads phrases; what it learns of words is kept for the next text."""

    def __init__(self) -> None:
        self._runs = _Runs()

    def keys(self, paper: Paper) -> set[str]:
        """Give the phrases of a paper's title and abstract, each once."""
        return {key for text in texts_of(paper) for key, _, _, _ in self.phrases(text)}

    def phrases(self, text: str) -> Iterator[tuple[str, Sequence[str], int, int]]:
        """Give the phrases of a text: the key, then runs with the places of the first and after the last."""
        known = self._runs
        for stretch in _BREAK.split(text):
            texts = stretch.split()
            runs = [known[run] for run in texts]
            for place, (key, size, begins, ends, _) in enumerate(runs):
                if not begins:
                    continue
                if ends:
                    yield key, texts, place, place + 1
                for last in range(place + 1, min(place + _MOST_WORDS, len(runs))):
                    more, words, _, ends, _ = runs[last]
                    size += words
                    if size > _MOST_WORDS:
                        break
                    key += more
                    if ends:
                        yield key, texts, place, last + 1

    def words(self, text: str) -> tuple[str, ...]:
        """Give the folded words of a phrase."""
        return tuple(word for run in text.split() for word in self._runs[run].words)

    def folded(self, text: str) -> str:
        """Give the folded words of a phrase, each between two spaces."""
        return f" {' '.join(self.words(text))} "


def texts_of(paper: Paper) -> tuple[str, ...]:
    """Give the texts of a paper; a title that was derived from the abstract says nothing new."""
    return (paper.title, paper.abstract) if paper.title_is == "given" else (paper.abstract,)
