"""What runs of text, and runs that follow each other, mean to a set of terms, by number.

Enters: runs of text between two spaces (see `generator.rules.vocabulary`). Leaves: numbers, and by number the terms
that end there and whether longer ones may go on. A text has a run for each six characters, but new ones are rare, and so
are new pairs of those in which a term goes on: each is worked out once, as `TermMatcher` would, and the rest is arrays.
"""

from __future__ import annotations

import weakref
from array import array
from collections.abc import Sequence
from typing import Any, NamedTuple, TypeVar

from generator.rules.terms import MOST_WORDS
from generator.rules.vocabulary import GOES_ON, Run, Span, Start, Vocabulary
from generator.rules.words import Word

_MOST_KNOWN = 400_000
# A number, or an array of them: this module does without numpy.
_Numbers = TypeVar("_Numbers", int, Any)
_NO_SPAN: Span = ((), False)

# Whether terms go on after a run: never; if the next run begins as one of its heads says; or whatever comes next.
ENDS, BY_HEAD, GOES = 0, 1, 2

# A place within the runs that it goes over: its first word, how many runs more than one, and its last word, a byte
# each. One that does not fit is odd.
PLACE_BITS = 24
ODD_PLACE = (1 << PLACE_BITS) - 1
_MOST_IN_BYTE = 254

_PAIR_BITS = 22  # of the table that says which heads may follow which


class _Partial(NamedTuple):
    """The beginning of a term: where it begins, what was read, and how many words may follow."""

    head: int
    span: str
    left: int
    read: tuple[Word, ...]


class _Node(NamedTuple):
    """What runs that follow each other mean: the terms that end there with their places, and the beginnings.

    The last word of `last` is a beginning too if the next run's head is among `heads`. `head` is that of the first run.
    """

    hits: tuple[tuple[int, int], ...]
    partials: tuple[_Partial, ...] = ()
    last: str | None = None
    heads: frozenset[str] = frozenset()
    head: str = ""


_NOTHING = _Node(())


