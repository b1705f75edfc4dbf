"""Timestamps of sources as days of a time zone."""

from __future__ import annotations

import datetime as dt
import io
import json

import pytest

from generator.config.time_zones import time_zone, zone_names
from generator.models import SourceRecord
from generator.sources.events import Reader, SourceFile
from generator.sources.fields import day_of, day_of_milliseconds
from generator.sources.registry import our_readers


@pytest.mark.parametrize(
    ("written", "zone", "day"),
    [
        ("2025-03-14T22:59:59Z", "Europe/Berlin", "2025-03-14"),
        ("2025-03-14T23:00:00Z", "Europe/Berlin", "2025-03-15"),
        ("2025-03-14T23:00:00.000Z", "Europe/Berlin", "2025-03-15"),
        ("2025-03-14T23:00:00+00:00", "Europe/Berlin", "2025-03-15"),
        ("2025-03-14T23:00:00+0000", "Europe/Berlin", "2025-03-15"),
        ("2025-03-14 23:00:00 UTC", "Europe/Berlin", "2025-03-15"),
        ("2025-03-14 23:00", "Europe/Berlin", "2025-03-15"),
        ("2025/03/14 23:00", "Europe/Berlin", "2025-03-15"),
        ("2025-03-14T23:00:00+01:00", "Europe/Berlin", "2025-03-14"),
        ("2025-03-15T00:30:00+05", "Europe/Berlin", "2025-03-14"),
        # The clocks go forward on 30 March 2025, and back on 26 October 2025.
        ("2025-03-29T22:59:59Z", "Europe/Berlin", "2025-03-29"),
        ("2025-03-29T23:00:00Z", "Europe/Berlin", "2025-03-30"),
        ("2025-03-30T21:59:59Z", "Europe/Berlin", "2025-03-30"),
        ("2025-03-30T22:00:00Z", "Europe/Berlin", "2025-03-31"),
        ("2025-10-25T21:59:59Z", "Europe/Berlin", "2025-10-25"),
        ("2025-10-25T22:00:00Z", "Europe/Berlin", "2025-10-26"),
        ("2025-10-26T22:59:59Z", "Europe/Berlin", "2025-10-26"),
        ("2025-10-26T23:00:00Z", "Europe/Berlin", "2025-10-27"),
        ("2025-03-14T03:59:59Z", "America/New_York", "2025-03-13"),
        ("2025-03-14T04:00:00Z", "America/New_York", "2025-03-14"),
        ("2025-01-14T04:59:59Z", "America/New_York", "2025-01-13"),
        ("2024-12-31T12:00:00Z", "Pacific/Kiritimati", "2025-01-01"),
        ("2025-01-01T09:00:00Z", "Pacific/Pago_Pago", "2024-12-31"),
        ("2025-03-14T18:15:00Z", "Asia/Kathmandu", "2025-03-15"),
        ("2025-03-14T23:30:00-04:00", "UTC", "2025-03-15"),
        # A plain day stays that day, also where a program wrote it with a midnight.
        ("2025-03-14", "America/New_York", "2025-03-14"),
        ("2025/3/14", "America/New_York", "2025-03-14"),
        ("14 March 2025", "America/New_York", "2025-03-14"),
        ("2025-03-14T00:00:00", "America/New_York", "2025-03-14"),
        ("2025-03-14 00:00", "America/New_York", "2025-03-14"),
        ("2025-03-14T00:00:00Z", "America/New_York", "2025-03-13"),
        ("2025-03-14T00:00:01", "America/New_York", "2025-03-13"),
        # What is no time of day leaves the day as written.
        ("2025-03-14T24:00:00Z", "America/New_York", "2025-03-14"),
        ("2025-03-14 11:30 PM", "America/New_York", "2025-03-14"),
        ("2025-03-14 Spring", "America/New_York", "2025-03-14"),
        ("Fri, 14 Mar 2025 00:00:00 -0400", "America/New_York", "2025-03-14"),
        ("Fri, 14 Mar 2025 00:00:00 -0400", "America/Los_Angeles", "2025-03-13"),
        ("Fri, 14 Mar 2025 23:30:00 GMT", "Europe/Berlin", "2025-03-15"),
        ("Fri, 14 Mar 2025 23:30:00 -0000", "Europe/Berlin", "2025-03-15"),
        ("Fri, 14 Mar 2025 23:30:00", "Europe/Berlin", "2025-03-15"),
        ("1899-12-31T23:30:00Z", "Europe/Berlin", "1900-01-01"),
        ("9999-12-31T23:30:00Z", "Europe/Berlin", None),
        ("0001-01-01T00:30:00Z", "America/New_York", None),
    ],
)
def test_timestamp_is_a_day_of_the_zone(written: str, zone: str, day: str | None):
    """A time of day is brought into the zone, and without a zone of its own it is UTC."""
    assert day_of(written, time_zone(zone)) == (dt.date.fromisoformat(day) if day else None)


