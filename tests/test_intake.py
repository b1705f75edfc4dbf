"""The days that records get from site.yaml and the names of their files, and what is remembered of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from generator.config import load_config
from generator.errors import InputError
from generator.intake import Intake
from generator.library import read_library
from generator.papers.merge import merge_records
from tests.support import SORTING, SORTING_TITLE, TREES, TREES_TITLE, listing, write_site

SITE = "site: {title: T}\n"
DATED = "Mar 14\n\n" + "\n\n".join((SORTING_TITLE, SORTING, TREES_TITLE, TREES)) + "\n"


def _days(folder: Path, sources: str, **seeds: str) -> list[tuple[str, str | None, str | None]]:
    """Give the path, the day and where it comes from, for each record."""
    file = write_site(folder, SITE + sources, **seeds)
    intake = Intake(load_config(file))
    records = list(intake.records())
    intake.raise_problems()
    return [(r.location.path, r.date.isoformat() if r.date else None, r.dated_by) for r in records]


@pytest.mark.parametrize(
    ("settings", "day", "dated_by"),
    [
        ("", None, None),
        ("date: 2025-04-02", "2025-04-02", "settings"),
        ('date: "2025-04-02"', "2025-04-02", "settings"),
        ('date_pattern: "%Y-%m-%d"', "2025-03-14", "name"),
        ('date_pattern: "%Y-%m"', "2025-03-01", "name"),
    ],
)
def test_records_without_a_day_get_that_of_their_source(
    settings: str, day: str | None, dated_by: str | None, tmp_path: Path
):
    """A record without a day gets the source's `date`, or the day in its file's name."""
    sources = f"sources: [{{path: seeds/*.txt, {settings}}}]\n"
    found = _days(tmp_path, sources, **{"list-2025-03-14": listing()})
    assert found == [("seeds/list-2025-03-14.txt", day, dated_by)] * 2


@pytest.mark.parametrize("settings", ["date: 2025-04-02", 'date_pattern: "%Y-%m-%d"'])
def test_a_day_of_the_source_itself_goes_first(settings: str, tmp_path: Path):
    """A record whose source names its day keeps that."""
    sources = f"sources: [{{path: seeds/*.txt, year: 2025, {settings}}}]\n"
    found = _days(tmp_path, sources, **{"2024-01-01": DATED})
    assert found == [("seeds/2024-01-01.txt", "2025-03-14", "source")] * 2


def test_the_day_in_the_name_of_a_daily_list_is_from_the_name(tmp_path: Path):
    """A list of Hugging Face that names no day has that of its file's name, with or without a pattern."""
    paper = {"paper": {"title": "T", "summary": "A."}}
    own = {**paper, "submittedOnDailyAt": "2025-03-13T10:00:00Z"}
    text = json.dumps([own, paper])
    sources = "sources: [{path: seeds/*.txt, format: huggingface}]\n"
    path = "seeds/2025-03-14.txt"
    expected = [(path, "2025-03-13", "source"), (path, "2025-03-14", "name")]
    assert _days(tmp_path, sources, **{"2025-03-14": text}) == expected


def test_sightings_of_a_paper_remember_where_each_day_comes_from(tmp_path: Path):
    """A paper that was read in three places has the day of each, and what named it."""
    file = write_site(
        tmp_path,
        SITE + "sources:\n"
        '  - {path: seeds/2025*.txt, date_pattern: "%Y-%m-%d"}\n'
        "  - {path: seeds/a.txt, date: 2025-04-02}\n"
        "  - {path: seeds/b.txt, year: 2025}\n",
        **{"2025-05-01": listing(), "a": listing(), "b": DATED},
    )
    intake = Intake(load_config(file))
    for paper in merge_records(intake.records()):
        assert [(s.location.path, str(s.date), s.dated_by) for s in paper.sources] == [
            ("seeds/2025-05-01.txt", "2025-05-01", "name"),
            ("seeds/a.txt", "2025-04-02", "settings"),
            ("seeds/b.txt", "2025-03-14", "source"),
        ]


def test_every_name_without_a_day_is_named_and_so_is_what_else_is_wrong(tmp_path: Path):
    """A name that the pattern does not fit is an error at its file, beside other errors."""
    seeds = {"2025-03-14": listing(), "march": listing(), "2025-02-30": "\n"}
    with pytest.raises(InputError) as raised:
        _days(
            tmp_path,
            'sources: [{path: seeds/*.txt, date_pattern: "%Y-%m-%d"}]\n',
            **seeds,
        )
    problems = [str(problem) for problem in raised.value.problems]
    fault = (
        'the file\'s name holds no day; expected one as the date_pattern "%Y-%m-%d" in site.yaml:2 '
        "describes; rename the file, or correct the pattern"
    )
    assert len(problems) == 3
    assert problems[0] == f"seeds/2025-02-30.txt: {fault}"
    assert problems[1].startswith("seeds/2025-02-30.txt:1: the dump is empty")
    assert problems[2] == f"seeds/march.txt: {fault}"


def test_days_are_those_of_the_time_zone_of_the_site(tmp_path: Path):
    """`dates.time_zone` says on which day a timestamp is; without it, days are in UTC."""
    text = '{"title": "T", "abstract": "A.", "published": "2025-03-14T23:30:00Z"}\n'
    sources = "sources: [{path: seeds/*.txt, format: jsonl}]\n"
    zone = "dates: {time_zone: Europe/Berlin}\n"
    file = write_site(tmp_path, SITE + sources, a=text)
    (paper,) = read_library(file).papers
    assert [str(date) for date in paper.paper.dates] == ["2025-03-14"]
    file = write_site(tmp_path, SITE + sources + zone, a=text)
    (paper,) = read_library(file).papers
    assert [str(date) for date in paper.paper.dates] == ["2025-03-15"]
