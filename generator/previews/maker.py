"""Words to a picture.

Enters: a `Preview`. Leaves: an artifact. The same words give the same bytes with the same Pillow, which is why no library of the
system has a part in it: Pillow's own typeface, laid out by its basic engine, letter by letter.
"""

from __future__ import annotations

import functools
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.artifacts import Artifact
from generator.previews.words import drawn
from generator.text.shorten import shorten
from generator.urls import UrlPath

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

SIZE = (1200, 630)
_MARGIN = 72
_WIDTH = SIZE[0] - 2 * _MARGIN
# Sizes in pixels; a line of text takes 1.25 times as much.
_NAME, _LEAST_NAME, _LINE, _TITLE = 104, 44, 30, 38
_LEADING = 1.25
_TITLE_LINES = 2
_BETWEEN = 14
# The colours of static/css/site.css in daylight. A pixel is a step from ink to paper; one step is the accent's.
_INK, _PAPER, _ACCENT = (0x1B, 0x19, 0x16), (0xFC, 0xFB, 0xF8), (0x8F, 0x1D, 0x14)
_BLACK, _RED, _WHITE = 0, 1, 255


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a picture says: the site's name, a line under it, and titles, of which it shows those that have room."""

    path: UrlPath
    name: str
    line: str
    titles: tuple[str, ...] = ()


def preview_artifact(preview: Preview) -> Artifact:
    """Draw a picture."""
    return Artifact(path=preview.path, data=_png(preview))


def _png(preview: Preview) -> bytes:
    from PIL import Image, ImageDraw

    image = Image.new("L", SIZE, _WHITE)
    _write(ImageDraw.Draw(image), preview)
    image.putpalette(_palette())
    out = io.BytesIO()
    image.save(out, "PNG", compress_level=6)
    return out.getvalue()


def _write(draw: ImageDraw, preview: Preview) -> None:
    name, font = _fitted(drawn(preview.name) or "")
    top = _MARGIN
    draw.text((_MARGIN, top), name, fill=_BLACK, font=font, stroke_width=1)
    top += int(font.size * _LEADING) + _BETWEEN
    draw.rectangle((_MARGIN, top, SIZE[0] - _MARGIN, top + 5), fill=_RED)
    top += 5 + 2 * _BETWEEN
    small = _font(_LINE)
    for line in _lines(drawn(preview.line) or "", small, 2):
        draw.text((_MARGIN, top), line, fill=_BLACK, font=small)
        top += int(_LINE * _LEADING)
    top += 2 * _BETWEEN
    large = _font(_TITLE)
    for title in filter(None, map(drawn, preview.titles)):
        lines = _lines(title, large, _TITLE_LINES)
        if top + len(lines) * _TITLE * _LEADING > SIZE[1] - _MARGIN / 2:
            break
        for line in lines:
            draw.text((_MARGIN, top), line, fill=_BLACK, font=large)
            top += int(_TITLE * _LEADING)
        top += _BETWEEN


def _fitted(name: str) -> tuple[str, FreeTypeFont]:
    """Give a name in the largest size in which it fits, cut where none is small enough."""
    size = max(_LEAST_NAME, min(_NAME, int(_NAME * _WIDTH / max(_length(name, _font(_NAME)), 1))))
    font = _font(size)
    return next(iter(_lines(name, font, 1)), ""), font


def _lines(text: str, font: FreeTypeFont, most: int) -> list[str]:
    """Break a text into lines of the picture's width, the last one with an ellipsis where words are left."""
    words = text.split()
    lines: list[str] = []
    while words and len(lines) < most:
        count = 1
        while count < len(words) and _length(" ".join(words[: count + 1]), font) <= _WIDTH:
            count += 1
        lines.append(_cut(" ".join(words[:count]), font))
        words = words[count:]
    if words:
        lines[-1] = _cut(f"{lines[-1]}…", font)
    return lines


def _cut(line: str, font: FreeTypeFont) -> str:
    """Shorten a line until it fits."""
    while line and _length(line, font) > _WIDTH:
        line = shorten(line, max(len(line) - 2, 1))
        if line == "…":
            break
    return line


def _length(text: str, font: FreeTypeFont) -> float:
    return font.getlength(text)


@functools.lru_cache(maxsize=32)
def _font(size: int) -> FreeTypeFont:
    from PIL import ImageFont

    font = ImageFont.load_default(size)
    assert isinstance(font, ImageFont.FreeTypeFont), "Pillow was built without FreeType"
    return font.font_variant(layout_engine=ImageFont.Layout.BASIC)


@functools.cache
def _palette() -> bytes:
    """Give the colour of each step from ink to paper."""
    colours = [
        tuple(
            round(ink + (paper - ink) * step / _WHITE)
            for ink, paper in zip(_INK, _PAPER, strict=True)
        )
        for step in range(_WHITE + 1)
    ]
    colours[_RED] = _ACCENT
    return b"".join(map(bytes, colours))