@pytest.mark.parametrize(
    ("milliseconds", "zone", "day"),
    [
        (1741993199999, "Europe/Berlin", "2025-03-14"),
        (1741993200000, "Europe/Berlin", "2025-03-15"),
        (1741993200000, "UTC", "2025-03-14"),
    ],
)
def test_milliseconds_are_a_day_of_the_zone(milliseconds: int, zone: str, day: str):
    """A number of milliseconds since 1970 is brought into the zone."""
    assert day_of_milliseconds(milliseconds, time_zone(zone)).isoformat() == day  # type: ignore[union-attr]


_LATE, _MAIL = "2025-03-14T23:30:00Z", "Fri, 14 Mar 2025 23:30:00 GMT"
_TEXT = {"title": "T", "abstract": "A."}
_ATOM = "http://www.w3.org/2005/Atom"
_OAI = "<OAI-PMH><ListRecords><record><header/><metadata>{}</metadata></record></ListRecords></OAI-PMH>"
SOURCES = {
    "huggingface": json.dumps([{"paper": {"title": "T", "summary": "A."}, "publishedAt": _LATE}]),
    "arxiv-atom": f'<feed xmlns="{_ATOM}"><entry><id>x</id><title>T</title><summary>A.</summary>'
    f"<published>{_LATE}</published></entry></feed>",
    "arxiv-rss": f"<rss><channel><pubDate>{_MAIL}</pubDate><item><title>T</title>"
    "<description>A.</description></item></channel></rss>",
    "arxiv-snapshot": json.dumps({"id": "1", **_TEXT, "versions": [{"created": _MAIL}]}),
    "arxiv-oai": _OAI.format(
        f"<arXivRaw><title>T</title><abstract>A.</abstract><version><date>{_MAIL}</date></version>"
        "</arXivRaw>"
    ),
    "bibtex": f"@article{{a,\n title={{T}},\n abstract={{A.}},\n date={{{_LATE}}}\n}}\n",
    "ris": f"TY  - JOUR\nTI  - T\nAB  - A.\nDA  - {_LATE}\nER  - \n",
    "csl-json": json.dumps([{**_TEXT, "issued": {"raw": _LATE}}]),
    "acl-xml": f'<collection id="2025.x"><volume id="1" ingest-date="{_LATE}"><paper id="1">'
    "<title>T</title><abstract>A.</abstract></paper></volume></collection>",
    "openreview": json.dumps({"notes": [{"pdate": 1741995000000, "content": _TEXT}]}),
    "json": json.dumps([{**_TEXT, "date": _LATE}]),
    "jsonl": json.dumps({**_TEXT, "date": 1741995000000}),
    "csv": f"title,abstract,date\nT,A.,{_LATE}\n",
    "tsv": f"title\tabstract\tdate\nT\tA.\t{_LATE}\n",
}


def _read(reader: Reader, text: str, zone: str) -> SourceRecord:
    source = SourceFile(path="a.dump", open=lambda: io.BytesIO(text.encode()), zone=time_zone(zone))
    (found,) = (event for event in reader(source) if isinstance(event, SourceRecord))
    return found


@pytest.mark.parametrize("form", our_readers())
def test_every_reader_minds_the_zone(form: str):
    """Half an hour before midnight in UTC is the next day in Berlin, in every format."""
    reader = our_readers()[form]
    for zone, day in (("UTC", dt.date(2025, 3, 14)), ("Europe/Berlin", dt.date(2025, 3, 15))):
        found = _read(reader, SOURCES[form], zone)
        assert (found.date, found.dated_by) == (day, "source")


def test_every_zone_of_the_database_can_be_had():
    """Each name that site.yaml may hold is a zone."""
    assert {"UTC", "Europe/Berlin", "America/Argentina/Ushuaia"} <= set(zone_names())
    assert [time_zone(name).key for name in zone_names()] == list(zone_names())
