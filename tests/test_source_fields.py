"""Fields of records, from whatever an export holds for them: days, names, texts, links."""

from __future__ import annotations

import datetime as dt
import gzip
import io
import random
import zlib
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import zstandard

from generator.errors import InputError, Location
from generator.models import Link
from generator.sources.compression import DamagedFileError, decompressed
from generator.sources.events import SourceFile
from generator.sources.fields import (
    NEITHER,
    NoPaperError,
    day_of,
    day_of_milliseconds,
    first_of,
    fold,
    is_clean,
    link_of,
    links_of,
    make_record,
    short_text_of,
    text_of,
    texts_of,
)
from generator.sources.names import given_first, names_of, split_names
from generator.sources.opening import open_source
from generator.sources.text_stream import SourceStream

EAST = dt.timezone(dt.timedelta(hours=9))
NEW_YORK = ZoneInfo("America/New_York")


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("2025-03-14", "2025-03-14"),
        (" 2025-03-14 ", "2025-03-14"),
        ("2025-3-4", "2025-03-04"),
        ("2025/03/14", "2025-03-14"),
        ("2025/03/14/", "2025-03-14"),
        ("2025/03-14", None),
        ("2025-03-144", None),
        ("2025-03-14x", None),
        ("2025-03-14 and later", "2025-03-14"),
        ("2025-03-14T23:00:00Z", "2025-03-15"),
        ("2025-03-14T00:00:00", "2025-03-14"),
        ("2025-03-14T15:00:00", "2025-03-15"),
        ("2025-03-14T14:59:59", "2025-03-14"),
        ("2025-03-14 23:00 UTC", "2025-03-15"),
        ("2025-03-14 23:00 GMT", "2025-03-15"),
        ("2025-03-14T23:00:00+09:00", "2025-03-14"),
        ("2025-03-14T9:30:00.123+0900", "2025-03-14"),
        ("2025-03-14T23:30,5-05", "2025-03-14"),
        ("2025-03-14T23:30:00-05", "2025-03-15"),
        ("2025-03-14T25:00:00Z", "2025-03-14"),
        ("2025-03-14T11:30 PM", "2025-03-14"),
        ("Fri, 14 Mar 2025 20:00:00 GMT", "2025-03-15"),
        ("14 Mar 2025 20:00 +0000", "2025-03-15"),
        ("Fri, 14 Mar 2025 00:00:00 -0000", "2025-03-14"),
        ("14 March 2025", "2025-03-14"),
        ("March 14, 2025", "2025-03-14"),
        ("Mar 14", "2024-03-14"),
        ("Feb 30, 2024", None),
        ("2025-02-30", None),
        ("2025", None),
        ("", None),
        ("1899-12-31", None),
        ("1900-01-01", "1900-01-01"),
        ("2200-12-31", "2200-12-31"),
        ("2201-01-01", None),
        ("x" * 101, None),
        ("2025-03-14" + " " * 90, "2025-03-14"),
        ("2025-03-14" + " " * 91, None),
        (["2025-03-14", "2025-03-15"], "2025-03-14"),
        ([], None),
        ({"value": "2025-03-14"}, "2025-03-14"),
        ({"other": "2025-03-14"}, None),
        (20250314, None),
        (None, None),
    ],
)
def test_day_that_a_value_begins_with(value: object, day: str | None):
    """Full days alone are days; a moment is the day that it then is in the zone, midnight without a zone a plain day."""
    found = day_of(value, EAST, 2024)
    assert (found and found.isoformat()) == day


def test_day_without_a_year_and_without_a_zone():
    """No year is made up, and without a zone a day is that of UTC."""
    assert day_of("Mar 14") is None
    assert day_of("Mar 14", year=2023) == dt.date(2023, 3, 14)
    assert day_of("2025-03-14T23:59:59Z") == dt.date(2025, 3, 14)


