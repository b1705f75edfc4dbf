"""Which pages the site has, and which papers stand on each.

Enters: the light rows of papers and the settings. Leaves: a `SitePlan`, in which a paper is known by its
row number. Lists are newest first, undated papers last, then by title and id; a day keeps the order of
its listing (see `generator.archive`), which is the curator's. Pinned papers lead the lists of topics and
collections and the front page. No text is rendered here.
"""

from __future__ import annotations

import datetime as dt
from array import array
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from generator import urls
from generator.archive import Archive, Period, Row, make_archive
from generator.config import SiteConfig
from generator.models import ClassifiedPaper, PaperRow, Rejected, Slug, paper_row
from generator.notes.placing import PlacedNote, on_pages
from generator.pages.kinds import (
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
    SearchPage,
    TopicIndexPage,
    TopicPage,
    UndatedPage,
    WholeTopicPage,
)
from generator.pages.neighbours import Neighbours, edition_neighbours
from generator.pages.relations import Relations
from generator.trends import OverTime, Rising, Titles, near_topics, over_time, rising
from generator.urls import UrlPath

_PAPERS_ON_FRONT = 12
_PAPERS_ON_WHOLE = 100
# Editions that links show a picture of. A link is shared while its edition is new, and a picture costs 20 milliseconds and
# 30 kilobytes; older editions have the site's.
_PICTURED = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class SitePlan:
    """Every page of the site, and the lists that several of them share.

    `lists` are all pages but those of papers, of which each of `rows` has one where `homes` is `None`; else `homes`
    has for each row the number in `lists` of the page on which it stands in full: that of its newest day. `topics` and `collections` map each in
    the order of site.yaml to its rows; `undated` holds the rows without a day; `neighbours` those beside each in its
    edition; `rejects` the lines that gave no paper, by place; `notes` what curators say of periods that have a page.
    `near` has for each topic those that share papers with it, `related` is filled when the texts are counted.
    """

    rows: Sequence[PaperRow]
    lists: tuple[Page, ...]
    archive: Archive
    topics: dict[Slug, tuple[Row, ...]]
    collections: dict[Slug, tuple[Row, ...]]
    undated: tuple[Row, ...]
    newest_first: tuple[Row, ...]
    neighbours: Neighbours
    rejects: tuple[Rejected, ...]
    notes: dict[Period, PlacedNote]
    over_time: OverTime | None
    near: dict[Slug, tuple[Slug, ...]]
    rising: dict[Slug, Rising]
    homes: array[int] | None = None
    related: Relations = field(default_factory=Relations)

    @property
    def days(self) -> dict[dt.date, tuple[Row, ...]]:
        """Give the rows of each day, days ascending."""
        return self.archive.days

    @property
    def pictured(self) -> tuple[Period, ...]:
        """Give the editions that have a picture of their own, the newest."""
        return self.archive.editions[-_PICTURED:]

    @property
    def pages(self) -> tuple[Page, ...]:
        """Give all pages, the front page first."""
        papers = () if self.homes is not None else map(self.paper_page, range(len(self.rows)))
        return (*self.lists[:1], *papers, *self.lists[1:])

    @property
    def page_count(self) -> int:
        """Count all pages."""
        return len(self.lists) + (len(self.rows) if self.homes is None else 0)

    def paper_page(self, row: Row) -> PaperPage:
        """Give the page of a paper."""
        before, after = self.beside(row)
        return PaperPage(
            path=urls.paper_path(self.rows[row].slug), paper=row, before=before, after=after
        )

    def beside(self, row: Row) -> tuple[Slug | None, Slug | None]:
        """Give the slugs of the papers before and after a paper in its edition."""
        before, after = self.neighbours.of(row)
        return (
            None if before is None else self.rows[before].slug,
            None if after is None else self.rows[after].slug,
        )

    def home_of(self, row: Row) -> UrlPath | None:
        """Give the list on which a paper stands in full, or `None` where it has a page of its own."""
        return None if self.homes is None else self.lists[self.homes[row]].path

    def address(self, row: Row) -> UrlPath:
        """Give the address of a paper: its page, or its place on the page of its day."""
        slug, home = self.rows[row].slug, self.home_of(row)
        return urls.paper_path(slug) if home is None else urls.paper_fragment(home, slug)


