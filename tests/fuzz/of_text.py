"""Targets of the repair of text: bytes in, a property broken or nothing out."""

from __future__ import annotations

import re
import unicodedata
from contextlib import suppress
from xml.etree import ElementTree as ET

from generator.feeds.documents import xml_bytes, xml_text
from generator.feeds.opml import Outline, opml_bytes
from generator.models import PaperId
from generator.papers.identity import paper_slug
from generator.sources.fields import day_of, fold
from generator.text.clean import clean, fold_white_space
from generator.text.dates import parse_day
from generator.text.day_patterns import DayPatternError, day_pattern
from generator.text.html import lead_html, rich_html
from generator.text.ids import acl_id, arxiv_id, doi, id_date, id_url, ids_in, openreview_id
from generator.text.latex import read_latex
from generator.text.links import find_links, unique_links
from generator.text.mail_address import MailAddress, read_address
from generator.text.markup import without_markup
from generator.text.mathematics.formula import formula_from_tex
from generator.text.normal import identity_bytes, identity_key, shingles, words
from generator.text.pieces import read_pieces
from generator.text.rich import read_plain, read_rich
from generator.text.shorten import first_end, sentences, shorten
from generator.text.sieve import Sieve
from generator.text.slugs import slugify
from generator.text.spans import Math, plain_text, search_text
from generator.text.summary import LIMIT, summarize, summary_span
from generator.text.titles import derive_title
from tests.fuzz.checks import hold_sentence

_LEFT_OUT = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
_SLUG = re.compile("[a-z0-9]+(-[a-z0-9]+)*")
_MATHML = "{http://www.w3.org/1998/Math/MathML}"
_ELEMENTS = {
    "p": set(),
    "a": {"href", "rel"},
    "em": set(),
    "strong": set(),
    "code": set(),
    **{
        key: {
            "display",
            "mathvariant",
            "stretchy",
            "width",
            "movablelimits",
            "accent",
            "linethickness",
        }
        for key in (
            f"{_MATHML}{name}"
            for name in "math mi mn mo mtext mspace mrow mfrac msqrt mroot msub msup msubsup munder mover munderover".split()
        )
    },
}


def text_of(data: bytes) -> str:
    """Read bytes as a text of any characters, lone surrogates among them."""
    return data.decode("utf-8", "surrogateescape")


def clean_text(data: bytes) -> None:
    """Cleaning leaves nothing that a document may not hold, and cleaning again changes nothing."""
    shown = clean(text_of(data))
    assert not _LEFT_OUT.search(shown), repr(shown)
    assert shown == " ".join(shown.split())
    assert clean(shown) == shown
    assert unicodedata.is_normalized("NFC", shown)
    fold_white_space(text_of(data)).encode("utf-8", "surrogatepass")
    fold(text_of(data)).encode()


def rich_text(data: bytes) -> None:
    """A text as shown is well-formed, of our elements alone, and says the same on every way."""
    text = text_of(data)
    spans = read_rich(text)
    plain = plain_text(spans)
    assert read_plain(text) == plain
    assert not _LEFT_OUT.search(plain), repr(plain)
    search_text(spans)
    for span in spans:
        if isinstance(span, Math):
            _hold_markup(span.mathml)
    pieces = read_pieces(text)
    assert "".join(piece.text for piece in pieces) == plain
    for linked in (True, False):
        _hold_markup(f"<p>{rich_html(pieces, linked=linked)}</p>")
    _hold_markup(f"<p>{lead_html(pieces)}</p>")


def _hold_markup(markup: str) -> None:
    for element in ET.fromstring(markup).iter():
        assert element.tag in _ELEMENTS, markup
        assert element.attrib.keys() <= _ELEMENTS[element.tag], markup
        address = element.get("href")
        assert address is None or address.lower().startswith(("http://", "https://")), markup


def latex(data: bytes) -> None:
    """LaTeX, publishers' markup and formulas are read whatever they are."""
    text = clean(text_of(data))
    read_latex(without_markup(text))
    read_latex(text)
    formula = formula_from_tex(text, display=len(data) % 2 == 0)
    if formula is not None:
        assert formula.plain
        _hold_markup(formula.mathml)


def titles(data: bytes) -> None:
    """Titles, summaries and cuts keep their lengths; sentences hold all that is not white space."""
    text = clean(text_of(data))
    assert len(derive_title(text)) <= 120
    assert len(summarize(text)) <= LIMIT
    start, end = summary_span(text)
    assert 0 <= start <= end <= len(text)
    assert "".join("".join(sentences(text)).split()) == "".join(text.split())
    first = first_end(text)
    assert first is None or 0 < first <= len(text)
    for limit in (2, 20, 160):
        assert len(shorten(text, limit)) <= limit


