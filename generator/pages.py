"""Which pages the site has, and which papers stand on each.

Enters: classified papers and the settings. Leaves: a `SitePlan`, in which a paper is known by its
row number. Lists are newest first, undated papers last, then by title and id; a day keeps the order of
its listing, which is the curator's. No text is rendered here.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from generator import urls
from generator.config import SiteConfig
from generator.models import ClassifiedPaper, Rejected, Slug
from generator.urls import UrlPath

Row = int


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a page stands in a list that is cut into pages, from 1."""

    number: int
    of: int
    total: int
    first: UrlPath


@dataclass(frozen=True, slots=True, kw_only=True)
class HomePage:
    """The front page: the latest edition, or the first papers when none has a date."""

    path: UrlPath
    edition: dt.date | None
    papers: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperPage:
    """One paper."""

    path: UrlPath
    paper: Row


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicIndexPage:
    """All topics with the number of their papers."""

    path: UrlPath


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicPage:
    """A topic's papers, or one page of them."""

    path: UrlPath
    topic: Slug
    place: Place
    papers: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DateIndexPage:
    """All years with their months."""

    path: UrlPath


@dataclass(frozen=True, slots=True, kw_only=True)
class YearPage:
    """A year's months and days."""

    path: UrlPath
    year: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthPage:
    """A month's days."""

    path: UrlPath
    year: int
    month: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DayPage:
    """The papers of a day, or one page of them."""

    path: UrlPath
    date: dt.date
    place: Place
    papers: tuple[Row, ...]
    earlier: dt.date | None
    later: dt.date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class UndatedPage:
    """The papers that no source gave a day, or one page of them."""

    path: UrlPath
    place: Place
    papers: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchPage:
    """The search box and its results."""

    path: UrlPath


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedsPage:
    """Every feed, for people."""

    path: UrlPath


@dataclass(frozen=True, slots=True, kw_only=True)
class AboutPage:
    """What the owner says of the site."""

    path: UrlPath


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectedPage:
    """The lines of the sources that no paper could be made of."""

    path: UrlPath


@dataclass(frozen=True, slots=True, kw_only=True)
class NotFoundPage:
    """What a host shows for an address that does not exist."""

    path: UrlPath


