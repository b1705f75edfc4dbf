"""Compressed sources and standard input."""

from __future__ import annotations

import gzip
import io
import sys
from pathlib import Path

import pytest
import zstandard

from generator.sources.compression import DamagedFileError, decompressed, open_plain, opener
from generator.sources.events import SourceFile
from generator.sources.generic_json import read_generic_json_lines

TEXT = b'{"title": "a"}\n' * 10_000


def _zstandard(data: bytes) -> bytes:
    return zstandard.ZstdCompressor().compress(data)


@pytest.mark.parametrize(
    "packed",
    [
        TEXT,
        gzip.compress(TEXT),
        _zstandard(TEXT),
        gzip.compress(TEXT[:30_000]) + gzip.compress(TEXT[30_000:]),
        _zstandard(TEXT[:30_000]) + _zstandard(TEXT[30_000:]),
        b"",
        b"{",
    ],
)
def test_the_first_bytes_tell_the_compression(packed: bytes, tmp_path: Path):
    """Whatever its name, a file is read by what it holds, members one after the other too."""
    file = tmp_path / "name.txt"
    file.write_bytes(packed)
    expected = packed if len(packed) < 10 else TEXT
    opened = opener(file)
    for _ in range(2):  # from the start each time
        with opened() as stream:
            assert stream.read() == expected


@pytest.mark.parametrize("pack", [gzip.compress, _zstandard])
def test_a_cut_or_damaged_archive_gives_what_came_before(pack):
    """The reader gives the papers before the damage, and names it."""
    lines = b"".join(b'{"title": "paper %d"}\n' % number for number in range(50_000))
    packed = pack(lines)
    cut = packed[: len(packed) // 2]
    damaged = packed[: len(packed) // 2] + b"\x00" * 50 + packed[len(packed) // 2 + 50 :]
    for data in (cut, damaged):
        source = SourceFile(path="a.gz", open=lambda data=data: decompressed(io.BytesIO(data)))
        events = list(read_generic_json_lines(source))
        assert len(events) > 100
        assert "breaks off" in events[-1].reason
        assert "copy it again" in events[-1].reason


@pytest.mark.parametrize("pack", [gzip.compress, _zstandard])
def test_a_compression_bomb_is_stopped(pack):
    """Bytes that grow more than two hundredfold are refused after 64 MiB."""
    bomb = pack(b"\n" * (1 << 27))
    with decompressed(io.BytesIO(bomb)) as stream, pytest.raises(DamagedFileError, match="grow"):
        stream.read()


def test_the_size_is_bounded():
    """No more than so many bytes come out."""
    packed = gzip.compress(TEXT)
    with (
        decompressed(io.BytesIO(packed), most_bytes=1000) as stream,
        pytest.raises(DamagedFileError),
    ):
        stream.read()


def test_standard_input_is_read_again_from_its_start(monkeypatch: pytest.MonkeyPatch):
    """A format is told from the first bytes, so what was read is kept; it may be compressed."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(gzip.compress(TEXT))))
    opened = opener("-")
    for _ in range(2):
        with opened() as stream:
            assert stream.read() == TEXT


def test_a_file_that_is_not_there_is_an_error_of_its_own(tmp_path: Path):
    """Opening raises, so that the caller can say which file; a reader names it and goes on."""
    with pytest.raises(FileNotFoundError):
        open_plain(tmp_path / "no")
    source = SourceFile(path="no", open=opener(tmp_path / "no"))
    (event,) = read_generic_json_lines(source)
    assert "No such file" in event.reason
