"""What a reader keeps of a search: stars, read papers, saved searches, files."""

from __future__ import annotations

import json
import re
from pathlib import Path

from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser import library as known
from tests.browser.served import Site, served
from tests.browser.watch import Watch

RESULTS = "[data-search-results] .card__title a"


def _status(page: Page) -> Locator:
    return page.locator("[data-search-status]")


def _kept(page: Page, name: str) -> list[str]:
    key = f"broadsheet.{name}/some/path/"
    found: list[str] = json.loads(page.evaluate("key => localStorage.getItem(key)", key) or "[]")
    return found


def test_stars_last_and_narrow_the_results(library: Site, page: Page) -> None:
    """A star stays over a reload, and the starred papers can be seen alone."""
    page.goto(f"{library.url}search/?q=lantern")
    stars = page.locator("[data-star]")
    stars.nth(2).click()
    expect(stars.nth(2)).to_have_attribute("aria-pressed", "true")
    title = page.locator(RESULTS).nth(2).inner_text()
    page.reload()
    expect(stars.nth(2)).to_have_attribute("aria-pressed", "true")
    page.get_by_role("checkbox", name="Starred").check()
    expect(page.locator(RESULTS)).to_have_text([title])
    expect(page).to_have_url(f"{library.url}search/?q=lantern&only=starred")
    stars.first.click()
    assert _kept(page, "starred") == []


def test_opened_papers_are_read(library: Site, page: Page) -> None:
    """A paper that was opened from the results is marked, and can be left out."""
    page.goto(f"{library.url}search/?q=lantern")
    first = page.locator(RESULTS).first
    title = first.inner_text()
    first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    page.go_back()
    expect(page.locator(".card--read a").first).to_have_text(title)
    page.get_by_role("checkbox", name="Not read yet").check()
    expect(_status(page)).to_have_text("44 papers.")
    expect(page.locator(RESULTS).first).not_to_have_text(title)


def test_two_tabs_keep_each_other_s_stars(library: Site, context: BrowserContext) -> None:
    """Stars of two tabs add up, and each tab shows those of the other."""
    one, two = context.new_page(), context.new_page()
    for tab in (one, two):
        tab.goto(f"{library.url}search/?q=lantern")
        expect(tab.locator("[data-star]")).to_have_count(20)
    one.locator("[data-star]").nth(0).click()
    two.locator("[data-star]").nth(1).click()
    one.locator("[data-star]").nth(3).click()
    for tab in (one, two):
        expect(tab.locator("[data-star][aria-pressed=true]")).to_have_count(3)
    assert len(_kept(one, "starred")) == 3


def test_change_that_another_tab_wrote_over_is_made_again(library: Site, page: Page) -> None:
    """A star is not lost when another tab writes a list that it read before."""
    page.goto(f"{library.url}search/?q=lantern")
    page.locator("[data-star]").first.click()
    page.evaluate(
        """key => {
            localStorage.setItem(key, '["other"]');
            dispatchEvent(new StorageEvent("storage", { key }));
        }""",
        "broadsheet.starred/some/path/",
    )
    assert len(_kept(page, "starred")) == 2


def test_saved_search_counts_new_papers_alone(page: Page, tmp_path: Path) -> None:
    """A saved search says how many papers came since; a visit makes them old; it can be forgotten."""
    with served(known.write(tmp_path), tmp_path / "public") as site:
        watch = Watch(page, site.url)
        page.goto(f"{site.url}search/?q=lantern&topic=rivers")
        page.get_by_text("Save or export").click()
        page.get_by_role("button", name="Save this search").click()
        expect(page.get_by_role("button", name="Forget this search")).to_be_visible()
        page.goto("about:blank")  # while a reader stays, what is published then counts as seen
        _rebuild(tmp_path, site.url, extra=7)
        page.goto(f"{site.url}search/")
        saved = page.get_by_role("region", name="Saved searches")
        expect(saved).to_contain_text("lantern · Rivers")
        expect(saved).to_contain_text("7 new since your last visit")
        saved.get_by_role("link").click()
        expect(_status(page)).to_have_text("22 papers.")
        expect(page).to_have_url(f"{site.url}search/?q=lantern&topic=rivers")
        page.wait_for_timeout(1_500)  # a visit is noted when the reader stays
        page.goto(f"{site.url}search/")
        expect(saved).to_be_visible()
        page.wait_for_timeout(800)
        expect(saved).not_to_contain_text("new since")
        saved.get_by_role("button", name="Forget").click()
        expect(saved).to_be_hidden()
        assert _kept(page, "searches") == []
        assert watch.faults == []


def _rebuild(folder: Path, url: str, extra: int) -> None:
    from generator.build import build_site

    build_site(known.write(folder, extra), folder / "public", base_url=url)


def _saved(page: Page, name: str) -> tuple[str, str]:
    """Export the results; gives the name of the file and its text."""
    with page.expect_download() as download:
        page.get_by_role("button", name=name, exact=True).click()
    text = Path(download.value.path()).read_bytes().decode("utf-8")
    return download.value.suggested_filename, text


def test_results_are_saved_as_files(library: Site, page: Page) -> None:
    """The results, and no others, come as BibTeX, RIS and JSON, and no sign of a title breaks them."""
    watch = Watch(page, library.url)
    page.goto(f"{library.url}search/?q=lantern*&code=1")
    expect(_status(page)).to_have_text("9 papers.")
    page.get_by_text("Save or export").click()
    name, bibtex = _saved(page, "BibTeX")
    assert name == "lantern.bib"
    assert bibtex.count("@misc{") == 9
    assert (
        r"title = {{Lanterns at 100\% \& \{half\} the\_cost: a \$5 study of \#1 "
        r"\textasciicircum{}up\textasciitilde{}}},"
    ) in bibtex
    assert "author = {Ada Lovelace and Charles Babbage}," in bibtex
    assert "year = {2023}," in bibtex
    assert f"url = {{{library.url}papers/" in bibtex
    name, ris = _saved(page, "RIS")
    assert name == "lantern.ris"
    lines = ris.split("\r\n")
    assert lines.count("ER  - ") == 9
    assert f"TI  - {known.STRANGE_TITLE}" in lines
    assert lines.count("AU  - Ada Lovelace") == 9
    assert all(re.match(r"[A-Z][A-Z0-9]  - |$", line) for line in lines)
    name, text = _saved(page, "JSON")
    assert name == "lantern.json"
    papers = json.loads(text)
    assert len(papers) == 9
    assert known.STRANGE_TITLE in {paper["title"] for paper in papers}
    expect(page.get_by_text("9 papers saved.")).to_be_visible()
    assert watch.faults == []


def test_page_works_where_nothing_can_be_kept(library: Site, page: Page) -> None:
    """Where localStorage throws, search works, and a star lasts as long as the page."""
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new Error('no'); } });"
    )
    watch = Watch(page, library.url)
    page.goto(f"{library.url}search/?q=lantern")
    star = page.locator("[data-star]").first
    star.click()
    expect(star).to_have_attribute("aria-pressed", "true")
    assert watch.faults == []
