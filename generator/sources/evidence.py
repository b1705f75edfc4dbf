"""What speaks for a title, a paragraph or a whole paper at each place of a block.

Enters: pieces, each a line or lines that surely belong together, and what the file tells about itself.
Leaves: log odds, which `alignment` adds up. All are against the reading in which every stretch is a
paragraph that has nothing to do with those beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import NamedTuple

from generator.sources.cohesion import wording_odds
from generator.sources.kinship import (
    Words,
    content_words,
    continuation_odds,
    paragraph_kinship,
    title_kinship,
)
from generator.sources.layout import USUAL_LENGTH, Gap, Joint, Layout
from generator.sources.looks import Look, title_odds
from generator.sources.wrapping import Wrapping, goes_on, is_dangling, is_full

NEVER = float("-inf")
MOST_KINSHIP = 10.0  # the most that kinship can add

_MOST_TITLE_PIECES = 4
_LONGEST_TITLE = 400  # characters
_BEGINNING = 8  # so many pieces show what an abstract is about
_MOST_ABOVE = 30
_NEAR = 4
_MOST_FOR_TITLE = 1.0
_LEAST_MISSED = -3.0
# Log odds of an abstract's length, against one abstract and the beginning of the next, by how many
# times it is as long as is usual.
_LENGTHS = ((0.45, 3.0), (0.9, 2.5), (1.3, 1.0), (1.7, 0.0), (2.3, -3.0))
_TOO_LONG = -5.0
_EVEN_WORDING = 3.25  # half way between what goes on and what does not
_MOST_WORDING = 7.0
_LONG_PARAGRAPHS = ((1.7, 0.0), (2.3, -2.0))


class Piece(NamedTuple):
    """Lines that surely belong together."""

    text: str
    look: Look
    first: Look  # of the first line
    last: Look  # of the last line
    gap: Gap
    lines: int

    def joined(self, text: str, look: Look) -> Piece:
        """Add a line."""
        whole = self.look.joined(look)
        return Piece(f"{self.text} {text}", whole, self.first, look, self.gap, self.lines + 1)


@dataclass(slots=True)
class Memory:
    """What was worked out about the pieces of a block in an earlier reading, and does not change."""

    words: dict[int, Words] = field(default_factory=dict)
    kinships: dict[tuple[int, int, int], float] = field(default_factory=dict)


class Evidence:
    """The log odds at each place of one block."""

    def __init__(
        self, pieces: Sequence[Piece], wrapping: Wrapping, layout: Layout, memory: Memory
    ) -> None:
        self.pieces = pieces
        self.layout = layout
        self._wrapping = wrapping
        self._memory = memory
        # A line that is wider than the others was not broken out of a paragraph.
        self.titles = [
            title_odds(
                piece.look,
                broken=wrapping.width is not None and piece.last.length <= wrapping.widest,
            )
            for piece in pieces
        ]
        self.joints = [self._line_joint(place) for place in range(len(pieces))]
        self._lengths = [0, *accumulate(piece.look.length + 1 for piece in pieces)]
        self._reach = self._reaches()

    def gap(self, joint: Joint, place: int) -> float:
        """Score what stands above a piece."""
        return self.layout.gaps[joint, self.pieces[place].gap]

    def title_joint(self, place: int, start: int) -> float:
        """Score a piece for going on with a title that began at `start`."""
        length = self._lengths[place + 1] - self._lengths[start]
        if place - start >= _MOST_TITLE_PIECES or length > _LONGEST_TITLE:
            return NEVER
        above, below = self.pieces[place - 1], self.pieces[place]
        score = self.titles[place] + self.layout.title_line + self.gap("line", place)
        if below.first.first == "a" and not above.last.terminal:
            score += 4.0
        if is_dangling(above.text):
            score += 5.0
        width = self._wrapping.width
        if width is not None:
            fits = above.last.length <= self._wrapping.widest
            score += 3.0 if fits and is_full(above.last, below.text, width) else -7.0
        return score

    def missed(self, title: int, start: int) -> float:
        """Score a title above another for belonging to the abstract that follows both."""
        for place in range(start + 1, min(start + _NEAR, len(self.pieces))):
            if self.titles[place] < 0:
                abstract = self._words_of(place, self._beginning(place))
                return max(_LEAST_MISSED, title_kinship(self._words_of(title, start), abstract))
        return 0.0

    def title_kinship(self, title: int, start: int) -> float:
        """Score the title that ends above a paragraph for belonging to it."""
        abstract = self._words_of(start, self._beginning(start))
        # A line or a sentence of an abstract has its words too.
        return min(title_kinship(self._words_of(title, start), abstract), _MOST_FOR_TITLE)

    def paragraph_kinship(self, paper: int, start: int) -> float:
        """Score a paragraph for going on with the paper above it."""
        end = self._beginning(start)
        known = self._memory.kinships
        if (paper, start, end) not in known:
            above = self._words_of(max(paper, start - _MOST_ABOVE), start)
            odds = paragraph_kinship(above, self._words_of(start, end))
            text = self._text(max(paper, start - _BEGINNING), start)
            known[paper, start, end] = odds + _wording(text, self._text(start, end))
        return known[paper, start, end]

    def length_odds(self, paper: int, start: int) -> float:
        """Score the length that a paper has with a further paragraph."""
        share = self.length(paper, self._reach[start]) / self.layout.length
        return next((odds for most, odds in _LENGTHS if share <= most), _TOO_LONG)

    def long_paragraph(self, start: int, end: int) -> float:
        """Score the length of a paragraph: few are long, and two are longer than one."""
        share = self.length(start, end) / max(self.layout.length, USUAL_LENGTH)
        return next((odds for most, odds in _LONG_PARAGRAPHS if share <= most), _TOO_LONG)

    def length(self, start: int, end: int) -> int:
        """Give the length of a stretch in characters."""
        return self._lengths[end] - self._lengths[start]

    def is_wide(self, start: int, end: int) -> bool:
        """Say whether a stretch is one line that is wider than broken lines are."""
        alone = end == start + 1 and self.pieces[start].lines == 1
        broken = self._wrapping.width is not None
        return broken and alone and self.pieces[start].look.length > self._wrapping.widest

    def _line_joint(self, place: int) -> float:
        """Score a piece for going on with the paragraph of the piece above."""
        if place == 0:
            return NEVER
        above, below = self.pieces[place - 1], self.pieces[place]
        dangling = is_dangling(above.text)
        odds = goes_on(above.last, below.first, below.text, self._wrapping, dangling=dangling)
        if self.layout.settled and odds > 0 and above.last.terminal and below.first.first == "A":
            # The last line of an abstract may be full by chance.
            words = self._words_of(max(0, place - _BEGINNING), place)
            after = self._words_of(place, min(place + _BEGINNING, len(self.pieces)))
            odds += min(0.0, paragraph_kinship(words, after))
        return odds + self.gap("line", place)

    def _reaches(self) -> list[int]:
        """Give for each piece the end of the paragraph that seems to begin there."""
        reach = list(range(1, len(self.pieces) + 1))
        for place in range(len(reach) - 2, -1, -1):
            if self.joints[place + 1] > 0:
                reach[place] = reach[place + 1]
        return reach

    def _beginning(self, start: int) -> int:
        """Give the end of the pieces that show what an abstract is about."""
        return min(start + _BEGINNING, self._reach[start])

    def _text(self, start: int, end: int) -> str:
        return " ".join([piece.text for piece in self.pieces[start:end]])

    def _words_of(self, start: int, end: int) -> Words:
        words: Words = frozenset()
        for place in range(start, end):
            if place not in self._memory.words:
                self._memory.words[place] = content_words(self.pieces[place].text)
            words |= self._memory.words[place]
        return words


def _wording(above: str, below: str) -> float:
    """Score how both are worded: the mean of two opinions."""
    wording = min(_MOST_WORDING, wording_odds(above, below) - _EVEN_WORDING)
    return (continuation_odds(above, below) + wording) / 2
