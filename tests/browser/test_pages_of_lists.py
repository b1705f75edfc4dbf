"""The search of a site whose papers have no pages of their own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser import library as small
from tests.browser.served import Site, served


@pytest.fixture(scope="module")
def lists(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The small digest without pages for papers, five papers to a page of a list."""
    folder = tmp_path_factory.mktemp("lists")
    file = small.write(folder)
    more = "pages: {papers: false, papers_per_page: 5}\ndates: {group_by: [year]}\n"
    file.write_text(small.CONFIG + more, encoding="utf-8")
    with served(file, folder / "public") as site:
        yield site


def test_result_leads_to_the_place_of_its_paper(page: Page, lists: Site):
    """A click on a result opens the list on which its paper stands, at the paper, with its abstract."""
    page.goto(f"{lists.url}search/?q=title:17")
    page.locator("[data-search-results] h2 a").first.click()
    page.wait_for_url("**/dates/2025/**#study-17-of-light-*")
    paper = page.locator(":target")
    expect(paper).to_be_in_viewport()
    expect(paper).to_contain_text("It was number 17 of a long row.")
    expect(paper).to_contain_text("Ada Lovelace, Charles Babbage")


def test_id_of_a_paper_leads_to_its_place(page: Page, lists: Site):
    """An arXiv id that is sent from the box opens the place of its paper."""
    page.goto(f"{lists.url}search/")
    page.locator("[data-search] input").fill(small.ARXIV_ID)
    page.locator("[data-search] button").click()
    page.wait_for_url("**/dates/2024/**#study-1-of-light-*")
    expect(page.locator(":target")).to_contain_text("It was number 1 of a long row.")