@pytest.mark.parametrize(
    ("value", "day"),
    [
        (1741910400000, "2025-03-13"),
        (1741924800000, "2025-03-14"),
        (1, "1969-12-31"),
        (0, None),
        (-1, None),
        (10**13, None),
        (7258118399999, "2199-12-31"),
        (True, None),
        ("2025-03-14", "2025-03-14"),
        ({"value": 1741924800000}, "2025-03-14"),
        (1.5, None),
    ],
)
def test_day_of_milliseconds(value: object, day: str | None):
    """A number of milliseconds since 1970 is a moment; what is out of all ranges is none."""
    found = day_of_milliseconds(value, NEW_YORK)
    assert (found and found.isoformat()) == day


def test_milliseconds_without_a_zone_are_of_utc():
    """Without a zone the day is that of UTC."""
    assert day_of_milliseconds(1741910400000) == dt.date(2025, 3, 14)
    assert day_of_milliseconds("2025-03-14T23:00:00Z") == dt.date(2025, 3, 14)


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("Ada Lovelace", ("Ada Lovelace",)),
        ("Lovelace, Ada", ("Ada Lovelace",)),
        ("Lo, Ada", ("Lo", "Ada")),
        ("Lovelace, Ada; Turing, Alan;", ("Ada Lovelace", "Alan Turing")),
        ("Ada Lovelace and Alan Turing", ("Ada Lovelace", "Alan Turing")),
        (
            "Ada Lovelace & Alan Turing AND Grace Hopper",
            ("Ada Lovelace", "Alan Turing", "Grace Hopper"),
        ),
        ("Smith, John and Doe, Jane", ("John Smith", "Jane Doe")),
        ("Smith, John and Doe, Jane,", ("Smith", "John", "Doe", "Jane")),
        ("A B, C D and E F", ("A B", "C D", "E F")),
        ("Smith, J., Doe, A. B.", ("J. Smith", "A. B. Doe")),
        ("Smith, J., Doe", ("Smith", "J.", "Doe")),
        ("Smith, JA, Doe, X.-Y.", ("JA Smith", "X.-Y. Doe")),
        ("Smith, JAXY", ("JAXY Smith",)),
        ("Madonna", ("Madonna",)),
        ("A, B, et al.", ("A", "B")),
        ("A One, others", ("A One",)),
        ("A One and others", ("A One",)),
        (" Ada   Lovelace ", ("Ada Lovelace",)),
        ("", ()),
        (["Ada Lovelace", "Alan Turing"], ("Ada Lovelace", "Alan Turing")),
        (["Lovelace, Ada", "Turing, Alan"], ("Ada Lovelace", "Alan Turing")),
        (["King, Jr., Martin"], ("King, Jr., Martin",)),
        (["Ada Lovelace", "others"], ("Ada Lovelace",)),
        (["Ada Lovelace", "Others"], ("Ada Lovelace",)),
        (["others", "Lovelace, Ada"], ("Ada Lovelace",)),
        (["Ada Lovelace", ""], ("Ada Lovelace",)),
        (["", "Ada Lovelace"], ("Ada Lovelace",)),
        ([" Ada", "Alan "], ("Ada", "Alan")),
        (["Ada", " Alan"], ("Ada", "Alan")),
        (["Ada ", "Alan"], ("Ada", "Alan")),
        (["Ada", "", "Alan"], ("Ada", "Alan")),
        (["Ada\u200b", "Alan"], ("Ada", "Alan")),
        (["A;B"], ("A;B",)),
        ([None, 5, "Ada"], ("Ada",)),
        ([], ()),
        (None, ()),
        (7, ()),
        ({"value": ["Ada"]}, ("Ada",)),
        ([{"name": "Ada Lovelace"}], ("Ada Lovelace",)),
        (
            [{"fullname": "Ada"}, {"full_name": "Bea"}, {"literal": "Cy"}, {"display_name": "Di"}],
            ("Ada", "Bea", "Cy", "Di"),
        ),
        ([{"given": "A", "family": "B"}, {"first": "C", "last": "D"}], ("A B", "C D")),
        (
            [{"firstName": "A", "lastName": "B"}, {"first_name": "C", "last_name": "D"}],
            ("A B", "C D"),
        ),
        (
            [{"given": "A", "dropping-particle": "de", "family": "B", "suffix": "III"}],
            ("A de B III",),
        ),
        ([{"given": "A", "non-dropping-particle": "van", "family": "B"}], ("A van B",)),
        ([{"name": "", "family": "B"}, {}, {"name": None}], ("B",)),
        ([{"value": {"name": "Wrapped"}}], ("Wrapped",)),
    ],
)
def test_names_of_authors(value: object, names: tuple[str, ...]):
    """Names come as "First Last" in their order, from all the ways in which exports write them."""
    assert names_of(value) == names


