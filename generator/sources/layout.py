"""What a whole file tells about its parts: how often something is odd, and where blank lines stand.

Enters: what was found in a first reading. Leaves: a `Layout`, log odds for the next reading. A file
with no lone title in sixty papers has none in the next; where every abstract is followed by a blank
line, a blank line is the end of an abstract.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

# What stands between two lines of content: so many blank lines (3: three or more), or a page's furniture.
Gap = Literal[0, 1, 2, 3, "furniture"]
# What a line is to the one above it: the same paragraph, the next one, the abstract of the title, the next paper.
Joint = Literal["line", "paragraph", "abstract", "paper"]

_BLANKS: tuple[Gap, ...] = (0, 1, 2, 3)
_GAPS: tuple[Gap, ...] = (0, 1, 2, 3, "furniture")
JOINTS: tuple[Joint, ...] = ("line", "paragraph", "abstract", "paper")
# Votes and authors stand between papers, seldom between a title and its abstract.
_FURNITURE_ODDS: Mapping[Joint, float] = {
    "line": -5.0,
    "paragraph": -4.0,
    "abstract": -2.0,
    "paper": 0.0,
}
_DOUBT = (
    4.0  # so many joints of each kind are taken to have been seen with what is usual in the file
)
_PAPERS_OF_DOUBT = 40.0
_TITLES_ARE_WHOLE = -9.0
_ALONE = -1.5  # abstracts without titles are a line each more often than not
USUAL_LENGTH = 1200  # characters, about the median of 24,000 abstracts


def gap_of(blank_lines: int) -> Gap:
    """Give the gap that so many blank lines make."""
    return _BLANKS[min(blank_lines, 3)]


@dataclass(slots=True)
class Findings:
    """What one reading found; counted up block by block."""

    joints: Counter[tuple[Joint, Gap]] = field(default_factory=Counter)
    papers: int = 0
    lone_titles: int = 0
    lone_abstracts: int = 0
    paragraphs: int = 0  # beyond the first of an abstract
    title_lines: int = 0  # titles of more than one
    lengths: list[int] = field(default_factory=list)  # of abstracts, in characters
    wide_titles: int = 0  # titles on one line that is wider than broken lines are

    def inner_gaps(self, usual: float) -> float:
        """Give the share of the lines within paragraphs that follow a blank line, `usual` of none."""
        counts = {gap: self.joints["line", gap] for gap in _GAPS}
        total = sum(counts.values())
        return 1.0 - counts[0] / total if total else usual

    def is_odd(self, *, titled: bool) -> bool:
        """Say whether something else was found than one title and one abstract by turns."""
        lone_abstracts = self.lone_abstracts if titled else 0
        return bool(self.lone_titles or lone_abstracts or self.paragraphs or self.title_lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """The log odds of what is odd, and of what stands between two lines by what they are."""

    lone_title: float
    lone_abstract: float
    paragraph: float
    title_line: float
    gaps: Mapping[tuple[Joint, Gap], float]
    length: int  # of an abstract, in characters
    titled: bool  # False: a page of abstracts alone
    broken: bool  # True: paragraphs were broken into lines of one width
    settled: bool  # True: learnt from a first reading


def usual_layout(*, titled: bool, broken: bool, inner_gaps: float) -> Layout:
    """Give the layout to begin with.

    `inner_gaps` is the share of lines surely in the midst of a paragraph that follow a blank line; where
    there is none, a blank line ends a paragraph.
    """
    gaps: dict[tuple[Joint, Gap], float] = {(joint, gap): 0.0 for joint in JOINTS for gap in _GAPS}
    for joint, odds in _FURNITURE_ODDS.items():
        gaps[joint, "furniture"] = odds
    for gap in (1, 2, 3):
        gaps["line", gap] = max(-6.0, math.log(min(1.0, inner_gaps * 3 + 0.002)))
    return Layout(
        lone_title=-5.0,
        lone_abstract=-5.0 if titled else 0.0,
        paragraph=-4.6 + (0.0 if titled else _ALONE),
        title_line=-2.0 if broken else -6.0,
        gaps=gaps,
        length=USUAL_LENGTH,
        titled=titled,
        broken=broken,
        settled=False,
    )


def learnt_layout(found: Findings, usual: Layout) -> Layout:
    """Give the layout for the next reading."""

    def odds(count: int) -> float:
        # What happened once may be a mistake of the reading before.
        return math.log((max(0, count - 1) + 0.5) / (found.papers + _PAPERS_OF_DOUBT))

    lone_title = odds(found.lone_titles)
    title_line = odds(found.title_lines)
    if found.wide_titles > 1:
        title_line = min(title_line, _TITLES_ARE_WHOLE)
    elif not usual.broken:
        # Two lines are one title or two by what they say, whatever else is rare or not.
        title_line = max(title_line, lone_title) - 1.0
    return Layout(
        lone_title=lone_title,
        lone_abstract=odds(found.lone_abstracts) if usual.titled else 0.0,
        paragraph=odds(found.paragraphs) + (0.0 if usual.titled else _ALONE),
        title_line=title_line,
        gaps=_gap_odds(found.joints, usual),
        length=_length(found.lengths),
        titled=usual.titled,
        broken=usual.broken,
        settled=True,
    )


def _length(lengths: Sequence[int]) -> int:
    """Give the median length, drawn towards the usual one where there are few."""
    if not lengths:
        return USUAL_LENGTH
    weight = len(lengths) / (len(lengths) + _DOUBT)
    return round(weight * sorted(lengths)[len(lengths) // 2] + (1 - weight) * USUAL_LENGTH)


def _gap_odds(
    joints: Mapping[tuple[Joint, Gap], int], usual: Layout
) -> dict[tuple[Joint, Gap], float]:
    """Give log P(gap | joint), each kind of joint being drawn towards all of them together."""
    total = sum(joints.values())
    learnt: dict[tuple[Joint, Gap], float] = {}
    for gap in _GAPS:
        share = (sum(joints[joint, gap] for joint in JOINTS) + 0.2) / (total + 1.0)
        for joint in JOINTS:
            seen = sum(joints[joint, any_gap] for any_gap in _GAPS)
            expected = share * math.exp(usual.gaps[joint, gap] / 2)
            learnt[joint, gap] = math.log(
                (joints[joint, gap] + _DOUBT * expected) / (seen + _DOUBT)
            )
    return learnt