def links(data: bytes) -> None:
    """Links lie in order inside the text, and lead to the web alone."""
    text = clean(text_of(data))
    end = 0
    for span in find_links(text):
        assert end <= span.start < span.end <= len(text)
        end = span.end
        assert re.fullmatch(r"https?://[^\s<>\"'`]+", span.link.url, re.IGNORECASE), span
        assert len(span.link.url) <= 2000
    assert len({link.url for link in unique_links(text, text)}) == len(unique_links(text))


def days(data: bytes) -> None:
    """Days are read or not; a pattern finds a day, or none, or is refused."""
    text = text_of(data)
    written = parse_day(text)
    if written is not None:
        assert (written.month, written.day) >= (1, 1)
        with suppress(ValueError):  # as documented, for June 31
            written.in_year(2024)
    day_of(text)
    day_of(text, year=2025)
    pattern, _, name = text.partition("\n")
    try:
        found = day_pattern(pattern)
    except DayPatternError as error:
        hold_sentence(str(error), "; expected ")
        return
    found.day_in(name)


def ids(data: bytes) -> None:
    """An id that was read is read again as itself, and has an address without odd signs."""
    text = text_of(data)
    for scheme, read in (("arxiv", arxiv_id), ("doi", doi), ("acl", acl_id)):
        name = read(text)
        if name is not None:
            assert "%" in name or read(name) == name, (text, name)  # %2541 is %41, and that is A
            address = id_url(scheme, name)
            assert address is not None
            assert not re.search(r"[\s<>\"'`]", address), address
            id_date(scheme, name)
    openreview_id(text)
    ids_in(text.split("\n"))


def keys(data: bytes) -> None:
    """Keys under which texts count as the same do not change when they are made of keys."""
    text = clean(text_of(data))
    key = identity_key(text)
    assert identity_bytes(text) == key.encode()
    assert identity_key(key) == key, (text, key)
    words(text), shingles(text)


def slugs(data: bytes) -> None:
    """A slug is a safe name of a folder, whatever the title, and that of one paper alone."""
    text = text_of(data)
    for limit in (8, 60):
        slug = slugify(text, limit)
        assert len(slug) <= limit
        assert not slug or _SLUG.fullmatch(slug), slug
        assert slugify(slug, limit) == slug
    assert slugify(text) == slugify(text, 60)
    one, other = (paper_slug(text, PaperId(each)) for each in ("0123456789ab", "vvvvvvvvvvvv"))
    assert one != other
    assert _SLUG.fullmatch(one)
    assert len(one) <= 80


def sieve(data: bytes) -> None:
    """A sieve never misses a word that stands in a text."""
    first, _, rest = clean(text_of(data)).partition(" ")
    second, _, text = rest.partition(" ")
    sought = [each for each in (first, second) if each]
    if sought:
        made = Sieve(
            *(
                re.sub(
                    r"([^\w]|_)",
                    lambda m: f"\\x{{{ord(m[0]):x}}}" if m[0].isascii() else m[0],
                    each,
                )
                for each in sought
                if each.isascii()
            )
        )
        found = set(made.find(text.encode()))
        assert made.misses(text.encode()) == (not found)
        for number, each in enumerate(each for each in sought if each.isascii()):
            assert (each in text) == (number in found), (each, text)


def mail_addresses(data: bytes) -> None:
    """An address that was read is read again as itself, and holds no sign that ends a header."""
    found = read_address(text_of(data))
    if isinstance(found, MailAddress):
        assert read_address(str(found)) == found
        assert found.domain.isascii()
        assert not re.search(r"[\s<>,;:\"()\[\]\\\x00-\x1f]", str(found)), found
    else:
        assert found.startswith(("has ", "is "))


def xml(data: bytes) -> None:
    """Any text may stand in a feed and in the list of feeds, and is read there as it was written."""
    text = text_of(data)
    root = ET.fromstring(xml_bytes(f'<a b="{xml_text(text)}">{xml_text(text)}</a>'))
    written = xml_bytes(text).decode()
    assert "".join((root.text or "").split()) == "".join(written.split())
    ET.fromstring(opml_bytes(text, {text: [Outline(title=text, feed=text, page=text)]}))
