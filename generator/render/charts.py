"""Numbers as lines and bars: paths of SVG in small whole numbers, made when the site is.

Enters: counts. Leaves: the `d` of one path each; how it looks is said by the style sheet, and what it says stands beside
it in words. Nothing here depends on the size at which it is shown.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise

SPARK_POINTS, SPARK_STEP, SPARK_HEIGHT = 12, 4, 12
BAR_STEP, BAR_HEIGHT = 10, 48
_STEPS = 4


def sparkline(counts: Sequence[int]) -> str:
    """Draw a line through counts, 0 at the bottom and the most at the top; the last of twelve is at the right end.

    >>> sparkline([0, 6, 3])
    'M36 12l4-12 4 6'
    """
    heights = _scaled(counts, SPARK_HEIGHT)
    steps = [f"{SPARK_STEP}{_joined(before - after)}" for before, after in pairwise(heights)]
    start = SPARK_STEP * (SPARK_POINTS - len(counts))
    return f"M{start} {SPARK_HEIGHT - heights[0]}l{' '.join(steps)}"


def bars(counts: Sequence[int], most: int, *, first: int = 0) -> str:
    """Draw a bar for each count, to be stroked; `most` is as high as the drawing, `first` the place of the first.

    >>> bars([2, 0, 1], 2)
    'M5 48v-48M25 48v-24'
    """
    heights = [-(-count * BAR_HEIGHT // most) for count in counts]
    return "".join(
        f"M{BAR_STEP * place + BAR_STEP // 2} {BAR_HEIGHT}v-{height}"
        for place, height in enumerate(heights, start=first)
        if height
    )


def shades(counts: Sequence[int]) -> tuple[int, ...]:
    """Give the most of each of four shades, ascending; fewer where the counts are small.

    Shades are as wide as each other, so days that are alike look alike; but the last takes all that is far above the
    middle one, so that a single large day does not leave the others blank.

    >>> shades([38, 39, 40]), shades([10, 20, 20, 300]), shades([1, 2])
    ((10, 20, 30, 40), (10, 20, 30, 300), (1, 2))
    """
    ordered = sorted(counts)
    top = min(ordered[-1], 2 * ordered[len(ordered) // 2])
    ends = {-(-top * step // _STEPS) for step in range(1, _STEPS)}
    return tuple(sorted({end for end in ends if end < ordered[-1]} | {ordered[-1]}))


def shade(count: int, ends: Sequence[int]) -> int:
    """Give the shade of a count, from 1; the last of several is always the darkest, 4.

    >>> [shade(count, (2, 4, 80)) for count in (1, 3, 5)]
    [2, 3, 4]
    """
    return bisect_left(ends, count) + 1 + _STEPS - len(ends)


def _scaled(counts: Sequence[int], height: int) -> list[int]:
    most = max(1, *counts)
    return [(2 * count * height + most) // (2 * most) for count in counts]


def _joined(number: int) -> str:
    """Write a number behind another: its sign parts them, or else a space."""
    return str(number) if number < 0 else f" {number}"
