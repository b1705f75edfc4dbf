"""The readers by name, ours and those of installed packages."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from generator.models import SourceRecord
from generator.sources.events import SourceFile
from generator.sources.registry import ReaderError, find_reader, format_names, our_readers

READER = """
from generator.errors import Location
from generator.models import SourceRecord
from generator.sources.events import Counted

def read(source):
    with source.open() as stream:
        for number, line in enumerate(stream, start=1):
            yield SourceRecord(
                location=Location(path=source.path, line=number), format="lines",
                title=line.decode().strip(), abstract=None,
            )
            yield Counted(kind="title", lines=1)
"""
ENTRY_POINTS = """[broadsheet.sources]
title-lines = broadsheet_title_lines:read
csv = broadsheet_title_lines:read
title-broken = broadsheet_no_such_module:read
title-number = broadsheet_title_lines:__name__
"""


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Install a small package with a reader, as pip would lay it out."""
    (tmp_path / "broadsheet_title_lines.py").write_text(READER, encoding="utf-8")
    about = tmp_path / "broadsheet_title_lines-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: broadsheet-title-lines\nVersion: 1.0\n", encoding="utf-8"
    )
    (about / "entry_points.txt").write_text(ENTRY_POINTS, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "broadsheet_title_lines", raising=False)


def test_every_format_of_ours_has_a_reader():
    """The names are those of the records."""
    assert set(our_readers()) == {
        "huggingface",
        "arxiv-atom",
        "arxiv-rss",
        "arxiv-snapshot",
        "arxiv-oai",
        "bibtex",
        "ris",
        "csl-json",
        "acl-xml",
        "openreview",
        "json",
        "jsonl",
        "csv",
        "tsv",
    }
    assert format_names()[: len(our_readers())] == tuple(our_readers())


@pytest.mark.usefixtures("package")
def test_an_installed_package_adds_a_format():
    """It is listed before it is loaded, and reads like one of ours."""
    assert "title-lines" in format_names()
    assert "broadsheet_title_lines" not in sys.modules
    source = SourceFile(path="a", open=lambda: io.BytesIO(b"One\nTwo\n"))
    events = list(find_reader("title-lines")(source))
    assert [event.title for event in events if isinstance(event, SourceRecord)] == ["One", "Two"]


@pytest.mark.usefixtures("package")
def test_no_package_replaces_a_format_of_ours():
    """`csv` stays ours, and is listed once."""
    assert find_reader("csv") is our_readers()["csv"]
    assert format_names().count("csv") == 1


@pytest.mark.usefixtures("package")
def test_a_package_that_cannot_be_used_is_named():
    """The message says what is wrong with it and what to do."""
    with pytest.raises(ReaderError, match=r"broadsheet_no_such_module.*correct or remove"):
        find_reader("title-broken")
    with pytest.raises(ReaderError, match="is not a function"):
        find_reader("title-number")


def test_an_unknown_format_gets_the_nearest():
    """A slip of the pen is understood."""
    with pytest.raises(ReaderError, match='did you mean "bibtex"'):
        find_reader("bibtx")
