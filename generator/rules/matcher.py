"""Finding the terms of all rules in a text, in one pass.

Enters: terms, then texts. Leaves: for each term that occurs, its places. Words match whole, folded as
in `generator.rules.words`; since they are compared without the gaps between them, `auto-encoder`, `auto
encoder` and `autoencoder` are one.

The work is linear in the words of a text and grows with the terms that stand in it, not with all terms: a
run of text between two spaces is looked up once, and only where a term may begin is it followed further,
as long as what was read is the beginning of some term.
"""

from __future__ import annotations

import functools
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate

from generator.rules.regexes import CharacterSpan, RegexSet
from generator.rules.terms import MOST_WORDS, NearTerm, RegexTerm, Term, WordsTerm
from generator.rules.vocabulary import GOES_ON, Span, Vocabulary
from generator.rules.words import word_spans

# Signs that part words: without them there are far fewer different runs to know. A hyphen stays, so that what
# was found shows as it stands, and + and # belong to names.
_GAPS = bytes(32 if chr(code) in "!\"$%&'()*,./:;<=>?@[\\]^_`{|}~" else code for code in range(256))

# What no head is, so that nothing follows the last run; and the last word of a run in place of its number.
_END = " "
_LAST = -1
_NO_SPAN: Span = ((), False)

# The run and the word in it at which a place begins, and those at which it ends.
Place = tuple[int, int, int, int]


def runs_of(text: str) -> list[str]:
    """Give the runs of a text between two spaces or signs that part words.

    >>> runs_of("Auto-encoders (of C++)")
    ['Auto-encoders', 'of', 'C++']
    """
    flat = text.encode("utf-8", "surrogatepass").translate(_GAPS)
    return flat.decode("utf-8", "surrogatepass").split()


class TextHits:
    """The terms found in one text; `places` maps a term's number to where it stands."""

    def __init__(self, text: str, runs: Sequence[str]) -> None:
        self.places: dict[int, list[Place]] = {}
        self._text = text
        self._runs = runs
        self._regex_spans: dict[int, list[CharacterSpan]] = {}

    @property
    def text(self) -> str:
        """Give the text in which the terms were found."""
        return self._text

    def words(self, number: int) -> str:
        """Give a term's first place as it stands in the text."""
        spans = self._regex_spans.get(number)
        if spans is not None:
            start, end = spans[0]
            return self._text[start:end]
        places, runs = self.places[number], self._runs
        shown = joined(runs, places[0] if len(places) == 1 else min(places))
        if shown in self._text:
            return shown
        start, end = next(self.spans(number))
        return self._text[start:end]

    def spans(self, number: int) -> Iterator[CharacterSpan]:
        """Give every place of a term in characters of the text, in order."""
        if number in self._regex_spans:
            yield from self._regex_spans[number]
            return
        runs = self._runs
        starts = list(_starts(self._text, runs))
        for first, head, last, tail in sorted(self.places[number]):
            start = starts[first] + _word_start(runs[first], head)
            yield start, starts[last] + _word_end(runs[last], tail)

    def note_regex(self, number: int, spans: list[CharacterSpan]) -> None:
        """Take in the places of a regular expression."""
        self._regex_spans[number] = spans
        self.places[number] = [(0, 0, 0, 0)] * len(spans)


def joined(runs: Sequence[str], place: Place) -> str:
    """Give a place with single spaces between its runs."""
    first, head, last, tail = place
    if first == last:
        return part_of_run(runs[first], head, tail)
    start, end = _word_start(runs[first], head), _word_end(runs[last], tail)
    return " ".join([runs[first][start:], *runs[first + 1 : last], runs[last][:end]])


@functools.lru_cache(maxsize=16384)
def part_of_run(run: str, head: int, tail: int) -> str:
    """Give a run from one of its words to another.

    >>> part_of_run("semi-supervised", 1, 1)
    'supervised'
    """
    return run[_word_start(run, head) : _word_end(run, tail)]


def _word_start(run: str, index: int) -> int:
    return 0 if not index and run[0].isalnum() else word_spans(run)[index][0]


def _word_end(run: str, index: int) -> int:
    return len(run) if run.isalpha() else word_spans(run)[index][1]


def _starts(text: str, runs: Sequence[str]) -> Iterator[int]:
    end = 0
    for run in runs:
        start = text.index(run, end)
        end = start + len(run)
        yield start


