"""Every kind of page under axe-core, in every way in which readers set up their screens."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.browser.axe import violations
from tests.browser.served import Site, served
from tests.browser.test_pages import kinds
from tests.support import SITES, copy_input

# 320 px is what is left of a window of 1280 at a zoom of 400% (WCAG 1.4.10); a phone has the same layout with more room.
_SIZES = {
    "a desktop": ViewportSize(width=1440, height=900),
    "zoomed to 400%": ViewportSize(width=320, height=256),
}
# Only colours differ from the light page that was checked with all rules.
_COLOURS = {
    "dark": {"color_scheme": "dark"},
    "more contrast": {"contrast": "more"},
    "dark, more contrast": {"color_scheme": "dark", "contrast": "more"},
    "forced colours": {"forced_colors": "active"},
}
_PLAIN = {"color_scheme": "light", "contrast": "no-preference", "forced_colors": "none"}


@dataclass(frozen=True, slots=True)
class Inspection:
    """A tab, and what was found wrong in it."""

    page: Page
    wrong: list[str]

    def inspect(self, site: Site, kind: str, path: str) -> None:
        """Look at one page in every size and, as it then stands, in every set of colours."""
        for size, viewport in _SIZES.items():
            self.page.set_viewport_size(viewport)
            self.page.goto(site.url + path)
            if "?q=" in path:
                _open_search(self.page)
            over = self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
            if over > 0:
                self.wrong.append(f"{kind}, on {size}: {over} px wider than the window")
            self._add(f"{kind}, on {size}", violations(self.page))
        for look, media in _COLOURS.items():
            self.page.emulate_media(**{**_PLAIN, **media})
            self._add(f"{kind}, {look}", violations(self.page, ["cat.color"]))
        self.page.emulate_media(**_PLAIN)

    def _add(self, where: str, found: list[str]) -> None:
        self.wrong.extend(f"{where}: {line}" for line in found)


def _open_search(page: Page) -> None:
    """Wait for results and open all that can be opened beside them."""
    expect(page.locator("[data-search-results] .card").first).to_be_visible()
    for part in page.locator("main details:visible").all():
        part.locator("summary").click()
    expect(page.locator(".facet").first).to_be_visible()


@pytest.fixture
def inspection(browser: Browser) -> Iterator[Inspection]:
    context = browser.new_context()
    yield Inspection(context.new_page(), [])
    context.close()


def test_every_kind_of_page_is_accessible(site: Site, inspection: Inspection) -> None:
    """No page breaks a rule of axe or needs sideways scrolling, in any size or set of colours."""
    for kind, path in kinds(site).items():
        inspection.inspect(site, kind, path)
    assert inspection.wrong == []


@pytest.mark.parametrize(
    ("name", "paths"),
    [
        ("rejected", ["rejected/"]),
        ("weeks", ["dates/2025/w01/", "dates/2025/w01/page/2/"]),
        ("edited", ["", "collections/nothing/"]),
    ],
)
def test_rarer_pages_are_accessible(
    name: str, paths: list[str], inspection: Inspection, tmp_path: Path
) -> None:
    """What the shipped digest has none of breaks no rule either."""
    config = copy_input(SITES / "valid" / name, tmp_path) / "site.yaml"
    with served(config, tmp_path / "public") as small:
        for path in paths:
            inspection.inspect(small, f"{name}/{path}", path)
    assert inspection.wrong == []


def test_second_theme_breaks_no_rule(inspection: Inspection, tmp_path: Path) -> None:
    """Another theme that comes along is as easy to read as ours."""
    config = copy_input(SITES / "valid" / "woods", tmp_path) / "site.yaml"
    text = config.read_text(encoding="utf-8")
    config.write_text(f"{text}\ntheme: {{name: catalogue}}\n", encoding="utf-8")
    with served(config, tmp_path / "public") as woods:
        paper = woods.first_with("papers", "<h1")
        for path in ("", "topics/", "topics/hedges/", paper, "reading/", "search/?q=hedges"):
            inspection.inspect(woods, f"catalogue: {path}", path)
    assert inspection.wrong == []


def test_hostile_text_breaks_no_rule(hostile: Site, inspection: Inspection) -> None:
    """Pages of papers full of markup are as accessible as others."""
    for path in ("", "topics/hostile/", hostile.first_with("papers", "Hostile")):
        inspection.inspect(hostile, f"hostile: {path}", path)
    assert inspection.wrong == []