@pytest.mark.parametrize(
    ("name", "turned"),
    [
        ("Lovelace, Ada", "Ada Lovelace"),
        ("King, Jr.", "King Jr."),
        ("King, III", "King III"),
        ("King, iv.", "King iv."),
        ("King, Sr, Martin", "Martin King Sr"),
        ("King, Martin, Jr.", "Martin King Jr."),
        ("A, B, C, D", "A B C D"),
        ("Ada,", "Ada"),
        (", Ada", "Ada"),
        ("Ada", "Ada"),
        ("", ""),
    ],
)
def test_name_that_is_turned_around(name: str, turned: str):
    """A suffix stands last, wherever it was written."""
    assert given_first(name) == turned


def test_lists_of_names_end_somewhere():
    """Names beyond twenty thousand, and texts beyond a million characters, are left out."""
    many = [f"Name {number}" for number in range(20_001)]
    assert len(names_of(many)) == 20_000
    assert len(names_of(many[:20_000])) == 20_000
    assert len(split_names("ab; " * 300_000)) == 250_000


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("  A\n text ", "A text"),
        ("\ud800x", "\ufffdx"),
        ("é\u3000x", "é x"),
        ("é  x", "é x"),
        ("é\u200bx", "é\u200bx"),
        (["A", 5, "B"], "A B"),
        ([], None),
        ("", None),
        (" ", None),
        (5, None),
        ({"value": "A"}, "A"),
    ],
)
def test_text_of_a_value(value: object, text: str | None):
    """White space is folded, lone surrogates are replaced, and what is no text is none."""
    assert text_of(value) == text


def test_short_texts():
    """A name or a venue is cleaned, and cut where it goes on for more than a thousand characters."""
    assert short_text_of(" NeurIPS ") == "NeurIPS"
    assert short_text_of("Tre\u0301s\u200b  bien") == "Trés bien"
    assert short_text_of("x" * 1000) == "x" * 1000
    assert short_text_of("x" * 999 + " y") == "x" * 999
    assert short_text_of(["a", "b"]) == "a b"
    assert short_text_of(" ") is None
    assert short_text_of(None) is None
    assert [is_clean(text) for text in ("a b", "a  b", "a\tb", "é", "e\u0301")] == [
        True,
        False,
        False,
        True,
        False,
    ]
    assert fold("a\x0cb") == "a b"


@pytest.mark.parametrize(
    ("value", "separators", "texts"),
    [
        ("a; b, c; a", ";,", ("a", "b, c")),
        ("a, b", ";,", ("a", "b")),
        ("a b", ";,", ("a b",)),
        ("a|b", "|", ("a", "b")),
        (["a", None, " b ", "a", ""], ";,", ("a", "b")),
        (("a", "b"), ";,", ("a", "b")),
        ({"value": "a,b"}, ";,", ("a", "b")),
        (5, ";,", ()),
        ("", ";,", ()),
    ],
)
def test_texts_of_a_value(value: object, separators: str, texts: tuple[str, ...]):
    """Keywords come each once, from a list or from a text with the first of the separators that it has."""
    assert texts_of(value, separators) == texts
    assert len(texts_of([str(number) for number in range(20_001)])) == 20_000


