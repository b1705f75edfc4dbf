"""Bytes to lines."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.text.lines import NotUtf8Error, decode_lines, split_lines


@pytest.mark.parametrize(
    ("data", "lines"),
    [
        (b"", []),
        (b"\n", [""]),
        (b"one", ["one"]),
        (b"one\n", ["one"]),
        (b"one\r\ntwo\rthree\nfour", ["one", "two", "three", "four"]),
        (b"one\n\n two \n", ["one", "", " two "]),
        (b"\r\r\n\n", ["", "", ""]),
        (b"\xef\xbb\xbfone\n", ["one"]),
        ("a\u2028b\u0085c\x0cd\x0be\n".encode(), ["a\u2028b\u0085c\x0cd\x0be"]),
    ],
)
def test_bytes_are_split_at_line_ends_alone(data: bytes, lines: list[str]):
    """LF, CRLF and CR end a line; other separators and form feeds do not; a byte-order mark goes."""
    assert decode_lines(data) == lines


@pytest.mark.parametrize(
    ("data", "line", "column", "byte"),
    [
        (b"\xff", 1, 1, 0xFF),
        (b"good\nb\xe4d\n", 2, 2, 0xE4),
        (b"good\r\n\r\n\x80", 3, 1, 0x80),
        ("ü".encode() + b"\xc3", 1, 3, 0xC3),
        (b"\xef\xbb\xbf\xff", 1, 1, 0xFF),
        (b"cut \xe2\x82", 1, 5, 0xE2),
        (b"\xed\xa0\x80", 1, 1, 0xED),
    ],
)
def test_first_bad_byte_is_found(data: bytes, line: int, column: int, byte: int):
    """The first byte that is not UTF-8 is named by its line and its column in bytes."""
    with pytest.raises(NotUtf8Error) as error:
        decode_lines(data)
    assert (error.value.line, error.value.column, error.value.byte) == (line, column, byte)


@given(st.lists(st.text(alphabet=st.characters(exclude_characters="\r\n", codec="utf-8"))))
def test_joined_lines_are_split_again(lines: list[str]):
    """Lines joined with any line end, and one at the end, come back as they were."""
    for end in ("\n", "\r\n", "\r"):
        assert split_lines("".join(line + end for line in lines)) == lines


@given(st.binary())
def test_any_bytes_give_lines_or_a_place(data: bytes):
    """Any bytes give lines or the place of a bad byte, never another error."""
    try:
        found: list[str] | NotUtf8Error = decode_lines(data)
    except NotUtf8Error as error:
        found = error
    if isinstance(found, NotUtf8Error):
        assert found.byte in data
        assert 1 <= found.line <= len(data)
        assert 1 <= found.column <= len(data)
    else:
        assert not any("\n" in line or "\r" in line for line in found)
