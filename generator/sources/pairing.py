"""Which lines of a listing are titles and which are abstracts.

Enters: the content lines of a page, banners and days already taken out. Leaves: a role for each
line, the best sequence by dynamic programming: a stretch of lines has a score for looking like an
abstract or a title, and titles and abstracts alternate unless the lines say very clearly that they
do not. So a long title, an abstract of one short sentence or a missing line moves nobody else.

The scores are natural-log odds set by reading real listings; they only need the right sign and a rough
size, for the alternation carries most of the weight.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Role = Literal["title", "more-title", "abstract", "more-abstract"]

_SENTENCE_BREAK = re.compile(r"[.!?][\"')\]]?\s+[A-Z]")
_OPENER = re.compile(
    r"(?:We|In this|In the|This (?:paper|work|article|study|survey)|Recent|Despite|While|Although"
    r"|However)\b"
)
# A paragraph that begins so goes on from one above it.
_CONNECTIVE = re.compile(
    r"(?:Specifically|Moreover|Furthermore|Finally|Additionally|In addition|Experiment(?:s|al)|Extensive"
    r"|To (?:address|this end|tackle|overcome|mitigate|solve|bridge)|However|Our|Code|The (?:code|result)s?"
    r"|Results|Then|Thus|Therefore|Hence|Consequently|Also|Here|Second|Third|First|Next|Overall"
    r"|Notably|Crucially|Importantly|As a result|For example|For instance|In particular|Instead|It|They"
    r"|These|Such|Unlike|Based on|By|Using|Through|With|Inspired|Motivated|Building on|Compared|On)\b"
)
_VERBISH = re.compile(r"\b(?:we|is|are|was|were|has|have|that|which|these|can|our)\b")
_CONTENT_WORD = re.compile(r"[^\W\d_]{5,}")
# The beginnings of words that every abstract uses.
_COMMON_WORDS = """
    achie analy appli appro based bench between challe compar compet curren data datase demons
    design develo differ effect effici evalua existi experi extens featur framew furthe genera
    howeve improv inform introd inves large learn learni machin method model models networ
    neural novel number outper paper perfor presen problem propos provid recent resear result
    show shows signif state studie system task tasks techni these through tradit traini under
    using variou which while within
