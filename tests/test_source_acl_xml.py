"""The XML of the ACL Anthology."""

from __future__ import annotations

import datetime as dt

import pytest

from generator.models import Link
from generator.sources.acl_xml import read_acl_xml
from tests.source_readings import read_data, read_text


def test_a_paper_gives_all_that_its_volume_and_itself_hold():
    """Marks inside the title go, mathematics gets dollars, the volume lends venue and day."""
    record = read_data(read_acl_xml, "P18.xml").records[0]
    assert record.title == "BERT of $O(n^2)$ & More"
    assert record.abstract == "We sort noisy lists. Twice, with $p < 1$."
    assert record.authors == ("Ada Lovelace", "Plato")
    assert record.date == dt.date(2018, 7, 1)
    assert record.ids == (("doi", "10.18653/v1/p18-1001"), ("acl", "P18-1001"))
    assert record.links == (
        Link(url="https://doi.org/10.18653/v1/p18-1001", kind="doi"),
        Link(url="https://aclanthology.org/P18-1001/", kind="paper"),
        Link(url="https://github.com/example/sort", kind="code"),
    )
    assert record.venue == "Proceedings of the 56th Meeting (Volume 1: Long Papers)"


def test_front_matter_is_no_paper_and_a_broken_one_stays_alone():
    """The third paper has its own day and an id built from its place."""
    reading = read_data(read_acl_xml, "P18.xml")
    assert [record.title for record in reading.records] == ["BERT of $O(n^2)$ & More", "Trees"]
    assert reading.records[1].date == dt.date(2019, 1, 2)
    assert reading.records[1].ids == (("acl", "P18-1003"),)
    assert [(reject.location.line, reject.lines) for reject in reading.rejects] == [(23, 3)]


@pytest.mark.parametrize(
    ("collection", "volume", "paper", "expected"),
    [
        ("W18", "54", "1", "W18-5401"),
        ("D19", "1", "12", "D19-1012"),
        ("D19", "50", "12", "D19-5012"),
        ("2020.acl", "main", "7", "2020.acl-main.7"),
    ],
)
def test_ids_are_built_as_the_anthology_builds_them(collection, volume, paper, expected):
    """Workshops have two digits for the volume."""
    text = (
        f'<collection id="{collection}"><volume id="{volume}"><paper id="{paper}">'
        "<title>A</title></paper></volume></collection>"
    )
    assert read_text(read_acl_xml, text).only.ids == (("acl", expected),)


def test_a_volume_lends_nothing_to_the_next():
    """A volume without a day and title takes none from the one before."""
    text = (
        '<collection id="P18"><volume id="1" ingest-date="2018-07-01"><booktitle>One</booktitle>'
        '</volume><volume id="2"><paper id="1"><title>A</title></paper></volume></collection>'
    )
    record = read_text(read_acl_xml, text).only
    assert (record.date, record.venue) == (None, None)
