"""One template for each kind of page, and the values that it gets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from generator import urls
from generator.artifacts import Artifact
from generator.config import SiteConfig
from generator.models import ClassifiedPaper
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
    RejectedPage,
    SearchPage,
    SitePlan,
    TopicIndexPage,
    TopicPage,
    UndatedPage,
)
from generator.render.dates import Section, period_title
from generator.render.pager import pager, with_number
from generator.render.tables import Tables, lead
from generator.render.views import FeedLink, HeadView, PeriodView, SiteView
from generator.text.shorten import shorten
from generator.urls import UrlPath

_TEMPLATES: dict[type[Page], str] = {
    HomePage: "pages/home.html",
    PaperPage: "pages/paper.html",
    TopicIndexPage: "pages/topics.html",
    TopicPage: "pages/topic.html",
    CollectionIndexPage: "pages/collections.html",
    CollectionPage: "pages/collection.html",
    DateIndexPage: "pages/dates.html",
    PeriodPage: "pages/period.html",
    EditionPage: "pages/edition.html",
    UndatedPage: "pages/undated.html",
    SearchPage: "pages/search.html",
    FeedsPage: "pages/feeds.html",
    AboutPage: "pages/about.html",
    RejectedPage: "pages/rejected.html",
    NotFoundPage: "pages/not_found.html",
}
_DESCRIPTION_LENGTH = 160
# As many as a person may look through; the report has them all.
_MOST_REJECTS = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class _Content:
    """A page's title, what it is about, its part of the site, and what its template needs besides."""

    title: str
    description: str
    section: str
    values: dict[str, object]
    feeds: tuple[FeedLink, ...] = ()


