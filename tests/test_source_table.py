"""CSV and TSV."""

from __future__ import annotations

import datetime as dt

import pytest

from generator.sources.generic_table import read_csv, read_tsv
from tests.source_readings import read_bytes, read_text


def test_common_heads_need_no_mapping():
    """Zotero's heads, quoted line breaks, CRLF and a byte-order mark are understood."""
    data = (
        b'\xef\xbb\xbf"Key","Author","Title","Abstract Note","Date","Url","DOI","Manual Tags"\r\n'
        b'"A1","Lovelace, Ada; Turing, Alan","Lists, ""noisy""","One\r\n\r\ntwo","2025-03-14",'
        b'"https://example.org/a","10.1000/ABC","a; b"\r\n'
    )
    record = read_bytes(read_csv, data).only
    assert (record.title, record.abstract) == ('Lists, "noisy"', "One two")
    assert record.authors == ("Ada Lovelace", "Alan Turing")
    assert record.date == dt.date(2025, 3, 14)
    assert record.ids == (("doi", "10.1000/abc"),)
    assert (record.categories, record.location.line) == (("a", "b"), 2)


def test_a_mapping_names_the_columns():
    """`columns` in site.yaml goes before the guesses."""
    text = 'Title,Name,Text,When\nno,yes,abstract,"March 14"\n'
    columns = {"title": "Name", "abstract": "Text", "date": "When"}
    record = read_text(read_csv, text, columns=columns, year=2025).only
    assert (record.title, record.abstract) == ("yes", "abstract")
    assert record.date == dt.date(2025, 3, 14)


def test_a_mapping_to_a_column_that_is_not_there_is_named_with_the_nearest():
    """The whole table is one reject at its header."""
    text = "Titel,Text\na,b\nc,d\n"
    reading = read_text(read_csv, text, columns={"title": "Titl", "abstract": "Text"})
    (reject,) = reading.rejects
    assert (reject.location.line, reject.lines) == (1, 3)
    assert 'did you mean "Titel"?' in reject.reason


def test_a_table_without_a_title_says_what_to_write():
    """Unknown heads need a mapping."""
    reading = read_text(read_csv, "Nom;Resume\na;b\n")
    assert "columns: {title: " in reading.rejects[0].reason


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
@pytest.mark.parametrize("reader", [read_csv, read_tsv])
def test_the_header_tells_the_separator(mark: str, reader):
    """Commas, semicolons, tabs and bars."""
    text = (
        f"title{mark}abstract\nA{mark}B, b; b\n"
        if mark != ";" and mark != ","
        else (f'title{mark}abstract\nA{mark}"B, b; b"\n')
    )
    record = read_text(reader, text).only
    assert (record.title, record.abstract) == ("A", "B, b; b")


@pytest.mark.parametrize(
    "broken",
    [
        "only one cell",
        "a,b,c,d",
        '"never closed,b',
        'a,"never closed',
        '"a""b,c',
        'a,"' + "x" * 140_000 + '"',
    ],
)
def test_a_broken_row_leaves_its_neighbours(broken: str):
    """Too few or many cells, open quotes and giant cells are named with their line."""
    rows = ["title,abstract", "A,a", broken, 'B,"b', 'bb"', "C,c"]
    reading = read_text(read_csv, "\n".join(rows))
    assert reading.titles == ["A", "B", "C"]
    assert [(reject.location.line, reject.lines) for reject in reading.rejects] == [(3, 1)]


def test_quotes_that_are_inch_marks_stay():
    """A single quote inside a cell opens nothing."""
    reading = read_text(read_tsv, 'title\tabstract\nA 5" disk\tabs\nB\t"quoted\ttab"\n')
    assert [(record.title, record.abstract) for record in reading.records] == [
        ('A 5" disk', "abs"),
        ("B", "quoted tab"),
    ]


def test_empty_cells_at_the_end_and_empty_rows_are_no_errors():
    """Spreadsheets write both."""
    reading = read_text(read_csv, "title,abstract\nA,a,,\n\n,\nB,b\n")
    assert reading.titles == ["A", "B"]
    assert [reject.location.line for reject in reading.rejects] == [4]


def test_lists_as_programs_print_them_are_read():
    """Authors and keywords may be lists of Python or JSON."""
    text = 'title,authors,keywords\nA,"[\'Ada Lovelace\', \'Alan Turing\']","[""a"", ""b, c""]"\n'
    record = read_text(read_csv, text).only
    assert (record.authors, record.categories) == (("Ada Lovelace", "Alan Turing"), ("a", "b, c"))


def test_a_table_of_one_column_may_have_commas():
    """A header without a separator makes every line one cell."""
    assert read_text(read_csv, "title\nA, b and c\n").titles == ["A, b and c"]


def test_a_spreadsheet_in_utf_16_is_read():
    """Excel's "Unicode text" is UTF-16 with tabs."""
    data = "title\tabstract\r\nGröße\tb\r\n".encode("utf-16")
    assert read_bytes(read_tsv, data).titles == ["Größe"]
