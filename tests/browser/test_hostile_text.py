"""Text of papers is text, whatever it says."""

from __future__ import annotations

from playwright.sync_api import BrowserContext, expect

from tests.browser.hostile import ABSTRACT, TITLE
from tests.browser.served import Site
from tests.browser.watch import Watch


def test_hostile_text_shows_as_text_and_runs_nothing(
    hostile: Site, context: BrowserContext
) -> None:
    """A title and an abstract full of markup stand in lists, page and results as they were written."""
    page = context.new_page()
    watch = Watch(page, hostile.url)
    for path in ("", "dates/2025/03/14/", "topics/hostile/", "search/?q=hostile"):
        page.goto(hostile.url + path)
        expect(page.get_by_role("link", name=TITLE)).to_have_text(TITLE)
        assert watch.faults == [], path
    page.get_by_role("link", name=TITLE).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    # A tag that only formats, as exports leave them in abstracts, is taken off; all else is text.
    expect(page.locator("article")).to_contain_text(ABSTRACT.replace("</p>", ""))
    hrefs = page.locator("a").evaluate_all("found => found.map(a => a.protocol)")
    assert set(hrefs) <= {"http:", "https:"}
    assert (
        page.locator("main :is(script, svg, img, [onload], [onerror], [onmouseover])").count() == 0
    )
    assert watch.faults == []


def test_owner_s_title_is_text_too(hostile: Site, context: BrowserContext) -> None:
    """Markup in the titles of site and topic shows as it was written."""
    page = context.new_page()
    watch = Watch(page, hostile.url)
    page.goto(hostile.url)
    expect(page.get_by_role("link", name="Digest </title><script>")).to_be_visible()
    expect(page.get_by_text("<b onclick=alert(7)>bold</b>")).to_be_visible()
    page.get_by_role("link", name='Hostile <i>topic</i> & "co"').first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text('Hostile <i>topic</i> & "co"')
    assert watch.faults == []


def test_hostile_query_is_text_too(hostile: Site, context: BrowserContext) -> None:
    """Markup in the query of an address is quoted as text."""
    page = context.new_page()
    watch = Watch(page, hostile.url)
    page.goto(f"{hostile.url}search/?q=%3Cimg/src%3Dx/onerror%3Dalert(1)%3E")
    expect(page.get_by_role("status")).to_contain_text("“<img/src=x/onerror=alert(1)>”")
    assert page.locator("main img").count() == 0
    assert watch.faults == []
