"""A page in a browser while its digest is worked on: what changes is on screen, and what is wrong too."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.watch import Watch, until
from tests.live import Running, live
from tests.support import write_site

CONFIG = """\
site: {title: My digest, url: "https://example.org/digest/"}
sources: [{path: "seeds/*.txt", year: 2025}]
topics: [{slug: sorting, title: Sorting, any: [sort*]}]
theme: {templates: own, css: own.css}
"""
COLOPHON = '{% include "shipped/partials/frame_colophon.html" %}\n<p>WORD\n'
# Nothing in the page is waited for by it: a page that was loaded anew has it no more.
MARK = "() => { window.marked = true; }"
HOSTILE = "<img src=x onerror=alert(1)><script>alert(2)</script>"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A server for tests that leave the digest as they found it."""
    folder = tmp_path_factory.mktemp("digest")
    write_site(folder, CONFIG)
    (folder / "own" / "partials").mkdir(parents=True)
    _say(folder, "WORD")
    (folder / "own.css").write_text("main { outline-style: solid }\n")
    with live(folder) as site:
        yield site


def _say(folder: Path, word: str) -> None:
    file = folder / "own" / "partials" / "frame_colophon.html"
    file.write_text(COLOPHON.replace("WORD", word))


def _opened(page: Page, running: Running, path: str = "") -> Watch:
    watch = Watch(page, running.url.removesuffix("digest/"))
    page.goto(f"{running.url}{path}", wait_until="load")
    page.evaluate(MARK)
    return watch


def _is_marked(page: Page) -> bool:
    return bool(page.evaluate("() => window.marked === true"))


def test_change_of_a_template_comes_up_in_place(running: Running, page: Page):
    """A saved template is on screen by itself; place, fields, opened details and focus are as they were."""
    page.set_viewport_size({"width": 400, "height": 300})
    watch = _opened(page, running)
    field = page.locator("main input[name=q]").first
    field.fill("half a quer")
    page.evaluate("() => scrollTo({ top: 200, behavior: 'instant' })")
    top = page.evaluate("() => scrollY")
    assert top == 200
    _say(running.folder, "ANOTHER")
    expect(page.get_by_text("ANOTHER")).to_have_count(1)
    until(page, "() => document.readyState === 'complete' && scrollY > 0")
    assert not _is_marked(page)
    expect(field).to_have_value("half a quer")
    expect(field).to_be_focused()
    assert page.evaluate("() => scrollY") == top
    page.goto(f"{running.url}search/")
    page.locator("details").first.locator("summary").click()
    _say(running.folder, "WORD")
    expect(page.get_by_text("ANOTHER")).to_have_count(0)
    expect(page.locator("details").first).to_have_attribute("open", "")
    assert watch.faults == [], "the site's policy allows all of it"


def test_style_sheet_changes_without_a_new_page(running: Running, page: Page):
    """A saved style sheet shows in the page as it stands, which is not loaded again, also when all is built."""
    watch = _opened(page, running)
    outline = "(style) => getComputedStyle(document.querySelector('main')).outlineStyle === style"
    assert page.evaluate(outline, "solid")
    (running.folder / "own.css").write_text("main { outline-style: dotted }\n")
    until(page, outline, "dotted")
    built = running.folder / "public" / "index.html"
    running.until(
        lambda: (
            re.findall(r"assets/\w+/", built.read_text())[0]
            in str(page.evaluate("() => document.querySelector('link[rel=stylesheet]').href"))
        )
    )
    page.wait_for_timeout(300)
    assert _is_marked(page)
    assert page.locator("link[rel=stylesheet]").count() == 1
    (running.folder / "own.css").write_text("main { outline-style: solid }\n")
    until(page, outline, "solid")
    assert watch.faults == []


def test_mistake_is_shown_over_the_page_as_text_until_it_is_corrected(running: Running, page: Page):
    """File, line and reason stand over the page, whatever they hold is text; Escape closes it until another mistake, and what is corrected is gone."""
    watch = _opened(page, running)
    shown = page.get_by_role("alert")
    file, right = running.folder / "site.yaml", CONFIG
    file.write_text(f"{right}'{HOSTILE}': 1\n")
    expect(shown).to_contain_text(HOSTILE[:40])
    expect(shown.locator("b")).to_have_text("site.yaml:5")
    assert shown.locator("img, script").count() == 0
    assert _is_marked(page), "the page stays as it is"
    page.keyboard.press("Escape")
    expect(shown).to_have_count(0)
    file.write_text(f"{right}nothing: 1\n")
    expect(shown).to_contain_text('"nothing"')
    page.reload()
    expect(shown).to_contain_text('"nothing"')
    shown.get_by_role("button", name="Close").click()
    expect(shown).to_have_count(0)
    file.write_text(f"{right}never: 1\n")
    expect(shown).to_contain_text('"never"')
    file.write_text(right)
    expect(shown).to_have_count(0)
    expect(page.locator("h1")).to_be_visible()
    assert watch.faults == []


def test_every_open_page_shows_a_change(running: Running, context: BrowserContext):
    """Each open page shows the change, of however many there are, and no page is kept by a service worker."""
    pages = [context.new_page() for _ in range(3)]
    for page, path in zip(pages, ("", "dates/", "none/"), strict=True):
        page.goto(f"{running.url}{path}")
    _say(running.folder, "EVERYWHERE")
    for page in pages:
        expect(page.get_by_text("EVERYWHERE")).to_have_count(1)
    _say(running.folder, "WORD")
    for page in pages:
        expect(page.get_by_text("EVERYWHERE")).to_have_count(0)
    page = pages[0]
    until(
        page,
        "async () => (await navigator.serviceWorker.getRegistrations()).length === 0"
        " && (await caches.keys()).length === 0",
    )


def test_page_waits_for_the_first_site(tmp_path: Path, page: Page):
    """Where the first build fails the server comes up and says why; once that is corrected, the site stands there by itself."""
    config = CONFIG.replace("theme: {templates: own, css: own.css}\n", "")
    file = write_site(tmp_path, config.replace("title: My", "titel: My"))
    with live(tmp_path) as running:
        answer = page.goto(running.url)
        assert answer is not None
        assert answer.status == 404
        expect(page.get_by_text("There is no site yet")).to_be_visible()
        expect(page.get_by_role("alert").locator("b").first).to_have_text("site.yaml:1")
        file.write_text(config)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        expect(page.get_by_role("alert")).to_have_count(0)
        expect(page).to_have_url(f"{running.url}digest/")
        expect(page).to_have_title(re.compile("My digest"))
        page.close()
