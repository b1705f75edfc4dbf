"""What readers wait for: the bytes and round trips before a page shows, and whether it then stands still."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route, ViewportSize, expect

from tests.browser.hosting import hosted
from tests.browser.served import Site

_MOST_BYTES = 20 * 1024
_PHONE = ViewportSize(width=360, height=740)
_DESKTOP = ViewportSize(width=1440, height=900)

# In every page from its beginning on; shifts within half a second of a reader's own click do not count.
_COUNT_SHIFTS = """
window.shifts = [];
new PerformanceObserver((list) => {
  for (const shift of list.getEntries()) {
    if (!shift.hadRecentInput) {
      window.shifts.push(...shift.sources.map((source) =>
        `${shift.value.toFixed(4)}: ${source.node?.outerHTML?.slice(0, 120)}`));
    }
  }
}).observe({ type: "layout-shift", buffered: true });
"""
# Waits in the page: the site's policy forbids the way in which playwright waits for a function.
_WAIT = """
async (kind) => Promise.race([
  new Promise((seen) => new PerformanceObserver(() => seen(true)).observe({ type: kind, buffered: true })),
  new Promise((late) => setTimeout(() => late(false), 8000)),
])
"""


def _heaviest(site: Site, pattern: str) -> str:
    pages = {len(hosted(file).body): file for file in site.folder.glob(pattern)}
    return f"{pages[max(pages)].parent.relative_to(site.folder).as_posix()}/".removeprefix("./")


def _weighed(site: Site) -> dict[str, str]:
    """Give home, the heaviest page of a topic and the heaviest of a paper."""
    return {
        "home": "",
        "topic": _heaviest(site, "topics/*/index.html"),
        "paper": _heaviest(site, "papers/*/index.html"),
    }


@pytest.mark.parametrize("kind", ["home", "topic", "paper"])
def test_page_paints_from_20_kb_after_one_round_trip(site: Site, page: Page, kind: str) -> None:
    """A page shows in full colour from its HTML and the style sheets that stand in it, 20 KB of gzip at most."""
    path = _weighed(site)[kind]
    document = site.folder / path / "index.html"
    linked: set[str] = set()
    sizes = {path: len(hosted(document).body)}

    def answer(route: Route) -> None:
        url = route.request.url
        if url in linked:
            sizes[url] = len(hosted(site.folder / url.removeprefix(site.url)).body)
        if url in linked or url == site.url + path:
            route.continue_()
        # All else is left without an answer: a page that needs it never paints.

    sheets = _style_sheets(document.read_text(encoding="utf-8"))
    linked.update(f"{site.url}assets/{sheet.partition('assets/')[2]}" for sheet in sheets)
    page.route("**/*", answer)
    page.goto(site.url + path, wait_until="commit")
    assert page.evaluate(_WAIT, "paint"), "nothing shows"
    ground = "getComputedStyle(document.documentElement).backgroundColor"
    assert page.evaluate(ground) == "rgb(252, 251, 248)"
    assert len(sizes) == 1 + len(linked) > 1
    assert sum(sizes.values()) <= _MOST_BYTES, sizes


def _style_sheets(html: str) -> Iterator[str]:
    for tag in html.partition("</head>")[0].split("<link ")[1:]:
        if tag.startswith('rel="stylesheet"'):
            yield tag.split('href="')[1].split('"')[0]


def test_nothing_but_style_sheets_blocks_a_page(site: Site, page: Page) -> None:
    """Chromium itself says of every request of a page that only style sheets held it up."""
    for path in (*_weighed(site).values(), "search/", "search/?q=graph"):
        page.goto(site.url + path)
        blocking = page.evaluate(
            "performance.getEntriesByType('resource')"
            ".filter((entry) => entry.renderBlockingStatus === 'blocking').map((entry) => entry.name)"
        )
        assert [urlsplit(url).path.rpartition(".")[2] for url in blocking] == ["css"], path


@pytest.mark.parametrize("size", [_PHONE, _DESKTOP], ids=["phone", "desktop"])
def test_pages_stand_still(site: Site, browser: Browser, size: ViewportSize) -> None:
    """Nothing on a page moves once it shows: no script, result or letter pushes another away."""
    context = browser.new_context(viewport=size)
    context.add_init_script(_COUNT_SHIFTS)
    page = context.new_page()
    shifts: list[str] = []
    for path in (*_weighed(site).values(), "search/", "search/?q=graph"):
        page.goto(site.url + path, wait_until="networkidle")
        if "?q=" in path:
            expect(page.locator("[data-search-results] .card").first).to_be_visible()
        # Shifts are told with the next frame.
        page.evaluate(
            "() => new Promise((told) => requestAnimationFrame(() => setTimeout(told, 50)))"
        )
        shifts += [f"{path}: {shift}" for shift in page.evaluate("window.shifts")]
    context.close()
    assert shifts == []


def test_shifts_are_seen(site: Site, page: Page) -> None:
    """A line that is put above the text of a page counts as a shift, so the test above can fail."""
    page.add_init_script(_COUNT_SHIFTS)
    page.goto(site.url)
    assert page.evaluate(_WAIT, "paint")
    page.evaluate("document.body.prepend(document.createElement('hr'), 'late news')")
    assert page.evaluate(_WAIT, "layout-shift")
    assert page.evaluate("window.shifts.length") > 0
