"""A paper's page in the browser: its links, how to cite it, who wrote it."""

from __future__ import annotations

import json
from pathlib import Path

import bibtexparser
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, ViewportSize, expect

from tests.browser import library as known
from tests.browser.served import Site
from tests.browser.watch import Watch

SIZES = {360: ViewportSize(width=360, height=740), 1440: ViewportSize(width=1440, height=900)}


def _strange(library: Site) -> str:
    return library.first_with("papers", "Lanterns at 100% &amp; {half}")


def _on_arxiv(library: Site) -> str:
    return library.first_with("papers", known.ARXIV_ID)


def _choose(page: Page, name: str) -> None:
    page.locator(".cite").get_by_role("button", name=name, exact=True).click()


@pytest.mark.parametrize("width", sorted(SIZES))
def test_citation_is_shown_copied_and_saved(library: Site, browser: Browser, width: int) -> None:
    """A reader opens "Cite", takes a format, copies it, and saves it as a file; nothing is wider than the window."""
    context = browser.new_context(viewport=SIZES[width])
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    watch = Watch(page, library.url)
    page.goto(library.url + _strange(library))
    page.get_by_text("Cite", exact=True).click()
    shown = page.get_by_role("region", name="The citation")
    expect(shown).to_contain_text("@misc{lanterns-at-100-half")
    (entry,) = bibtexparser.parse_string(shown.inner_text()).entries
    assert entry["author"] == "Ada Lovelace and Charles Babbage"
    assert r"100\% \& \{half\} the\_cost" in entry["title"]
    _choose(page, "RIS")
    expect(shown).to_contain_text(f"TI  - {known.STRANGE_TITLE}")
    _choose(page, "Copy")
    expect(page.get_by_role("status")).to_have_text("Copied.")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.replace("\r\n", "\n").startswith("TY  - GEN\nID  - lanterns-at-100-half")
    _choose(page, "CSL-JSON")
    with page.expect_download() as download:
        _choose(page, "Save")
    saved = json.loads(Path(download.value.path()).read_text(encoding="utf-8"))
    assert saved[0]["title"] == known.STRANGE_TITLE
    assert saved[0]["author"][0] == {"family": "Lovelace", "given": "Ada"}
    assert download.value.suggested_filename.endswith(".csl.json")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert watch.faults == []
    context.close()


def test_citation_has_the_id_of_the_paper(library: Site, page: Page) -> None:
    """A paper on arXiv is cited with its number there, and an address that is the paper's and not ours."""
    page.goto(library.url + _on_arxiv(library))
    page.get_by_text("Cite", exact=True).click()
    shown = page.get_by_role("region", name="The citation")
    (entry,) = bibtexparser.parse_string(shown.inner_text()).entries
    assert (entry["eprint"], entry["archiveprefix"]) == (known.ARXIV_ID, "arXiv")
    assert entry["url"] == f"https://arxiv.org/abs/{known.ARXIV_ID}"
    _choose(page, "Plain text")
    expect(shown).to_contain_text(f"arXiv:{known.ARXIV_ID}")


def test_formats_are_loaded_when_somebody_asks(library: Site, browser: Browser) -> None:
    """Until "Cite" is opened nothing of it is loaded; a failure is said, and the next try works."""
    # A service worker would ask for the script where this test does not see it.
    context = browser.new_context(service_workers="block")
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
    failing = [True]

    def answer(route: Route) -> None:
        route.abort() if failing.pop() else route.continue_()
        failing.append(False)

    page.route("**/paper-cite.js", answer)
    page.goto(library.url + _on_arxiv(library))
    page.wait_for_load_state("networkidle")
    assert "paper.js" in asked
    assert "paper-cite.js" not in asked
    summary = page.get_by_text("Cite", exact=True)
    summary.click()
    expect(page.get_by_role("status")).to_contain_text("could not be loaded")
    summary.click()
    summary.click()
    expect(page.get_by_role("region", name="The citation")).to_contain_text("@misc")
    context.close()


def test_author_leads_to_their_papers(library: Site, page: Page) -> None:
    """The name of an author is a link to a search that finds the papers of that author."""
    watch = Watch(page, library.url)
    page.goto(library.url + _on_arxiv(library))
    page.get_by_role("link", name="Charles Babbage").click()
    expect(page.locator("[data-search-status]")).to_have_text(f"{known.PAPERS} papers.")
    expect(page.get_by_label("Search the papers")).to_have_value('authors:"Charles Babbage"')
    assert watch.faults == []


def test_previous_and_next_lead_through_an_edition(site: Site, page: Page) -> None:
    """From the first paper of a day, "Next paper" leads to each as the day lists them, and back."""
    page.goto(f"{site.url}dates/2025/03/14/")
    listed = page.locator("main h2 a").evaluate_all("found => found.map(a => a.href)")
    assert len(listed) > 3
    page.goto(listed[0])
    expect(page.get_by_role("link", name="Previous paper")).to_have_count(0)
    for address in listed[1:4]:
        page.get_by_role("link", name="Next paper").click()
        expect(page).to_have_url(address)
    page.get_by_role("link", name="Previous paper").click()
    expect(page).to_have_url(listed[2])


def test_page_is_whole_without_javascript(
    library: Site, browser_without_js: BrowserContext
) -> None:
    """Without JavaScript authors, links and neighbours are there, and nothing is that would not work."""
    page = browser_without_js.new_page()
    page.goto(library.url + _on_arxiv(library))
    expect(page.locator(".authors")).to_have_text("Ada Lovelace, Charles Babbage")
    link = page.get_by_role("link", name="arXiv", exact=True)
    expect(link).to_have_attribute("href", f"https://arxiv.org/abs/{known.ARXIV_ID}")
    assert page.get_by_text("Cite", exact=True).count() == 0
    assert page.get_by_role("button").count() == 0
