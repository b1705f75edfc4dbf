"""What the words of texts mean to a set of terms.

Enters: terms of words, then the runs of text between two spaces. Leaves: for each run its words, and at
which of them terms begin. A run is worked out once and remembered: a vocabulary is small beside its texts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from generator.rules.terms import WordsTerm
from generator.rules.words import FUNCTION_WORDS, Word, raw_words, read_word

_MOST_KNOWN = 400_000
# Of what follows the beginning of a term this many letters are looked at before it is followed.
_HEAD = 4
_NOTHING: frozenset[str] = frozenset()


@dataclass(slots=True)
class KnownWord:
    """A word with the terms that it is by itself.

    A longer term may begin with it when the next word's head is in `heads`; `open_ended` says that a
    prefix may end in the next word, whatever its head.
    """

    word: Word
    terms: tuple[int, ...]
    heads: frozenset[str]
    open_ended: bool


class Start(NamedTuple):
    """A word of a run at which terms begin: those that it is by itself, and whether longer ones may."""

    place: int
    terms: tuple[int, ...]
    goes_on: bool


class Run(NamedTuple):
    """A run of text between two spaces.

    `starts` are its words at which terms begin whatever comes next. At its last word one may begin if the
    next run's `head`, which is how its first word begins, is in `heads`.
    """

    heads: frozenset[str]
    starts: tuple[Start, ...]
    head: str
    words: tuple[KnownWord, ...]


class Vocabulary(dict[str, Run]):
    """Runs that were met, by their text.

    `whole` gives the terms with a key; `beginnings` what may follow each beginning of a key, and
    `prefix_rests` what must follow those of prefixes.
    """

    def __init__(self, terms: Iterable[WordsTerm]) -> None:
        self.terms = tuple(terms)
        self.whole: dict[str, tuple[int, ...]] = {}
        self._index()
        self._words: dict[str, KnownWord] = {}

    def __missing__(self, text: str) -> Run:
        if len(self) >= _MOST_KNOWN:
            self.clear()
        run = self[text] = self._read(text)
        return run

    def prefixed(self, span: str, word: Word) -> tuple[int, ...]:
        """Give the prefixes that begin with a span and end in the word after it."""
        return tuple(
            [
                number
                for rest, number in self.prefix_rests.get(span, ())
                if word.whole.startswith(rest)
            ]
        )

    def in_case(self, number: int, read: Sequence[Word]) -> bool:
        """Say whether the words read keep the case that a term asks for; a plural's s is small."""
        cased = self.terms[number].cased
        if not cased:
            return True
        last = read[-1]
        raw = "".join([word.raw[: len(word.singular)] for word in read])
        tail = last.raw[len(last.singular) :]
        small = not tail or tail.islower()
        return all((raw + tail).startswith(piece, start) for start, piece in cased) and (
            small or cased[-1][0] + len(cased[-1][1]) == len(raw + tail)
        )

    def _index(self) -> None:
        # What follows each beginning of each key: a span that is no beginning can be given up.
        heads: dict[str, set[str]] = {}
        for number, term in enumerate(self.terms):
            if not term.prefix:
                self.whole[term.key] = (*self.whole.get(term.key, ()), number)
            for end in range(1, len(term.key)):
                rest = term.key[end : end + _HEAD]
                # The empty head is that of a run without words, such as a dash.
                known = heads.setdefault(term.key[:end], {""})
                known.update(rest[:length] for length in range(1, len(rest) + 1))
        self.beginnings = {span: frozenset(found) for span, found in heads.items()}
        self._first_words = {term.first for term in self.terms}
        # What must follow each beginning of a prefix, the empty one too.
        self.prefix_rests: dict[str, list[tuple[str, int]]] = {}
        for number, term in enumerate(self.terms):
            if term.prefix:
                for end in range(len(term.key)):
                    rests = self.prefix_rests.setdefault(term.key[:end], [])
                    rests.append((term.key[end:], number))
        # Nearly every word begins no prefix: only those with the same letter are looked at.
        self._prefix_initials: dict[str, list[tuple[str, int]]] = {}
        for rest, number in self.prefix_rests.get("", ()):
            self._prefix_initials.setdefault(rest[0], []).append((rest, number))

    def _read(self, text: str) -> Run:
        words = tuple([self._word(raw) for raw in raw_words(text)])
        if not words:
            return Run(_NOTHING, (), "", ())
        starts: list[Start] = []
        for index, known in enumerate(words):
            if known.terms or known.heads:
                after = words[index + 1] if index + 1 < len(words) else None
                goes_on = known.open_ended or (
                    after is not None and after.word.singular[:_HEAD] in known.heads
                )
                if known.terms or goes_on:
                    starts.append(Start(index, known.terms, goes_on))
        # An open end is followed from its start, so that it is not followed twice.
        heads = _NOTHING if words[-1].open_ended else words[-1].heads
        return Run(heads, tuple(starts), words[0].word.singular[:_HEAD], words)

    def _word(self, raw: str) -> KnownWord:
        known = self._words.get(raw)
        if known is None:
            if len(self._words) >= _MOST_KNOWN:
                self._words.clear()
            known = self._words[raw] = self._known_word(read_word(raw))
        return known

    def _known_word(self, word: Word) -> KnownWord:
        span = word.singular
        alone = list(self.whole.get(span, ()))
        for prefix, number in self._prefix_initials.get(word.whole[:1], ()):
            if word.whole.startswith(prefix):
                alone.append(number)
        joins = span not in FUNCTION_WORDS or span in self._first_words
        heads = self.beginnings.get(span, _NOTHING) if joins else _NOTHING
        return KnownWord(
            word=word,
            terms=tuple([number for number in alone if self.in_case(number, [word])]),
            heads=heads,
            open_ended=bool(heads) and span in self.prefix_rests,
        )
