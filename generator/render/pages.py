"""One template for each kind of page, and the values that it gets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
    DateIndexPage,
    DayPage,
    FeedsPage,
    HomePage,
    MonthPage,
    NotFoundPage,
    Page,
    PaperPage,
    Place,
    RejectedPage,
    SearchPage,
    SitePlan,
    TopicIndexPage,
    TopicPage,
    UndatedPage,
    YearPage,
)
from generator.render.tables import Tables, lead
from generator.render.views import FeedLink, HeadView, NamedLink, PagerView, SiteView
from generator.text.shorten import shorten
from generator.urls import UrlPath

_TEMPLATES: dict[type[Page], str] = {
    HomePage: "pages/home.html",
    PaperPage: "pages/paper.html",
    TopicIndexPage: "pages/topics.html",
    TopicPage: "pages/topic.html",
    DateIndexPage: "pages/dates.html",
    YearPage: "pages/year.html",
    MonthPage: "pages/month.html",
    DayPage: "pages/day.html",
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
                    values={"topics": tables.top_topics},
                )
            case TopicPage():
                return self._topic(page)
            case DateIndexPage():
                return _Content(
                    title="Dates",
                    description=f"Every day on which papers appeared in {self._site.title}.",
                    section="dates",
                    values={
                        "years": tables.years.newest_first(),
                        "undated": len(self._plan.undated),
                    },
                )
            case YearPage():
                return self._year(page)
            case MonthPage():
                return self._month(page)
            case DayPage():
                return self._day(page)
            case UndatedPage():
                return self._undated(page)
            case SearchPage():
                return _Content(
                    title="Search",
                    description=f"Search the {self._site.papers} papers of {self._site.title}.",
                    section="search",
                    values={"topics": tables.top_topics},
                )
            case FeedsPage():
                return _Content(
                    title="Feeds",
                    description=f"Follow {self._site.title} or one of its topics in a feed reader.",
                    section="feeds",
                    values={"site_feed": self._site_feed, "topics": tables.top_topics},
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
        edition = self._tables.days[page.edition] if page.edition else None
        return _Content(
            title=self._site.title,
            description=self._site.description or f"A digest of {self._site.papers} papers.",
            section="home",
            values={
                "edition": edition,
                "credits": self._plan.credits.get(page.edition, ()) if page.edition else (),
                "papers": self._tables.cards(page.papers),
                "topics": self._tables.top_topics,
                "years": self._tables.years.newest_first(),
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
            title=_with_number(view.title, page.place),
            description=f"{view.title}: {page.place.total} papers in {self._site.title}.",
            section="topics",
            values={
                "topic": view,
                "papers": self._tables.cards(page.papers),
                "pager": _pager(page.place),
            },
            feeds=(FeedLink(title=f"{self._site.title}: {view.title}", path=view.feed),),
        )

    def _year(self, page: YearPage) -> _Content:
        year, earlier, later = self._tables.years.around(page.year)
        return _Content(
            title=year.text,
            description=f"The papers of {year.text} by day.",
            section="dates",
            values={"year": year, "earlier": earlier, "later": later},
        )

    def _month(self, page: MonthPage) -> _Content:
        month, earlier, later = self._tables.months.around((page.year, page.month))
        return _Content(
            title=month.text,
            description=f"The papers of {month.text} by day.",
            section="dates",
            values={
                "month": month,
                "year": NamedLink(title=str(page.year), path=urls.year_path(page.year)),
                "days": self._tables.days_with_cards(page.year, page.month),
                "earlier": earlier,
                "later": later,
            },
        )

    def _day(self, page: DayPage) -> _Content:
        days = self._tables.days
        day = days[page.date]
        return _Content(
            title=_with_number(day.text, page.place),
            description=f"{page.place.total} papers of {day.text}.",
            section="dates",
            values={
                "day": day,
                "credits": self._plan.credits.get(page.date, ()),
                "year": NamedLink(title=str(page.date.year), path=urls.year_path(page.date.year)),
                "month": NamedLink(
                    title=day.text.split()[1], path=urls.month_path(page.date.year, page.date.month)
                ),
                "papers": self._tables.cards(page.papers),
                "pager": _pager(page.place),
                "earlier": days[page.earlier] if page.earlier else None,
                "later": days[page.later] if page.later else None,
            },
        )

    def _undated(self, page: UndatedPage) -> _Content:
        return _Content(
            title=_with_number("Undated papers", page.place),
            description=f"{page.place.total} papers whose sources name no day.",
            section="dates",
            values={
                "papers": self._tables.cards(page.papers),
                "total": page.place.total,
                "pager": _pager(page.place),
            },
        )


def _with_number(title: str, place: Place) -> str:
    return title if place.number == 1 else f"{title}, page {place.number}"


def _pager(place: Place) -> PagerView | None:
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
