"""Generic JSON: lines, lists, objects in objects, and what is broken in them."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from generator.models import Link
from generator.sources.generic_json import read_generic_json, read_generic_json_lines
from tests.source_readings import read_bytes, read_text

PAPERS = [{"title": f"Title {n}", "abstract": f"Abstract {n}."} for n in range(5)]
TITLES = [paper["title"] for paper in PAPERS]


def test_the_usual_keys_need_no_mapping():
    """Title, abstract, authors, date, url, venue and keywords are found by their common names."""
    line = json.dumps(
        {
            "id": "2510.07061",
            "title": " A\n title ",
            "abstract": "An  abstract.",
            "authors": ["Ada Lovelace", "Turing, Alan"],
            "date": "2025-10-09",
            "url": "https://arxiv.org/abs/2510.07061v2",
            "venue": "arXiv",
            "keywords": "a; b",
            "code": "https://github.com/example/a",
        }
    )
    record = read_text(read_generic_json_lines, line).only
    assert (record.title, record.abstract) == ("A title", "An abstract.")
    assert record.authors == ("Ada Lovelace", "Alan Turing")
    assert record.date == dt.date(2025, 10, 9)
    assert record.ids == (("arxiv", "2510.07061"),)
    assert record.links == (
        Link(url="https://arxiv.org/abs/2510.07061", kind="paper"),
        Link(url="https://github.com/example/a", kind="code"),
    )
    assert (record.venue, record.categories) == ("arXiv", ("a", "b"))
    assert record.format == "jsonl"


def test_a_mapping_goes_before_every_guess_and_reads_inside_objects():
    """`columns` names the keys; a dotted name leads into objects."""
    line = '{"title": "no", "Name": "yes", "meta": {"text": "abstract"}, "when": "2025-01-02"}'
    columns = {"title": "Name", "abstract": "meta.text", "date": "when"}
    record = read_text(read_generic_json_lines, line, columns=columns).only
    assert (record.title, record.abstract, record.date) == ("yes", "abstract", dt.date(2025, 1, 2))


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(PAPERS),
        json.dumps(PAPERS, indent=2),
        "\n".join(map(json.dumps, PAPERS)),
        "\r\n".join(map(json.dumps, PAPERS)),
        "\r".join(map(json.dumps, PAPERS)),
        "\ufeff" + "\n\n".join(map(json.dumps, PAPERS)) + "\n\n",
        "\n".join(json.dumps(paper, indent=1) for paper in PAPERS),
        "[\n" + ",\n".join(map(json.dumps, PAPERS)) + "\n]",
        json.dumps({"count": 5, "papers": PAPERS, "next": None}),
        json.dumps({"data": PAPERS}, indent=4),
        json.dumps({f"key{n}": paper for n, paper in enumerate(PAPERS)}, indent=1),
        json.dumps([*PAPERS[:2]]) + json.dumps(PAPERS[2:]),
    ],
)
def test_every_form_gives_the_same_papers(text: str):
    """Lists, JSON lines, objects one after the other, lists in objects and objects by key."""
    assert read_text(read_generic_json, text).titles == TITLES
    assert read_text(read_generic_json_lines, text).titles == TITLES


def test_utf_16_is_read_by_its_byte_order_mark():
    """A file that begins with the mark of UTF-16 gives its text."""
    data = '{"title": "Größe"}\n{"title": "日本"}\n'.encode("utf-16")
    assert read_bytes(read_generic_json_lines, data).titles == ["Größe", "日本"]


@pytest.mark.parametrize("layout", ["lines", "list", "indented", "compact"])
@pytest.mark.parametrize(
    "broken",
    [
        '{"title": "x" "abstract": "y"}',
        '{"title": "cut',
        '{"title": "x", "authors": ["A", "abstract": "y"}',
        '{"title": }',
        "nonsense",
        '{"abstract": 3}',
        '{"title": ' + "9" * 5000 + "}",
        '{"title": ' + "[" * 3000 + "}",
    ],
)
def test_a_broken_record_never_takes_its_neighbours(layout: str, broken: str):
    """Whatever is wrong with the third record, the four others are read and it is named."""
    indent = 1 if layout == "indented" else None
    parts = [json.dumps(paper, indent=indent) for paper in PAPERS]
    parts[2] = broken
    if layout == "lines":
        text = "\n".join(parts)
    elif layout == "compact":
        text = f"[{', '.join(parts)}]"
    else:
        text = "[\n" + ",\n".join(parts) + "\n]"
    reading = read_text(read_generic_json, text)
    assert reading.titles == [title for title in TITLES if title != "Title 2"]
    assert len(reading.rejects) >= 1
    first = reading.rejects[0].location.line
    assert text.split("\n")[first - 1].lstrip()[:4] == broken[:4] or layout == "compact"


def test_bytes_that_are_not_utf_8_reject_their_own_record():
    """A Windows-1252 byte spoils its line, and the message says how to convert the file."""
    data = b'{"title": "good"}\n{"title": "caf\xe9"}\n{"title": "also good"}\n'
    reading = read_bytes(read_generic_json_lines, data)
    assert reading.titles == ["good", "also good"]
    assert "iconv" in reading.rejects[0].reason
    reading = read_bytes(read_generic_json, b"[" + data.replace(b"}\n{", b"},\n{") + b"]")
    assert reading.titles == ["good", "also good"]


def test_a_file_that_is_cut_off_gives_what_came_before():
    """The whole papers are read, and the cut is named."""
    text = json.dumps(PAPERS, indent=1)
    reading = read_text(read_generic_json, text[: text.index("Abstract 3")])
    assert reading.titles == TITLES[:3]
    assert len(reading.rejects) == 1


def test_lone_surrogates_and_nulls_become_harmless():
    """An escape that is no character comes out as U+FFFD or a space; everything can be encoded."""
    line = r'{"title": "a\ud800b", "abstract": "c\u0000d", "authors": ["\udc00"], "venue": "\ud834\udd1e"}'
    record = read_text(read_generic_json_lines, line).only
    assert (record.title, record.abstract, record.venue) == ("a\ufffdb", "c d", "\U0001d11e")
    repr(record).encode("utf-8")


def test_the_lines_of_json_lines_count_by_what_they_give():
    """A line with an abstract is abstract, one with a title alone is title, an empty one is blank."""
    reading = read_text(
        read_generic_json_lines, '{"title": "a"}\n\n{"title": "b", "abstract": "c"}\n{}\n'
    )
    assert reading.counts == {"title": 1, "blank": 1, "abstract": 1, "rejected": 1}


def test_numbers_and_flags_are_no_texts():
    """A record whose title is a number, true or a list of numbers has none."""
    reading = read_text(
        read_generic_json_lines, '{"title": 1984}\n{"title": true}\n{"title": [1, 2]}\n'
    )
    assert (reading.titles, reading.counts) == ([], {"rejected": 3})


def test_a_year_alone_gives_no_date():
    """Only a full day is a date; milliseconds since 1970 are read."""
    text = '{"title": "a", "date": %s}'
    dates = {"2025": None, '"2025-03"': None, '"2025-02-30"': None, "1741910400000": "2025-03-14"}
    for written, expected in dates.items():
        date = read_text(read_generic_json_lines, text % written).only.date
        assert (str(date) if date else None) == expected


def test_only_http_and_https_are_ever_linked():
    """Other schemes give no link."""
    line = json.dumps({"title": "a", "url": "javascript:alert(1)", "code": "ftp://x.org/a"})
    assert read_text(read_generic_json_lines, line).only.links == ()