class TermMatcher:
    """All terms of a rule book, ready to be found together."""

    def __init__(self, terms: Iterable[Term]) -> None:
        self.terms = tuple(terms)
        plain = {n: term for n, term in enumerate(self.terms) if isinstance(term, WordsTerm)}
        # A term of a proximity is found like any other, under a number past those of `terms`.
        self._near: list[tuple[int, NearTerm, int, int]] = []
        helper = len(self.terms)
        for number, term in enumerate(self.terms):
            if isinstance(term, NearTerm):
                plain[helper], plain[helper + 1] = term.left, term.right
                self._near.append((number, term, helper, helper + 1))
                helper += 2
        # How many numbers there are, those past the terms among them.
        self.numbers = helper
        self.vocabulary = Vocabulary(plain)
        patterns = {n: t.pattern for n, t in enumerate(self.terms) if isinstance(t, RegexTerm)}
        self.regexes = RegexSet(patterns) if patterns else None

    @property
    def near(self) -> Sequence[tuple[int, int, int]]:
        """Give the number of each proximity, and those of its two terms."""
        return [(number, left, right) for number, _, left, right in self._near]

    def find(self, text: str) -> TextHits:
        """Find every term that occurs in a text, by its number in `terms`."""
        runs = runs_of(text)
        hits = TextHits(text, runs)
        places = hits.places
        after = _END
        index = len(runs)
        # From the end, so that the head of the next run is at hand.
        for heads, head, starts in map(self.vocabulary.__getitem__, reversed(runs)):
            index -= 1
            if after in heads:
                self._find_longer(places, runs, index, _LAST)
            after = head
            if starts:
                for word, number in starts:
                    if number == GOES_ON:
                        self._find_longer(places, runs, index, word)
                    elif number in places:
                        places[number].append((index, word, index, word))
                    else:
                        places[number] = [(index, word, index, word)]
        if self._near:
            self._find_near(hits, runs)
        if self.regexes is not None:
            for number, spans in self.regexes.find(text):
                hits.note_regex(number, spans)
        return hits

    def _find_longer(
        self, places: dict[int, list[Place]], runs: Sequence[str], first: int, head: int
    ) -> None:
        """Follow the text from a word as long as what was read is the beginning of a term."""
        spans, prefix_rests = self.vocabulary.spans, self.vocabulary.prefix_rests
        words_of = self.vocabulary.words
        words = words_of[runs[first]]
        if head == _LAST:
            head = len(words) - 1
        span = words[head].singular
        index, place = first, head
        for _ in range(MOST_WORDS):
            place += 1
            while place == len(words):
                index, place = index + 1, 0
                if index == len(runs):
                    return
                words = words_of[runs[index]]
            longer = span + words[place].singular
            plain, goes_on = spans.get(longer, _NO_SPAN)
            if prefix_rests and span in prefix_rests:
                plain += self.vocabulary.prefixed(span, words[place])
            if plain:
                self._note(places, plain, runs, (first, head, index, place))
            if not goes_on:
                return
            span = longer

    def _note(
        self,
        places: dict[int, list[Place]],
        plain: Sequence[int],
        runs: Sequence[str],
        place: Place,
    ) -> None:
        """Note the terms that stand at a place in the case that they ask for."""
        words_of = self.vocabulary.words
        for number in plain:
            if number in self.vocabulary.cased:
                first, head, last, tail = place
                words = [word for run in runs[first : last + 1] for word in words_of[run]]
                read = words[head : len(words) - len(words_of[runs[last]]) + tail + 1]
                if not self.vocabulary.in_case(number, read):
                    continue
            if number in places:
                places[number].append(place)
            else:
                places[number] = [place]

    def _find_near(self, hits: TextHits, runs: Sequence[str]) -> None:
        """Find the proximities, then drop the places of their two terms."""
        places = hits.places
        before: list[int] = []
        for number, term, left, right in self._near:
            if left in places and right in places:
                lengths = map(len, map(self.vocabulary.words.__getitem__, runs))
                before = before or list(accumulate(lengths, initial=0))
                lefts, rights = sorted(places[left]), sorted(places[right])
                if found := _near_places(before, lefts, rights, term.apart):
                    places[number] = found
        for number in [number for number in places if number >= len(self.terms)]:
            del places[number]


def _near_places(
    before: Sequence[int], lefts: Sequence[Place], rights: Sequence[Place], apart: int
) -> list[Place]:
    """Give for each left place the span to the next right place, or to the last, if near enough.

    `before` has for each run the number of words before it.
    """
    found: list[Place] = []
    starts = [before[place[0]] + place[1] for place in rights]
    for left in lefts:
        first, last = before[left[0]] + left[1], before[left[2]] + left[3]
        after = bisect_right(starts, last)
        for right in (*rights[after : after + 1], *rights[max(after - 1, 0) : after]):
            start, end = before[right[0]] + right[1], before[right[2]] + right[3]
            if 0 < start - last <= apart + 1 or 0 < first - end <= apart + 1:
                a, b = sorted((left, right))
                found.append((a[0], a[1], b[2], b[3]))
                break
    return found
