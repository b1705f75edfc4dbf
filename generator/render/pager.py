"""The way through a list that is cut into pages.

Enters: a `Place`. Leaves: the names of its page and links to the others.
"""

from __future__ import annotations

from generator import urls
from generator.pages import Place
from generator.render.views import NamedLink, PagerView


def pager(place: Place) -> PagerView | None:
    """Give the way through a list, or `None` when it has one page."""
    if place.of == 1:
        return None
    near = {1, place.of, *range(place.number - 2, place.number + 3)}
    shown = [number for number in range(1, place.of + 1) if number in near]
    return PagerView(
        number=place.number,
        of=place.of,
        previous=urls.numbered(place.first, place.number - 1) if place.number > 1 else None,
        next=urls.numbered(place.first, place.number + 1) if place.number < place.of else None,
        pages=tuple(
            NamedLink(title=str(number), path=urls.numbered(place.first, number))
            for number in shown
        ),
    )


def total(place: Place) -> int | None:
    """Give the number of papers in a list for its first page; the others must not change with each new paper."""
    return place.total if place.number == 1 else None
