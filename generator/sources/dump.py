"""The text of a dump: lines, and how each of them was used."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from generator.models import LINE_KINDS, LineKind
from generator.sources.events import Counted

# The shapes of a dump: abstracts alone, a page of search results, a day's page.
Shape = Literal["abstracts", "search-page", "day-page"]
DUMP_SHAPES: tuple[Shape, ...] = ("abstracts", "search-page", "day-page")


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceText:
    """A source's lines, its path as messages name it, and the year of its days."""

    path: str
    lines: tuple[str, ...]
    year: int | None = None


def counted_lines(source: SourceText, kinds: Mapping[int, LineKind]) -> Iterator[Counted]:
    """Count the lines under their kinds.

    `kinds` maps the numbers of lines and leaves out the blank ones; rejected lines are in it, and are
    not counted here, for a `Rejected` event counts its own.
    """
    counts = Counter(kinds.values())
    counts["blank"] = len(source.lines) - len(kinds)
    for kind in LINE_KINDS:
        if counts[kind] and kind != "rejected":
            yield Counted(kind=kind, lines=counts[kind])
