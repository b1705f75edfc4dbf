"""Whole sources of every format: all fields of all records, every reject, and what is left when a line is missing."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.config import load_config
from generator.errors import InputError
from generator.sources.opening import open_source
from tests import odds
from tests.readings import (
    LIMITED,
    READINGS,
    damaged,
    described_dump,
    dumps,
    expected,
    inputs,
    limited,
    parts_of_expected,
    whole,
)
from tests.support import SITES


@pytest.mark.parametrize("source", inputs(), ids=lambda path: path.name)
def test_source_is_read_as_committed(tmp_path: Path, source: Path):
    """A reader gives exactly what stands beside its input."""
    assert whole(tmp_path / "source", source) == parts_of_expected(source)[0]


@pytest.mark.parametrize("source", inputs(), ids=lambda path: path.name)
def test_damaged_source_is_read_as_committed(tmp_path: Path, source: Path):
    """A line that is missing, or is the last, costs the record that it belongs to, and that is said."""
    assert damaged(tmp_path / "source", source) == parts_of_expected(source)[1]


@pytest.mark.parametrize("source", dumps(), ids=lambda path: path.name)
def test_dump_is_read_as_committed(tmp_path: Path, source: Path):
    """The shipped dumps give the papers that stand beside the tests, and nearly the same in other dresses."""
    text = described_dump(tmp_path / "source", source)
    assert text == expected(source).read_text(encoding="utf-8")


@pytest.mark.parametrize("piece", [11, 200])
@pytest.mark.parametrize(
    "source",
    # Lines of JSON are told from a list by the first piece.
    [source for source in inputs() if source.suffix != ".jsonl"],
    ids=lambda path: path.name,
)
def test_pieces_in_which_a_source_comes_change_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: Path, piece: int
):
    """A source is read alike, however little of it is read at once."""
    monkeypatch.setattr("generator.sources.text_stream.PIECE", piece)
    assert whole(tmp_path / "source", source) == parts_of_expected(source)[0]


def test_limits_of_readers_are_as_committed(tmp_path: Path):
    """Readers with small limits reject what goes beyond them, and read what does not."""
    assert limited(tmp_path / "source") == LIMITED.read_text(encoding="utf-8")


def test_odds_of_lines_are_as_committed():
    """What speaks for a title, and for a paragraph to go on, counts as much as stands beside the tests."""
    assert odds.told() == odds.ODDS.read_text(encoding="utf-8")


def test_nothing_is_expected_of_no_input():
    """Each committed expectation has its input."""
    assert sorted(READINGS.glob("*.expected")) == sorted(
        expected(source) for source in [*inputs(), *dumps()]
    )


DUMPS = sorted(
    site.name
    for site in (SITES / "invalid").iterdir()
    if site.name.startswith(("dump-", "day-", "title-alone", "title-without"))
)


@pytest.mark.parametrize("name", DUMPS)
def test_mistake_in_a_dump_is_told_as_committed(name: str):
    """A committed dump with a mistake gets the message that stands beside it."""
    folder = SITES / "invalid" / name
    config = load_config(folder / "site.yaml")
    said = []
    for settings in config.sources:
        for file in sorted(folder.glob(settings.pattern)):
            path = file.relative_to(folder).as_posix()
            try:
                said += open_source(file, path, year=settings.year).whole().problems
            except InputError as error:
                said += error.problems
    expected_text = (folder / "expected.txt").read_text(encoding="utf-8")
    assert "".join(f"{problem}\n" for problem in said) == expected_text