def plan_site(
    papers: Sequence[ClassifiedPaper],
    config: SiteConfig,
    rejects: Sequence[Rejected] = (),
    notes: Sequence[PlacedNote] = (),
) -> SitePlan:
    """Decide on every page of papers that are held; see `plan_rows`."""
    rows = [paper_row(paper) for paper in papers]

    def titles(numbers: Sequence[Row]) -> list[str]:
        return [papers[number].paper.title.casefold() for number in numbers]

    return plan_rows(rows, newest_first(papers), config, titles, rejects, notes)


def plan_rows(
    rows: Sequence[PaperRow],
    order: Sequence[Row],
    config: SiteConfig,
    titles: Titles,
    rejects: Sequence[Rejected] = (),
    notes: Sequence[PlacedNote] = (),
) -> SitePlan:
    """Decide on every page; `rows` keep their place, which is their number, `order` is newest first.

    `titles` are asked for of the newest papers of each topic.
    """
    topics: dict[Slug, list[Row]] = {topic.slug: [] for topic in config.topics}
    collections: dict[Slug, list[Row]] = {saved.slug: [] for saved in config.collections}
    days: dict[dt.date, list[Row]] = defaultdict(list)
    undated: list[Row] = []
    for number in order:
        row = rows[number]
        for slug in row.topics:
            topics[slug].append(number)
        for slug in row.collections:
            collections[slug].append(number)
        for date in row.dates:
            days[date].append(number)
        if not row.dates:
            undated.append(number)
    archive = make_archive(rows, days, config.dates.group_by)
    time = over_time(rows, archive, topics)
    plan = SitePlan(
        rows=rows,
        lists=(),
        archive=archive,
        topics={slug: _pinned_first(found, rows) for slug, found in topics.items()},
        collections={slug: _pinned_first(found, rows) for slug, found in collections.items()},
        undated=tuple(undated),
        newest_first=tuple(order),
        neighbours=edition_neighbours(archive, len(rows)),
        rejects=tuple(rejects),
        notes=on_pages(notes, archive),
        over_time=time,
        near=near_topics((row.topics for row in rows), {t.slug: t.parent for t in config.topics}),
        rising=rising(topics, rows, time, titles),
    )
    lists = tuple(_lists(plan, config.pages.papers_per_page))
    homes = None if config.pages.papers else _homes(plan, lists)
    return replace(plan, lists=lists, homes=homes)


def _homes(plan: SitePlan, lists: Sequence[Page]) -> array[int]:
    """Give for each row the number of the list that is its home: where its newest day, or its lack of one, has it."""
    homes = array("L", bytes(array("L").itemsize * len(plan.rows)))
    for number, page in enumerate(lists):
        match page:
            case EditionPage():
                for row in page.papers:
                    if plan.archive.edition_of(plan.rows[row].dates[-1]) == page.period:
                        homes[row] = number
            case UndatedPage():
                for row in page.papers:
                    homes[row] = number
            case _:
                continue
    return homes


def newest_first(papers: Sequence[ClassifiedPaper]) -> list[Row]:
    """Order rows by their newest day, undated ones last, then by title and id."""

    def key(row: Row) -> tuple[int, str, str]:
        paper = papers[row].paper
        newest = paper.dates[-1].toordinal() if paper.dates else 0
        return -newest, paper.title.casefold(), paper.id

    return sorted(range(len(papers)), key=key)


def _pinned_first(numbers: Sequence[Row], rows: Sequence[PaperRow]) -> tuple[Row, ...]:
    return tuple(sorted(numbers, key=lambda number: not rows[number].pinned))


