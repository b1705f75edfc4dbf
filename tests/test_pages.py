"""Which pages there are, and which papers stand on each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from generator import urls
from generator.archive import Period
from generator.config import Mapping, PageSettings, SiteConfig, SiteSettings, TopicSettings
from generator.errors import Location
from generator.models import ClassifiedPaper, Slug, SourceRecord, TopicMatch
from generator.pages import (
    AboutPage,
    DateIndexPage,
    EditionPage,
    FeedsPage,
    HomePage,
    NotFoundPage,
    PaperPage,
    PeriodPage,
    SearchPage,
    SitePlan,
    TopicIndexPage,
    TopicPage,
    UndatedPage,
    plan_site,
)
from generator.papers.merge import merge_records
from tests.support import record

TOPICS = tuple(Slug(slug) for slug in ("trees", "lists", "rivers"))
DAYS = [dt.date(2024, 12, 31), dt.date(2025, 3, 14), dt.date(2025, 3, 15), dt.date(2025, 4, 1)]


def _config(size: int) -> SiteConfig:
    place = Location(path="site.yaml", line=1)
    return SiteConfig(
        folder=Path(),
        path="site.yaml",
        site=SiteSettings(title="T"),
        sources=(),
        topics=tuple(
            TopicSettings(
                slug=slug, title=slug, location=place, rule=Mapping(location=place, entries=())
            )
            for slug in TOPICS
        ),
        pages=PageSettings(papers_per_page=size),
    )


def _papers(
    rows: list[tuple[frozenset[dt.date], frozenset[Slug]]],
) -> tuple[ClassifiedPaper, ...]:
    """Make papers with these days and topics; some share a title."""
    records: list[SourceRecord] = []
    topics: dict[str, frozenset[Slug]] = {}
    for number, (days, slugs) in enumerate(rows):
        abstract = f"{number} " + " ".join(f"word{number}{letter}" for letter in "abcdefghijklm")
        topics[abstract] = slugs
        for line, day in enumerate(sorted(days) or [None]):
            name = f"{number}.txt"
            records.append(record(f"Title {number % 4}", abstract, path=name, line=line, date=day))
    return tuple(
        ClassifiedPaper(
            paper=paper,
            matches=tuple(
                TopicMatch(topic=slug, terms=())
                for slug in TOPICS
                if slug in topics[paper.abstract]
            ),
        )
        for paper in merge_records(records)
    )


PAPERS = st.lists(
    st.tuples(
        st.frozensets(st.sampled_from(DAYS), max_size=3),
        st.frozensets(st.sampled_from(TOPICS), max_size=3),
    ),
    max_size=12,
).map(_papers)


def _by_page(plan: SitePlan, kind: type, key: str) -> dict[object, list[int]]:
    found: dict[object, list[int]] = {}
    for page in plan.pages:
        if isinstance(page, kind):
            found.setdefault(getattr(page, key, None), []).extend(page.papers)
    return found


def _days(dates: Iterable[dt.date]) -> list[Period]:
    return [Period(first=date, kind="day") for date in sorted(set(dates))]


@given(PAPERS, st.integers(1, 5))
def test_every_paper_stands_on_exactly_its_pages(papers: tuple[ClassifiedPaper, ...], size: int):
    """A paper has one page of its own and stands once in each of its topics and days, nowhere else."""
    plan = plan_site(papers, _config(size))
    own = [page.paper for page in plan.pages if isinstance(page, PaperPage)]
    assert sorted(own) == list(range(len(papers)))
    topics = _by_page(plan, TopicPage, "topic")
    assert list(topics) == list(TOPICS)
    for slug, rows in topics.items():
        assert sorted(rows) == [r for r, p in enumerate(papers) if slug in p.topics]
    days = _by_page(plan, EditionPage, "period")
    assert list(days) == _days(date for p in papers for date in p.paper.dates)
    for period, rows in days.items():
        assert sorted(rows) == [r for r, p in enumerate(papers) if period.first in p.paper.dates]
    (undated,) = _by_page(plan, UndatedPage, "none").values()
    assert sorted(undated) == [r for r, p in enumerate(papers) if not p.paper.dates]


@given(PAPERS, st.integers(1, 5))
def test_lists_are_cut_into_full_pages(papers: tuple[ClassifiedPaper, ...], size: int):
    """Every page of a list but the first is full, and each knows its number and how many there are."""
    plan = plan_site(papers, _config(size))
    lists: dict[str, list[TopicPage | EditionPage | UndatedPage]] = {}
    for page in plan.pages:
        if isinstance(page, TopicPage | EditionPage | UndatedPage):
            lists.setdefault(page.place.first, []).append(page)
    for first, pages in lists.items():
        total = sum(len(page.papers) for page in pages)
        assert [page.place.number for page in pages] == list(range(1, len(pages) + 1))
        assert pages[0].path == first
        for page in pages:
            assert (page.place.of, page.place.total) == (len(pages), total)
            assert page.path == (
                first if page.place.number == 1 else f"{first}page/{page.place.number}/"
            )
            assert len(page.papers) == size or page.place.number == 1
        assert len(pages) == 1 or size <= 2 * len(pages[0].papers) < 3 * size
        assert len(pages) > 1 or total <= size or 2 * total < 3 * size


@given(st.integers(0, 40), st.integers(1, 7))
def test_new_paper_changes_the_first_page_of_its_lists_alone(count: int, size: int):
    """With a newer paper, all pages of a topic but the first hold what they held, in the same order."""
    many = _papers([(frozenset({DAYS[0]}), frozenset(TOPICS[:1]))] * count)
    newer = [
        ClassifiedPaper(paper=paper, matches=(TopicMatch(topic=TOPICS[0], terms=()),))
        for paper in merge_records([record("A newer paper", "It is new.", date=DAYS[-1])])
    ]
    before, after = (
        [
            [papers[row].paper.id for row in page.papers]
            for page in plan_site(papers, _config(size)).pages
            if isinstance(page, TopicPage) and page.topic == TOPICS[0]
        ]
        for papers in (many, (*many, *newer))
    )
    assert after[0][0] == newer[0].paper.id
    assert [one for page in after for one in page][1:] == [one for page in before for one in page]
    if len(after) == len(before):
        assert after[0][1:] == before[0]
        assert after[1:] == before[1:]
    else:
        assert after[2:] == before[1:]
        assert after[0][1:] + after[1] == before[0]


@given(PAPERS, st.integers(1, 5))
def test_addresses_are_unique_and_the_order_is_newest_first(
    papers: tuple[ClassifiedPaper, ...], size: int
):
    """No two pages share an address; lists go from the newest day to the oldest, undated last."""
    plan = plan_site(papers, _config(size))
    paths = [page.path for page in plan.pages]
    assert len(set(paths)) == len(paths)
    for rows in (plan.newest_first, *plan.topics.values()):
        newest = [max(papers[row].paper.dates, default=dt.date.min) for row in rows]
        assert newest == sorted(newest, reverse=True)


@given(PAPERS)
def test_day_keeps_the_order_of_its_listing(papers: tuple[ClassifiedPaper, ...]):
    """The papers of a day stand as its listing has them, for that order is the curator's."""
    plan = plan_site(papers, _config(100))
    for date, rows in plan.days.items():
        places = [
            min(s.location for s in papers[row].paper.sources if s.date == date) for row in rows
        ]
        assert places == sorted(places)


