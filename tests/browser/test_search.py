"""The search page in the browser."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.served import Site
from tests.browser.watch import Watch

RESULTS = "[data-search-results] .card__title a"

# Text that has a meaning in the query language, in JavaScript or in neither.
ODD_TEXTS = (
    "title:",
    ":",
    "a:b",
    "unknown:graph",
    "constructor",
    "__proto__",
    "__proto__:x",
    "hasOwnProperty",
    "toString^2",
    "🙂",
    "🙂*",
    "+",
    "-",
    "*",
    "~",
    "^",
    "graph~",
    "graph^",
    "\\",
    "+graph -",
    "'\"<b>&amp;",
    "the of and",
    "graph~99",
    "*a*e*i*o*u*",
    "* " * 300,
    "word " * 2_000,
    "y" * 10_000,
    "z" * 400 + "~2",
)


def _ask(page: Page, text: str) -> str:
    """Send a query and give the words that announce its answer."""
    status = page.get_by_role("status")
    status.evaluate("line => { line.textContent = ''; }")
    page.get_by_role("searchbox").fill(text)
    page.keyboard.press("Enter")
    expect(status).to_have_text(re.compile(r"\.$"))
    return status.inner_text()


def test_no_text_breaks_the_search(site: Site, page: Page) -> None:
    """Any text gets results or a kind hint, and the next query works."""
    watch = Watch(page, site.url)
    page.goto(f"{site.url}search/?q=graph")
    expect(page.locator(RESULTS).first).to_be_visible()
    for text in ODD_TEXTS:
        answer = _ask(page, text)
        assert "failed" not in answer, text
        assert page.locator(RESULTS).count() > 0 or "No paper matches" in answer, text
    assert re.match(r"\d+ papers", _ask(page, "graph"))
    assert watch.faults == []


@pytest.mark.parametrize(
    "text", ["a:b", "__proto__", "🙂", "*", "+graph -diffusion", "100%", "a&b=c#d"]
)
def test_query_is_read_from_the_address(site: Site, page: Page, text: str) -> None:
    """A query in the address is in the box as it was typed, and is answered."""
    watch = Watch(page, site.url)
    page.goto(f"{site.url}search/")
    expected = _ask(page, text)
    page.reload()
    expect(page.get_by_role("searchbox")).to_have_value(text)
    expect(page.get_by_role("status")).to_have_text(expected)
    assert watch.faults == []


def test_unknown_field_is_explained(site: Site, page: Page) -> None:
    """A query for a field that does not exist says which fields there are, and still answers."""
    page.goto(f"{site.url}search/?q=titel:graph")
    expect(page.get_by_role("status")).to_contain_text(
        "There is no field “titel” (there are title, abstract, authors, topics)"
    )
    expect(page.locator(RESULTS).first).to_be_visible()


def test_result_names_topics_and_date_as_links(site: Site, page: Page) -> None:
    """A result links to its paper, its topics and its day."""
    page.goto(f"{site.url}search/?q=%2Btitle:hypergraph*")
    expect(page.locator(RESULTS).first).to_be_visible()
    links = page.locator(".card a").evaluate_all("found => found.map(a => a.href)")
    kinds = {
        re.sub(r"(papers|topics|dates)/.*", r"\1", link.removeprefix(site.url)) for link in links
    }
    assert kinds == {"papers", "topics", "dates"}
    for link in sorted(set(links)):
        assert (site.folder / link.removeprefix(site.url) / "index.html").is_file()


def test_back_button_restores_earlier_queries(site: Site, page: Page) -> None:
    """Back leads from one query to the one before it, and from a paper to the results."""
    page.goto(f"{site.url}search/")
    _ask(page, "hypergraph")
    hypergraphs = page.locator(RESULTS).all_inner_texts()
    _ask(page, "bandit")
    page.locator(RESULTS).first.click()
    expect(page).to_have_url(re.compile("/papers/"))
    page.go_back()
    expect(page.get_by_role("searchbox")).to_have_value("bandit")
    expect(page.locator(RESULTS).first).to_be_visible()
    page.go_back()
    expect(page.get_by_role("searchbox")).to_have_value("hypergraph")
    expect(page.locator(RESULTS)).to_have_text(hypergraphs)


def test_results_follow_the_typing(site: Site, page: Page) -> None:
    """Results come while a query is typed, and the last query has the last word."""
    page.goto(f"{site.url}search/")
    page.get_by_role("searchbox").press_sequentially("hypergraph", delay=60)
    expect(page).to_have_url(f"{site.url}search/?q=hypergraph")
    expect(page.locator(RESULTS).first).to_contain_text(re.compile("hypergraph", re.IGNORECASE))
    typed = page.locator(RESULTS).all_inner_texts()
    _ask(page, "hypergraph")
    assert page.locator(RESULTS).all_inner_texts() == typed


def test_late_answer_to_an_older_query_is_dropped(site: Site, page: Page) -> None:
    """The answer to a slow query is never shown once a newer query has been sent."""
    page.goto(f"{site.url}search/")
    expected = _ask(page, "hypergraph")
    page.evaluate(
        """() => {
            const status = document.querySelector("[data-search-status]");
            window.said = [];
            new MutationObserver(() => window.said.push(status.textContent))
                .observe(status, { childList: true, characterData: true, subtree: true });
            const box = document.querySelector("input[type=search]");
            for (const text of ["* a* *e*", "hypergraph"]) {
                box.value = text;
                box.form.requestSubmit();
            }
        }"""
    )
    page.wait_for_timeout(2_000)
    assert set(page.evaluate("window.said")) == {expected}


def test_emptied_box_clears_the_page(site: Site, page: Page) -> None:
    """An emptied box leaves neither results nor a query in the address."""
    page.goto(f"{site.url}search/?q=graph")
    expect(page.locator(RESULTS).first).to_be_visible()
    page.get_by_role("searchbox").fill("")
    expect(page.locator(RESULTS)).to_have_count(0)
    expect(page.get_by_role("status")).to_be_empty()
    expect(page).to_have_url(f"{site.url}search/")


def test_results_are_reached_with_the_keyboard(site: Site, page: Page) -> None:
    """From the box, Tab leads over the button to the first result, and Enter opens it."""
    page.goto(f"{site.url}search/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("hypergraph")
    page.keyboard.press("Enter")
    first = page.locator(RESULTS).first
    expect(first).to_be_visible()
    title = first.inner_text()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


@pytest.mark.parametrize("name", ["search/lunr.json", "search/documents.json"])
def test_missing_index_is_said_in_words(site: Site, page: Page, name: str) -> None:
    """An index that does not load is named on the page, and Search tries again."""
    broken = True

    def answer(route: Route) -> None:
        if broken:
            route.fulfill(status=503, body="")
        else:
            route.continue_()

    page.context.route(f"**/{name}", answer)
    page.goto(f"{site.url}search/?q=graph")
    expect(page.get_by_role("status")).to_contain_text(f"{name} answered 503")
    broken = False
    page.get_by_role("button", name="Search").click()
    expect(page.locator(RESULTS).first).to_be_visible()
    expect(page).to_have_url(f"{site.url}search/?q=graph")


def test_missing_script_is_said_in_words(site: Site, page: Page) -> None:
    """A search engine that does not load is said on the page."""
    page.context.route("**/lunr.js", lambda route: route.fulfill(status=404, body=""))
    page.goto(f"{site.url}search/?q=graph")
    expect(page.get_by_role("status")).to_contain_text("could not be started")
