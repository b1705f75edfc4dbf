"""Bytes of a text file to its lines.

Enters: bytes. Leaves: lines without their ends. Splits on LF, CRLF and CR alone: real titles
hold U+2028, U+0085 and form feeds, on which `str.splitlines` would cut them in two.
Refuses: bytes that are not UTF-8 (a byte-order mark is dropped).
"""

from __future__ import annotations

import re

_BOM = b"\xef\xbb\xbf"
_LINE_END = re.compile(r"\r\n|\n|\r")


class NotUtf8Error(Exception):
    """A byte that UTF-8 does not allow, by line (from 1) and byte column (from 1)."""

    def __init__(self, *, line: int, column: int, byte: int) -> None:
        super().__init__(line, column, byte)
        self.line = line
        self.column = column
        self.byte = byte


def split_lines(text: str) -> list[str]:
    r"""Split a text at its line ends; the end of the last line makes no further line.

    >>> split_lines("a\r\nb\rc\u2028d\n")
    ['a', 'b', 'c\u2028d']
    >>> split_lines("")
    []
    """
    lines = _LINE_END.split(text)
    if lines[-1] == "":
        lines.pop()
    return lines


def decode_lines(data: bytes) -> list[str]:
    """Decode UTF-8 bytes and split them into lines; raises `NotUtf8Error` at the first bad byte."""
    body = data.removeprefix(_BOM)
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        good = split_lines(body[: error.start].decode("utf-8") + "x")
        column = len(good[-1].encode("utf-8"))
        raise NotUtf8Error(line=len(good), column=column, byte=body[error.start]) from None
    return split_lines(text)
