"""Whole sources of every format: all fields of all records, every reject, and what is left when a line is missing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.readings import READINGS, described, described_dump, dumps, expected, inputs


@pytest.mark.parametrize("source", inputs(), ids=lambda path: path.name)
def test_source_is_read_as_committed(tmp_path: Path, source: Path):
    """A reader gives exactly what stands beside its input; a missing line costs the record it belongs to and says so."""
    assert described(tmp_path / "source", source) == expected(source).read_text(encoding="utf-8")


@pytest.mark.parametrize("source", dumps(), ids=lambda path: path.name)
def test_dump_is_read_as_committed(tmp_path: Path, source: Path):
    """The shipped dumps give the papers that stand beside the tests, and nearly the same in other dresses."""
    text = described_dump(tmp_path / "source", source)
    assert text == expected(source).read_text(encoding="utf-8")


def test_nothing_is_expected_of_no_input():
    """Each committed expectation has its input."""
    assert sorted(READINGS.glob("*.expected")) == sorted(
        expected(source) for source in [*inputs(), *dumps()]
    )
