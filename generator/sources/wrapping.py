"""Lines that a paragraph was broken into.

Enters: lines. Leaves: the width at which they were broken, and for each line the log odds that it
goes on with the paragraph of the line above rather than begins something new.

A line was broken where the next word would not have fitted. So a line that had room for the next word
ends its paragraph; a full line may be its end by chance, once in ten times, and then a full stop above
and a capital below tell.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from generator.sources.looks import Look

_WIDEST = 132
_NARROWEST = 30
_LONGEST_WORD = 40
_LEAST_BREAKS = 3
_LEAST_AGREEMENT = 0.7

# By the end of the line above (a full stop or none) and the first character below: log odds that
# the paragraph goes on, against a paragraph's end and a title's or an abstract's beginning.
_ENDS = {
    (True, "A"): -2.8,
    (True, "a"): 0.0,
    (True, "0"): -1.5,
    (False, "A"): 1.1,
    (False, "a"): 7.3,
    (False, "0"): 3.2,
}
_BREAKS_OFF = 3.0
_FULL = 2.3
_ROOM_LEFT = -6.0
_BROKEN_ANYWHERE = -3.0  # where there is no width, or a line is wider
_BROKEN_SHARE = 0.73  # of all line breaks those with a small letter below and no full stop above
_LEAST_PRIOR, _MOST_PRIOR = -5.0, 2.0


# No title or sentence is over after these.
_DANGLING = frozenset(
    "a an the of for in with and or from via using at into between towards toward without its their "
    "on by that is are we & +".split()
)
_HANGING = ",:;-\u2013\u2014(&"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrapping:
    """How the paragraphs of a page were broken into lines."""

    width: int | None  # the least that fits, in characters; None: not at one width
    widest: int  # the most that fits
    prior: float  # log odds that a line goes on from the one above


def find_wrapping(blocks: Sequence[tuple[Sequence[str], Sequence[Look]]]) -> Wrapping:
    """Find the width that most breaks agree upon which are surely in the midst of a sentence."""
    spans: list[tuple[int, int]] = []
    lines = 0
    for texts, looks in blocks:
        lines += len(texts)
        spans += _sure_breaks(texts, looks)
    share = min(0.99, len(spans) / _BROKEN_SHARE / max(1, lines))
    prior = math.log(share / (1 - share)) if share else _LEAST_PRIOR
    agreed = _agreed(spans)
    if agreed is None:
        return Wrapping(width=None, widest=0, prior=_LEAST_PRIOR)
    prior = max(_LEAST_PRIOR, min(prior, _MOST_PRIOR))
    return Wrapping(width=agreed[0], widest=agreed[1], prior=prior)


def _sure_breaks(texts: Sequence[str], looks: Sequence[Look]) -> list[tuple[int, int]]:
    """Give the least and the greatest width that each break in the midst of a sentence allows."""
    spans = []
    for place, (above, below) in enumerate(pairwise(looks), start=1):
        breaks_off = not above.terminal and (below.first == "a" or is_dangling(texts[place - 1]))
        if breaks_off and above.length <= _WIDEST:
            spans.append((above.length, above.length + len(texts[place].partition(" ")[0])))
    return spans


def _agreed(spans: Sequence[tuple[int, int]]) -> tuple[int, int] | None:
    """Give the least and the greatest width that the most breaks allow, None where few agree."""
    steps = [0] * (_WIDEST + _LONGEST_WORD)
    for least, most in spans:
        if least >= _NARROWEST:
            steps[least] += 1
            steps[min(most, len(steps) - 2) + 1] -= 1
    allowed = list(accumulate(steps))
    agreeing = max(allowed)
    if agreeing < max(_LEAST_BREAKS, len(spans) * _LEAST_AGREEMENT):
        return None
    width = allowed.index(agreeing)
    widest = width
    while allowed[widest + 1] == agreeing:
        widest += 1
    return width, widest


def is_dangling(text: str) -> bool:
    """Say whether a text breaks off.

    >>> [is_dangling(text) for text in ("Trees for", "Trees:", "Vitamin A", "Trees")]
    [True, True, False, False]
    """
    last = text[text.rfind(" ") + 1 :]
    return last[-1] in _HANGING or (last != "A" and last.lower() in _DANGLING)


def is_full(above: Look, below: str, width: int) -> bool:
    """Say whether the first word of a line would not have fitted on the line above."""
    return above.length + 1 + len(below.partition(" ")[0]) > width


def goes_on(above: Look, below: Look, text: str, wrapping: Wrapping, *, dangling: bool) -> float:
    """Give the log odds that a line goes on with the paragraph of the line above."""
    ends = _ENDS[above.terminal, below.first]
    if dangling and below.first == "A":
        ends += _BREAKS_OFF
    width = wrapping.width
    if width is None or max(above.length, below.length) > wrapping.widest:
        # Only a small letter is a sign then; else a paragraph is more likely than a broken line.
        return ends + (_BROKEN_ANYWHERE if dangling or below.first == "a" else _ROOM_LEFT)
    return ends + wrapping.prior + (_FULL if is_full(above, text, width) else _ROOM_LEFT)


def surely_goes_on(
    above: Look, below: Look, text: str, wrapping: Wrapping, *, dangling: bool
) -> bool:
    """Say whether nothing else than a broken paragraph explains two lines."""
    return (
        wrapping.width is not None
        and (below.first == "a" or dangling)
        and not above.terminal
        and max(above.length, below.length) <= wrapping.widest
        and is_full(above, text, wrapping.width)
    )
