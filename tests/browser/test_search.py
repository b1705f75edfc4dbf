"""The search page in the browser."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, Route, expect

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


def _box(page: Page) -> Locator:
    return page.get_by_label("Search the papers")


def _ask(page: Page, text: str) -> str:
    """Send a query and give the words that announce its answer."""
    status = page.locator("[data-search-status]")
    status.evaluate("line => { line.textContent = ''; }")
    _box(page).fill(text)
    page.keyboard.press("Enter")
    expect(status).to_have_text(re.compile(r"[.]$"))
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
    expect(_box(page)).to_have_value(text)
    expect(page.locator("[data-search-status]")).to_have_text(expected)
    assert watch.faults == []


def test_unknown_field_is_explained(site: Site, page: Page) -> None:
    """A query for a field that does not exist says which fields there are, and still answers."""
    page.goto(f"{site.url}search/?q=titel:graph")
    expect(page.locator("[data-search-status]")).to_contain_text(
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
    expect(_box(page)).to_have_value("bandit")
    expect(page.locator(RESULTS).first).to_be_visible()
    page.go_back()
    expect(_box(page)).to_have_value("hypergraph")
    expect(page.locator(RESULTS)).to_have_text(hypergraphs)


def test_results_follow_the_typing(site: Site, page: Page) -> None:
    """Results come while a query is typed, and its last word is completed."""
    page.goto(f"{site.url}search/")
    _box(page).press_sequentially("hypergr", delay=60)
    expect(page.locator(RESULTS).first).to_contain_text(re.compile("hypergraph", re.IGNORECASE))
    expect(page).to_have_url(f"{site.url}search/?q=hypergr")
    _box(page).press_sequentially("aph")
    expect(page).to_have_url(f"{site.url}search/?q=hypergraph")
    expect(page.locator("[data-search-status]")).to_have_text(re.compile(r"^\d+ papers\.$"))


def test_typing_is_announced_once(site: Site, page: Page) -> None:
    """While somebody types, the status line is silent; it speaks when they pause."""
    page.goto(f"{site.url}search/")
    # The index is loaded, of which a busy machine says that it is at work.
    before = _ask(page, "hypergraph")
    _box(page).select_text()
    _watch_status(page)
    _box(page).press_sequentially("variational", delay=5)
    status = page.locator("[data-search-status]")
    expect(status).not_to_have_text(before)
    expect(status).to_have_text(re.compile(r"papers\.$"))
    page.wait_for_timeout(700)
    assert len(page.evaluate("window.said")) == 1


def test_late_answer_to_an_older_query_is_dropped(site: Site, page: Page) -> None:
    """The answer to a slow query is never shown once a newer query has been sent."""
    page.goto(f"{site.url}search/")
    expected = _ask(page, "hypergraph")
    _watch_status(page)
    page.evaluate(
        """() => {
            const box = document.querySelector("input[type=search]");
            for (const text of ["* a* *e*", "hypergraph"]) {
                box.value = text;
                box.form.requestSubmit();
            }
        }"""
    )
    page.wait_for_timeout(2_000)
    assert set(page.evaluate("window.said")) == {expected}


def _watch_status(page: Page) -> None:
    page.evaluate(
        """() => {
            const status = document.querySelector("[data-search-status]");
            window.said = [];
            new MutationObserver(() => window.said.push(status.textContent))
                .observe(status, { childList: true, characterData: true, subtree: true });
        }"""
    )


def test_emptied_box_clears_the_page(site: Site, page: Page) -> None:
    """An emptied box leaves neither results nor a query in the address."""
    page.goto(f"{site.url}search/?q=graph")
    expect(page.locator(RESULTS).first).to_be_visible()
    _box(page).fill("")
    expect(page.locator(RESULTS)).to_have_count(0)
    expect(page.locator("[data-search-status]")).to_be_empty()
    expect(page).to_have_url(f"{site.url}search/")


def test_results_are_reached_with_the_keyboard(site: Site, page: Page) -> None:
    """The box has the focus; down, j and k move among the results, s stars, / leads back, Enter opens."""
    page.goto(f"{site.url}search/")
    expect(_box(page)).to_be_focused()
    page.keyboard.type("variational")
    page.keyboard.press("Enter")
    results = page.locator(RESULTS)
    expect(results).to_have_count(20)
    expect(page.locator(".sort")).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(results.first).to_be_focused()
    page.keyboard.press("j")
    page.keyboard.press("ArrowDown")
    expect(results.nth(2)).to_be_focused()
    page.keyboard.press("k")
    expect(results.nth(1)).to_be_focused()
    page.keyboard.press("s")
    star = page.locator("[data-search-results] [data-star]").nth(1)
    expect(star).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(_box(page)).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("/")
    expect(_box(page)).to_be_focused()
    page.keyboard.press("ArrowDown")
    title = results.first.inner_text()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def test_twenty_more_come_when_asked_for(site: Site, page: Page) -> None:
    """The button and a step beyond the last result add twenty, the first of which has the focus."""
    page.goto(f"{site.url}search/?q=learning")
    results = page.locator(RESULTS)
    expect(page.locator(".sort")).to_be_visible()
    page.get_by_role("button", name="Show 20 more").click()
    expect(results).to_have_count(40)
    expect(results.nth(20)).to_be_focused()
    results.nth(39).focus()
    page.keyboard.press("j")
    expect(results).to_have_count(60)
    expect(results.nth(40)).to_be_focused()
    titles = results.evaluate_all("found => found.map(a => a.href)")
    assert len(set(titles)) == 60


def test_way_back_leads_to_the_same_place(site: Site, page: Page) -> None:
    """Back from a paper there are as many results as before, scrolled as far as before."""
    page.goto(f"{site.url}search/?q=learning")
    page.get_by_role("button", name="Show 20 more").click()
    results = page.locator(RESULTS)
    expect(results).to_have_count(40)
    results.nth(33).scroll_into_view_if_needed()
    page.wait_for_timeout(500)
    top = page.evaluate("scrollY")
    results.nth(33).click()
    expect(page).to_have_url(re.compile("/papers/"))
    page.go_back()
    expect(results).to_have_count(40)
    page.wait_for_function("top => Math.abs(scrollY - top) < 5", arg=top)
    page.reload()
    expect(results).to_have_count(40)
    page.wait_for_function("top => Math.abs(scrollY - top) < 5", arg=top)


def test_words_that_were_sought_are_marked(site: Site, page: Page) -> None:
    """Title and passage have the words of the query in `mark`."""
    page.goto(f"{site.url}search/?q=hypergraph")
    first = page.locator("[data-search-results] .card").first
    expect(first.locator(".card__title mark").first).to_have_text(re.compile("hypergraph", re.I))
    expect(first.locator(".card__lead mark").first).to_have_text(re.compile("hypergraph", re.I))


def test_results_do_not_make_the_page_jump(site: Site, page: Page) -> None:
    """From the first paint to the filters, nothing that can be seen is moved."""
    page.add_init_script(
        """window.shifts = [];
        new PerformanceObserver((list) => window.shifts.push(...list.getEntries().map((e) => e.value)))
            .observe({ type: "layout-shift", buffered: true });"""
    )
    for width in (360, 1440):
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(f"{site.url}search/?q=graph")
        expect(page.locator(RESULTS).first).to_be_visible()
        page.wait_for_timeout(800)
        assert sum(page.evaluate("window.shifts")) < 0.01, width


def test_misspelt_word_is_corrected_and_said(site: Site, page: Page) -> None:
    """A word that no paper has is read as the nearest one, and the page says so."""
    page.goto(f"{site.url}search/?q=hypergrpah")
    expect(page.locator("[data-search-status]")).to_contain_text(
        "No paper has “hypergrpah”. These are for “hypergraph”."
    )
    expect(page.locator(RESULTS).first).to_be_visible()


def test_word_is_completed(site: Site, page: Page) -> None:
    """The arrow at the end of the text goes to completions, Enter takes one, Escape closes them."""
    page.goto(f"{site.url}search/")
    box = _box(page)
    options = page.get_by_role("listbox", name="Completions").get_by_role("option")
    expect(page.locator(".completions")).to_be_attached()
    box.press_sequentially("graph hyperg", delay=40)
    expect(options.first).to_have_text(re.compile("^hyperg"))
    expect(box).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowRight")
    expect(options.first).to_have_attribute("aria-selected", "true")
    chosen = options.first.inner_text()
    expect(box).to_have_attribute("aria-activedescendant", re.compile("."))
    page.keyboard.press("ArrowLeft")
    expect(options.first).to_have_attribute("aria-selected", "false")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(box).to_have_value(f"graph {chosen}")
    expect(options).to_have_count(0)
    expect(page.locator(RESULTS).first).to_be_visible()
    box.fill("")
    box.press_sequentially("autoe", delay=40)
    expect(options.first).to_be_visible()
    page.keyboard.press("Escape")
    expect(options).to_have_count(0)
    expect(box).to_have_value("autoe")
    box.press_sequentially("n")
    expect(options.first).to_be_visible()
    page.keyboard.press("Enter")
    expect(box).to_have_value("autoen")
    expect(page).to_have_url(f"{site.url}search/?q=autoen")


def test_part_that_does_not_load_is_said_in_words(site: Site, page: Page) -> None:
    """A part of the index that does not load is named on the page, and a button tries again."""
    broken = True

    def answer(route: Route) -> None:
        if broken:
            route.fulfill(status=503, body="")
        else:
            route.continue_()

    page.context.route("**/terms/*.js", answer)
    page.goto(f"{site.url}search/?q=graph")
    again = page.get_by_role("button", name="Try again")
    expect(again).to_be_visible()
    expect(page.locator("[data-search-status]")).to_have_text(re.compile(r"\w+ \w+ .*[.?]$"))
    broken = False
    again.click()
    expect(page.locator(RESULTS).first).to_be_visible()
    expect(again).to_be_hidden()
    expect(page).to_have_url(f"{site.url}search/?q=graph")


@pytest.mark.parametrize("name", ["js/search-worker.js", "search/manifest.js"])
def test_missing_file_is_said_in_words(site: Site, page: Page, name: str) -> None:
    """An engine or a manifest that does not load is said on the page, and a button tries again."""
    page.context.route(f"**/{name}", lambda route: route.fulfill(status=404, body=""))
    page.goto(f"{site.url}search/?q=graph")
    again = page.get_by_role("button", name="Try again")
    expect(again).to_be_visible()
    expect(page.locator("[data-search-status]")).to_have_text(re.compile(r"\w+ \w+ .*[.?]$"))
    page.context.unroute(f"**/{name}")
    again.click()
    expect(page.locator(RESULTS).first).to_be_visible()


def test_search_works_in_a_folder(site: Site, page: Page) -> None:
    """Opened from a folder, without a server, the page searches, and its links lead to files."""
    page.goto(f"{(site.folder / 'search' / 'index.html').as_uri()}?q=hypergraph")
    first = page.locator(RESULTS).first
    expect(first).to_contain_text(re.compile("hypergraph", re.IGNORECASE))
    _box(page).fill("bandit")
    page.keyboard.press("Enter")
    expect(first).to_contain_text(re.compile("bandit", re.IGNORECASE))
    expect(page.locator("fieldset.facet").first).to_be_visible()
    title = first.inner_text()
    first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def test_search_starts_with_the_first_round_trip(site: Site, page: Page) -> None:
    """Engine and manifest are asked for beside the page's script, and once; nothing is preloaded in vain."""
    watch = Watch(page, site.url)
    page.goto(f"{site.url}search/?q=graph")
    expect(page.locator(RESULTS).first).to_be_visible()
    html = page.evaluate("fetch(location.href).then((answer) => answer.text())")
    head = html.partition("<header")[0]
    assert "js/search-worker.js" in head
    assert "search/manifest.js" in head
    page.wait_for_timeout(3_500)  # the browser waits three seconds before it complains of a preload
    assert watch.faults == []
