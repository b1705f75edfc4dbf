"""arXiv's API, daily listings, snapshot and OAI-PMH."""

from __future__ import annotations

import datetime as dt

import pytest

from generator.models import Link
from generator.sources.arxiv_atom import read_arxiv_atom
from generator.sources.arxiv_oai import read_arxiv_oai
from generator.sources.arxiv_rss import read_arxiv_rss
from generator.sources.arxiv_snapshot import read_arxiv_snapshot
from tests.source_readings import read_data, read_text

FEED = "<feed>\n<entry>\n<title>{}</title>\n<summary>S</summary>\n</entry>\n</feed>\n"


def test_the_api_gives_papers_with_the_day_of_their_first_version():
    """Texts are folded and unescaped, ids lose their version, the primary category comes first."""
    record = read_data(read_arxiv_atom, "arxiv_api.xml").records[0]
    assert record.title == "Where Do Rivers Turn? A Study of Bends"
    assert record.abstract == (
        "The bends of a river are said to follow from its slope alone, with $p < 0.05$ & more. "
        "We examine two hundred rivers."
    )
    assert record.authors == ("Ada Lovelace", "Flann O'Brien")
    assert record.date == dt.date(2022, 2, 24)
    assert record.ids == (("arxiv", "2202.12139"), ("doi", "10.1000/rivers.2022.1"))
    assert record.links == (
        Link(url="https://arxiv.org/abs/2202.12139", kind="paper"),
        Link(url="https://doi.org/10.1000/rivers.2022.1", kind="doi"),
    )
    assert record.categories == ("stat.AP", "physics.geo-ph")
    assert record.venue == "Journal of Bends 1 (2022)"
    assert (record.location.line, record.format) == (5, "arxiv-atom")


def test_a_broken_entry_leaves_its_neighbours():
    """An entry with an unclosed title is named with its lines, and the next one is read."""
    reading = read_data(read_arxiv_atom, "arxiv_api.xml")
    assert [record.ids[0][1] for record in reading.records] == ["2202.12139", "math/0309137"]
    (reject,) = reading.rejects
    assert (reject.location.line, reject.lines) == (26, 5)
    assert "mismatched tag" in reject.reason
    assert reading.counts["abstract"] == 5
    assert reading.counts["title"] == 3


def test_an_error_that_comes_as_a_feed_is_no_paper():
    """Its message is the reason of the reject."""
    reading = read_data(read_arxiv_atom, "arxiv_error.xml")
    assert reading.records == ()
    assert "incorrect id format for abc" in reading.rejects[0].reason


def test_an_empty_feed_gives_nothing_and_is_no_error():
    """A feed without entries has lines, and neither papers nor rejects."""
    reading = read_text(read_arxiv_atom, "<feed>\n<title>arXiv Query</title>\n</feed>\n")
    assert (reading.records, reading.rejects) == ((), ())


@pytest.mark.parametrize("reader", [read_arxiv_atom, read_arxiv_rss])
def test_a_daily_atom_feed_loses_the_announcement(reader):
    """The line before the abstract goes, and the affiliations after the authors."""
    record = read_data(reader, "arxiv_daily_atom.xml").only
    assert record.abstract == "As lists grow, noise grows."
    assert record.authors == ("Ada Lovelace", "Alan Turing")
    assert record.date == dt.date(2025, 8, 20)
    assert record.ids == (("arxiv", "2508.13426"),)
    assert record.categories == ("cs.CL", "cs.AI")


def test_daily_rss_of_today_and_of_before_2024():
    """Announcements, HTML, the suffix of a title and the day of the channel are understood."""
    new, old = read_data(read_arxiv_rss, "arxiv_daily.rss").records
    assert new.abstract == "Counting trees is slow today."
    assert (new.date, new.ids) == (dt.date(2025, 8, 21), (("arxiv", "2508.14001"),))
    assert new.authors == ("Carol White", "Dave Brown")
    assert new.categories == ("cs.LG", "stat.ML")
    assert (old.title, old.abstract) == ("Rivers", "Rivers turn & bend, if a < b.")
    assert (old.date, old.ids) == (dt.date(2025, 8, 20), (("arxiv", "2301.00001"),))
    assert old.authors == ("Carol White", "Dave Brown")


