"""What each kind of page shows: its title, its description, and the views that its template gets.

Enters: a page of the plan. Leaves: a `Content`. Of lists that are cut into pages the first alone says how many papers
there are, for the others stay as they are when a new paper comes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from markupsafe import Markup

from generator import urls
from generator.models import ClassifiedPaper, quick_maker
from generator.pages import (
    AboutPage,
    CollectionIndexPage,
    CollectionPage,
    DateIndexPage,
    EditionPage,
    FeedsPage,
    HomePage,
    NotFoundPage,
    Page,
    PaperPage,
    PeriodPage,
    ReadingPage,
    RejectedPage,
    Row,
    SearchPage,
    SitePlan,
    TopicIndexPage,
    TopicPage,
    UndatedPage,
    WholeTopicPage,
)
from generator.render.calendar import calendar_view
from generator.render.dates import Section, period_title
from generator.render.editions import Editions
from generator.render.metadata import paper_tags
from generator.render.pager import amount, pager, total, with_number
from generator.render.tables import Tables
from generator.render.topics import TopicPages
from generator.render.views import (
    CollectionView,
    Content,
    FeedLink,
    PeriodView,
    SiteView,
    TopicView,
)
from generator.render.words import lead

# As many as a person may look through; the report has them all.
_MOST_REJECTS = 500


_new_content = quick_maker(Content)


class Contents:
    """Makes the content of each page."""

    def __init__(
        self,
        papers: Sequence[ClassifiedPaper],
        plan: SitePlan,
        site: SiteView,
        tables: Tables,
        *,
        zone: str | None,
        about: Markup | None,
    ) -> None:
        self._papers = papers
        self._plan = plan
        self._site = site
        self._tables = tables
        self._editions = Editions(plan, tables)
        self._topics = TopicPages(plan, tables)
        self._zone = zone
        self._about = about
        self._site_feed = FeedLink(title=site.title, path=urls.SITE_FEED)

    def of(self, page: Page, root: str) -> Content:
        """Give what a page shows of its own; `root` leads from it to the site's root."""
        match page:
            case PaperPage():
                return self._paper(page, root)
            case HomePage():
                return self._home(page, root)
            case TopicPage():
                return self._topic(page, root)
            case WholeTopicPage():
                return self._whole_topic(page, root)
            case CollectionPage():
                return self._collection(page, root)
            case PeriodPage():
                return self._period(page, root)
            case EditionPage():
                return self._edition(page, root)
            case UndatedPage():
                return self._undated(page, root)
            case DateIndexPage():
                return self._date_index(root)
            case TopicIndexPage() | CollectionIndexPage() | FeedsPage():
                return self._index(page)
            case SearchPage() | ReadingPage() | AboutPage() | RejectedPage() | NotFoundPage():
                return self._single(page)

    def read_ahead(self, pages: Iterable[Page]) -> None:
        """Read what the pages of papers show that are asked for next."""
        self._tables.read_ahead([page.paper for page in pages if isinstance(page, PaperPage)])

    def _paper(self, page: PaperPage, root: str) -> Content:
        classified = self._papers[page.paper]
        paper = classified.paper
        view = self._tables.paper(page, classified)
        return _new_content(
            title=paper.title,
            description=lead(paper.abstract) or paper.title,
            section="papers",
            values={
                "paper": view,
                "related": self._tables.cards.titles(
                    self._plan.related.of(page.paper), root, near="papers/"
                ),
            },
            feeds=(),
            tags=paper_tags(paper),
        )

    def _home(self, page: HomePage, root: str) -> Content:
        edition = self._tables.dates.period(page.edition) if page.edition else None
        by_day = edition is not None and edition.kind == "day"
        return Content(
            title=self._site.title,
            description=self._site.description or f"A digest of {self._site.papers} papers.",
            section="home",
            values={
                "edition": edition,
                "credits": self._plan.archive.credits_of(page.edition) if page.edition else (),
                "note": self._editions.note(page.edition),
                "papers": self._tables.cards.cards(
                    page.papers, root, show_day=edition is not None and not by_day, pins=True
                ),
                "has_more": page.has_more,
                "topics": self._tables.top_topics,
                "collections": self._tables.every_collection,
                "periods": self._tables.dates.aside(),
                "calendar": calendar_view(self._plan.archive, self._tables.dates),
                "undated": len(self._plan.undated),
            },
            feeds=(self._site_feed,),
        )

    def _topic(self, page: TopicPage, root: str) -> Content:
        view = self._tables.topic(page.topic)
        return self._list(page, root, view, self._topics.values(page), section="topics")

    def _whole_topic(self, page: WholeTopicPage, root: str) -> Content:
        view, shown = self._tables.topic(page.topic), len(page.papers)
        return Content(
            title=f"{view.title}, as one page",
            description=f"{view.title}: {shown} of {page.total} papers in {self._site.title}.",
            section="topics",
            values={
                "topic": view,
                "shown": shown,
                "total": page.total,
                "papers": self._tables.cards.cards(page.papers, root, near="topics/", pins=True),
            },
            feeds=(),
        )

    def _collection(self, page: CollectionPage, root: str) -> Content:
        view = self._tables.collections[page.collection]
        return self._list(page, root, view, {"collection": view}, section="collections")

    def _list(
        self,
        page: TopicPage | CollectionPage,
        root: str,
        view: TopicView | CollectionView,
        values: dict[str, object],
        *,
        section: str,
    ) -> Content:
        feed = FeedLink(title=f"{self._site.title}: {view.title}", path=view.feed)
        return Content(
            title=with_number(view.title, page.place),
            description=f"{view.title}: {amount(page.place)} in {self._site.title}.",
            section=section,
            values={
                **values,
                "total": total(page.place),
                "papers": self._tables.cards.cards(
                    page.papers, root, near=f"{section}/", pins=True
                ),
                "pager": pager(page.place),
            },
            feeds=(self._site_feed, feed) if page.place.number == 1 else (),
        )

    def _period(self, page: PeriodPage, root: str) -> Content:
        dates = self._tables.dates
        view = dates.period(page.period)
        return Content(
            title=period_title(view),
            description=f"The papers of {view.text} by {self._plan.archive.groups[0]}.",
            section="dates",
            values={
                "period": view,
                "crumbs": dates.crumbs(page.period),
                "weeks": dates.weeks_beside(page.period),
                "note": self._editions.note(page.period),
                "picks": self._tables.cards.cards(self._editions.picks(page.period), root),
                "sections": self._sections(dates.sections(page.period), root),
                "zone": self._zone,
                **self._neighbours(page),
            },
            feeds=(self._site_feed,),
        )

    def _edition(self, page: EditionPage, root: str) -> Content:
        dates = self._tables.dates
        view, first = dates.period(page.period), page.place.number == 1
        return Content(
            title=with_number(period_title(view), page.place),
            description=f"{amount(page.place).capitalize()} of {view.text}.",
            section="dates",
            values={
                "period": view,
                "crumbs": dates.crumbs(page.period),
                "credits": self._plan.archive.credits_of(page.period),
                "total": total(page.place),
                "note": self._editions.note(page.period) if first else None,
                **self._listed(page, root, self._editions.picks(page.period) if first else ()),
                "pager": pager(page.place),
                "zone": self._zone,
                **self._neighbours(page),
            },
            feeds=(self._site_feed,),
        )

    def _listed(self, page: EditionPage, root: str, picks: tuple[Row, ...]) -> dict[str, object]:
        """Give the picks and the papers of an edition, and their index."""
        cards = self._tables.cards.cards
        if self._plan.homes is not None:
            return {
                "picks": cards(picks, root),
                "papers": self._papers_of(page, root),
                "index": self._editions.index(page.papers, page.papers, root),
            }
        rest = tuple(row for row in page.papers if row not in picks)
        show_day = page.period.kind != "day"
        return {
            "picks": cards(picks, root, numbered_from=1),
            "papers": cards(rest, root, show_day=show_day, numbered_from=1 + len(picks)),
            "index": self._editions.index((*picks, *rest), page.papers, root),
        }

    def _neighbours(self, page: PeriodPage | EditionPage) -> dict[str, PeriodView | None]:
        view = self._tables.dates.period
        return {
            "earlier": view(page.earlier) if page.earlier else None,
            "later": view(page.later) if page.later else None,
        }

    def _undated(self, page: UndatedPage, root: str) -> Content:
        return Content(
            title=with_number("Undated papers", page.place),
            description=f"{amount(page.place).capitalize()} whose sources name no day.",
            section="dates",
            values={
                "papers": self._papers_of(page, root),
                "total": total(page.place),
                "pager": pager(page.place),
            },
            feeds=(self._site_feed,),
        )

    def _papers_of(self, page: EditionPage | UndatedPage, root: str) -> Markup:
        """Give the papers of a period, or those without a day; in full where they have no pages of their own."""
        show_day = isinstance(page, UndatedPage) or page.period.kind != "day"
        if self._plan.homes is None:
            return self._tables.cards.cards(page.papers, root, show_day=show_day)
        return self._tables.in_full(page, self._papers, root, show_day=show_day)

    def _date_index(self, root: str) -> Content:
        return Content(
            title="Dates",
            description=f"The papers of {self._site.title} by date.",
            section="dates",
            values={
                "sections": self._sections(self._tables.dates.index(), root),
                "undated": len(self._plan.undated),
                "zone": self._zone,
            },
            feeds=(self._site_feed,),
        )

    def _sections(
        self, sections: Iterable[Section], root: str
    ) -> tuple[tuple[PeriodView | None, tuple[PeriodView, ...], Markup], ...]:
        titles = self._tables.cards.titles
        return tuple((s.heading, s.entries, titles(s.rows, root)) for s in sections)

    def _index(self, page: TopicIndexPage | CollectionIndexPage | FeedsPage) -> Content:
        name = self._site.title
        match page:
            case TopicIndexPage():
                title, description = "Topics", f"The topics of {name}."
            case CollectionIndexPage():
                title, description = "Collections", f"The collections of {name}."
            case FeedsPage():
                title = "Feeds"
                description = f"Follow {name} or one of its topics in a feed reader."
        return Content(
            title=title,
            description=description,
            section=title.lower(),
            values={
                "site_feed": self._site_feed,
                "topics": self._tables.top_topics,
                "collections": self._tables.every_collection,
            },
            feeds=(self._site_feed,),
        )

    def _single(
        self, page: SearchPage | ReadingPage | AboutPage | RejectedPage | NotFoundPage
    ) -> Content:
        name, topics = self._site.title, self._tables.top_topics
        values: dict[str, object]
        match page:
            case SearchPage():
                title, section = "Search", "search"
                description = f"Search the papers of {name}."
                values = {"topics": topics, "dates": self._plan.archive.groups[0]}
            case ReadingPage():
                title, section = "Reading list", "reading"
                description = f"The papers of {name} that you starred."
                values = {"dates": self._plan.archive.groups[0]}
            case AboutPage():
                title, section = "About", "about"
                description = self._site.description or f"About {name}."
                values = {"about": self._about}
            case RejectedPage():
                title, section = "Lines that could not be read", "about"
                description = f"What {name} left out of its sources, and why."
                values = {"rejects": self._plan.rejects[:_MOST_REJECTS]}
            case NotFoundPage():
                title, section = "Page not found", ""
                description = "There is no page at this address."
                values = {"topics": topics}
        return Content(
            title=title,
            description=description,
            section=section,
            values=values,
            feeds=(self._site_feed,),
        )
