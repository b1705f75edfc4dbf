"""The sentences in which words stand.

Enters: a text and spans of its characters. Leaves: `Passage`s in the order of the text, each once.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator

from generator.explain.values import Passage
from generator.text.shorten import sentences

Span = tuple[int, int]


def passages(text: str, spans: Iterable[Span]) -> tuple[Passage, ...]:
    """Give the sentences that hold the spans; one that goes past its sentence takes in the next.

    >>> passages("One is big. Two is not.", [(12, 15)])
    (Passage(text='Two is not.', spans=((0, 3),)),)
    """
    bounds = list(_sentence_bounds(text))
    starts = [start for start, _ in bounds]
    found: dict[Span, list[Span]] = {}
    for start, end in _apart(spans):
        first = max(bisect_right(starts, start) - 1, 0)
        last = max(bisect_right(starts, end - 1) - 1, first)
        found.setdefault((bounds[first][0], bounds[last][1]), []).append((start, end))
    return tuple(
        Passage(
            text=text[begin:end],
            spans=tuple((start - begin, stop - begin) for start, stop in inside),
        )
        for (begin, end), inside in found.items()
    )


def _sentence_bounds(text: str) -> Iterator[Span]:
    end = 0
    for sentence in sentences(text):
        start = text.index(sentence, end)
        end = start + len(sentence)
        yield start, end


def _apart(spans: Iterable[Span]) -> list[Span]:
    """Join spans that overlap."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found
