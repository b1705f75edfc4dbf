"""Telling formats apart."""

from __future__ import annotations

import pytest

from generator.sources.sniff import detect_format
from tests.source_readings import DATA

FILES = {
    "2025-03-14.json": "huggingface",
    "python_repr.json": "huggingface",
    "arxiv_api.xml": "arxiv-atom",
    "arxiv_error.xml": "arxiv-atom",
    "arxiv_daily_atom.xml": "arxiv-atom",
    "arxiv_daily.rss": "arxiv-rss",
    "arxiv_oai.xml": "arxiv-oai",
    "snapshot.jsonl": "arxiv-snapshot",
    "entries.bib": "bibtex",
    "records.ris": "ris",
    "items.csl.json": "csl-json",
    "P18.xml": "acl-xml",
    "notes_v2.json": "openreview",
    "openreview_flat.json": "openreview",
}


def test_every_input_beside_the_tests_is_listed():
    """A new input gets its line in the table above."""
    assert {path.name for path in DATA.iterdir()} == set(FILES)


@pytest.mark.parametrize(("name", "expected"), FILES.items())
def test_content_alone_tells_the_format(name: str, expected: str):
    """Without a name, with a wrong name, with CRLF and with a byte-order mark."""
    head = (DATA / name).read_bytes()
    assert detect_format("-", head) == expected
    assert detect_format("seeds/a.txt", head) == expected
    assert detect_format("-", b"\xef\xbb\xbf" + head.replace(b"\n", b"\r\n")) == expected
    assert detect_format("-", head.decode().encode("utf-16")) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('[{"title": "a", "abstract": "b"}]', "json"),
        ('{"title": "a"}\n{"title": "b"}\n', "jsonl"),
        ('{"title": "cut off\n{"title": "b"}\n', "jsonl"),
        ('{\n "title": "a"\n}', "json"),
        ("[]", "json"),
        ("Title,Abstract Note\na,b\n", "csv"),
        ("title;summary;link\n", "csv"),
        ("Title\tAuthors\tYear\n", "tsv"),
        ("@STRING{a = {b}}\n", "bibtex"),
        ("@inproceedings{key,\n title={A}}", "bibtex"),
        ("A note first.\n\n@misc{key,\n title={A}}", "bibtex"),
        ("Provider: X\r\nDatabase: Y\r\n\r\nTY  - JOUR\r\n", "ris"),
        ("<?xml version='1.0'?>\n<!-- x -->\n<!DOCTYPE a [<!ENTITY b 'c'>]>\n<feed>", "arxiv-atom"),
        ('<rdf:RDF xmlns:rdf="x">', "arxiv-rss"),
        ("<a:OAI-PMH>", "arxiv-oai"),
    ],
)
def test_small_texts_are_told(text: str, expected: str):
    """By their first marks."""
    assert detect_format("-", text.encode()) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Get trending papers in your email inbox!\nSubscribe\n",
        "<think> So let's replace this phrase with insult\nWe show ...",
        "[MASK] Is All You Need\nWe mask ...",
        "{Braces} in Titles\nWe show ...",
        "$\\tau$-bench: A Benchmark\nWe show ...",
        "@home Computing, Title and Abstract\nWe compute ...",
        "Title, Abstract, and Everything Else That a Very Long First Line of a Dump May Hold, Too\n",
        "<html><body>A page</body></html>",
        "Mar 14\n\nby AK and the research community\n",
        "1984\n",
    ],
)
def test_plain_dumps_are_none_of_them(text: str):
    """Real titles begin with tags, brackets and at signs."""
    assert detect_format("seeds/a.txt", text.encode()) is None


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a.bib", "bibtex"),
        ("a.JSONL.gz", "jsonl"),
        ("a.json.zst", "json"),
        ("a.tab", "tsv"),
        ("a.ris", "ris"),
        ("a.txt.gz", None),
        ("a", None),
    ],
)
def test_the_name_decides_where_the_content_does_not(name: str, expected: str | None):
    """Extensions count, behind those of compression."""
    assert detect_format(name, b"\xff\xfe\xfd garbage") == expected


def test_shipped_dumps_are_plain_text():
    """The dumps in seeds/ are read by the readers of pages."""
    for dump in sorted((DATA.parents[2] / "seeds").iterdir()):
        assert detect_format(dump.name, dump.read_bytes()[:65536]) is None
