"""What the words of texts mean to a set of terms.

Enters: terms of words by number, then the runs of text between two spaces. Leaves: for each run at which of its
words terms begin. A run is worked out once and remembered: a vocabulary is small beside its texts. What is
remembered of a run is small too, and one for all runs that mean the same: it is looked at for each word of each
text, so that it is memory which takes the time.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Mapping, Sequence
from itertools import islice

from generator.rules.terms import WordsTerm
from generator.rules.words import (
    FUNCTION_WORDS,
    IRREGULAR,
    Word,
    raw_words,
    read_word,
    singular_heads,
)

_MOST_KNOWN = 400_000
# Of what follows the beginning of a term this many letters are looked at before it is followed.
_HEAD = 4
_NOTHING: frozenset[str] = frozenset()
# Folding leaves such a word four letters at least and changes none of the first four, irregular plurals and "-isation"
# aside.
_LONG = 7

# In place of the number of a term: longer ones may begin here.
GOES_ON = -1
# A word of a run, by its place in it, and the number of the term that it is by itself, or `GOES_ON`.
Start = tuple[int, int]

# What a run of text between two spaces means to the terms: its heads, its own head and its starts. The starts are
# its words at which terms begin whatever comes next. At its last word one may begin if the next run's head, which is
# how its first word begins, is among the heads. A plain tuple, for a named one is taken apart at half the speed.
Run = tuple[frozenset[str], str, tuple[Start, ...]]

# The terms that a span of text is, and whether it is the beginning of longer ones.
Span = tuple[tuple[int, ...], bool]


class RunWords(dict[str, tuple[Word, ...]]):
    """The words of runs, by the text of the run."""

    def __missing__(self, text: str) -> tuple[Word, ...]:
        if len(self) >= _MOST_KNOWN:
            self.clear()
        raw = raw_words(text)
        if raw == [text]:
            words: tuple[Word, ...] = (read_word(text),)
        else:
            words = tuple([self[word][0] for word in raw])
        self[text] = words
        return words


class Vocabulary(dict[str, Run]):
    """Runs that were met, by their text.

    `spans` gives what the keys of terms and their beginnings mean, `prefix_rests` what must follow the
    beginnings of prefixes, and `words` the words of runs.
    """

    def __init__(self, terms: Mapping[int, WordsTerm]) -> None:
        self.spans = _spans(terms.items())
        self.words = RunWords()
        self.cased = {number: term.cased for number, term in terms.items() if term.cased}
        self._keys = sorted(term.key for term in terms.values())
        self._initials = {key[:_HEAD] for key in self._keys}
        prefixes = [term.key for term in terms.values() if term.prefix]
        self._short_prefixes = tuple(key for key in prefixes if len(key) < _HEAD)
        self._first_words = {term.first for term in terms.values()}
        # What must follow each beginning of a prefix, the empty one too.
        self.prefix_rests: dict[str, list[tuple[str, int]]] = {}
        for number, term in terms.items():
            if term.prefix:
                for end in range(len(term.key)):
                    rests = self.prefix_rests.setdefault(term.key[:end], [])
                    rests.append((term.key[end:], number))
        # Nearly every word begins no prefix: only those with the same letter are looked at.
        self._prefix_initials: dict[str, list[tuple[str, int]]] = {}
        for rest, number in self.prefix_rests.get("", ()):
            self._prefix_initials.setdefault(rest[0], []).append((rest, number))
        self._prefixes = {
            initial: tuple(rest for rest, _ in rests)
            for initial, rests in self._prefix_initials.items()
        }
        self._heads: dict[str, frozenset[str]] = {}
        # Heads and runs that are equal are one object each.
        self._one_head: dict[str, str] = {}
        self._one_run: dict[Run, Run] = {}

    def __missing__(self, text: str) -> Run:
        run = self.read(text)
        if len(self) >= _MOST_KNOWN:
            self.clear()
            self._one_run.clear()
            self._one_head.clear()
        run = self[text] = self._one_run.setdefault(run, run)
        return run

    def read(self, text: str) -> Run:
        """Work out what a run means, without remembering it."""
        if len(text) >= _LONG and text.isascii() and text.isalpha():
            low = text.lower()
            if not (
                low[:_HEAD] in self._initials
                or low.startswith(self._short_prefixes)
                or "isation" in low
                or low in IRREGULAR
            ):
                return _NOTHING, low[:_HEAD], ()
        raw = raw_words(text)
        return self._read_word(read_word(text)) if raw == [text] else self._read_words(raw)

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
        cased = self.cased.get(number)
        if not cased:
            return True
        last = read[-1]
        raw = "".join([word.raw[: len(word.singular)] for word in read])
        tail = last.raw[len(last.singular) :]
        small = not tail or tail.islower()
        return all((raw + tail).startswith(piece, start) for start, piece in cased) and (
            small or cased[-1][0] + len(cased[-1][1]) == len(raw + tail)
        )

    def _read_word(self, word: Word) -> Run:
        """Read a run that is a word and nothing else."""
        span = word.singular
        head = span[:_HEAD]
        if span not in self.spans and not word.whole.startswith(
            self._prefixes.get(word.whole[0], ())
        ):
            return _NOTHING, self._one_head.setdefault(head, head), ()
        alone = list(self.spans[span][0]) if span in self.spans else []
        for prefix, number in self._prefix_initials.get(word.whole[0], ()):
            if word.whole.startswith(prefix):
                alone.append(number)
        starts = [(0, number) for number in alone if self.in_case(number, [word])]
        joins = span not in FUNCTION_WORDS or span in self._first_words
        heads = self._heads_after(span) if joins else _NOTHING
        if heads and any(len(rest) < _HEAD for rest, _ in self.prefix_rests.get(span, ())):
            # The next word may begin with that little and go on in any way. An open end is followed from its start, so that it is not followed twice.
            starts.insert(0, (0, GOES_ON))
            heads = _NOTHING
        return heads, self._one_head.setdefault(head, head), tuple(starts)

    def _read_words(self, raw: Sequence[str]) -> Run:
        """Read a run of words, each as if it stood alone."""
        if not raw:
            return _NOTHING, "", ()
        runs = [self[word] for word in raw]
        found: list[Start] = []
        for place, (heads, _, starts) in enumerate(runs):
            if heads and place + 1 < len(runs) and runs[place + 1][1] in heads:
                found.append((place, GOES_ON))
            if starts:
                found += [(place, number) for _, number in starts]
        return runs[-1][0], runs[0][1], tuple(found)

    def _heads_after(self, span: str) -> frozenset[str]:
        """Give how that which follows a span may begin, if any key begins with it and goes on."""
        if span not in self.spans or not self.spans[span][1]:
            return _NOTHING
        heads = self._heads.get(span)
        if heads is None:
            # The empty head is that of a run without words, such as a dash.
            found = {""}
            for key in islice(self._keys, bisect_left(self._keys, span), None):
                if not key.startswith(span):
                    break
                rest = key[len(span) : len(span) + _HEAD]
                found.update(rest[:length] for length in range(1, len(rest) + 1))
            for rest, _ in self.prefix_rests.get(span, ()):
                if len(rest) >= _HEAD:
                    found |= singular_heads(rest, _HEAD)
            one = self._one_head
            heads = self._heads[span] = frozenset([one.setdefault(head, head) for head in found])
        return heads


def _spans(terms: Collection[tuple[int, WordsTerm]]) -> dict[str, Span]:
    """Give each key and each beginning of a key; a span that is neither can be given up."""
    whole: dict[str, tuple[int, ...]] = {}
    for number, term in terms:
        if not term.prefix:
            whole[term.key] = (*whole.get(term.key, ()), number)
    beginnings = {term.key[:end] for _, term in terms for end in range(1, len(term.key))}
    onward: Span = ((), True)
    spans = dict.fromkeys(beginnings, onward)
    spans.update((key, (numbers, key in beginnings)) for key, numbers in whole.items())
    return spans
