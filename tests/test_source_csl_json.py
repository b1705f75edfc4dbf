"""CSL-JSON."""

from __future__ import annotations

import datetime as dt

import pytest

from generator.sources.csl_json import read_csl_json
from tests.source_readings import read_data, read_text


def test_an_item_gives_all_that_its_fields_hold():
    """Names with particles, the day, ids from DOI and note, the venue."""
    record = read_data(read_csl_json, "items.csl.json").records[0]
    assert (record.title, record.abstract) == (
        "Sorting Noisy Lists",
        "Sorting lists is a basic task.",
    )
    assert record.authors == ("Ada Lovelace", "Rianne van den Berg", "The Open Team")
    assert record.date == dt.date(2025, 3, 14)
    assert record.ids == (("arxiv", "2503.10613"), ("doi", "10.1000/abc"))
    assert record.venue == "Journal of Lists"
    assert (record.location.line, record.format) == (2, "csl-json")


@pytest.mark.parametrize(
    ("issued", "expected"),
    [
        ('{"date-parts": [["2024", "5", "6"]]}', dt.date(2024, 5, 6)),
        ('{"date-parts": [[2024, 5]]}', None),
        ('{"date-parts": [[2024, 13, 1]]}', None),
        ('{"date-parts": [[1e400, 1, 1]]}', None),
        ('{"date-parts": []}', None),
        ('{"raw": "2024-05-06"}', dt.date(2024, 5, 6)),
        ('{"literal": "Spring 2024"}', None),
        ("7", None),
    ],
)
def test_only_a_full_day_is_a_date(issued: str, expected: dt.date | None):
    """Years, months and impossible days give none."""
    text = f'[{{"title": "A", "issued": {issued}}}]'
    assert read_text(read_csl_json, text).only.date == expected


def test_items_under_a_key_are_read():
    """Zotero's `items` holds the list."""
    assert read_text(read_csl_json, '{"items": [{"title": "A"}, {"title": "B"}]}').titles == [
        "A",
        "B",
    ]
