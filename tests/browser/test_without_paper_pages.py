"""A digest whose papers have no pages of their own: readers do there what they do elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import library
from tests.browser.served import Site, served
from tests.browser.watch import Watch

ENTRIES = "main li[id]"
CARDS = ".cards > li"
READING = "[data-reading-list] > li"


@pytest.fixture(scope="module")
def listed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The small digest, its papers in lists alone."""
    folder = tmp_path_factory.mktemp("listed")
    config = library.write(folder)
    with config.open("a", encoding="utf-8") as file:
        file.write("pages: {papers: false, papers_per_page: 12}\ndates: {group_by: [year]}\n")
    with served(config, folder / "public") as site:
        yield site


@pytest.fixture
def page(sized_page: Page) -> Page:
    return sized_page


def slug_of(link: Locator) -> str:
    return (link.get_attribute("href") or "").partition("#")[2]


def test_stars_lead_to_where_a_paper_stands(listed: Site, page: Page) -> None:
    """A paper that is starred in a list stands in the reading list, with its day and topics, and opens where it stands."""
    watch = Watch(page, listed.url)
    page.goto(f"{listed.url}topics/rivers/")
    entry = page.locator(CARDS).nth(3)
    title = entry.locator("h2").inner_text()
    entry.locator(".star").click()
    expect(entry.locator(".star")).to_have_attribute("aria-pressed", "true")
    page.goto(f"{listed.url}reading/")
    kept = page.locator(READING)
    expect(kept).to_have_count(1)
    expect(kept.locator("time")).to_have_count(1)
    expect(kept.get_by_role("link", name="Rivers")).to_be_visible()
    kept.get_by_role("link", name=title).click()
    opened = page.locator(":target")
    expect(opened.locator("h2")).to_have_text(title)
    expect(opened).to_be_in_viewport()
    assert watch.faults == []


def test_list_of_another_browser_finds_its_papers(listed: Site, page: Page) -> None:
    """Of papers that a file names alone the search says where they stand; one that is gone is said to be gone."""
    page.goto(f"{listed.url}topics/forests/")
    link = page.locator(f"{CARDS} h2 a").first
    title, slug = link.inner_text(), slug_of(link)
    page.goto(f"{listed.url}reading/")
    bibtex = f"@misc{{{slug},\n}}\n@misc{{another-paper-abcde,\n}}\n"
    page.locator("[data-reading-file]").set_input_files(
        {"name": "list.bib", "mimeType": "text/plain", "buffer": bibtex.encode()}
    )
    known = page.locator(READING, has=page.get_by_role("link", name=title))
    expect(known.locator("time")).to_have_count(1)
    expect(page.locator(f"{READING} .derived")).to_have_count(1)
    known.get_by_role("link", name=title).click()
    expect(page.locator(":target").locator("h2")).to_have_text(title)


def test_saved_citations_lead_to_where_a_paper_stands(listed: Site, page: Page) -> None:
    """Addresses in a saved list are those of the entries."""
    page.goto(f"{listed.url}topics/rivers/")
    slug = slug_of(page.locator(f"{CARDS} h2 a").first)
    page.locator(f"{CARDS} .star").first.click()
    page.goto(f"{listed.url}reading/")
    with page.expect_download() as download:
        page.get_by_role("button", name="Markdown", exact=True).click()
    text = Path(download.value.path()).read_text(encoding="utf-8")
    address = text.partition("](")[2].partition(")")[0]
    page.goto(address)
    expect(page.locator(":target")).to_have_attribute("id", slug)


def test_keys_move_and_mark(listed: Site, page: Page) -> None:
    """The key j moves from paper to paper, s stars, m marks as read, o goes to the entry."""
    page.goto(f"{listed.url}topics/rivers/")
    page.keyboard.press("j")
    page.keyboard.press("j")
    second = page.locator(CARDS).nth(1)
    expect(second.locator("h2 a")).to_be_focused()
    page.keyboard.press("s")
    expect(second.locator(".star")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("m")
    expect(second).to_have_class("card--read")
    slug = slug_of(second.locator("h2 a"))
    page.keyboard.press("o")
    expect(page.locator(":target")).to_have_attribute("id", slug)


def test_abstract_opens_on_the_front_page(listed: Site, page: Page) -> None:
    """The front page has a sentence of each paper; the whole abstract comes from the edition. Full entries have no button."""
    page.goto(listed.url)
    card = page.locator("main li:has(> .unfold)").first
    title = card.locator("h2").inner_text()
    card.locator(".unfold").click()
    expect(card.locator("> p").first).to_contain_text("It was number")
    expect(card.locator("> p").first).to_contain_text("By the")
    expect(card.locator("> p").first).not_to_contain_text("Lovelace")
    card.get_by_role("link", name=title).click()
    expect(page.locator(":target .unfold")).to_have_count(0)
    expect(page.locator(":target > p").first).to_contain_text("Ada Lovelace")


def test_titles_by_topic_have_no_stars(listed: Site, page: Page) -> None:
    """An edition's index by topic leads to its own entries, each of which has one star."""
    page.goto(f"{listed.url}dates/2025/")
    expect(page.locator(".by-topic a").first).to_be_attached()
    expect(page.locator(f"{ENTRIES} > .star").first).to_be_visible()
    assert page.locator("main .star").count() == page.locator(ENTRIES).count()
