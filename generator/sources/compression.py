"""Plain, .gz and .zst files, and standard input, as streams of decompressed bytes.

Enters: a path, or `-` for standard input. Leaves: a function that opens the bytes from their start.
What a file is compressed with is told by its first bytes, never by its name (RFC 1952, RFC 8878).
Refuses, with a `DamagedFileError` at the place where it shows: damaged and cut archives, and
compression bombs, which grow more than any text does.
"""

from __future__ import annotations

import gzip
import io
import sys
import tempfile
import weakref
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

import zstandard

from generator.stores import is_url

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

STANDARD_INPUT = "-"
_GZIP = b"\x1f\x8b"
_ZSTANDARD = b"\x28\xb5\x2f\xfd"
_PIECE = 1 << 16  # bytes
_LEAST_PIECE = 512  # bytes
# English text shrinks to a fifth; lines that repeat each other, to a fiftieth.
_MOST_GROWTH = 200
_GROWTH_FROM = 1 << 26  # bytes below which growth is harmless
_MOST_BYTES = 1 << 36  # 64 GiB: thirty times a snapshot of all of arXiv
_SPOOLED = 1 << 26  # bytes of standard input kept in memory before they go to a file


class DamagedFileError(OSError):
    """Compressed bytes that cannot be, or must not be, decompressed any further."""


def opener(path: Path | str) -> Callable[[], BinaryIO]:
    """Give the function that opens a file decompressed; standard input is read once and kept.

    The function raises `OSError` where the file cannot be opened.
    """
    if str(path) == STANDARD_INPUT:
        return _standard_input_opener()
    return lambda: open_plain(path)


def is_compressed(head: bytes) -> bool:
    """Tell by the first bytes whether a file is compressed in a way that is read here."""
    return head.startswith((_GZIP, _ZSTANDARD))


def open_plain(path: Path | str) -> BinaryIO:
    """Open a file, or an object by its URL, for its decompressed bytes; raises `OSError`."""
    if isinstance(path, str) and is_url(path):
        # Who reads no source by URL need not load it.
        from generator.sources.urls import open_url

        return decompressed(open_url(path))
    return decompressed(Path(path).open("rb"))


def _standard_input_opener() -> Callable[[], BinaryIO]:
    kept: list[BinaryIO] = []

    def open_again() -> BinaryIO:
        if not kept:
            spool = tempfile.SpooledTemporaryFile(max_size=_SPOOLED)  # noqa: SIM115  # kept open
            while piece := sys.stdin.buffer.read(_PIECE):
                spool.write(piece)
            weakref.finalize(open_again, spool.close)
            kept.append(cast(BinaryIO, spool))
        return decompressed(cast(BinaryIO, _View(kept[0])))

    return open_again


def decompressed(
    compressed: BinaryIO, *, most_growth: int = _MOST_GROWTH, most_bytes: int = _MOST_BYTES
) -> BinaryIO:
    """Give the bytes of a file decompressed, where it is compressed; closing them closes the file."""
    counted = _Counted(compressed)
    head = counted.peek()
    source: io.RawIOBase | gzip.GzipFile
    if head.startswith(_GZIP):
        source = gzip.GzipFile(fileobj=cast(BinaryIO, counted), mode="rb")
    elif head.startswith(_ZSTANDARD):
        source = _Zstandard(counted)
    else:
        return cast(BinaryIO, io.BufferedReader(counted, _PIECE))
    bounded = _Bounded(cast(BinaryIO, source), counted, most_growth, most_bytes)
    return cast(BinaryIO, io.BufferedReader(bounded, _PIECE))


class _Counted(io.RawIOBase):
    """A file that counts what was read of it."""

    def __init__(self, inner: BinaryIO) -> None:
        super().__init__()
        self._inner = inner
        self._ahead = b""
        self.count = 0

    def peek(self) -> bytes:
        """Look at the first bytes; they are still to be read."""
        while len(self._ahead) < 4 and (more := self._inner.read(4 - len(self._ahead))):
            self._ahead += more
        return self._ahead

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        view = memoryview(buffer).cast("B")
        data = self._ahead[: len(view)] or self._inner.read(len(view)) or b""
        self._ahead = self._ahead[len(data) :]
        view[: len(data)] = data
        self.count += len(data)
        return len(data)

    def close(self) -> None:
        if not self.closed:
            self._inner.close()
        super().close()


class _Zstandard(io.RawIOBase):
    """The text of frames one after the other; the library's own reader takes a cut one for whole."""

    def __init__(self, compressed: _Counted) -> None:
        super().__init__()
        self._compressed = io.BufferedReader(compressed, _PIECE)
        self._decompressor = zstandard.ZstdDecompressor(max_window_size=1 << 27)
        self._frame: zstandard.ZstdDecompressionObj | None = None
        self._left = b""  # of the frames to come
        self._ready = memoryview(b"")  # of which the rest is taken without copying it each time

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        view = memoryview(buffer).cast("B")
        while not self._ready:
            # 4 bytes can grow to 128 KiB, so little is taken at a time.
            piece = self._left or self._compressed.read(_LEAST_PIECE)
            if not piece:
                if self._frame is not None:
                    raise EOFError
                return 0
            if self._frame is None:
                self._frame = self._decompressor.decompressobj()
            self._left = b""
            self._ready = memoryview(self._frame.decompress(piece))
            if self._frame.eof:
                self._left = self._frame.unused_data
                self._frame = None
        data = self._ready[: len(view)]
        self._ready = self._ready[len(data) :]
        view[: len(data)] = data
        return len(data)


class _Bounded(io.RawIOBase):
    """Decompressed bytes, up to the bounds."""

    def __init__(
        self, inner: BinaryIO, counted: _Counted, most_growth: int, most_bytes: int
    ) -> None:
        super().__init__()
        self._inner = inner
        self._counted = counted
        self._most_growth = most_growth
        self._most_bytes = most_bytes
        self._count = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        view = memoryview(buffer).cast("B")
        try:
            data = self._inner.read(min(len(view), _PIECE))
        except EOFError:
            raise DamagedFileError("the compressed file is cut off; copy it again") from None
        except (zlib.error, gzip.BadGzipFile, zstandard.ZstdError) as error:
            raise DamagedFileError(
                f"the compressed file is damaged ({error}); copy it again"
            ) from None
        self._count += len(data)
        self._check()
        view[: len(data)] = data
        return len(data)

    def _check(self) -> None:
        growth = self._count / max(self._counted.count, 1)
        if self._count > self._most_bytes or (
            self._count > _GROWTH_FROM and growth > self._most_growth
        ):
            raise DamagedFileError(
                f"{self._counted.count:,} compressed bytes grow to more than {self._count:,}; "
                "no text does; decompress the file yourself if you trust it"
            )

    def close(self) -> None:
        if not self.closed:
            self._inner.close()
            self._counted.close()
        super().close()


class _View(io.RawIOBase):
    """The bytes of a kept file from its start, with a place of its own."""

    def __init__(self, kept: BinaryIO) -> None:
        super().__init__()
        self._kept = kept
        self._place = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        view = memoryview(buffer).cast("B")
        self._kept.seek(self._place)
        data = self._kept.read(len(view))
        view[: len(data)] = data
        self._place += len(data)
        return len(data)