@given(PAPERS)
def test_archive_has_a_page_for_each_year_month_and_day_with_papers(
    papers: tuple[ClassifiedPaper, ...],
):
    """Years, months and days have a page when a paper appeared in them; days know their neighbours."""
    plan = plan_site(papers, _config(100))
    dates = sorted({date for p in papers for date in p.paper.dates})
    coarser = [page.period for page in plan.pages if isinstance(page, PeriodPage)]
    years = [period.first.year for period in coarser if period.kind == "year"]
    months = [(p.first.year, p.first.month) for p in coarser if p.kind == "month"]
    days = [page for page in plan.pages if isinstance(page, EditionPage)]
    assert years == sorted({date.year for date in dates})
    assert months == sorted({(date.year, date.month) for date in dates})
    expected = _days(dates)
    assert [page.period for page in days] == expected
    assert [page.earlier for page in days] == [None, *expected[:-1]][: len(dates)]
    assert [page.later for page in days] == [*expected[1:], None][: len(dates)]


@given(PAPERS)
def test_home_page_shows_the_latest_edition(papers: tuple[ClassifiedPaper, ...]):
    """The front page shows papers of the newest day, or the first papers when none has a day."""
    plan = plan_site(papers, _config(3))
    (home,) = (page for page in plan.pages if isinstance(page, HomePage))
    dates = sorted({date for p in papers for date in p.paper.dates})
    assert home.edition == (Period(first=dates[-1], kind="day") if dates else None)
    assert len(home.papers) == len(set(home.papers))
    assert bool(home.papers) == bool(papers)
    for row in home.papers:
        assert not dates or dates[-1] in papers[row].paper.dates


def test_site_without_papers_days_or_topics_has_its_fixed_pages():
    """The fixed pages are there whatever the papers are."""
    plan = plan_site((), _config(10))
    fixed = {
        HomePage: urls.HOME,
        TopicIndexPage: urls.TOPICS,
        DateIndexPage: urls.DATES,
        UndatedPage: urls.UNDATED,
        SearchPage: urls.SEARCH,
        FeedsPage: urls.FEEDS,
        AboutPage: urls.ABOUT,
        NotFoundPage: urls.NOT_FOUND,
    }
    paths = {type(page): page.path for page in plan.pages}
    assert fixed.items() <= paths.items()


def test_curators_of_a_day_are_named_once():
    """A day's credits are those of its papers, sorted and each once."""
    records = [
        record(f"T{n}", f"Abstract number {n}", line=n, date=DAYS[1], credit=credit)
        for n, credit in enumerate(["Zoe", "Abe", "Zoe", None])
    ]
    papers = tuple(ClassifiedPaper(paper=p, matches=()) for p in merge_records(records))
    assert plan_site(papers, _config(10)).archive.credits == {DAYS[1]: ("Abe", "Zoe")}
