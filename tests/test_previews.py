"""Pictures that links to the site show elsewhere."""

from __future__ import annotations

import io
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageFont

from generator.previews import Preview, drawn, preview_artifact
from generator.previews.words import SIGNS
from generator.urls import UrlPath


def _png(
    name: str = "Trees", line: str = "Friday, 14 March 2025 · 3 papers", *titles: str
) -> bytes:
    preview = Preview(path=UrlPath("preview.png"), name=name, line=line, titles=titles)
    return preview_artifact(preview).data


def _rows_with_ink(data: bytes) -> int:
    image = Image.open(io.BytesIO(data)).convert("L")
    width, height = image.size
    return sum(min(image.crop((0, row, width, row + 1)).tobytes()) < 100 for row in range(height))


def test_picture_is_a_png_of_the_size_that_previews_ask_for():
    """A picture is a PNG of 1,200 by 630 pixels on the colour of the paper, of less than 100 kilobytes."""
    data = _png("Trees", "A line", "One title", "Another title")
    image = Image.open(io.BytesIO(data))
    image.load()
    assert (image.format, image.size) == ("PNG", (1200, 630))
    assert image.convert("RGB").getpixel((2, 2)) == (0xFC, 0xFB, 0xF8)
    assert len(data) < 100_000


def test_same_words_give_the_same_bytes():
    """The same words are the same picture, others another."""
    assert _png("Trees", "x", "One") == _png("Trees", "x", "One")
    assert _png("Trees", "x", "One") != _png("Trees", "x", "Two")


def test_each_title_takes_room_and_those_beyond_the_edge_are_left_out():
    """More titles are more ink, until there is no room for another."""
    inks = [_rows_with_ink(_png("Trees", "x", *(["A title"] * count))) for count in range(12)]
    assert inks[0] < inks[1] < inks[2] < inks[3]
    assert inks[10] == inks[11]


@pytest.mark.parametrize(
    "title", ["深度学习", "שלום עולם", "مرحبا", "Привет", "🙂", "a\u0301\u20dd ∀x"]
)
def test_title_that_the_typeface_lacks_is_left_out(title: str):
    """A title in another script is not drawn as boxes: the picture is the one without it."""
    assert drawn(title) is None
    assert _png("Trees", "x", title, "One") == _png("Trees", "x", "One")


def test_typeface_draws_what_is_said_of_it():
    """Every sign that counts as drawn has a shape of its own in Pillow's typeface."""
    font = ImageFont.load_default(40)
    missing = bytes(font.getmask("\uffff"))
    signs = [chr(code) for code in range(0x21, 0x7F)] + list(SIGNS)
    assert [sign for sign in signs if bytes(font.getmask(sign)) == missing] == []


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=300), st.text(max_size=300), st.lists(st.text(max_size=300), max_size=3))
def test_no_text_breaks_a_picture(name: str, line: str, titles: list[str]):
    """Whatever the words are, there is a picture."""
    assert _png(name, line, *titles).startswith(b"\x89PNG")


@pytest.mark.parametrize("name", ["W" * 400, "A name " * 50, "Ünïcödé"])
def test_long_name_stays_in_the_picture(name: str):
    """A name that is too long is made small and cut; nothing is drawn in the margin."""
    image = Image.open(io.BytesIO(_png(name, "W" * 300, "W" * 300))).convert("L")
    assert min(image.crop((1140, 0, 1200, 630)).tobytes()) > 200


def test_picture_takes_little_time():
    """A picture takes a few hundredths of a second, on a slow machine too."""
    _png()
    begun = time.process_time()
    for number in range(5):
        _png(
            "Trees", "x", *(f"A title with the number {number} that is rather long" for _ in "abcd")
        )
    assert (time.process_time() - begun) / 5 < 0.2
