"""OpenReview's notes and flat lists."""

from __future__ import annotations

import datetime as dt

from generator.sources.openreview import read_openreview
from tests.source_readings import read_data, read_text


def test_a_note_of_version_2_is_unwrapped():
    """Values under `value` are read; `pdate` is the day, `tcdate` is not."""
    record = read_data(read_openreview, "notes_v2.json").records[0]
    assert (record.title, record.abstract) == (
        "Sorting Noisy Lists",
        "Sorting lists is a basic task.",
    )
    assert record.authors == ("Ada Lovelace", "Alan Turing")
    assert record.date == dt.date(2025, 3, 14)
    assert record.ids == (("openreview", "rJl-b3RcF7"),)
    assert record.links[0].url == "https://openreview.net/forum?id=rJl-b3RcF7"
    assert record.categories == ("learning theory", "sorting", "noise")
    assert (record.venue, record.location.line) == ("ICLR 2025 Oral", 3)


def test_a_review_is_no_paper():
    """A note without title and abstract is named."""
    reading = read_data(read_openreview, "notes_v2.json")
    assert [reject.location.line for reject in reading.rejects] == [17]


def test_a_flat_list_is_read():
    """Keywords and authors in one text, the area whole, the forum from its address."""
    record = read_data(read_openreview, "openreview_flat.json").only
    assert record.categories == ("applications, general", "trees", "forests")
    assert record.authors == ("Ada Lovelace", "Alan Turing")
    assert record.ids == (("openreview", "AbCdEf123"),)
    assert [link.kind for link in record.links] == ["paper", "code"]


def test_a_note_of_version_1_is_read():
    """Values stand plainly under `content`."""
    text = '[{"id": "abcDEF123", "content": {"title": "T", "abstract": "A", "keywords": ["k"]}}]'
    record = read_text(read_openreview, text).only
    assert (record.title, record.ids, record.date) == ("T", (("openreview", "abcDEF123"),), None)