def test_links_of_a_record():
    """Ids lead to their pages first, then each further address once; one that an id leads to is no other."""
    ids = (("arxiv", "2503.00001"), ("doi", "10.1000/a"), ("unknown", "x"))
    urls = [
        ("https://arxiv.org/abs/2503.00001v2", None),
        ("https://github.com/a/b", None),
        ("https://github.com/a/b", "project"),
        ({"value": "https://a.example/"}, "project"),
        ("javascript:alert(1)", None),
        (5, None),
        ("see https://b.example", None),
        (" https://c.example/x ", "code"),
    ]
    assert links_of(ids, urls) == (
        Link(url="https://arxiv.org/abs/2503.00001", kind="paper"),
        Link(url="https://doi.org/10.1000/a", kind="doi"),
        Link(url="https://github.com/a/b", kind="code"),
        Link(url="https://a.example/", kind="project"),
        Link(url="https://c.example/x", kind="code"),
    )
    assert links_of((), [("https://arxiv.org/abs/2503.00001", None)]) == (
        Link(url="https://arxiv.org/abs/2503.00001", kind="paper"),
    )


def test_long_addresses():
    """An address of some thousand characters is one, and a longer one is none."""
    base = "https://example.org/"
    for size, is_link in ((1000, True), (1001, True), (5001, False)):
        assert (link_of(base + "a" * (size - len(base))) is not None) is is_link


def test_record_without_texts_is_none():
    """A record needs a title or an abstract; a day says where it comes from, and no day says nothing."""
    here = Location(path="a", line=1)
    with pytest.raises(NoPaperError, match=NEITHER):
        make_record(here, "csv", title=None, abstract=None)
    record = make_record(here, "csv", title="A", abstract=None)
    assert (record.dated_by, record.credit, record.links) == (None, None, ())
    dated = make_record(here, "csv", title=None, abstract="B", date=dt.date(2025, 1, 1), credit="C")
    assert (dated.dated_by, dated.credit) == ("source", "C")
    assert (
        first_of({"a": "", "b": [], "c": None, "d": {"value": 0}, "e": 1}, "a", "b", "c", "d", "e")
        == 0
    )
    assert first_of({}, "a") is None


NOISE = random.Random(5).randbytes(200_000).hex().encode()


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.ZstdCompressor().compress])
@pytest.mark.parametrize("piece", [1, 3, 4, 5, 600, 70_000])
def test_compressed_bytes_come_in_any_pieces(pack, piece: int):
    """What is decompressed is what was compressed, however it is read."""
    data = NOISE[:2000] if piece < 600 else NOISE
    with decompressed(io.BytesIO(pack(data))) as stream:
        assert b"".join(iter(lambda: stream.read(piece), b"")) == data
    assert stream.closed


@pytest.mark.parametrize(
    ("size", "growth", "refused"),
    [(1 << 20, 10**9, True), (1 << 20, 1, True), ((1 << 20) - 1, 10**9, True), (1 << 30, 1, False)],
)
def test_growth_and_size_are_bounded(size: int, growth: int, refused: bool):
    """More bytes than are allowed are refused with both numbers; below 64 MiB growth alone is no reason."""
    packed = gzip.compress(NOISE * 3)
    with decompressed(io.BytesIO(packed), most_growth=growth, most_bytes=size) as stream:
        if not refused:
            assert len(stream.read()) == len(NOISE) * 3
            return
        with pytest.raises(DamagedFileError) as error:
            stream.read()
    assert " compressed bytes grow to more than " in str(error.value)
    assert str(error.value).endswith("no text does; decompress the file yourself if you trust it")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (gzip.compress(NOISE)[:-9], "the compressed file is cut off; copy it again"),
        (
            zstandard.ZstdCompressor().compress(NOISE)[:-9],
            "the compressed file is cut off; copy it again",
        ),
        (b"\x1f\x8bx", "the compressed file is cut off; copy it again"),
        (b"\x28\xb5\x2f\xfdxxxxxxxx", "the compressed file is damaged ("),
        (gzip.compress(b"")[:10] + zlib.compress(b"x") * 9, "the compressed file is damaged ("),
    ],
)
def test_damage_of_an_archive_is_told(data: bytes, said: str):
    """A cut archive and a damaged one are told apart, and what helps is said."""
    with decompressed(io.BytesIO(data)) as stream, pytest.raises(DamagedFileError) as error:
        stream.read()
    assert str(error.value).startswith(said)
    assert str(error.value).endswith("; copy it again")


