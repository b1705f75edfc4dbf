"""Which shape a dump has.

Enters: its lines. Leaves: the name of the shape. The furniture of a page decides where there is
any: a day or a credit makes a day's page, a banner or a button a page of search results. Without
furniture the lines themselves decide whether titles and abstracts alternate.
"""

from __future__ import annotations

from collections.abc import Sequence

from generator.sources.dump import Shape
from generator.sources.furniture import page_lines
from generator.sources.pairing import content_lines, has_titles

# Enough lines to be sure, few enough to cost nothing on a dump of a whole year.
_SAMPLE = 200


def detect_shape(lines: Sequence[str]) -> Shape:
    """Name the shape of a dump from its lines."""
    page = list(page_lines(lines[:_SAMPLE]))
    if any(line.day is not None or line.credit is not None for line in page):
        return "day-page"
    if any(line.kind == "boilerplate" for line in page):
        return "search-page"
    return "search-page" if has_titles(content_lines(page)) else "abstracts"
