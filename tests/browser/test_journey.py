"""What readers come for, from the front page on."""

from __future__ import annotations

import re

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.served import Site
from tests.browser.watch import Watch


def test_reader_follows_a_topic_to_a_paper_and_finds_another_by_search(
    site: Site, page: Page
) -> None:
    """From home a topic leads to a paper, and a search for two words lands on another paper."""
    watch = Watch(page, site.url)
    page.goto(site.url)
    page.get_by_role("link", name="Variational inference and autoencoders").first.click()
    expect(page).to_have_url(f"{site.url}topics/variational-methods/")
    first = page.locator(".cards h2 a").first
    title = first.inner_text()
    first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    page.get_by_role("navigation", name="Site").get_by_role("link", name="Search").click()
    page.get_by_label("Search the papers").fill("variational autoencoder")
    page.keyboard.press("Enter")
    result = page.locator("[data-search-results] .card__title a").first
    expect(result).to_contain_text(re.compile("variational", re.IGNORECASE))
    expect(page).to_have_url(f"{site.url}search/?q=variational+autoencoder")
    title = result.inner_text()
    result.click()
    expect(page).to_have_url(re.compile(f"^{re.escape(site.url)}papers/[^/]+/$"))
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    assert watch.faults == []


def test_front_page_box_leads_to_results(site: Site, page: Page) -> None:
    """A search from the front page opens the search page with its results."""
    page.goto(site.url)
    page.get_by_role("searchbox").fill("hypergraph")
    page.get_by_role("button", name="Search").click()
    expect(page).to_have_url(f"{site.url}search/?q=hypergraph")
    expect(page.locator(".card").first).to_be_visible()
    expect(page.get_by_role("status")).to_have_text(re.compile(r"^\d+ papers\.$"))


def test_every_paper_is_reachable_without_javascript(
    site: Site, browser_without_js: BrowserContext
) -> None:
    """With JavaScript off, links from home through topics and dates lead to every paper."""
    page = browser_without_js.new_page()
    start = site.url
    waiting, seen, papers = [start], {start}, set[str]()
    while waiting:
        page.goto(waiting.pop(), wait_until="domcontentloaded")
        links = page.locator("main a, header a").evaluate_all("found => found.map(a => a.href)")
        for link in {address.partition("#")[0] for address in links} - seen:
            if link.startswith(f"{site.url}papers/"):
                papers.add(link.removeprefix(site.url))
            elif link.startswith((f"{site.url}topics/", f"{site.url}dates/")) and link.endswith(
                "/"
            ):
                seen.add(link)
                waiting.append(link)
    written = {f"papers/{folder.name}/" for folder in (site.folder / "papers").iterdir()}
    assert papers == written


def test_search_page_without_javascript_says_so_and_leads_on(
    site: Site, browser_without_js: BrowserContext
) -> None:
    """With JavaScript off, the search page says that it needs it and links to topics and dates."""
    page = browser_without_js.new_page()
    page.goto(f"{site.url}search/?q=graph")
    assert "needs JavaScript" in page.locator("main").inner_text()
    page.locator("noscript a", has_text="dates").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Dates")


def test_keyboard_reaches_the_content_first(site: Site, page: Page) -> None:
    """The first Tab shows a link that skips to the content."""
    page.goto(f"{site.url}topics/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    box = skip.bounding_box()
    assert box is not None
    assert box["width"] > 50
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{site.url}topics/#main")


def test_wrong_address_gets_a_page_with_working_links(site: Site, page: Page) -> None:
    """A wrong address deep in the site shows the 404 page, whose style and links work."""
    response = page.goto(f"{site.url}papers/no/such/paper/")
    assert response is not None
    assert response.status == 404
    expect(page.get_by_role("heading", level=1)).to_have_text("Page not found")
    assert page.evaluate("document.styleSheets[0].cssRules.length") > 3
    page.get_by_role("link", name="Computer vision").click()
    expect(page).to_have_url(f"{site.url}topics/vision/")
    page.go_back()
    page.get_by_role("searchbox").fill("attention")
    page.keyboard.press("Enter")
    expect(page.locator(".card").first).to_be_visible()
