"""Papers as they stand in lists, each rendered once, however many lists it stands in.

Enters: rows of papers. Leaves: `Markup` of their cards or titles, one after the other. A card is kept with a mark in
place of the way to the site's root, so one serves lists at any depth; the newest used are kept, so memory
does not grow with the number of papers.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable, Collection, Mapping, Sequence

from jinja2 import Environment
from markupsafe import Markup

from generator.config.settings import CardPart
from generator.models import PaperRow, Slug, quick_maker
from generator.pages import Row, SitePlan
from generator.render.dates import DateViews
from generator.render.views import CardView, EntryView, NamedLink
from generator.text.shown import ShownTexts, as_markup

_MACROS = ("chip", "day_link", "title_line", "card", "entry")
# A non-character, of which `generator.text.clean` leaves none in any text; were one there, it would become the same
# harmless path.
_ROOT = "\ufdd0"
_MOST_KEPT = 8192
_new_card = quick_maker(CardView)


# How papers' texts are had, in the order of their rows: of many at once, for that is cheaper.
Texts = Callable[[Sequence[Row]], Sequence[ShownTexts]]


class _Kept:
    """What was made of papers from their texts; of the newest `_MOST_KEPT` it need not be made again."""

    def __init__(self, texts: Texts, make: Callable[[Row, ShownTexts], str]) -> None:
        self._texts = texts
        self._make = make
        self._made: dict[Row, str] = {}

    def of(self, rows: Sequence[Row]) -> list[str]:
        """Give what is made of papers, in their order."""
        made = self._made
        missing = [row for row in dict.fromkeys(rows) if row not in made]
        made.update(zip(missing, map(self._make, missing, self._texts(missing)), strict=True))
        found = [made[row] for row in rows]
        if len(made) > _MOST_KEPT:
            # A dictionary gives first what came first.
            for row in list(made)[:-_MOST_KEPT]:
                del made[row]
        return found


class Cards:
    """The cards of papers; `partials/cards.html` says how they look."""

    def __init__(
        self,
        plan: SitePlan,
        texts: Texts,
        topics: Mapping[Slug, NamedLink],
        parents: Mapping[Slug, Slug | None],
        dates: DateViews,
        environment: Environment,
        show: Collection[CardPart],
    ) -> None:
        self._show = frozenset(show)
        self._rows: Sequence[PaperRow] = plan.rows
        self._address = plan.address
        self._texts = texts
        self._parents = parents
        self._narrowest: dict[tuple[Slug, ...], tuple[Slug, ...]] = {}
        self._dates = dates
        macros = environment.get_template("partials/cards.html").module
        self._macros: dict[str, Callable[..., str]] = {
            # What the macro itself calls, which first looks for names and defaults of arguments: a third of the time.
            name: getattr(macros, name)._func
            for name in _MACROS
        }
        self._chips = {slug: self._made("chip", topic) for slug, topic in topics.items()}
        self.day = functools.lru_cache(maxsize=_MOST_KEPT)(self._make_day)
        self._titles = _Kept(texts, self._make_title)
        self._cards = functools.cache(self._cards_of_kind)

    def cards(
        self,
        rows: Sequence[Row],
        root: str,
        *,
        near: str = "",
        show_day: bool = True,
        pins: bool = False,
        numbered_from: int | None = None,
    ) -> Markup:
        """Give the cards of papers in their order; `pins` marks those that are pinned, with their day.

        `near` is the folder at the site's root in which the page is, where links into it are to be short. With
        `numbered_from` each can be linked to as `#p1`, `#p2` and so on.
        """
        cards = self._cards(show_day, pins).of(rows)
        if numbered_from is not None:
            # Of `Markup`, whose own method escapes what it is given.
            cards = [
                str.replace(card, "<li>", f'<li id="p{number}">', 1)
                for number, card in enumerate(cards, start=numbered_from)
            ]
        return _rooted(cards, root, near)

    def entry(self, view: EntryView, root: str) -> str:
        """Give a paper in full, as it stands on the page that is its address."""
        return _rooted([self._made("entry", view)], root, "")

    def titles(self, rows: Sequence[Row], root: str, near: str = "") -> Markup:
        """Give the titles of papers in their order; `near` as for cards."""
        return _rooted(self._titles.of(rows), root, near)

    def shown_titles(self, rows: Sequence[Row]) -> list[Markup]:
        """Give the titles of papers, in their order, without links."""
        return [shown.title for shown in self._texts(rows)]

    def narrowest_of(self, topics: tuple[Slug, ...]) -> tuple[Slug, ...]:
        """Leave out a topic where a narrower one already says it."""
        narrowest = self._narrowest.get(topics)
        if narrowest is None:
            covered = {self._parents[slug] for slug in topics}
            narrowest = tuple([slug for slug in topics if slug not in covered])
            self._narrowest[topics] = narrowest
        return narrowest

    def _cards_of_kind(self, show_day: bool, pins: bool) -> _Kept:
        return _Kept(self._texts, functools.partial(self._make_card, show_day, pins))

    def _make_card(self, show_day: bool, pins: bool, row: Row, shown: ShownTexts) -> str:
        paper = self._rows[row]
        pinned, show = pins and paper.pinned, self._show
        # A pinned paper on the front page may be of another day than its neighbours.
        dated = paper.dates and (show_day or pinned) and "date" in show
        day = self.day(paper.dates[-1]) if dated else None
        view = _new_card(
            title=shown.title,
            path=self._address(row),
            derived=shown.derived,
            lead=shown.lead if "summary" in show else Markup(),
            topics=self.narrowest(paper.topics) if "topics" in show else Markup(),
            day=day,
            pinned=pinned,
        )
        return self._made("card", view)

    def _make_title(self, row: Row, shown: ShownTexts) -> str:
        return self._made("title_line", shown.title, self._address(row))

    def _make_day(self, date: dt.date) -> Markup:
        return self._made("day_link", self._dates.day(date))

    def narrowest(self, topics: tuple[Slug, ...]) -> Markup:
        """Give links to topics, for any page; leave out a topic where a narrower one already says it."""
        return as_markup("".join([self._chips[slug] for slug in self.narrowest_of(topics)]))

    def _made(self, macro: str, *values: object) -> Markup:
        return as_markup(self._macros[macro](*values, _ROOT))


def _rooted(parts: Sequence[str], root: str, near: str) -> Markup:
    """Write the way to the root; what is in the list's own folder `near` is a step nearer than that."""
    html = "".join(parts)
    if near:
        html = html.replace(_ROOT + near, root.removeprefix("../"))
    return as_markup(html.replace(_ROOT, root))
