"""BibTeX and BibLaTeX."""

from __future__ import annotations

import datetime as dt

import pytest

from generator.models import Link
from generator.sources.bibtex import read_bibtex
from tests.source_readings import read_bytes, read_data, read_text


def test_an_entry_gives_all_that_its_fields_hold():
    """Macros are resolved, names put in order, ids read; LaTeX in the texts stays."""
    record = read_data(read_bibtex, "entries.bib").records[0]
    assert record.title == r"{Sorting} Noisy {L}ists with $O(n \log n)$ \emph{Comparisons}"
    assert record.abstract == (
        r"Sorting lists whose comparisons are noisy is a basic task. 50\% are wrong."
    )
    assert record.authors == (
        "Ada Lovelace",
        "Rianne van den Berg",
        "Martin King Jr.",
        "Open Team",
    )
    assert record.date == dt.date(2024, 3, 5)
    assert record.ids == (("arxiv", "2401.00001"), ("doi", "10.1000/abc"))
    assert record.links == (
        Link(url="https://arxiv.org/abs/2401.00001", kind="paper"),
        Link(url="https://doi.org/10.1000/abc", kind="doi"),
        Link(url="https://example.org/a", kind="other"),
    )
    assert record.venue == "Journal of Machine Learning Research"
    assert record.categories == ("sorting", "noise, and more")
    assert (record.location.line, record.format) == (5, "bibtex")


def test_a_crossref_lends_venue_and_day_and_may_come_first():
    """The parent stands after its child, and is no paper itself."""
    child = read_data(read_bibtex, "entries.bib").records[1]
    assert (child.title, child.venue) == ("Counting {T}rees", "Proceedings of the Forest")
    assert child.date == dt.date(2024, 5, 6)


def test_broken_entries_leave_their_neighbours():
    """An entry that is never closed ends before the next; one without texts is named too."""
    reading = read_data(read_bibtex, "entries.bib")
    assert len(reading.records) == 3
    assert [(reject.location.line, reject.lines) for reject in reading.rejects] == [
        (23, 3),
        (33, 1),
    ]
    assert "not closed" in reading.rejects[0].reason


def test_a_subtitle_belongs_to_the_title_and_a_month_is_no_day():
    """BibLaTeX's subtitle follows a colon; `2025-06` gives no date."""
    record = read_data(read_bibtex, "entries.bib").records[2]
    assert (record.title, record.date) == ("Last: A Study", None)


def test_the_lines_of_an_entry_are_counted_by_their_fields():
    """Comments, macros, preambles and parents are boilerplate."""
    assert read_data(read_bibtex, "entries.bib").counts == {
        "title": 3,
        "abstract": 3,
        "metadata": 16,
        "boilerplate": 8,
        "blank": 6,
        "rejected": 4,
    }


@pytest.mark.parametrize(
    "broken",
    [
        "@article{b, title = {a",
        '@article{b, title = "a}, year = 2020}',
        "@article{b title = {a}}",
        "@article{b, title {a}}",
        "@article{b, title = {a}} }}}",
        "@article(b, title = {a)",
        "@article{",
        "@{}",
        "@article{b, = {}}",
        "@string{x",
        "@comment{never closed",
        "}}}} {{{{",
    ],
)
def test_whatever_is_broken_the_next_line_with_an_entry_is_read(broken: str):
    """The entries before and after are there."""
    text = f"@misc{{a, title={{before}}}}\n{broken}\n@misc{{c, title={{after}}}}\n"
    titles = read_text(read_bibtex, text).titles
    assert (titles[0], titles[-1]) == ("before", "after")


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("eprint = {1401.2910}, eprinttype = {arXiv}", "1401.2910"),
        ("eprint = {hep-th/9901001v3}, archivePrefix = {arXiv}", "hep-th/9901001"),
        ("journal = {arXiv preprint arXiv:2503.01234}", "2503.01234"),
        ("url = {http://arxiv.org/abs/2503.01234v2}", "2503.01234"),
        ("doi = {10.48550/arXiv.2503.01234}", "2503.01234"),
        ("eprint = {1401.2910}, eprinttype = {hal}", None),
    ],
)
def test_arxiv_ids_are_found_where_people_put_them(fields: str, expected: str | None):
    """In eprint, journal, url and doi; never with a version."""
    record = read_text(read_bibtex, f"@misc{{a, title={{T}}, {fields}}}").only
    assert dict(record.ids).get("arxiv") == expected


def test_bytes_that_are_not_utf_8_reject_their_own_entry():
    """A Latin-1 byte spoils its entry only, and the message says how to convert the file."""
    reading = read_bytes(read_bibtex, b"@misc{a, title={caf\xe9}}\n@misc{b, title={B}}\n")
    assert reading.titles == ["B"]
    assert "iconv" in reading.rejects[0].reason


def test_two_entries_in_a_line_and_fields_given_twice():
    """Both entries are read; the first of two fields of one name counts."""
    text = "@misc{a, title={A}, title={Z}} @misc{b, title={B}}"
    assert read_text(read_bibtex, text).titles[0] == "A"


def test_nothing_is_written_to_the_log(caplog, capfd):
    """What cannot be parsed is told by a reject, not by the parser's log."""
    read_text(read_bibtex, "@article{b, title = {a\n")
    assert (caplog.records, capfd.readouterr().err) == ([], "")
