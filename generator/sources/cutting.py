"""Where each abstract of a page of abstracts alone begins.

Enters: the pieces of a page that has no titles, each a line or lines that surely belong together.
Leaves: the pieces that abstracts begin with. Dynamic programming finds the abstracts that are the most
likely together: by what neighbouring paragraphs say (`cohesion`), how long abstracts are, how often one
is broken into paragraphs, into sentences or at the width of the page, and where blank lines stand. How
long and how often is learnt from the page. Linear in the pieces.

All scores are logarithms of probabilities, per character where something ends at a place that is not fixed.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from generator.sources.cohesion import REACH, Comparison, wording_odds
from generator.sources.evidence import Piece
from generator.sources.layout import Findings, Joint, Layout, learnt_layout
from generator.sources.looks import title_odds
from generator.sources.wrapping import Wrapping, goes_on, is_dangling

_SPREAD = 0.35  # of the logarithms of lengths; 0.31 in 12,000 abstracts
_ANY_LENGTH = math.log(100)  # the range of lengths that an odd one has, a logarithm
_SHORT, _LONGEST = 0.4, 4.0  # times the median length
_SOBER = 0.3  # so much of the odd abstracts is worded as if it went on
_SHORT_BROKEN = 0.005  # the share of abstracts in several paragraphs that have an odd length
_SENTENCE = 130  # characters, about the mean
_MOST_PIECES = 60  # of one abstract
_HOPELESS = -40.0
_LONG = 1.5  # times the median length
_MOST_COHESION = 6.0  # more is rare
# The logarithms of how often a line ends where it does if it was broken at the width, or anywhere.
_FULL_LINE = -4.1
_BROKEN_LINE = -7.0
_WITHIN_SENTENCE = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Habits:
    """What is usual on a page."""

    layout: Layout
    short: float  # the share of abstracts of odd length
    paragraphs: float  # the share of those in several paragraphs
    sentences: float  # the share of those with a line for each sentence
    further: float  # how often a further paragraph is followed by one more


@dataclass(slots=True)
class _Counts:
    """What a reading found."""

    findings: Findings = field(default_factory=Findings)
    short: int = 0
    paragraphs: int = 0
    sentences: int = 0
    cuts: int = 0  # between the paragraphs of abstracts in several of them


class _Abstract(NamedTuple):
    """The last abstract of the best reading of all up to some piece."""

    score: float
    start: int
    cuts: tuple[int, ...]  # the pieces that begin a further paragraph
    sentences: bool


class Cutting:
    """The search on one page."""

    def __init__(self, pieces: Sequence[Piece], wrapping: Wrapping, usual: Layout) -> None:
        self._pieces = pieces
        self._wrapping = wrapping
        self._usual = usual
        self._lines = [self._line_odds(place) for place in range(len(pieces))]
        self._wordings = [self._wording(place) for place in range(len(pieces))]
        self._comparison: Comparison | None = None  # many a page needs none
        self._cohesions: dict[tuple[int, int], float] = {}

    def starts(self, readings: int) -> list[int]:
        """Give the pieces that abstracts begin with."""
        habits = _Habits(
            layout=self._usual, short=0.05, paragraphs=0.02, sentences=0.02, further=0.6
        )
        starts: list[int] = []
        for _ in range(readings):
            abstracts = list(self._abstracts(habits))
            found = [abstract.start for abstract in abstracts]
            if found == starts:
                break
            starts = found
            if len(found) == len(self._pieces):
                break
            habits = self._learnt(abstracts)
        return starts

    def _abstracts(self, habits: _Habits) -> Iterator[_Abstract]:
        """Give the abstracts of the best reading, the last one first."""
        best = [_Abstract(0.0, 0, (), False)]
        best += [_Abstract(-math.inf, 0, (), False)] * len(self._pieces)
        for start in range(len(self._pieces)):
            above = best[start].score
            if start:
                above += habits.layout.gaps["paper", self._pieces[start].gap]
            for end, abstract in self._beginning_at(start, habits):
                if above + abstract.score > best[end].score:
                    best[end] = abstract._replace(score=above + abstract.score)
        end = len(self._pieces)
        while end:
            yield best[end]
            end = best[end].start

    def _beginning_at(self, start: int, habits: _Habits) -> Iterator[tuple[int, _Abstract]]:
        """Give the abstracts that may begin at a piece, each with its end."""
        odds, length, breaks = 0.0, -1, 0
        cuts: tuple[int, ...] = ()
        for place in range(start, min(start + _MOST_PIECES, len(self._pieces))):
            piece = self._pieces[place]
            if place > start:
                if self._is_whole(place, length, habits):
                    return
                joint, is_cut = self._joint(start, place, habits)
                odds += joint
                cuts += (place,) if is_cut else ()
            length += 1 + piece.look.length
            breaks += piece.look.breaks
            if odds < _HOPELESS or (cuts and length > _LONGEST * habits.layout.length):
                return
            whole = self._wrapping.width is None and breaks * 6 <= place - start
            form, sentences = _form_odds(len(cuts), habits, whole_sentences=whole)
            short = _SHORT_BROKEN if cuts else habits.short
            score = odds + form + _length_odds(length, habits.layout.length, short)
            yield place + 1, _Abstract(score, start, cuts, sentences)

    def _is_whole(self, place: int, length: int, habits: _Habits) -> bool:
        """Say whether a piece is another abstract whatever it has in common with so much above it."""
        median, below = habits.layout.length, self._pieces[place].look.length
        if self._wrapping.width is not None or length + below < _LONG * median:
            return False
        apart = _length_odds(length, median, _SHORT_BROKEN)
        apart += _length_odds(below, median, habits.short)
        together = _length_odds(length + below, median, _SHORT_BROKEN) + _MOST_COHESION
        together += math.log(habits.paragraphs * (1 - habits.further) / median)
        return max(self._lines[place], together + self._wordings[place]) < apart

    def _joint(self, start: int, place: int, habits: _Habits) -> tuple[float, bool]:
        """Score a piece for going on with an abstract, and say whether as a further paragraph."""
        odds = self._cohesion(start, place) + self._sober_wording(place, habits)
        if place == start + 1:
            # What looks like a title is not a part of an abstract.
            odds -= max(0.0, title_odds(self._pieces[start].look, broken=False))
        gaps, gap = habits.layout.gaps, self._pieces[place].gap
        line = self._lines[place] + gaps["line", gap]
        if self._is_sentence(place):
            line += odds
        paragraph = odds + gaps["paragraph", gap]
        if line > paragraph + math.log(habits.further / habits.layout.length):
            return line, False
        return paragraph, True

    def _cohesion(self, start: int, place: int) -> float:
        """Score what a piece has in common with the abstract above it."""
        if self._comparison is None:
            self._comparison = Comparison([piece.text for piece in self._pieces])
        known = self._cohesions
        if (start, place) not in known:
            known[start, place] = self._comparison.odds(start, place, self._end_below(place))
        return known[start, place]

    def _is_sentence(self, place: int) -> bool:
        """Say whether a sentence seems to begin with a piece."""
        above, below = self._pieces[place - 1], self._pieces[place]
        return above.last.terminal and below.first.first != "a"

    def _line_odds(self, place: int) -> float:
        """Score a piece for being more of the paragraph above it, by how both were broken."""
        if place == 0:
            return -math.inf
        above, below = self._pieces[place - 1], self._pieces[place]
        dangling = is_dangling(above.text)
        odds = goes_on(above.last, below.first, below.text, self._wrapping, dangling=dangling)
        if not above.last.terminal:
            odds += _WITHIN_SENTENCE
        if max(above.last.length, below.first.length) > self._wrapping.widest:
            return odds + _BROKEN_LINE
        return odds - self._wrapping.prior + _FULL_LINE

    def _wording(self, place: int) -> float:
        if place == 0:
            return 0.0
        above, below = self._pieces[place - 1].text, self._pieces[place].text
        if self._wrapping.width is not None:
            first = place - 2
            while len(above) < REACH and first >= 0:
                above = f"{self._pieces[first].text} {above}"
                first -= 1
            last = place + 1
            while len(below) < REACH and last < len(self._pieces):
                below = f"{below} {self._pieces[last].text}"
                last += 1
        return wording_odds(above, below)

    def _sober_wording(self, place: int, habits: _Habits) -> float:
        """Score the wording; an abstract of a sentence may begin and end with anything."""
        odds = self._wordings[place]
        shorter = min(self._pieces[place - 1].look.length, self._pieces[place].look.length)
        if self._wrapping.width is None and shorter < _SHORT * habits.layout.length:
            return -math.log(math.exp(-odds) + habits.short * _SOBER)
        return odds

    def _end_below(self, place: int) -> int:
        """Give the end of the pieces that show what begins with a piece."""
        end = place + 1
        broken = self._wrapping.width is not None and end < len(self._pieces)
        return end + (broken and self._lines[end] >= _BROKEN_LINE)

    def _learnt(self, abstracts: Sequence[_Abstract]) -> _Habits:
        """Give what was usual in a reading."""
        counts = _Counts()
        end = len(self._pieces)
        for abstract in abstracts:
            self._count(counts, abstract, end)
            end = abstract.start
        layout = learnt_layout(counts.findings, self._usual)
        for length in counts.findings.lengths:
            counts.short += length < _SHORT * layout.length
        size = len(abstracts) + 10.0
        return _Habits(
            layout=layout,
            short=(counts.short + 0.5) / size,
            paragraphs=(counts.paragraphs + 0.4) / size,
            sentences=(counts.sentences + 0.4) / size,
            further=(counts.cuts - counts.paragraphs + 1.2) / (counts.cuts + 2.0),
        )

    def _count(self, counts: _Counts, abstract: _Abstract, end: int) -> None:
        found = counts.findings
        found.papers += 1
        if abstract.start:
            found.joints["paper", self._pieces[abstract.start].gap] += 1
        for place in range(abstract.start + 1, end):
            joint: Joint = "paragraph" if place in abstract.cuts else "line"
            found.joints[joint, self._pieces[place].gap] += 1
        size = end - abstract.start
        length = sum(piece.look.length + 1 for piece in self._pieces[end - size : end])
        found.lengths.append(length)
        if abstract.sentences:
            counts.sentences += 1
        elif abstract.cuts:
            counts.paragraphs += 1
            counts.cuts += len(abstract.cuts)


def _length_odds(length: int, median: int, odd: float) -> float:
    """Give the logarithm of how many abstracts have a length, per character."""
    away = math.log(length / median) / _SPREAD
    usual = math.exp(-away * away / 2) / (_SPREAD * math.sqrt(2 * math.pi))
    return math.log((usual * (1 - odd) + odd / _ANY_LENGTH) / length)


def _form_odds(cuts: int, habits: _Habits, *, whole_sentences: bool) -> tuple[float, bool]:
    """Give the logarithm of how many abstracts are cut like this, and say whether into sentences."""
    if not cuts:
        return math.log(1 - habits.paragraphs - habits.sentences), False
    # A cut may be anywhere; where sentences are lines, only the sentence may be longer or shorter.
    paragraphs = math.log(
        habits.paragraphs * (1 - habits.further) / habits.further
    ) + cuts * math.log(habits.further / habits.layout.length)
    if not whole_sentences:
        return paragraphs, False
    sentences = math.log(habits.sentences) - cuts * math.log(_SENTENCE)
    return max(paragraphs, sentences), sentences > paragraphs
