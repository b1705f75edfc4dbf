"""What each kind of page shows: its title, its description, and the views that its template gets.

Enters: a page of the plan. Leaves: a `Content`. Of lists that are cut into pages the first alone says how many papers
there are, for the others stay as they are when a new paper comes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from markupsafe import Markup

from generator import urls
from generator.config.settings import DateGroup
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
    Place,
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
from generator.render.dates import Section
from generator.render.editions import Editions
from generator.render.metadata import paper_tags
from generator.render.pager import pager, total
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
from generator.words import Words

# As many as a person may look through; the report has them all.
_MOST_REJECTS = 500


_BY_GROUP: dict[DateGroup, str] = {
    "day": "period.by_day",
    "week": "period.by_week",
    "month": "period.by_month",
    "year": "period.by_year",
}
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
        words: Words,
        zone: str | None,
        about: Markup | None,
    ) -> None:
        self._say = words.say
        self._papers = papers
        self._plan = plan
        self._site = site
        self._tables = tables
        self._editions = Editions(plan, tables, words)
        self._topics = TopicPages(plan, tables, words)
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
            feeds=(self._site_feed,),
            tags=paper_tags(paper),
        )

    def _home(self, page: HomePage, root: str) -> Content:
        edition = self._tables.dates.period(page.edition) if page.edition else None
        by_day = edition is not None and edition.kind == "day"
        return Content(
            title=self._site.title,
            description=self._site.description
            or self._say("home.description", count=self._site.papers),
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
            title=self._say("topic_whole.title", topic=view.title),
            description=self._say(
                "topic_whole.description",
                topic=view.title,
                shown=shown,
                count=page.total,
                site=self._site.title,
            ),
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
            title=self._with_number(view.title, page.place),
            description=self._counted(
                ("list.description", "list.description_page"),
                page.place,
                title=view.title,
                site=self._site.title,
            ),
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
            title=dates.names.title(page.period),
            description=self._say(_BY_GROUP[self._plan.archive.groups[0]], period=view.text),
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
            title=self._with_number(dates.names.title(page.period), page.place),
            description=self._counted(
                ("edition.description", "edition.description_page"), page.place, period=view.text
            ),
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
            title=self._with_number(self._say("undated.title"), page.place),
            description=self._counted(
                ("undated.description", "undated.description_page"), page.place
            ),
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
            title=self._say("dates.title"),
            description=self._say("dates.description", site=self._site.title),
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
        match page:
            case TopicIndexPage():
                section, title, description = "topics", "topics.title", "topics.description"
            case CollectionIndexPage():
                section = "collections"
                title, description = "collections.title", "collections.description"
            case FeedsPage():
                section, title, description = "feeds", "feeds.title", "feeds.description"
        return Content(
            title=self._say(title),
            description=self._say(description, site=self._site.title),
            section=section,
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
        site, topics = self._site, self._tables.top_topics
        values: dict[str, object]
        match page:
            case SearchPage():
                section, title, description = "search", "search.title", "search.description"
                values = {"topics": topics, "dates": self._plan.archive.groups[0]}
            case ReadingPage():
                section, title, description = "reading", "reading.title", "reading.description"
                values = {"dates": self._plan.archive.groups[0]}
            case AboutPage():
                section, title, description = "about", "about.title", "about.description"
                values = {"about": self._about, "has_heading": "<h1" in (self._about or "")}
            case RejectedPage():
                section, title, description = "about", "rejected.title", "rejected.description"
                values = {"rejects": self._plan.rejects[:_MOST_REJECTS]}
            case NotFoundPage():
                section, title, description = "", "missing.title", "missing.description"
                values = {"topics": topics}
        own = site.description if isinstance(page, AboutPage) else None
        return Content(
            title=self._say(title),
            description=own or self._say(description, site=site.title),
            section=section,
            values=values,
            feeds=(self._site_feed,),
        )

    def _with_number(self, title: str, place: Place) -> str:
        """Name a page of a list; the first has the list's own name."""
        if place.number == 1:
            return title
        return self._say("pager.title", title=title, page=place.number)

    def _counted(self, keys: tuple[str, str], place: Place, **values: str) -> str:
        """Describe a page of a list; `total` says why the first alone counts."""
        first, other = keys
        if place.number == 1:
            return self._say(first, count=place.total, **values)
        return self._say(other, page=place.number, **values)