def test_the_snapshot_gives_the_day_of_the_first_version():
    """Authors come from their parsed names; `update_date` only stands in for missing versions."""
    reading = read_data(read_arxiv_snapshot, "snapshot.jsonl")
    first, last = reading.records
    assert (first.title, first.abstract) == (
        "Calculation of prompt cross sections",
        "A fully differential calculation is presented.",
    )
    assert first.authors == ("C. Balázs", "C.-P. Yuan Jr.")
    assert first.date == dt.date(2007, 4, 2)
    assert first.ids == (("arxiv", "0704.0001"), ("doi", "10.1103/physrevd.76.013009"))
    assert (first.categories, first.venue) == (("hep-ph", "hep-ex"), "Phys.Rev.D76:013009,2007")
    assert (last.date, last.authors) == (dt.date(2009, 2, 3), ("Ileana Streinu", "Louis Theran"))
    assert [reject.location.line for reject in reading.rejects] == [2]


def test_oai_pmh_in_both_prefixes():
    """ArXiv and oai_dc records are read; a deleted one is named."""
    reading = read_data(read_arxiv_oai, "arxiv_oai.xml")
    own, dublin = reading.records
    assert own.authors == ("Ileana Streinu", "Martin King Jr.")
    assert own.abstract == r"We describe a new algorithm, the $(k,\ell)$-pebble game."
    assert (own.date, own.ids) == (
        dt.date(2007, 3, 30),
        (("arxiv", "0704.0002"), ("doi", "10.1000/sparse")),
    )
    assert own.categories == ("math.CO", "cs.CG")
    assert dublin.abstract == "With the increasing technical sophistication of both."
    assert (dublin.authors, dublin.date) == (("Naomi Dushay",), dt.date(2001, 12, 14))
    assert dublin.ids == (("arxiv", "cs/0112017"),)
    assert "deleted" in reading.rejects[0].reason


def test_errors_of_oai_pmh_are_named_and_an_empty_answer_is_none():
    """`badArgument` is a reject with its message, `noRecordsMatch` is nothing."""
    bad = read_text(
        read_arxiv_oai, '<OAI-PMH>\n<error code="badArgument">No such set</error></OAI-PMH>'
    )
    assert "No such set" in bad.rejects[0].reason
    none = read_text(read_arxiv_oai, '<OAI-PMH><error code="noRecordsMatch">x</error></OAI-PMH>')
    assert none.rejects == ()


def test_entities_are_never_expanded():
    """A file that declares entities is refused as a whole, whatever they hold."""
    bomb = '<!DOCTYPE f [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>\n' + FEED.format("&b;")
    secret = '<!DOCTYPE f [<!ENTITY a SYSTEM "file:///etc/passwd">]>\n' + FEED.format("&a;")
    for text in (bomb, secret):
        reading = read_text(read_arxiv_atom, text)
        assert reading.records == ()
        (reject,) = reading.rejects
        assert (reject.location.line, reject.lines) == (1, 7)
        assert "entity" in reject.reason


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("a &eacute; b&nbsp;c", "a é b c"),
        ("a &unknown; b", "a &unknown; b"),
        ("a \x0b b \x01", "a b"),
        ("<![CDATA[a <b> & c]]>", "a <b> & c"),
        ("a <!-- <entry> --> b", "a b"),
        ("&#233;&#x1d11e;", "é\U0001d11e"),
        ("a <b>c</b> d", "a c d"),
    ],
)
def test_texts_of_feeds_in_the_wild(written: str, expected: str):
    """HTML's named characters, control characters, CDATA, comments and markup inside a title."""
    assert read_text(read_arxiv_atom, FEED.format(written)).only.title == expected


@pytest.mark.parametrize(
    "broken",
    [
        "<entry><title>never closed",
        "<entry><title>bad & ampersand</title></entry>",
        "<entry>" + "<a>" * 200 + "</a>" * 200 + "</entry>",
        "<entry><title><![CDATA[never closed</title></entry>",
        "<entry/>",
        "<entry a='1' a='2'><title>x</title></entry>",
    ],
)
def test_broken_entries_of_every_kind_stay_alone(broken: str):
    """The entries before and after are read."""
    good = "<entry><title>{}</title></entry>"
    text = "\n".join(["<feed>", good.format("before"), broken, good.format("after"), "</feed>"])
    reading = read_text(read_arxiv_atom, text)
    assert reading.titles == ["before", "after"]
    assert [reject.location.line for reject in reading.rejects] == [3]


def test_comments_hide_entries():
    """An entry inside a comment is none."""
    text = "<feed><!-- <entry><title>old</title></entry> -->" + FEED.format("new")
    assert read_text(read_arxiv_atom, text).titles == ["new"]


def test_a_feed_in_one_line_counts_its_line_once():
    """Two entries in one line are two papers and one line."""
    text = "<feed>" + "<entry><title>a</title><summary>b</summary></entry>" * 2 + "</feed>"
    reading = read_text(read_arxiv_atom, text)
    assert (len(reading.records), reading.counts) == (2, {"abstract": 1})
