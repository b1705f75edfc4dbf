"""RIS."""

from __future__ import annotations

import datetime as dt

from generator.sources.ris import read_ris
from tests.source_readings import read_data, read_text


def test_a_record_gives_all_that_its_tags_hold():
    """Paragraphs of an abstract are joined; names, day, ids and keywords are read."""
    record = read_data(read_ris, "records.ris").records[0]
    assert record.title == "Sorting Noisy Lists"
    assert record.abstract == (
        "Sorting lists whose comparisons are noisy is a basic task. It needs two paragraphs."
    )
    assert record.authors == ("Ada Lovelace", "Martin King Jr.")
    assert record.date == dt.date(2025, 3, 14)
    assert record.ids == (("arxiv", "2503.10613"), ("doi", "10.1000/abc"))
    assert [link.kind for link in record.links] == ["paper", "doi"]
    assert (record.venue, record.categories) == ("Journal of Lists", ("sorting", "noise"))
    assert (record.location.line, record.format) == (2, "ris")


def test_a_record_without_texts_is_named_and_one_without_end_is_read():
    """A record ends at the latest before the next; a book's title is in BT."""
    reading = read_data(read_ris, "records.ris")
    assert reading.titles == ["Sorting Noisy Lists", "Counting Trees", "A Book of Rivers"]
    assert [(reject.location.line, reject.lines) for reject in reading.rejects] == [(19, 4)]


def test_a_year_alone_gives_no_date():
    """PY is no day."""
    assert read_data(read_ris, "records.ris").records[2].date is None


def test_the_lines_are_counted_by_their_tags():
    """What stands before the first record is boilerplate."""
    assert read_data(read_ris, "records.ris").counts == {
        "boilerplate": 1,
        "title": 3,
        "abstract": 4,
        "blank": 2,
        "metadata": 16,
        "rejected": 4,
    }


def test_the_last_record_needs_no_end():
    """A file cut before ER gives its last record."""
    assert read_text(read_ris, "TY  - JOUR\r\nTI  - A\r\nAB  - B").only.abstract == "B"
