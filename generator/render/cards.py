"""Papers as they stand in lists, each rendered once, however many lists it stands in.

Enters: rows of papers. Leaves: `Markup` of their cards or titles, one after the other. A card is kept with a mark in
place of the way to the site's root, so one serves lists at any depth; the newest used are kept, so memory
does not grow with the number of papers.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable, Iterable, Mapping, Sequence

from jinja2 import Environment
from markupsafe import Markup

from generator import urls
from generator.models import ClassifiedPaper, Paper, Slug
from generator.pages import Row
from generator.render.dates import DateViews
from generator.render.rich_html import lead_html, title_html
from generator.render.views import CardView, NamedLink
from generator.text.pieces import Piece, read_pieces

_MACROS = ("chip", "day_link", "title_line", "card")
# A non-character, of which `generator.text.clean` leaves none in any text; were one there, it would become the same
# harmless path.
_ROOT = "\ufdd0"
_MOST_KEPT = 8192
_MOST_OPENINGS = 32768


class Cards:
    """The cards of papers; `partials/cards.html` says how they look."""

    def __init__(
        self,
        papers: Sequence[ClassifiedPaper],
        topics: Mapping[Slug, NamedLink],
        parents: Mapping[Slug, Slug | None],
        dates: DateViews,
        environment: Environment,
    ) -> None:
        self._papers = papers
        self._parents = parents
        self._dates = dates
        macros = environment.get_template("partials/cards.html").module
        self._macros: dict[str, Callable[..., Markup]] = {
            name: getattr(macros, name) for name in _MACROS
        }
        self._chips = {slug: self._made("chip", topic) for slug, topic in topics.items()}
        self._openings: dict[Row, tuple[Markup, Markup]] = {}
        self._day = functools.lru_cache(maxsize=_MOST_KEPT)(self._make_day)
        self._card = functools.lru_cache(maxsize=_MOST_KEPT)(self._make_card)
        self._title = functools.lru_cache(maxsize=_MOST_KEPT)(self._make_title)

    def keep_opening(self, row: Row, title: Markup, abstract: tuple[Piece, ...]) -> None:
        """Keep what the card shows of a paper whose page is being made, so that its text is read once."""
        if len(self._openings) < _MOST_OPENINGS:
            self._openings[row] = title, lead_html(abstract)

    def cards(
        self,
        rows: Iterable[Row],
        root: str,
        *,
        near: str = "",
        show_day: bool = True,
        pins: bool = False,
    ) -> Markup:
        """Give the cards of papers in their order; `pins` marks those that are pinned, with their day.

        `near` is the folder at the site's root in which the page is, where links into it are to be short.
        """
        return _rooted([self._card(row, show_day, pins) for row in rows], root, near)

    def titles(self, rows: Iterable[Row], root: str) -> Markup:
        """Give the titles of papers in their order."""
        return _rooted([self._title(row) for row in rows], root, "")

    def _make_card(self, row: Row, show_day: bool, pins: bool) -> str:
        classified = self._papers[row]
        paper = classified.paper
        pinned = pins and classified.pinned
        title, lead = self._openings.get(row) or _opening(paper)
        # A pinned paper on the front page may be of another day than its neighbours.
        day = self._day(paper.dates[-1]) if paper.dates and (show_day or pinned) else None
        view = CardView(
            title=title,
            path=urls.paper_path(paper.slug),
            derived=paper.title_is == "derived",
            lead=lead,
            topics=self._narrowest(classified.topics),
            day=day,
            pinned=pinned,
        )
        return self._made("card", view)

    def _make_title(self, row: Row) -> str:
        paper = self._papers[row].paper
        kept = self._openings.get(row)
        title = kept[0] if kept else title_html(paper)
        return self._made("title_line", title, urls.paper_path(paper.slug))

    def _make_day(self, date: dt.date) -> Markup:
        return self._made("day_link", self._dates.day(date))

    def _narrowest(self, topics: Sequence[Slug]) -> Markup:
        """Leave out a topic where a narrower one already says it."""
        covered = {self._parents[slug] for slug in topics}
        return Markup("".join([self._chips[slug] for slug in topics if slug not in covered]))

    def _made(self, macro: str, *values: object) -> Markup:
        return self._macros[macro](*values, _ROOT)


def _opening(paper: Paper) -> tuple[Markup, Markup]:
    return title_html(paper), lead_html(read_pieces(paper.as_read_abstract))


def _rooted(parts: Sequence[str], root: str, near: str) -> Markup:
    """Write the way to the root; what is in the list's own folder `near` is a step nearer than that."""
    html = "".join(parts)
    if near:
        html = html.replace(_ROOT + near, root.removeprefix("../"))
    return Markup(html.replace(_ROOT, root))
