"""Topics by period, beside each other, and in words that came up of late."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterable

import pytest

from generator.archive import Archive, make_archive
from generator.models import PaperId, PaperRow, Slug
from generator.trends import near_topics, over_time, rising, rising_words

TOPICS = (Slug("trees"), Slug("rivers"))


def _row(number: int, topics: Iterable[Slug], *dates: dt.date) -> PaperRow:
    return PaperRow(
        id=PaperId(f"{number:012}"),
        slug=Slug(f"paper-{number}"),
        dates=dates,
        topics=tuple(topics),
        collections=(),
        pinned=False,
        listed=tuple((date, "a.txt", number, None) for date in dates),
    )


def _archived(rows: list[PaperRow]) -> tuple[list[PaperRow], Archive]:
    days: dict[dt.date, list[int]] = {}
    for number, row in enumerate(rows):
        for date in row.dates:
            days.setdefault(date, []).append(number)
    return rows, make_archive(rows, days, ("day", "month", "year"))


def _every(step: int, count: int, first: dt.date = dt.date(2024, 1, 1)) -> list[dt.date]:
    return [first + dt.timedelta(step * number) for number in range(count)]


@pytest.mark.parametrize(
    ("days", "kind", "periods"),
    [
        (_every(1, 10), "day", 10),
        (_every(2, 60), "week", 17),
        (_every(10, 80), "month", 27),
        (_every(200, 20), "year", 11),
        # A single paper of long ago does not press all others into one bar.
        ([dt.date(1969, 7, 20), *_every(1, 15)], "day", 21),
    ],
)
def test_periods_fit_the_digest(days: list[dt.date], kind: str, periods: int):
    """Papers are counted by the finest period whose newest few dozen hold nine in ten of them, without gaps."""
    time = over_time(*_archived([_row(n, TOPICS, day) for n, day in enumerate(days)]), TOPICS)
    assert time is not None
    assert (time.kind, len(time.periods)) == (kind, periods)
    assert time.periods[-1].first <= days[-1]
    shown = [day for day in days if day >= time.periods[0].first]
    assert sum(time.counts[TOPICS[0]]) == len(shown)


def test_paper_counts_once_in_a_period_and_only_in_its_topics():
    """A paper of two days in one week is one paper of that week; topics without papers have zeros."""
    days = _every(2, 40)
    rows = [_row(0, TOPICS[:1], *days[:2]), *(_row(n, (), d) for n, d in enumerate(days, 1))]
    time = over_time(*_archived(rows), TOPICS)
    assert time is not None
    assert time.kind == "week"
    assert time.counts == {
        TOPICS[0]: (1, *[0] * (len(time.periods) - 1)),
        TOPICS[1]: (0,) * len(time.periods),
    }


@pytest.mark.parametrize(
    ("newest", "ended"), [("2025-03-27", False), ("2025-03-28", True), ("2025-03-31", True)]
)
def test_month_is_over_when_few_days_are_left(newest: str, ended: bool):
    """The newest bar is said to grow yet until the last days of its month."""
    last = dt.date.fromisoformat(newest)
    days = [last - dt.timedelta(9 * number) for number in range(90)]
    time = over_time(*_archived([_row(n, TOPICS, day) for n, day in enumerate(days)]), TOPICS)
    assert time is not None
    assert (time.kind, time.ended) == ("month", ended)


def test_digest_without_days_has_no_charts():
    """Where no paper has a day, nothing goes with time."""
    assert over_time(*_archived([_row(0, TOPICS)]), TOPICS) is None


def test_topics_are_near_when_they_share_more_than_chance():
    """Two topics that go together are near each other; those that meet by chance, and parents, are not."""
    chance = random.Random(7)
    parents = {Slug(name): None for name in ("a", "b", "c", "top")} | {Slug("d"): Slug("top")}
    papers = []
    for _ in range(2000):
        together = chance.random() < 0.1
        found = [s for s in ("a", "b") if together]
        found += [s for s in ("c", "top") if chance.random() < 0.3]
        papers.append(tuple(Slug(s) for s in (*found, *(["d"] if "top" in found else []))))
    near = near_topics(papers, parents)
    assert near == {"a": ("b",), "b": ("a",), "c": (), "top": (), "d": ()}


def test_four_nearest_topics_are_named():
    """Of many topics next to one the four are named that share most beyond chance, the nearest first."""
    parents = {Slug(name): None for name in "abcdefx"}
    papers = [(Slug("x"), Slug(n)) for place, n in enumerate("abcdef") for _ in range(10 + place)]
    papers += [(Slug(n),) for n in "abcdef" for _ in range(200)]
    papers += [()] * 5000
    assert near_topics(papers, parents)[Slug("x")] == ("f", "e", "d", "c")


def _risen(newest: list[str], before: list[str]) -> dict[Slug, list[str]]:
    """Give the words that rise in a topic of newest and older papers, some weeks apart, and in one of a few papers."""
    titles = [*newest, *before]
    rows = [
        _row(n, TOPICS[:1], dt.date(2024, 6, 3) - dt.timedelta(7 * (n >= len(newest)) + n // 40))
        for n in range(len(titles))
    ]
    rows.append(_row(len(rows), TOPICS[:1]))
    titles.append("undated matching")
    topics = {TOPICS[0]: list(range(len(rows))), TOPICS[1]: [0, 1, 2]}
    time = over_time(*_archived(rows), TOPICS)
    found = rising(topics, rows, time, lambda some: [titles[row] for row in some])
    return {slug: [rise.word for rise in each.words] for slug, each in found.items()}


def test_words_rise_when_titles_have_them_markedly_more():
    """Words in a third of the newest titles and few before rise; steady ones, rare ones, numbers and grammar do not."""
    before = [f"trees and rivers {n}" for n in range(100)] + ["flow of rivers"] * 2
    newest = ["flow matching 2025 for trees"] * 10 + ["trees and rivers"] * 19 + ["moss and trees"]
    assert _risen(newest, before) == {TOPICS[0]: ["matching", "flow"]}


def test_nothing_rises_in_few_papers():
    """A topic of some papers has no words that rise, however alike its newest are."""
    assert _risen(["flow matching"] * 11, ["trees"] * 100) == {}
    assert _risen(["flow matching"] * 20, ["trees"] * 29) == {}


def test_nothing_rises_between_alike_titles():
    """Of titles drawn from one vocabulary hardly a word is said to rise, whatever the draw."""
    words = [f"w{chr(97 + a)}{chr(97 + b)}" for a in range(20) for b in range(20)]
    said = 0
    for seed in range(20):
        chance = random.Random(seed)
        titles = [chance.sample(words, 8) for _ in range(700)]
        said += len(rising_words(titles[:200], titles[200:]))
    assert said <= 2