@pytest.mark.parametrize(
    ("data", "lines"),
    [
        (b"a\r\nb\rc\nd", ["a", "b", "c", "d"]),
        (b"\xef\xbb\xbfa\n\n", ["a", ""]),
        (b"\xef\xbbx\n", ["\udcef\udcbbx"]),
        ("\ufeffä\n".encode("utf-16"), ["\ufeffä"]),
        (b"\xff\xfea\x00", ["a"]),
        (b"\xfe\xff\x00a", ["a"]),
        (b"", []),
        (b"abc", ["abc"]),
    ],
)
def test_lines_of_a_stream(data: bytes, lines: list[str]):
    """Lines end in LF, CRLF or CR; a mark of the order of bytes is no text."""
    stream = SourceStream(SourceFile(path="a", open=lambda: io.BytesIO(data)))
    assert list(stream.lines()) == lines
    assert stream.broken is None


def test_line_without_end_is_cut_once():
    """Of a line that is longer than any paper one character more than allowed is given, and the next line is whole."""
    longest = 1 << 22
    data = b"a" * (longest + 70_000) + b"\nb\n" + b"c" * longest + b"\nd"
    stream = SourceStream(SourceFile(path="a", open=lambda: io.BytesIO(data)))
    assert [(line[0], len(line)) for line in stream.lines()] == [
        ("a", longest + 1),
        ("b", 1),
        ("c", longest),
        ("d", 1),
    ]


class _Failing(io.BytesIO):
    """A file whose disk fails after some bytes."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self._error = error
        self._left = b"one\ntwo\n"

    def read(self, size: int | None = -1) -> bytes:
        if not self._left:
            raise self._error
        data, self._left = self._left[:size], self._left[size or 0 :]
        return data


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(5, "Input/output error"), "Input/output error"),
        (DamagedFileError("the compressed file is cut off"), "the compressed file is cut off"),
        (EOFError("cut"), "cut"),
        (EOFError(), "EOFError"),
    ],
)
def test_disk_that_fails_ends_the_text_and_says_why(error: Exception, said: str):
    """What was read before stays, and what happened is told."""
    stream = SourceStream(SourceFile(path="a", open=lambda: _Failing(error)))
    assert list(stream.lines()) == ["one", "two"]
    assert stream.broken == said


def test_largest_dump_is_64_megabytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A dump of more than the bound, a line longer than any paper, and a dump that cannot be read are refused with their line."""
    monkeypatch.setattr("generator.sources.opening._LARGEST_DUMP", 1 << 20)
    file = tmp_path / "dump.txt"
    line = b"The trees of a forest are counted. " * 20 + b"\n"
    file.write_bytes((line * ((1 << 20) // len(line) + 1))[: 1 << 20])
    assert open_source(file, "dump.txt").whole().problems == ()
    file.write_bytes((line * ((1 << 20) // len(line) + 1))[: (1 << 20) + 1])
    with pytest.raises(InputError) as error:
        open_source(file, "dump.txt")
    assert str(error.value) == (
        "dump.txt:1: more than 1 MB of plain text; expected a page as it was copied; part it into several files, or name its "
        "format under `sources`"
    )
    monkeypatch.setattr("generator.sources.opening.LONGEST_RECORD", 800)
    file.write_bytes(line + b"x" * 801 + b"\n")
    with pytest.raises(
        InputError,
        match=r"^dump\.txt:2: more than 4,194,304 characters .*; part it, or take it out$",
    ):
        open_source(file, "dump.txt")
    file.write_bytes(b"Title\n\nx\xf6\n")
    with pytest.raises(
        InputError,
        match=r"^folder/dump\.txt:3: byte 0xF6 in column 2 is not UTF-8; .* -f WINDOWS-1252 -t UTF-8 dump\.txt$",
    ):
        open_source(file, "folder/dump.txt")
