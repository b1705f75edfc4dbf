"""Every kind of page, on a phone and on a desktop, in light and dark."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, BrowserContext, ViewportSize, expect

from tests.browser.served import Site
from tests.browser.watch import Watch

_SIZES = {360: ViewportSize(width=360, height=740), 1440: ViewportSize(width=1440, height=900)}


def kinds(site: Site) -> dict[str, str]:
    """Give one address of every kind of page."""
    return {
        "home": "",
        "topics": "topics/",
        "topic": "topics/generative-models/",
        "topic, page 2": "topics/generative-models/page/2/",
        "topic, as one page": "topics/generative-models/all/",
        "collections": "collections/",
        "collection": "collections/with-code/",
        "dates": "dates/",
        "year": "dates/2025/",
        "month": "dates/2025/03/",
        "day": "dates/2025/03/14/",
        "undated": "dates/undated/",
        "paper": site.first_with("papers", '<p class="links">'),
        "paper with a derived title": site.first_with("papers", "derived from the abstract"),
        "paper with variants": site.first_with("papers", "<h2>Other versions of the text</h2>"),
        "search": "search/",
        "results": "search/?q=graph",
        "reading list": "reading/",
        "feeds": "feeds/",
        "about": "about/",
        "not found": "404.html",
    }


def test_kinds_are_all_there_are(site: Site) -> None:
    """The pages that are looked at have every shape of address that the site has."""

    def shape(path: str) -> tuple[str, int]:
        return path.partition("/")[0], path.count("/")

    pages = {file.relative_to(site.folder).as_posix() for file in site.folder.rglob("*.html")}
    shapes = {shape(page.removesuffix("index.html")) for page in pages}
    assert {shape(path.partition("?")[0]) for path in kinds(site).values()} == shapes


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", sorted(_SIZES))
def test_pages_are_sound(site: Site, browser: Browser, width: int, scheme: str) -> None:
    """No page logs an error, fails a request, leaves the site or is wider than the window."""
    context = browser.new_context(viewport=_SIZES[width], color_scheme=scheme)
    page = context.new_page()
    watch = Watch(page, site.url)
    wrong: list[str] = []
    for kind, path in kinds(site).items():
        page.goto(site.url + path)
        if kind == "results":
            expect(page.locator(".card").first).to_be_visible()
        if page.locator("h1").count() != 1:
            wrong.append(f"{kind}: not one h1")
        over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if over > 0:
            wrong.append(f"{kind}: {over} px wider than the window")
        wrong += [f"{kind}: {fault}" for fault in watch.faults]
        watch.faults.clear()
    context.close()
    assert wrong == []


def test_dark_mode_changes_the_colours(site: Site, browser: Browser) -> None:
    """A reader who prefers dark gets light letters on a dark ground."""
    shades = {}
    for scheme in ("light", "dark"):
        context = browser.new_context(color_scheme=scheme)
        page = context.new_page()
        page.goto(site.url)
        shades[scheme] = page.evaluate(
            "['backgroundColor', 'color'].map(name =>"
            " getComputedStyle(document.documentElement)[name].match(/\\d+/g).map(Number)"
            ".reduce((sum, channel) => sum + channel))"
        )
        context.close()
    assert shades["light"][0] > 600 > 300 > shades["light"][1]
    assert shades["dark"][1] > 600 > 300 > shades["dark"][0]


def test_pages_read_fine_without_javascript(site: Site, browser_without_js: BrowserContext) -> None:
    """Every page has its text and style with JavaScript off, and no script that holds it up with JavaScript on."""
    page = browser_without_js.new_page()
    for kind, path in kinds(site).items():
        if path.startswith("search/"):
            continue
        page.goto(site.url + path, wait_until="domcontentloaded")
        scripts = page.locator("script:not([type='application/ld+json'])")
        deferred = scripts.evaluate_all("found => found.map(each => each.defer)")
        several = kind in {"reading list", "feeds"} or kind.startswith("paper")
        assert deferred == [True] * (2 if several else 1), kind
        assert len(page.locator("main").inner_text()) > 60, kind
