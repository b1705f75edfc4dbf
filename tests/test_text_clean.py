"""Text as read to text as shown."""

from __future__ import annotations

import re
import unicodedata
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.text.clean import clean, fold_white_space

ANY_TEXT = st.text(alphabet=st.characters(exclude_categories=()))


@pytest.mark.parametrize(
    ("read", "shown"),
    [
        ("  two\twords\n", "two words"),
        ("a\u00a0b\u2003c\u3000d", "a b c d"),
        ("nul\x00l and bell\x07", "nul l and bell"),
        ("e\u0301tude", "étude"),
        ("soft\u00adhyphen", "softhyphen"),
        ("zero\u200bwidth", "zerowidth"),
        ("\u202eright to left\u202c", "right to left"),
        ("\ufeffmark", "mark"),
        ("\U000e0041tag", "tag"),
        ("lone \ud800 half", "lone half"),
        ("non\ufffe-\U0001ffffcharacter", "non-character"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("a\u200db", "ab"),
        ("👩\u200d🔬", "👩\u200d🔬"),
        ('α < β & "γ"', 'α < β & "γ"'),
        ("", ""),
        (" \u200b ", ""),
    ],
)
def test_text_is_cleaned(read: str, shown: str):
    """Control, zero-width, bidi and non-characters go; letters, signs and joined emoji stay."""
    assert clean(read) == shown


@given(ANY_TEXT)
def test_cleaning_twice_is_cleaning_once(text: str):
    """A clean text stays as it is."""
    assert clean(clean(text)) == clean(text)


@given(ANY_TEXT)
def test_clean_text_fits_into_any_xml_document(text: str):
    """A clean text is NFC, one line without outer spaces, and survives a trip through XML."""
    cleaned = clean(text)
    assert unicodedata.is_normalized("NFC", cleaned)
    assert cleaned == cleaned.strip()
    assert not re.search(r"\s\s|[\t\n\r\x00-\x1f\x7f-\x9f]", cleaned)
    element = ET.Element("title")
    element.text = cleaned
    document = ET.tostring(element, encoding="utf-8")
    assert (ET.fromstring(document).text or "") == cleaned


@given(ANY_TEXT)
def test_folding_white_space_keeps_every_other_character(text: str):
    """Folding changes white space and control characters alone."""
    folded = fold_white_space(text)
    assert folded == fold_white_space(folded)
    kept = [c for c in text if not c.isspace() and unicodedata.category(c) != "Cc"]
    assert [c for c in folded if c != " "] == kept