def _lists(plan: SitePlan, size: int) -> Iterator[Page]:
    latest = next(reversed(plan.archive.editions), None)
    front = plan.archive.rows(latest) if latest is not None else plan.newest_first
    leading = [number for number in plan.newest_first if plan.rows[number].pinned]
    if latest in plan.notes:
        leading += plan.notes[latest].picks
    yield _home_page(latest, front, leading)
    yield TopicIndexPage(path=urls.TOPICS)
    for slug, rows in plan.topics.items():
        for path, place, part in _cut(urls.topic_path(slug), rows, size):
            yield TopicPage(path=path, topic=slug, place=place, papers=part)
        if len(part) < len(rows):
            yield WholeTopicPage(
                path=urls.whole_topic_path(slug),
                topic=slug,
                papers=rows[:_PAPERS_ON_WHOLE],
                total=len(rows),
            )
    if plan.collections:
        yield CollectionIndexPage(path=urls.COLLECTIONS)
    for slug, rows in plan.collections.items():
        for path, place, part in _cut(urls.collection_path(slug), rows, size):
            yield CollectionPage(path=path, collection=slug, place=place, papers=part)
    yield DateIndexPage(path=urls.DATES)
    yield from _archive_pages(plan.archive, size)
    for path, place, part in _cut(urls.UNDATED, plan.undated, size):
        yield UndatedPage(path=path, place=place, papers=part)
    yield SearchPage(path=urls.SEARCH)
    yield ReadingPage(path=urls.READING)
    yield FeedsPage(path=urls.FEEDS)
    yield AboutPage(path=urls.ABOUT)
    if plan.rejects:
        yield RejectedPage(path=urls.REJECTED)
    yield NotFoundPage(path=urls.NOT_FOUND)


def _home_page(edition: Period | None, front: Sequence[Row], leading: Sequence[Row]) -> HomePage:
    shown = tuple(dict.fromkeys((*leading, *front)))[:_PAPERS_ON_FRONT]
    return HomePage(
        path=urls.HOME,
        edition=edition,
        papers=shown,
        has_more=not set(front) <= set(shown),
    )


def _archive_pages(archive: Archive, size: int) -> Iterator[Page]:
    """Give the pages of every group that the owner chose, the coarsest first."""
    for kind in reversed(archive.groups[1:]):
        for earlier, period, later in _neighbours(tuple(archive.periods[kind])):
            yield PeriodPage(path=period.path, period=period, earlier=earlier, later=later)
    for earlier, period, later in _neighbours(archive.editions):
        for path, place, part in _cut(period.path, archive.rows(period), size):
            yield EditionPage(
                path=path, period=period, place=place, papers=part, earlier=earlier, later=later
            )


def _neighbours(
    periods: Sequence[Period],
) -> Iterator[tuple[Period | None, Period, Period | None]]:
    # Of no periods, the middle is the shortest.
    return zip((None, *periods[:-1]), periods, (*periods[1:], None), strict=False)


def _cut(
    first: UrlPath, rows: tuple[Row, ...], size: int
) -> Iterator[tuple[UrlPath, Place, tuple[Row, ...]]]:
    """Cut a list into pages; an empty list still has its first page.

    Pages are counted from the oldest end: all but the first have exactly `size` papers, the first what is left,
    half as many to one and a half times as many. So a new paper, which stands at the newest end, changes the
    first page alone, until that overflows and the numbers of the others move on by one.
    """
    whole = max(0, (len(rows) - (size + 1) // 2) // size)
    end = len(rows) - whole * size
    yield first, Place(number=1, of=whole + 1, total=len(rows), first=first), rows[:end]
    for number in range(2, whole + 2):
        place = Place(number=number, of=whole + 1, total=len(rows), first=first)
        yield urls.numbered(first, number), place, rows[end : end + size]
        end += size
