"""Filters, orders and the address of the search page, on a digest whose papers are known."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect

from tests.browser import library as known
from tests.browser.served import Site
from tests.browser.watch import Watch

RESULTS = "[data-search-results] .card__title a"


def _status(page: Page) -> Locator:
    return page.locator("[data-search-status]")


def _choice(page: Page, name: str) -> Locator:
    return page.locator(".facet li", has=page.get_by_role("checkbox", name=name, exact=True))


def test_choices_have_counts_and_narrow_the_results(library: Site, page: Page) -> None:
    """Each choice has the number of its papers beside it, narrows the results and stands in the address."""
    watch = Watch(page, library.url)
    page.goto(f"{library.url}search/?q=lantern")
    expect(_status(page)).to_have_text("45 papers.")
    expect(_choice(page, "Rivers").locator(".count")).to_have_text("15")
    expect(_choice(page, "With code").locator(".count")).to_have_text("9")
    expect(_choice(page, "new.jsonl").locator(".count")).to_have_text("15")
    expect(_choice(page, "Starred").locator(".count")).to_have_text("0")
    expect(_choice(page, "Not read yet").locator(".count")).to_have_text("45")
    page.get_by_role("checkbox", name="Rivers").check()
    expect(_status(page)).to_have_text("15 papers.")
    expect(page).to_have_url(f"{library.url}search/?q=lantern&topic=rivers")
    page.get_by_role("checkbox", name="Forests").check()
    expect(_status(page)).to_have_text("45 papers.")
    page.get_by_role("checkbox", name="Forests").uncheck()
    page.get_by_role("checkbox", name="With code").check()
    expect(_status(page)).to_have_text("3 papers.")
    expect(page).to_have_url(f"{library.url}search/?q=lantern&topic=rivers&code=1")
    page.get_by_role("button", name="Clear filters").click()
    expect(_status(page)).to_have_text("45 papers.")
    expect(page).to_have_url(f"{library.url}search/?q=lantern")
    assert watch.faults == []


def test_days_narrow_the_results(library: Site, page: Page) -> None:
    """A first and a last day, or a year of the list, leave the papers of those days."""
    page.goto(f"{library.url}search/?q=lantern")
    expect(page.get_by_label("From")).to_have_attribute("min", re.compile("^2023-03-"))
    page.get_by_label("From").fill("2024-01-01")
    expect(_status(page)).to_have_text("30 papers.")
    page.get_by_label("To", exact=True).fill("2024-12-31")
    expect(_status(page)).to_have_text("15 papers.")
    expect(page).to_have_url(f"{library.url}search/?q=lantern&since=2024-01-01&until=2024-12-31")
    page.get_by_role("button", name="Clear filters").click()
    page.get_by_role("button", name="2025").click()
    expect(_status(page)).to_have_text("15 papers.")


def test_newest_come_first_when_asked_for(library: Site, page: Page) -> None:
    """By date, no paper is older than the next."""
    page.goto(f"{library.url}search/?q=lantern")
    page.get_by_text("Newest first").click()
    expect(page).to_have_url(f"{library.url}search/?q=lantern&sort=date")
    expect(page.get_by_role("radio", name="Newest first")).to_be_checked()
    expect(page.locator("[data-search-results] time").first).to_have_text("27 March 2025")
    days = page.locator("[data-search-results] time").evaluate_all(
        "all => all.map(t => t.dateTime)"
    )
    assert days == sorted(days, reverse=True)


def test_address_restores_the_choices(library: Site, page: Page) -> None:
    """An address with choices shows them, and Back and Forward lead through them."""
    page.goto(f"{library.url}search/?q=lantern&topic=rivers&source=new.jsonl&sort=date")
    expect(page.get_by_role("checkbox", name="Rivers")).to_be_checked()
    expect(page.get_by_role("checkbox", name="new.jsonl")).to_be_checked()
    expect(page.get_by_role("radio", name="Newest first")).to_be_checked()
    few = _status(page).inner_text()
    page.get_by_role("checkbox", name="new.jsonl").uncheck()
    expect(_status(page)).to_have_text("15 papers.")
    page.go_back()
    expect(_status(page)).to_have_text(few)
    expect(page.get_by_role("checkbox", name="new.jsonl")).to_be_checked()
    page.go_forward()
    expect(page.get_by_role("checkbox", name="new.jsonl")).not_to_be_checked()
    expect(_status(page)).to_have_text("15 papers.")


def test_filters_alone_are_a_question(library: Site, page: Page) -> None:
    """An address of filters without words lists all the papers that they leave."""
    page.goto(f"{library.url}search/?topic=rivers&sort=date")
    expect(_status(page)).to_have_text("15 papers.")
    expect(page.get_by_role("checkbox", name="Rivers")).to_be_checked()
    page.get_by_role("button", name="Clear filters").click()
    expect(page.locator(RESULTS)).to_have_count(0)
    expect(page).to_have_url(f"{library.url}search/?sort=date")


@pytest.mark.parametrize(
    "query",
    ["topic=none&since=2024-13-45&until=x&code&source=&only=all&sort=up", "topic=%00&q=%FF"],
)
def test_odd_address_is_read_kindly(library: Site, page: Page, query: str) -> None:
    """Choices that do not exist break nothing."""
    watch = Watch(page, library.url)
    page.goto(f"{library.url}search/?{query}")
    page.get_by_label("Search the papers").fill("lantern")
    page.keyboard.press("Enter")
    expect(_status(page)).to_have_text(re.compile(r"\.$"))
    assert watch.faults == []


def test_id_leads_straight_to_its_paper(library: Site, page: Page) -> None:
    """An arXiv id is offered while it is typed, and Enter opens its paper; Back leads to the search."""
    page.goto(f"{library.url}search/")
    box = page.get_by_label("Search the papers")
    box.press_sequentially(known.ARXIV_ID, delay=20)
    expect(page.locator(".card__note").first).to_contain_text("with this id")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Study 1 of light")
    page.go_back()
    expect(box).to_have_value(known.ARXIV_ID)
    page.goto(f"{library.url}search/?q={known.ARXIV_ID}")
    expect(page.get_by_role("heading", level=1)).to_have_text("Study 1 of light")


def test_filters_fold_on_a_phone(library: Site, browser: Browser) -> None:
    """At 360 px the filters are one line above the results, and say how many of them are set."""
    context = browser.new_context(viewport=ViewportSize(width=360, height=740))
    page = context.new_page()
    page.goto(f"{library.url}search/?q=lantern&topic=rivers")
    expect(_status(page)).to_have_text("15 papers.")
    summary = page.get_by_text("Filters (1)")
    expect(summary).to_be_visible()
    rivers = page.get_by_role("checkbox", name="Rivers")
    expect(rivers).to_be_hidden()
    summary.click()
    expect(rivers).to_be_checked()
    expect(_choice(page, "Forests").locator(".count")).to_have_text("30")
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    rivers.uncheck()
    expect(_status(page)).to_have_text("45 papers.")
    context.close()
