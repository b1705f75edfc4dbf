"""The text of a source as it is read: decoded, bounded, never raising.

Enters: a `SourceFile`. Leaves: pieces of text, or lines; line ends are LF, CRLF and CR and come
out as LF, so a line here is a line of `generator.text.lines`. A byte that is not UTF-8 comes out as
a lone surrogate (PEP 383), so that one bad record need not take the file with it; UTF-16 is read
where a byte-order mark says so.
Refuses: nothing; where reading fails (a cut archive, a disk error, a compression bomb) the text
ends and `broken` says why.
"""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator
from typing import TYPE_CHECKING

from generator.sources.events import SourceFile

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

PIECE = 1 << 16  # characters
# A paper is some kilobytes; what is longer than this in one line or record is no paper.
LONGEST_RECORD = 1 << 22  # characters
TOO_LONG = (
    f"more than {LONGEST_RECORD:,} characters for one paper; expected an abstract, not a book"
)
BROKEN_OFF = "the file breaks off here"
NOT_UTF_8 = (
    "bytes that are not UTF-8; expected UTF-8 text; convert the file, for instance with: "
    "iconv -f WINDOWS-1252 -t UTF-8"
)
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class SourceStream:
    """One pass over a source's text."""

    def __init__(self, source: SourceFile) -> None:
        self.path = source.path
        self._bytes = _Guarded(source)
        encoding, errors = "utf-8", "surrogateescape"
        if has_utf_16_mark(self._bytes.head):
            encoding, errors = "utf-16", "replace"
        buffered = io.BufferedReader(self._bytes, PIECE)
        self._text = io.TextIOWrapper(buffered, encoding=encoding, errors=errors, newline=None)

    @property
    def broken(self) -> str | None:
        """Why the text ended early, if it did."""
        return self._bytes.broken

    def pieces(self) -> Iterator[str]:
        """Give the text in pieces of at most `PIECE` characters."""
        try:
            while piece := self._text.read(PIECE):
                yield piece
        finally:
            self._text.close()

    def lines(self) -> Iterator[str]:
        """Give each line without its end; one longer than `LONGEST_RECORD` is cut one past it."""
        readline = self._text.readline
        try:
            while line := readline(LONGEST_RECORD + 1):
                if line[-1] == "\n":
                    yield line[:-1]
                    continue
                yield line
                if len(line) > LONGEST_RECORD:
                    while (more := readline(PIECE)) and more[-1] != "\n":
                        pass
        finally:
            self._text.close()


def has_utf_16_mark(head: bytes) -> bool:
    """Tell by the first bytes whether a text is in UTF-16."""
    return head[:2] in _UTF_16


def without_mark(head: bytes) -> bytes:
    """Take a byte-order mark of UTF-8 off the beginning of a text."""
    return head.removeprefix(codecs.BOM_UTF8)


def is_damaged(text: str) -> bool:
    """Tell whether a text read from a stream holds bytes that were not in its encoding."""
    if text.isascii():
        return False
    try:
        # Lone surrogates are all that UTF-8 refuses, and it finds them faster than an expression.
        text.encode()
    except UnicodeEncodeError:
        return True
    return False


class _Guarded(io.RawIOBase):
    """The bytes of a source; an error on the way is their end."""

    def __init__(self, source: SourceFile) -> None:
        super().__init__()
        self.broken: str | None = None
        self.head = b""
        try:
            self._inner = source.open()
        except OSError as error:
            self._fail(error)
            self._inner = io.BytesIO()
        self._unread = b""
        # Marks stand at the beginning of a text, not of a piece of it.
        if source.first_line is None:
            self.head = self._read(4)
            # Not left to the decoder "utf-8-sig", which drops a first byte that only begins such a mark.
            self._unread = without_mark(self.head)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        view = memoryview(buffer).cast("B")
        data = self._unread or self._read(len(view))
        self._unread = data[len(view) :]
        data = data[: len(view)]
        view[: len(data)] = data
        return len(data)

    def close(self) -> None:
        if not self.closed:
            self._inner.close()
        super().close()

    def _read(self, size: int) -> bytes:
        if self.broken is not None:
            return b""
        try:
            return self._inner.read(size) or b""
        except (OSError, EOFError) as error:
            self._fail(error)
            return b""

    def _fail(self, error: OSError | EOFError) -> None:
        self.broken = getattr(error, "strerror", None) or str(error) or type(error).__name__