"""
_COMMON = frozenset(_COMMON_WORDS.split())
# The share of content words that a paragraph has in common with the one above: half of all second
# paragraphs have more than 0.29, half of all next papers less than 0.10 (4,000 pairs of each).
_SHARED_WORDS = ((0.05, -3.5), (0.10, -2.0), (0.15, 0.5), (0.20, 2.5), (0.30, 4.5), (1.0, 6.0))
_LONG_WORD = re.compile(r"\b[^\W\d_]\w{3,}")
_TERMINAL = (".", "!", "?", ".)", '."', ".'", ":")

_LONE_TITLE = -7.0
_LONE_ABSTRACT = -6.0
_NEW_PARAGRAPH = -7.0
_MOST_PARAGRAPHS = 8
_MOST_WRAPPED_LINES = 80
_MOST_TITLE_LINES = 4
_WRAPPED_LINES = 8
_MOST_WRAPPED_SCORE = 2.0
_SURELY_ABSTRACT = 6.0
_WIDEST_WRAP = 130


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """What is counted in a line, once."""

    length: int
    breaks: int
    verbs: int
    first_word: int
    terminal: bool
    questioning: bool
    opener: bool
    connective: bool
    lower: bool
    title_case: bool


def abstract_score(line: str) -> float:
    """Give the log odds that a line is an abstract rather than a title; above 0 it looks like one."""
    counted = _count(line)
    return _score(counted, counted, counted.length, counted.breaks, counted.verbs)


def best_roles(
    lines: Sequence[str], gaps: frozenset[int] = frozenset()
) -> tuple[list[Role], float]:
    """Find the roles of highest total score, and that score; linear in the lines.

    `gaps` are the numbers of the lines, from 0, that follow a blank line.
    """
    return _Alignment(lines, gaps).best()


def all_abstracts_score(lines: Sequence[str]) -> float:
    """Give the score of reading every line as an abstract without a title."""
    return sum(abstract_score(line) for line in lines)


def wrap_width(lines: Sequence[str]) -> int | None:
    """Give the width at which lines were wrapped, `None` when paragraphs stand on one line each."""
    if len(lines) < _WRAPPED_LINES:
        return None
    lengths = sorted(map(len, lines))
    # Most lines of a wrapped paragraph are nearly full; a title may stand unwrapped among them.
    width = lengths[len(lengths) * 9 // 10]
    nearly_full = sum(1 for length in lengths if width - 15 <= length <= width)
    return width if width <= _WIDEST_WRAP and nearly_full >= len(lines) * 0.45 else None


def _count(line: str) -> _Line:
    head = line[:2000]
    first = line.partition(" ")[0]
    return _Line(
        length=len(line),
        breaks=len(_SENTENCE_BREAK.findall(head)),
        verbs=len(_VERBISH.findall(head[:600])),
        first_word=len(first),
        terminal=line.endswith(_TERMINAL),
        questioning=line.endswith(("?", "!", "…", ":")),
        opener=_OPENER.match(line) is not None,
        connective=_CONNECTIVE.match(line) is not None,
        lower=line[:1].islower(),
        title_case=_is_title_case(line),
    )


def _score(first: _Line, last: _Line, length: int, breaks: int, verbs: int) -> float:
    """Score a stretch by its first and last line and what is counted in all of it."""
    score = _length_score(length) + min(breaks, 2) * 2.0 + min(verbs, 3) * 0.7
    if last.terminal and not last.questioning:
        score += 1.5
    elif not last.questioning:
        score -= 1.0
    if first.opener:
        score += 1.5
    return score - (2.0 if first.title_case else 0.0)


def _length_score(length: int) -> float:
    for limit, score in ((60, -4.0), (120, -3.0), (160, -1.5), (220, 0.0), (400, 3.0)):
        if length <= limit:
            return score
    return 6.0


def _content(line: str) -> frozenset[str]:
    words = _CONTENT_WORD.findall(line[:4000].lower())
    return frozenset(word[:6] for word in words) - _COMMON


def _is_title_case(line: str) -> bool:
    long_words = _LONG_WORD.findall(line[:300])
    capitals = sum(1 for word in long_words if word[0].isupper())
    return len(long_words) >= 2 and capitals / len(long_words) > 0.6


@dataclass(frozen=True, slots=True, kw_only=True)
class _Step:
    """The best way to end a title or an abstract before a line, and where that stretch began."""

    score: float
    start: int
    after: Literal["start", "title", "abstract"]


class _Alignment:
    """One search for the best cut of some lines into titles and abstracts.

    `_titles[n]` and `_abstracts[n]` are the best cuts of the first n lines that end in a title or an
    abstract. A stretch is extended line by line up to a bound, so the work is linear in the lines.
    """

    def __init__(self, lines: Sequence[str], gaps: frozenset[int]) -> None:
        self._texts = lines
        # Stray blank lines mean nothing; between most wrapped paragraphs they mean their ends.
        self._gaps = gaps if len(gaps) * 20 > len(lines) else frozenset()
        self._shared: dict[int, float] = {}
        self._lines = [_count(line) for line in lines]
        self._width = wrap_width(lines)
        self._longest = _MOST_PARAGRAPHS if self._width is None else _MOST_WRAPPED_LINES
        self._longest_title = 1 if self._width is None else _MOST_TITLE_LINES
        self._titles: list[_Step | None] = [None] * (len(lines) + 1)
        self._abstracts: list[_Step | None] = [None] * (len(lines) + 1)

    def best(self) -> tuple[list[Role], float]:
        if not self._lines:
            return [], 0.0
        for start in range(len(self._lines)):
            self._extend(start)
        title, abstract = self._titles[-1], self._abstracts[-1]
        titled = title.score + _LONE_TITLE if title else float("-inf")
        score = abstract.score if abstract else float("-inf")
        return self._trace("title" if titled > score else "abstract"), max(titled, score)

    def _extend(self, start: int) -> None:
        """Let a title and an abstract begin at a line, and end after each of the next lines."""
        before_title = self._before(start, for_title=True)
        before_abstract = self._before(start, for_title=False)
        wrapped = self._width is not None
        length = breaks = verbs = 0
        gained = self._beginning(start)
        alone = self._alone(start)
        for end in range(start, min(start + self._longest, len(self._lines))):
            line = self._lines[end]
            length += line.length + (1 if end > start else 0)
            breaks += line.breaks
            verbs += line.verbs
            if end > start:
                gained += self._joint(end, length)
            score = _score(self._lines[start], line, length, breaks, verbs)
            if not wrapped and end > start:
                # Each further paragraph is evidence by itself, as it would be with a title above it.
                gained += self._alone(end)
                score = alone
            if wrapped:
                # A line of a wrapped paragraph tells little, and a cut must not pay for itself.
                score = max(-_MOST_WRAPPED_SCORE, min(score, _MOST_WRAPPED_SCORE))
            if end < start + self._longest_title:
                gain = before_title.score - score + gained
                self._keep(self._titles, end + 1, gain, start, before_title.after)
            gain = before_abstract.score + score + gained
            self._keep(self._abstracts, end + 1, gain, start, before_abstract.after)

    def _alone(self, place: int) -> float:
        line = self._lines[place]
        return _score(line, line, line.length, line.breaks, line.verbs)

    def _beginning(self, start: int) -> float:
        """Score a stretch of wrapped lines for beginning at a line.

        A full line above and a small letter speak against it; a line that is wider than the rest, or
        that follows a full stop in the capitals of a title, speaks for it.
        """
        if self._width is None or not start:
            return 0.0
        above, line = self._lines[start - 1], self._lines[start]
        if self._gaps:
            return 0.0 if start in self._gaps else -12.0
        if line.length > self._width or above.length > self._width:
            return 3.0
        score = -6.0 if line.lower else 0.0
        if self._is_forced(start):
            natural = (above.terminal and line.title_case) or above.title_case
            score -= 1.0 if natural else 6.0
        return score

    def _before(self, start: int, *, for_title: bool) -> _Step:
        """Give the best cut of what stands before a line, when a title or an abstract begins there."""
        if start == 0:
            lone = 0.0 if for_title else _LONE_ABSTRACT
            return _Step(score=lone, start=0, after="start")
        title, abstract = self._titles[start], self._abstracts[start]
        titled = title.score + (_LONE_TITLE if for_title else 0.0) if title else float("-inf")
        score = (
            abstract.score + (0.0 if for_title else _LONE_ABSTRACT) if abstract else float("-inf")
        )
        if titled > score:
            return _Step(score=titled, start=start, after="title")
        return _Step(score=score, start=start, after="abstract")

    @staticmethod
    def _keep(
        table: list[_Step | None],
        end: int,
        score: float,
        start: int,
        after: Literal["start", "title", "abstract"],
    ) -> None:
        known = table[end]
        if known is None or score > known.score:
            table[end] = _Step(score=score, start=start, after=after)

    def _joint(self, place: int, length: int) -> float:
        """Score going on from the line above, for a stretch that is then `length` characters long."""
        above, line = self._lines[place - 1], self._lines[place]
        if self._width is not None:
            if self._gaps:
                return -12.0 if place in self._gaps else 0.5
            score = 0.0 if above.terminal else 1.0
            return score + (0.5 if self._is_forced(place) else -9.0)
        score = _NEW_PARAGRAPH
        # A sentence that breaks off goes on below; a short line without a full stop may be a title.
        score += 3.5 if not above.terminal and above.length > 200 else 0.0
        score += 3.5 if line.lower else 0.0
        score += 3.0 if line.connective else 0.0
        score -= 4.0 if line.title_case else 0.0
        if self._alone(place - 1) > _SURELY_ABSTRACT and line.length > 160:
            score += self._shared_words(place)
        for limit, plausible in ((1500, 3.0), (1950, 1.0), (2600, -2.0)):
            if length <= limit:
                return score + plausible
        return score - 4.0

    def _shared_words(self, place: int) -> float:
        """Score the words that a line has in common with the one above; worked out once a line."""
        if place not in self._shared:
            above, here = _content(self._texts[place - 1]), _content(self._texts[place])
            share = len(above & here) / max(1, min(len(above), len(here)))
            self._shared[place] = next(score for most, score in _SHARED_WORDS if share <= most)
        return self._shared[place]

    def _is_forced(self, place: int) -> bool:
        """Say whether the first word of a line would not have fitted on the line above."""
        if self._width is None:
            return False
        return self._lines[place - 1].length + 1 + self._lines[place].first_word > self._width

    def _trace(self, kind: Literal["start", "title", "abstract"]) -> list[Role]:
        roles: list[Role] = []
        end = len(self._lines)
        while end:
            step = (self._titles if kind == "title" else self._abstracts)[end]
            assert step is not None  # every cut that was kept leads back to the start
            first: Role = "title" if kind == "title" else "abstract"
            more: Role = "more-title" if kind == "title" else "more-abstract"
            roles += [more] * (end - step.start - 1) + [first]
            end, kind = step.start, step.after
        return roles[::-1]
