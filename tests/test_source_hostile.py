"""What every reader bears: any bytes at all, cut anywhere, and inputs made to hurt."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.sources.registry import our_readers
from generator.sources.sniff import detect_format
from tests.source_readings import DATA, read_bytes

READERS = our_readers()
INPUTS = {path.name: path.read_bytes() for path in sorted(DATA.iterdir())}
_MARKS = (
    b"\n", b"\r", b"\r\n", b'"', b"{", b"}", b"[", b"]", b"(", b")", b",", b";", b":", b"<", b">", b"</",
    b"<!--", b"-->", b"<![CDATA[", b"]]>", b"&x;", b"\x00", b"\xff", b"\\", b"\\ud800", b"@", b"@a{b,",
    b"=", b"#", b"TY  - X\n", b"ER  - \n", b"\xe2\x80\xa8", b"\x0c", b"\xc2\x85", b"9" * 5000, b"[" * 3000,
    b"<!ENTITY a 'b'>", b"<entry>", b"</entry>", b"<item>", b"<paper ", b"\xef\xbb\xbf", b"\xff\xfe",
    b'{"title":"x"}', b"title,abstract\n", b"crossref={a}",
)  # fmt: skip
SOUP = st.lists(st.one_of(st.sampled_from(_MARKS), st.binary(max_size=8)), max_size=40).map(
    b"".join
)


@pytest.mark.parametrize("name", READERS)
@given(data=SOUP)
def test_any_bytes_give_a_ledger_that_adds_up(name: str, data: bytes):
    """No reader raises, and every line is counted once."""
    read_bytes(READERS[name], data)


@pytest.mark.parametrize("name", INPUTS)
@given(start=st.integers(0, 4000), size=st.integers(0, 4000), put=SOUP, at=st.integers(0, 4000))
def test_any_part_of_a_real_file_gives_a_ledger_that_adds_up(
    name: str, start: int, size: int, put: bytes, at: int
):
    """Cut anywhere, and with anything put in anywhere."""
    data = INPUTS[name][start : start + size]
    data = data[:at] + put + data[at:]
    form = detect_format(name, data)
    read_bytes(READERS[form or "json"], data)


_LARGE = 30_000
HOSTILE = {
    "json": [
        b"[" * _LARGE * 10,
        b'{"a":' * _LARGE,
        b'[{"a":"' + b"x" * _LARGE * 50,
        b"[" + b',{"a' * _LARGE * 2,
        b'[{"title":"a"' + b',{"title":"b"' * _LARGE,
        b"[" + b'{"title":"a","abstract":"' * _LARGE,
        b'["' + b'\\"' * _LARGE * 5,
        b"[\n" + b"1" * _LARGE * 10,
        b"\n" * _LARGE * 10,
    ],
    "huggingface": [
        b'["' + b"{'a':" * _LARGE + b'"]',
        b'["{' + b"-" * _LARGE * 9 + b'1"]',
        b"[\"{'paper':" + b"(" * 300 + b'"]',
    ],
    "arxiv-atom": [
        b"<entry>" * _LARGE,
        b"<!--" * _LARGE,
        b"<entry><!--" * _LARGE,
        b"<entry><![CDATA[" * _LARGE,
        b"<feed><entry>" + b"<a>" * _LARGE,
        b"<feed><entry>" + b"&a;" * _LARGE + b"</entry>",
        b"<entry a='" + b"x" * _LARGE * 50,
        b"<" * _LARGE * 10,
    ],
    "arxiv-rss": [
        b"<item><title>a" + b" " * _LARGE * 50 + b"b</title></item>",
        b"<item><dc:creator>a" + b" " * _LARGE * 50 + b"b</dc:creator></item>",
        b"<item><description>arXiv:" + b" x" * _LARGE * 20 + b"</description></item>",
        b"<item><title>" + b"(arXiv:" * _LARGE + b"</title></item>",
        b"<item><link>http://" + b"a." * _LARGE + b"</link></item>",
    ],
    "acl-xml": [
        (b"<volume " + b"a" * 4900 + b">") * 300,
        b"<volume " * _LARGE,
        b"<booktitle>" * _LARGE,
    ],
    "bibtex": [
        b"@a{\n" * _LARGE,
        b"@a{b, t=" + b"{" * _LARGE * 5,
        b'@a{b, t="' * (_LARGE // 4),
        b"@a{b,\n author={" + b"x and " * _LARGE + b"}}",
        b"@a{b,\n author={" + b"{" * _LARGE + b"}}",
        b"@string{a={xxxxxxxxxx}}\n" + b"@string{a = a # a}\n" * 40 + b"@a{b, title=a}",
    ],
    "ris": [b"TY  - \n" * _LARGE, b"TY  - X\n" + b"x\n" * _LARGE * 5],
    "csv": [
        b"title,abstract\n" + b'"\n' * _LARGE,
        b"title,abstract\n" + b'"' * _LARGE * 50,
        b"title,abstract\n" + (b'"\n' + b"a\n" * 999) * 100,
        b"," * _LARGE * 10,
        b"title,authors\na,\"['" + b"\\'" * _LARGE * 2 + b']"',
        b"title,authors\na," + b" " * 65_000 + b"and" + b" " * 65_000 + b"b",
    ],
}


@pytest.mark.parametrize(
    ("name", "data"),
    [
        pytest.param(name, data, id=f"{name}-{number}")
        for name, cases in HOSTILE.items()
        for number, data in enumerate(cases)
    ],
)
def test_inputs_made_to_hurt_are_read_in_seconds(name: str, data: bytes):
    """Deep, endless, unclosed and exploding inputs cost time in proportion to their size."""
    before = time.process_time()
    detect_format("-", data[:65536])
    read_bytes(READERS[name], data)
    assert time.process_time() - before < 10