class PageRenderer:
    """Compiled templates and the tables that the pages share."""

    def __init__(
        self,
        papers: Sequence[ClassifiedPaper],
        plan: SitePlan,
        config: SiteConfig,
        *,
        url: str,
        templates: Path,
        assets: UrlPath,
        about: Markup | None,
        version: str,
    ) -> None:
        self._papers = papers
        self._plan = plan
        self._tables = Tables(papers, plan, config)
        self._url = url
        self._about = about
        self._site = SiteView(
            title=config.site.title,
            description=config.site.description,
            language=config.site.language,
            assets=assets,
            version=version,
            has_about=about is not None,
            papers=len(papers),
            rejects=len(plan.rejects),
        )
        self._zone = config.dates.time_zone if plan.archive.days else None
        self._site_feed = FeedLink(title=config.site.title, path=urls.SITE_FEED)
        environment = Environment(
            loader=FileSystemLoader(templates),
            autoescape=True,
            undefined=StrictUndefined,
            auto_reload=False,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates = {
            kind: environment.get_template(name) for kind, name in _TEMPLATES.items()
        }

    def render(self, pages: Sequence[Page]) -> Iterator[Artifact]:
        """Render pages in their order."""
        for page in pages:
            content = self._content(page)
            html = self._templates[type(page)].render(
                site=self._site, head=self._head(page, content), **content.values
            )
            yield Artifact(path=urls.file_of(page.path), data=html.encode("utf-8"))

    def _head(self, page: Page, content: _Content) -> HeadView:
        is_missing = isinstance(page, NotFoundPage)
        return HeadView(
            title=content.title,
            description=shorten(content.description, _DESCRIPTION_LENGTH),
            # A host serves this page under any address, so no relative link would hold.
            root=urls.base_path(self._url) if is_missing else urls.root_prefix(page.path),
            canonical=None if is_missing else self._url + page.path,
            section=content.section,
            feeds=(self._site_feed, *content.feeds),
        )

    def _content(self, page: Page) -> _Content:
        tables = self._tables
        match page:
            case HomePage():
                return self._home(page)
            case PaperPage():
                return self._paper(page)
            case TopicIndexPage():
                return _Content(
                    title="Topics",
                    description=f"The topics of {self._site.title}.",
                    section="topics",
                    values={
                        "topics": tables.top_topics,
                        "collections": tables.every_collection,
                    },
                )
            case TopicPage():
                return self._topic(page)
            case CollectionIndexPage():
                return _Content(
                    title="Collections",
                    description=f"The collections of {self._site.title}.",
                    section="collections",
                    values={"collections": tables.every_collection},
                )
            case CollectionPage():
                return self._collection(page)
            case DateIndexPage():
                return _Content(
                    title="Dates",
                    description=f"The papers of {self._site.title} by date.",
                    section="dates",
                    values={
                        "sections": self._sections(tables.dates.index()),
                        "undated": len(self._plan.undated),
                        "zone": self._zone,
                    },
                )
            case PeriodPage():
                return self._period(page)
            case EditionPage():
                return self._edition(page)
            case UndatedPage():
                return self._undated(page)
            case SearchPage():
                return _Content(
                    title="Search",
                    description=f"Search the {self._site.papers} papers of {self._site.title}.",
                    section="search",
                    values={
                        "topics": tables.top_topics,
                        "dates": self._plan.archive.groups[0],
                    },
                )
            case FeedsPage():
                return _Content(
                    title="Feeds",
                    description=f"Follow {self._site.title} or one of its topics in a feed reader.",
                    section="feeds",
                    values={
                        "site_feed": self._site_feed,
                        "topics": tables.top_topics,
                        "collections": tables.every_collection,
                    },
                )
            case AboutPage():
                return _Content(
                    title="About",
                    description=self._site.description or f"About {self._site.title}.",
                    section="about",
                    values={"about": self._about},
                )
            case RejectedPage():
                return _Content(
                    title="Lines that could not be read",
                    description=f"What {self._site.title} left out of its sources, and why.",
                    section="about",
                    values={"rejects": self._plan.rejects[:_MOST_REJECTS]},
                )
            case NotFoundPage():
                return _Content(
                    title="Page not found",
                    description="There is no page at this address.",
                    section="",
                    values={"topics": tables.top_topics},
                )

    def _home(self, page: HomePage) -> _Content:
        edition = self._tables.dates.period(page.edition) if page.edition else None
        return _Content(
            title=self._site.title,
            description=self._site.description or f"A digest of {self._site.papers} papers.",
            section="home",
            values={
                "edition": edition,
                "credits": self._plan.archive.credits_of(page.edition) if page.edition else (),
                "papers": self._tables.cards(page.papers),
                "has_more": page.has_more,
                "topics": self._tables.top_topics,
                "collections": self._tables.every_collection,
                "periods": self._tables.dates.aside(),
                "undated": len(self._plan.undated),
            },
        )

    def _paper(self, page: PaperPage) -> _Content:
        view = self._tables.paper(page.paper)
        paper = self._papers[page.paper].paper
        return _Content(
            title=paper.title,
            description=lead(paper.abstract) or paper.title,
            section="",
            values={"paper": view},
        )

    def _topic(self, page: TopicPage) -> _Content:
        view = self._tables.topic(page.topic)
        return _Content(
            title=with_number(view.title, page.place),
            description=f"{view.title}: {page.place.total} papers in {self._site.title}.",
            section="topics",
            values={
                "topic": view,
                "papers": self._tables.cards(page.papers),
                "pager": pager(page.place),
            },
            feeds=(FeedLink(title=f"{self._site.title}: {view.title}", path=view.feed),),
        )

    def _collection(self, page: CollectionPage) -> _Content:
        view = self._tables.collections[page.collection]
        return _Content(
            title=with_number(view.title, page.place),
            description=f"{view.title}: {page.place.total} papers in {self._site.title}.",
            section="collections",
            values={
                "collection": view,
                "papers": self._tables.cards(page.papers),
                "pager": pager(page.place),
            },
            feeds=(FeedLink(title=f"{self._site.title}: {view.title}", path=view.feed),),
        )

    def _period(self, page: PeriodPage) -> _Content:
        dates = self._tables.dates
        view = dates.period(page.period)
        return _Content(
            title=period_title(view),
            description=f"The papers of {view.text} by {self._plan.archive.groups[0]}.",
            section="dates",
            values={
                "period": view,
                "crumbs": dates.crumbs(page.period),
                "weeks": dates.weeks_beside(page.period),
                "sections": self._sections(dates.sections(page.period)),
                "zone": self._zone,
                **self._neighbours(page),
            },
        )

    def _edition(self, page: EditionPage) -> _Content:
        dates = self._tables.dates
        view = dates.period(page.period)
        return _Content(
            title=with_number(period_title(view), page.place),
            description=f"{page.place.total} papers of {view.text}.",
            section="dates",
            values={
                "period": view,
                "crumbs": dates.crumbs(page.period),
                "credits": self._plan.archive.credits_of(page.period),
                "papers": self._tables.cards(page.papers),
                "pager": pager(page.place),
                "zone": self._zone,
                **self._neighbours(page),
            },
        )

    def _sections(self, sections: Iterable[Section]) -> tuple[tuple[object, ...], ...]:
        return tuple((s.heading, s.entries, self._tables.cards(s.rows)) for s in sections)

    def _neighbours(self, page: PeriodPage | EditionPage) -> dict[str, PeriodView | None]:
        view = self._tables.dates.period
        return {
            "earlier": view(page.earlier) if page.earlier else None,
            "later": view(page.later) if page.later else None,
        }

    def _undated(self, page: UndatedPage) -> _Content:
        return _Content(
            title=with_number("Undated papers", page.place),
            description=f"{page.place.total} papers whose sources name no day.",
            section="dates",
            values={
                "papers": self._tables.cards(page.papers),
                "total": page.place.total,
                "pager": pager(page.place),
            },
        )
