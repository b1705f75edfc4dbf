"""The example of docs/own-files.md in a browser: its font is loaded, its links lead to its files."""

from __future__ import annotations

import io
from pathlib import Path

from PIL import ImageFont
from playwright.sync_api import Page

from tests.browser.served import served
from tests.browser.watch import Watch
from tests.examples import write_example


def _font() -> bytes:
    """Give a font, that which Pillow brings."""
    font = ImageFont.load_default(10)
    assert isinstance(font, ImageFont.FreeTypeFont)
    assert isinstance(font.path, io.BytesIO)
    return font.path.getvalue()


def test_own_font_is_shown_and_own_files_are_linked(page: Page, tmp_path: Path):
    """Under a base path, a font among the owner's files sets the text, and the page about the digest leads to a file."""
    file = write_example("own-files.md", tmp_path)
    for name, data in {"fonts/own.woff2": _font(), "talks/2025.pdf": b"%PDF-1.7"}.items():
        target = tmp_path / "files" / name
        target.parent.mkdir(parents=True)
        target.write_bytes(data)
    with served(file, tmp_path / "public") as site:
        watch = Watch(page, site.url)
        page.goto(f"{site.url}about/")
        assert (
            page.evaluate("document.fonts.load('16px Own').then((fonts) => fonts[0].status)")
            == "loaded"
        )
        link = page.get_by_role("link", name="slides")
        assert link.evaluate("(element) => element.href") == f"{site.url}talks/2025.pdf"
        response = page.request.get(f"{site.url}talks/2025.pdf")
        assert (response.status, response.body()) == (200, b"%PDF-1.7")
        assert watch.faults == []
