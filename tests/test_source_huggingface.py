"""The daily papers of Hugging Face."""

from __future__ import annotations

import datetime as dt
import json

from generator.models import Link
from generator.sources.huggingface import read_huggingface
from tests.source_readings import read_bytes, read_data, read_text

PAPER = {"paper": {"id": "2503.10613", "title": "T", "summary": "S"}}


def test_a_day_gives_its_papers_with_all_that_is_known_of_them():
    """Title, abstract, authors, id, links and keywords come from the inner paper."""
    record = read_data(read_huggingface, "2025-03-14.json").records[0]
    assert record.title == "Sorting Noisy Lists with Small Networks"
    assert record.abstract == "Sorting lists whose comparisons are noisy is a basic task."
    assert record.authors == ("Ada Lovelace", "Alan Turing")
    assert record.ids == (("arxiv", "2503.10613"),)
    assert record.links == (
        Link(url="https://arxiv.org/abs/2503.10613", kind="paper"),
        Link(url="https://github.com/example/sorting", kind="code"),
        Link(url="https://example.github.io/sorting/", kind="project"),
    )
    assert record.categories == ("sorting", "noise")
    assert (record.location.line, record.format) == (2, "huggingface")


def test_a_broken_paper_is_named_and_leaves_its_neighbours():
    """The paper with a missing comma is rejected with its lines; the two around it are read."""
    reading = read_data(read_huggingface, "2025-03-14.json")
    assert [record.ids[0][1] for record in reading.records] == ["2503.10613", "2503.09999"]
    (reject,) = reading.rejects
    assert (reject.location.line, reject.lines) == (23, 8)
    assert "delimiter" in reject.reason


def test_the_day_of_the_file_goes_before_published_at_and_after_the_own_day():
    """`submittedOnDailyAt`, else the file's name, else the outer `publishedAt`."""
    first, last = read_data(read_huggingface, "2025-03-14.json").records
    assert first.date == dt.date(2025, 3, 14)
    assert last.date == dt.date(2025, 3, 15)
    data = json.dumps([{**PAPER, "publishedAt": "2025-03-13T23:55:45.000Z"}]).encode()
    assert read_bytes(read_huggingface, data, path="all.json").only.date == dt.date(2025, 3, 13)
    assert read_bytes(read_huggingface, data, path="2025-03-14.json.gz").only.date == dt.date(
        2025, 3, 14
    )
    two = "from-2025-03-01-to-2025-03-14.json"
    assert read_bytes(read_huggingface, data, path=two).only.date == dt.date(2025, 3, 13)


def test_the_lines_of_a_paper_are_counted_by_what_they_hold():
    """Lines with titles and abstracts count as such, other lines of a paper as metadata."""
    counts = read_data(read_huggingface, "2025-03-14.json").counts
    assert counts == {"boilerplate": 2, "title": 3, "abstract": 3, "metadata": 24, "rejected": 8}


def test_objects_as_python_prints_them_are_read_and_nothing_is_run():
    """A list of such texts gives its papers; a text with a call in it is rejected."""
    reading = read_data(read_huggingface, "python_repr.json")
    assert [record.title for record in reading.records] == ['Bends of "Rivers"', "Second"]
    assert reading.records[0].authors == ("Flann O'Brien",)
    assert reading.records[0].date == dt.date(2024, 12, 11)
    assert [reject.location.line for reject in reading.rejects] == [3]
    assert reading.counts["abstract"] == 2


def test_json_lines_and_one_line_are_read_alike():
    """The same papers come from a list, from JSON lines and from a list in one line."""
    papers = [{"paper": {"id": f"2503.1000{n}", "title": f"T{n}"}} for n in range(3)]
    titles = ["T0", "T1", "T2"]
    assert read_text(read_huggingface, json.dumps(papers)).titles == titles
    assert read_text(read_huggingface, json.dumps(papers, indent=1)).titles == titles
    lines = "\n".join(map(json.dumps, papers))
    assert read_text(read_huggingface, lines).titles == titles


def test_what_is_no_paper_is_rejected():
    """Numbers, null and objects without texts are rejected one by one."""
    reading = read_text(read_huggingface, '[1,\nnull,\n{"paper": {}},\n"text",\n{"title": "A"}]')
    assert reading.titles == ["A"]
    assert [reject.location.line for reject in reading.rejects] == [1, 2, 3, 4]
