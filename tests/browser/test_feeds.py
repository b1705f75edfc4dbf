"""The page of feeds, and feeds that are opened in a browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.served import Site


def test_button_copies_the_address_of_its_feed(site: Site, context: BrowserContext) -> None:
    """Each feed has a button that puts its whole address where a reader can paste it, and says so."""
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{site.url}feeds/")
    buttons = page.get_by_role("button", name="Copy the address of")
    expect(buttons).to_have_count(page.locator(".formats").count())
    button = page.get_by_role("button", name="Copy the address of Generative models", exact=True)
    button.click()
    expect(page.get_by_role("status")).to_have_text("Copied: Generative models")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == f"{site.url}topics/generative-models/feed.xml"
    assert page.request.get(copied).status == 200


def test_address_is_shown_where_it_cannot_be_copied(site: Site, page: Page) -> None:
    """A browser that keeps the clipboard to itself shows the address beside the button."""
    page.add_init_script("navigator.clipboard.writeText = () => Promise.reject(new Error('no'))")
    page.goto(f"{site.url}feeds/")
    page.get_by_role("button", name="Copy the address of Editions").click()
    expect(page.get_by_text(f"{site.url}editions.xml")).to_be_visible()


def test_feeds_need_no_script(site: Site, browser_without_js: BrowserContext) -> None:
    """Without JavaScript every feed is a link in each format, and there are no buttons."""
    page = browser_without_js.new_page()
    page.goto(f"{site.url}feeds/")
    expect(page.get_by_role("button")).to_have_count(0)
    feeds = page.locator(".feeds a").evaluate_all("links => links.map(link => link.href)")
    assert len(feeds) == len(set(feeds)) == 3 * 31
    assert all(page.request.get(feed).status == 200 for feed in feeds)


@pytest.mark.parametrize("path", ["feed.xml", "rss.xml", "editions.xml", "topics/vision/feed.xml"])
def test_feed_is_a_page_to_read(site: Site, page: Page, path: str) -> None:
    """A browser shows a feed as text with its titles, and none of what is for machines."""
    page.goto(site.url + path)
    text = page.evaluate("document.documentElement.innerText || ''")
    shown = page.evaluate(
        """() => [...document.querySelectorAll("entry > *, item > *")]
            .filter((each) => each.getClientRects().length > 0)
            .map((each) => each.localName)"""
    )
    assert (
        {"title"}
        <= set(shown)
        <= {"title", "author", "creator", "content", "summary", "description"}
    )
    titles = page.locator("entry > title, item > title")
    assert titles.count() > 0
    assert titles.first.bounding_box() is not None
    assert "tag:" not in text