class Lexicon(dict[str, int]):
    """Runs, by number of what they mean; that of the empty run, which is the gap between texts, is 0."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        super().__init__()
        self._vocabulary = vocabulary
        # Not by itself: what points to each other waits for a look at all objects, which large builds hardly ever take.
        self.onward = _Onward(weakref.proxy(self))
        self.terms, self.places = array("I"), array("I")
        # By number: where its terms begin in `terms` and how many there are, whether terms go on, its heads, its head.
        self.first, self.count, self.goes = array("I"), array("I"), array("B")
        self.heads, self.head = array("I"), array("I")
        self.pairs = bytearray(1 << _PAIR_BITS)
        # Only what goes on is kept whole, and the rest found again by its terms and its head.
        self._nodes: dict[int, _Node] = {}
        self._heads_of: list[str] = []
        self._numbers: dict[tuple[tuple[tuple[int, int], ...], str], int] = {}
        # Runs of which nothing goes on: by their head where no term begins, else by all that is known of them.
        self._plain: dict[str, int] = {}
        self._whole: dict[Run, int] = {}
        self._heads_numbers: dict[frozenset[str], int] = {frozenset(): 0}
        self._head_numbers: dict[str, int] = {}
        self[""] = self._add(_NOTHING)

    @property
    def full(self) -> bool:
        """Say whether so much is remembered that it is time to begin anew; results do not depend on it."""
        return max(len(self), len(self.onward), len(self._heads_of)) > _MOST_KNOWN

    def __missing__(self, text: str) -> int:
        heads, head, starts = run = self._vocabulary.read(text)
        # Nearly every new run means what one before it did, and that is told before it is read any further.
        number = self._plain.get(head) if not (starts or heads) else self._whole.get(run)
        if number is None:
            number = self._new(text, run)
        self[text] = number
        return number

    def _new(self, text: str, run: Run) -> int:
        """Give a run that means what none before it did a number; what goes on in its words is its own."""
        heads, head, starts = run
        if not (starts or heads):
            number = self._plain[head] = self._row(head)
            return number
        number = self._number(self._read(text, heads, head, starts))
        if not heads and all(term != GOES_ON for _, term in starts):
            self._whole[run] = number
        return number

    def after(self, number: int, text: str, runs: int) -> int:
        """Give the number of so many runs with one more behind them; 0 where nothing ends there nor goes on."""
        node = self._nodes[number]
        words_of = self._vocabulary.words
        going = node.partials
        if node.last is not None and self._heads_of[self[text]] in node.heads:
            last = words_of[node.last]
            going += (_beginning(last, len(last) - 1),)
        words = words_of[text]
        hits: list[tuple[int, int]] = []
        left: list[_Partial] = []
        for partial in going:
            longer = self._follow(partial, words, runs, 0, hits)
            if longer is not None:
                left.append(longer)
        return self._number(_Node(tuple(hits), tuple(left))) if hits or left else 0

    def _read(
        self, text: str, heads: frozenset[str], head: str, starts: tuple[Start, ...]
    ) -> _Node:
        """Read a run at which terms begin."""
        hits = [(term, _place(word, 0, word)) for word, term in starts if term != GOES_ON]
        partials: list[_Partial] = []
        if len(hits) < len(starts):
            words = self._vocabulary.words[text]
            for word in [word for word, term in starts if term == GOES_ON]:
                begun = _beginning(words, word)
                longer = self._follow(begun, words[word + 1 :], 0, word + 1, hits)
                if longer is not None:
                    partials.append(longer)
        return _Node(tuple(hits), tuple(partials), text if heads else None, heads, head)

    def _follow(
        self,
        partial: _Partial,
        words: Sequence[Word],
        runs: int,
        place: int,
        hits: list[tuple[int, int]],
    ) -> _Partial | None:
        """Read the words of a run after a beginning: notes the terms that end, gives the longer beginning."""
        vocabulary = self._vocabulary
        head, span, left, read = partial
        for tail, word in enumerate(words, place):
            longer = span + word.singular
            known = vocabulary.spans.get(longer)
            plain, goes_on = known or _NO_SPAN
            if span in vocabulary.prefix_rests:
                plain += vocabulary.prefixed(span, word)
            elif known is None:
                # So it is with nearly all.
                return None
            left -= 1
            read = (*read, word)
            if plain:
                at = _place(head, runs, tail)
                hits += [(term, at) for term in plain if vocabulary.in_case(term, read)]
            if not goes_on or not left:
                return None
            span = longer
        return _Partial(head, span, left, read)

    def _number(self, node: _Node) -> int:
        if node.partials or node.last is not None:
            # Hardly another run goes on as this one does.
            return self._add(node)
        ends = node.hits, node.head
        number = self._numbers.get(ends)
        if number is None:
            number = self._numbers[ends] = self._add(node)
        return number

    def _add(self, node: _Node) -> int:
        number = self._row(node.head, len(node.hits))
        for term, place in node.hits:
            self.terms.append(term)
            self.places.append(place)
        if node.partials or node.last is not None:
            self._nodes[number] = node
            self.goes[number] = GOES if node.partials else BY_HEAD
            self.heads[number] = self._heads_number(node.heads)
        return number

    def _row(self, head: str, hits: int = 0) -> int:
        """Add a row of which nothing goes on, and whose terms are added next."""
        number = len(self._heads_of)
        self._heads_of.append(head)
        self.first.append(len(self.terms))
        self.count.append(hits)
        self.goes.append(ENDS)
        self.heads.append(0)
        self.head.append(self._head_number(head))
        return number

    def _heads_number(self, heads: frozenset[str]) -> int:
        number = self._heads_numbers.get(heads)
        if number is None:
            number = self._heads_numbers[heads] = len(self._heads_numbers)
            for head in heads:
                self.pairs[pair_slot(number, self._head_number(head))] = 1
        return number

    def _head_number(self, head: str) -> int:
        return self._head_numbers.setdefault(head, len(self._head_numbers))


class _Onward(dict[tuple[int, str, int], int]):
    """What follows: by a number, the run after it and how many runs it is of, the number of all of them."""

    def __init__(self, lexicon: Lexicon) -> None:
        super().__init__()
        self._lexicon = lexicon

    def __missing__(self, key: tuple[int, str, int]) -> int:
        number = self[key] = self._lexicon.after(*key)
        return number


def pair_slot(heads: _Numbers, head: _Numbers) -> _Numbers:
    """Give the place in `Lexicon.pairs` of heads and a head, numbers or arrays of them; pairs may share one."""
    return (heads * 0x9E3779B1 + head) & ((1 << _PAIR_BITS) - 1)


def _beginning(words: Sequence[Word], head: int) -> _Partial:
    return _Partial(head, words[head].singular, MOST_WORDS, (words[head],))


def _place(head: int, runs: int, tail: int) -> int:
    odd = max(head, runs, tail) > _MOST_IN_BYTE
    return ODD_PLACE if odd else head << 16 | runs << 8 | tail