Page = (
    HomePage
    | PaperPage
    | TopicIndexPage
    | TopicPage
    | DateIndexPage
    | YearPage
    | MonthPage
    | DayPage
    | UndatedPage
    | SearchPage
    | FeedsPage
    | AboutPage
    | RejectedPage
    | NotFoundPage
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SitePlan:
    """Every page of the site, and the lists that several of them share.

    `days` maps each day to its rows, days ascending; `topics` maps each topic in the order of
    site.yaml to its rows; `undated` holds the rows without a day; `credits` the curators of a day;
    `rejects` the lines that gave no paper, by place.
    """

    pages: tuple[Page, ...]
    days: dict[dt.date, tuple[Row, ...]]
    credits: dict[dt.date, tuple[str, ...]]
    topics: dict[Slug, tuple[Row, ...]]
    undated: tuple[Row, ...]
    newest_first: tuple[Row, ...]
    rejects: tuple[Rejected, ...]


def plan_site(
    papers: Sequence[ClassifiedPaper], config: SiteConfig, rejects: Sequence[Rejected] = ()
) -> SitePlan:
    """Decide on every page; `papers` keep their place, which is their row number."""
    order = newest_first(papers)
    topics: dict[Slug, list[Row]] = {topic.slug: [] for topic in config.topics}
    days: dict[dt.date, list[Row]] = defaultdict(list)
    undated: list[Row] = []
    for row in order:
        for slug in papers[row].topics:
            topics[slug].append(row)
        for date in papers[row].paper.dates:
            days[date].append(row)
        if not papers[row].paper.dates:
            undated.append(row)
    plan = SitePlan(
        pages=(),
        days={date: _as_listed(date, days[date], papers) for date in sorted(days)},
        credits=_credits(papers),
        topics={slug: tuple(rows) for slug, rows in topics.items()},
        undated=tuple(undated),
        newest_first=tuple(order),
        rejects=tuple(rejects),
    )
    return replace(plan, pages=tuple(_pages(plan, papers, config.pages.papers_per_page)))


def _credits(papers: Sequence[ClassifiedPaper]) -> dict[dt.date, tuple[str, ...]]:
    found: dict[dt.date, set[str]] = defaultdict(set)
    for classified in papers:
        for sighting in classified.paper.sources:
            if sighting.date is not None and sighting.credit is not None:
                found[sighting.date].add(sighting.credit)
    return {date: tuple(sorted(names)) for date, names in found.items()}


def newest_first(papers: Sequence[ClassifiedPaper]) -> list[Row]:
    """Order rows by their newest day, undated ones last, then by title and id."""

    def key(row: Row) -> tuple[int, str, str]:
        paper = papers[row].paper
        newest = paper.dates[-1].toordinal() if paper.dates else 0
        return -newest, paper.title.casefold(), paper.id

    return sorted(range(len(papers)), key=key)


def _as_listed(
    date: dt.date, rows: Sequence[Row], papers: Sequence[ClassifiedPaper]
) -> tuple[Row, ...]:
    """Order the papers of a day as its listing has them; of several listings the first by path leads."""

    def key(row: Row) -> tuple[str, int, str]:
        paper = papers[row].paper
        places = (sighting.location for sighting in paper.sources if sighting.date == date)
        first = min(places)
        return first.path, first.line or 0, paper.id

    return tuple(sorted(rows, key=key))


def _pages(plan: SitePlan, papers: Sequence[ClassifiedPaper], size: int) -> Iterator[Page]:
    latest = next(reversed(plan.days), None)
    front = plan.days[latest] if latest is not None else plan.newest_first
    yield HomePage(path=urls.HOME, edition=latest, papers=front[:12])
    for row, classified in enumerate(papers):
        yield PaperPage(path=urls.paper_path(classified.paper.slug), paper=row)
    yield TopicIndexPage(path=urls.TOPICS)
    for slug, rows in plan.topics.items():
        for path, place, part in _cut(urls.topic_path(slug), rows, size):
            yield TopicPage(path=path, topic=slug, place=place, papers=part)
    yield DateIndexPage(path=urls.DATES)
    yield from _archive_pages(plan)
    yield from _day_pages(plan, size)
    for path, place, part in _cut(urls.UNDATED, plan.undated, size):
        yield UndatedPage(path=path, place=place, papers=part)
    yield SearchPage(path=urls.SEARCH)
    yield FeedsPage(path=urls.FEEDS)
    yield AboutPage(path=urls.ABOUT)
    if plan.rejects:
        yield RejectedPage(path=urls.REJECTED)
    yield NotFoundPage(path=urls.NOT_FOUND)


def _archive_pages(plan: SitePlan) -> Iterator[Page]:
    for year in sorted({date.year for date in plan.days}):
        yield YearPage(path=urls.year_path(year), year=year)
    for year, month in sorted({(date.year, date.month) for date in plan.days}):
        yield MonthPage(path=urls.month_path(year, month), year=year, month=month)


def _day_pages(plan: SitePlan, size: int) -> Iterator[Page]:
    dates = list(plan.days)
    for index, date in enumerate(dates):
        earlier = dates[index - 1] if index else None
        later = dates[index + 1] if index + 1 < len(dates) else None
        for path, place, part in _cut(urls.day_path(date), plan.days[date], size):
            yield DayPage(
                path=path, date=date, place=place, papers=part, earlier=earlier, later=later
            )


def _cut(
    first: UrlPath, rows: tuple[Row, ...], size: int
) -> Iterator[tuple[UrlPath, Place, tuple[Row, ...]]]:
    """Cut a list into pages; an empty list still has its first page."""
    of = max(1, -(-len(rows) // size))
    for number in range(1, of + 1):
        place = Place(number=number, of=of, total=len(rows), first=first)
        yield urls.numbered(first, number), place, rows[(number - 1) * size : number * size]
