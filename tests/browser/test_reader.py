"""What a reader has on every page: keys, stars, read papers, and what is new."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route, expect

from generator.build import build_site
from tests.browser import library as known
from tests.browser.served import Site, served
from tests.browser.watch import Watch, until

TITLES = ".cards h2 a"
STARS = "main li > .star"
SIZES = [(360, 740), (1440, 900)]


@pytest.fixture
def page(sized_page: Page) -> Page:
    return sized_page


def kept(page: Page, name: str) -> list[str]:
    """Give a list in the browser."""
    key = f"broadsheet.{name}/some/path/"
    found: list[str] = json.loads(page.evaluate("key => localStorage.getItem(key)", key) or "[]")
    return found


def is_in_sight(locator: Locator) -> bool:
    """Tell whether an element stands in the window from top to bottom."""
    box = locator.evaluate("e => (r => [r.top, r.bottom, innerHeight])(e.getBoundingClientRect())")
    return bool(box[0] >= 0 and box[1] <= box[2])


def test_keys_move_through_a_list_and_open_a_paper(library: Site, page: Page) -> None:
    """The keys j and k lead the focus from paper to paper, in sight and seen; o opens, as Enter does."""
    page.emulate_media(reduced_motion="reduce")
    watch = Watch(page, library.url)
    page.goto(f"{library.url}topics/rivers/")
    titles = page.locator(TITLES)
    page.keyboard.press("k")
    expect(titles.first).to_be_focused()
    for _ in range(9):
        page.keyboard.press("j")
    expect(titles.nth(9)).to_be_focused()
    assert is_in_sight(titles.nth(9))
    assert titles.nth(9).evaluate("e => getComputedStyle(e).outlineStyle") == "solid"
    page.keyboard.press("k")
    expect(titles.nth(8)).to_be_focused()
    title = titles.nth(8).inner_text()
    page.keyboard.press("o")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    page.go_back()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/papers/"))
    assert watch.faults == []


def test_keys_mark_papers(library: Site, page: Page) -> None:
    """The key s stars the paper that has the focus and takes the star away, m does so with having read it."""
    page.goto(f"{library.url}topics/rivers/")
    star, item = page.locator(STARS).nth(1), page.locator(".cards > li").nth(1)
    page.keyboard.press("s")
    assert kept(page, "starred") == []
    page.keyboard.press("j")
    page.keyboard.press("j")
    for pressed in ("true", "false"):
        page.keyboard.press("s")
        expect(star).to_have_attribute("aria-pressed", pressed)
        assert len(kept(page, "starred")) == (pressed == "true")
    page.keyboard.press("m")
    expect(item).to_have_class("card--read")
    expect(item.get_by_role("link").first).to_have_accessible_description("Read")
    page.keyboard.press("m")
    expect(item).to_have_class("")
    expect(item.get_by_role("link").first).to_have_accessible_description("")


def test_slash_goes_to_the_search(library: Site, page: Page) -> None:
    """The key / leads to the box of the page, and without one to the search page."""
    page.goto(library.url)
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    expect(page.get_by_role("searchbox")).to_have_value("")
    page.goto(f"{library.url}topics/")
    page.keyboard.press("/")
    expect(page).to_have_url(f"{library.url}search/")
    expect(page.get_by_label("Search the papers")).to_be_focused()


def test_help_opens_and_closes(library: Site, page: Page) -> None:
    """The key ? shows the keys in a dialog, under which no other key works; Escape closes it, and the focus is back."""
    watch = Watch(page, library.url)
    page.goto(f"{library.url}topics/rivers/")
    page.keyboard.press("j")
    for _ in range(2):
        page.keyboard.press("?")
        dialog = page.get_by_role("dialog", name="Keys")
        expect(dialog).to_contain_text("open the paper; so does Enter")
        page.keyboard.press("s")
        page.keyboard.press("j")
        page.keyboard.press("Escape")
        expect(dialog).to_be_hidden()
    expect(page.locator(TITLES).first).to_be_focused()
    assert kept(page, "starred") == []
    assert watch.faults == []


def test_typing_is_typing(library: Site, page: Page) -> None:
    """In a field the letters are text, and with Control, Alt or Meta they are the browser's."""
    page.goto(library.url)
    box = page.get_by_role("searchbox")
    box.press_sequentially("jks/?mo")
    expect(box).to_have_value("jks/?mo")
    page.goto(f"{library.url}topics/rivers/")
    page.keyboard.press("j")
    for held in ("Control", "Alt", "Meta"):
        page.locator("body").dispatch_event(
            "keydown",
            {"key": "s", f"{held.replace('Control', 'ctrl').lower()}Key": True, "bubbles": True},
        )
    assert kept(page, "starred") == []
    page.keyboard.press("s")
    assert len(kept(page, "starred")) == 1
    expect(page.locator("dialog")).to_have_count(0)


def test_search_page_keeps_its_own_keys(library: Site, page: Page) -> None:
    """Among results, each key does one thing: j one step, s one star, m one read mark."""
    page.goto(f"{library.url}search/?q=lantern")
    results = page.locator("[data-search-results] .card__title a")
    page.get_by_text("Save or export").wait_for()
    expect(page.locator(".sort")).to_be_visible()  # the rest of the page is there
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(results.nth(1)).to_be_focused()
    page.keyboard.press("s")
    expect(page.locator("[data-star]").nth(1)).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("m")
    expect(page.locator(".card").nth(1)).to_have_class(re.compile("card--read"))
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("o")
    expect(page).to_have_url(re.compile("/papers/"))


def test_stars_are_buttons_that_say_their_paper(library: Site, page: Page) -> None:
    """Every paper of a list has a button with its title that is pressed or not, and its page shows the same."""
    page.goto(f"{library.url}topics/rivers/")
    title = page.locator(TITLES).first.inner_text()
    star = page.get_by_role("button", name=f"Star {title}", exact=True)
    assert page.locator(STARS).count() == page.locator(TITLES).count()
    box = star.bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= 24
    expect(star).to_have_attribute("aria-pressed", "false")
    star.click()
    expect(star).to_have_attribute("aria-pressed", "true")
    page.locator(TITLES).first.click()
    own = page.get_by_role("button", name="Star this paper")
    expect(own).to_have_attribute("aria-pressed", "true")
    own.click()
    page.go_back()
    expect(star).to_have_attribute("aria-pressed", "false")
    page.goto(f"{library.url}dates/2025/03/")
    assert page.locator(".titles li > .star").count() == page.locator(".titles li").count() > 3


def test_opened_papers_are_read_and_can_be_unread(library: Site, page: Page) -> None:
    """A paper that was opened is marked in lists and in the search, until its reader marks it as unread."""
    page.goto(f"{library.url}topics/rivers/")
    item = page.locator(".cards > li").first
    expect(item).not_to_have_class("card--read")
    item.get_by_role("link").first.click()
    toggle = page.get_by_role("button", name="Mark as unread")
    toggle.wait_for()
    page.go_back()
    expect(item).to_have_class("card--read")
    page.go_forward()
    page.get_by_role("button", name="Mark as unread").click()
    expect(page.get_by_role("button", name="Mark as read")).to_be_visible()
    assert kept(page, "read") == []
    page.go_back()
    expect(item).not_to_have_class("card--read")


def test_tabs_on_any_pages_keep_each_other_s_stars(library: Site, context: BrowserContext) -> None:
    """Stars of a list, a paper's page and the search add up, and each tab shows those of the others."""
    one, two = context.new_page(), context.new_page()
    one.goto(f"{library.url}topics/rivers/")
    two.goto(f"{library.url}topics/rivers/")
    one.locator(STARS).nth(0).click()
    two.locator(STARS).nth(1).click()
    one.locator(STARS).nth(2).click()
    two.locator(STARS).nth(3).click()
    for tab in (one, two):
        expect(tab.locator(f"{STARS}[aria-pressed=true]")).to_have_count(4)
    three = context.new_page()
    three.goto(f"{library.url}search/?q=lantern&only=starred")
    expect(three.locator("[data-star][aria-pressed=true]")).to_have_count(4)
    three.locator("[data-star]").first.click()
    expect(one.locator(f"{STARS}[aria-pressed=true]")).to_have_count(3)
    assert len(kept(two, "starred")) == 3


def _leave(page: Page) -> None:
    """Let the visit be over half an hour ago."""
    page.evaluate(
        """() => {
            const key = "broadsheet.visit/some/path/";
            const visit = JSON.parse(localStorage.getItem(key));
            localStorage.setItem(key, JSON.stringify({ ...visit, at: visit.at - 2_000_000 }));
        }"""
    )


def _visit(page: Page, url: str) -> None:
    """Open a page, and wait until what is there is noted: what is noted later would undo what a test does then."""
    with page.expect_response("**/data/recent.json") as told:
        page.goto(url)
    recent = told.value.json()
    until(
        page,
        "seen => JSON.stringify(JSON.parse(localStorage['broadsheet.visit/some/path/']).now) === JSON.stringify(seen)",
        {"day": recent["days"][-1][0], "ids": recent["newest"]},
    )


def test_what_came_since_the_last_visit_is_marked(page: Page, tmp_path: Path) -> None:
    """After a new edition, a later visit counts its papers on the front page and marks them in lists, until they are read."""
    with served(known.write(tmp_path), tmp_path / "public") as site:
        watch = Watch(page, site.url)
        _visit(page, site.url)
        expect(page.locator(".new, .since")).to_have_count(0)
        build_site(known.write(tmp_path, extra=7), tmp_path / "public", base_url=site.url)
        _visit(page, site.url)  # it goes on
        expect(page.locator(".new, .since")).to_have_count(0)
        _leave(page)
        # What the first visit saw last counts, and it saw the new edition: so there is one more.
        build_site(known.write(tmp_path, extra=9), tmp_path / "public", base_url=site.url)
        _visit(page, site.url)
        expect(page.locator(".since")).to_have_text("2 new since your last visit")
        page.goto(f"{site.url}topics/rivers/")
        marked = page.locator("li", has=page.locator(".new"))
        expect(marked).to_have_count(2)
        expect(marked.first).to_contain_text("Late lantern number")
        name = marked.first.locator("h2").inner_text()
        marked.first.get_by_role("link").first.click()
        page.get_by_role("button", name="Mark as unread").wait_for()
        page.go_back()
        expect(page.locator(".new:visible")).to_have_count(1)
        expect(page.locator("li", has_text=name).first.locator(".new")).to_be_hidden()
        _leave(page)
        _visit(page, site.url)
        expect(page.locator(".new, .since")).to_have_count(0)
        assert watch.faults == []


def test_new_edition_is_counted_whole(page: Page, tmp_path: Path) -> None:
    """A reader who was away when an edition came has all its papers counted as new."""
    with served(known.write(tmp_path), tmp_path / "public") as site:
        _visit(page, site.url)
        _leave(page)
        build_site(known.write(tmp_path, extra=7), tmp_path / "public", base_url=site.url)
        _visit(page, site.url)
        expect(page.locator(".since")).to_have_text("7 new since your last visit")
        expect(page.locator(".new")).to_have_count(7)


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_marks_move_nothing(browser: Browser, tmp_path: Path, width: int, height: int) -> None:
    """Stars, the word New and the count come without moving anything that was painted, however late they are."""
    context = browser.new_context(
        viewport={"width": width, "height": height}, service_workers="block"
    )
    page = context.new_page()
    with served(known.write(tmp_path), tmp_path / "public") as site:
        _visit(page, site.url)
        _leave(page)
        build_site(known.write(tmp_path, extra=7), tmp_path / "public", base_url=site.url)
        page.add_init_script(
            """self.shifts = [];
            new PerformanceObserver((list) => shifts.push(...list.getEntries().map((entry) => entry.value)))
                .observe({ type: "layout-shift", buffered: true });"""
        )
        page.route("**/assets/*/js/reader.js", _late)
        for path in ("", "topics/rivers/", "dates/2025/06/", "dates/2025/06/01/"):
            page.goto(site.url + path)
            page.locator(".star").first.wait_for()
            page.wait_for_timeout(300)
            assert page.evaluate("shifts") == [], path
    context.close()


def _late(route: Route) -> None:
    time.sleep(0.5)
    route.continue_()


def test_pages_work_where_nothing_can_be_kept(library: Site, page: Page) -> None:
    """Where localStorage throws, keys and stars work as long as the page lasts, and nothing is logged."""
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new Error('no'); } });"
    )
    watch = Watch(page, library.url)
    for path in ("", "topics/rivers/", "reading/", library.first_with("papers", "river")):
        page.goto(library.url + path)
        page.wait_for_load_state("networkidle")
    page.get_by_role("button", name="Star this paper").click()
    page.keyboard.press("s")
    page.keyboard.press("s")
    expect(page.get_by_role("button", name="Star this paper")).to_have_attribute(
        "aria-pressed", "true"
    )
    assert watch.faults == []


def test_pages_opened_from_a_folder_have_stars(library: Site, page: Page) -> None:
    """A page that was opened from the built folder has keys and stars, and logs no error."""
    watch = Watch(page, "file://")
    page.goto((library.folder / "topics/rivers/index.html").as_uri())
    page.keyboard.press("j")
    page.keyboard.press("s")
    expect(page.locator(f"{STARS}[aria-pressed=true]")).to_have_count(1)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.goto((library.folder / "reading/index.html").as_uri())
    expect(page.locator("[data-reading-list] > li")).to_have_count(1)
    assert watch.faults == []


def test_script_of_every_page_is_small(library: Site) -> None:
    """What loads on every page is one deferred script of less than 6 KB compressed."""
    import gzip

    (script,) = library.folder.glob("assets/*/js/reader.js")
    assert len(gzip.compress(script.read_bytes(), 9)) < 6_000
    for html in sorted(library.folder.rglob("*.html")):
        text = html.read_text(encoding="utf-8")
        assert re.findall(r"<script[^>]*reader\.js[^>]*>", text)[0].startswith("<script defer "), (
            html
        )


def test_abstract_opens_in_its_list(library: Site, page: Page) -> None:
    """A button puts the whole abstract in place of the sentence that a list shows, and back; without it nothing moves."""
    watch = Watch(page, library.url)
    page.goto(f"{library.url}topics/rivers/")
    card = page.locator(".cards > li").first
    lead = card.locator("p:not([class])")
    summary, title = lead.inner_text(), card.locator("h2").inner_text()
    button = card.get_by_role("button", name=f"Abstract of {title}")
    expect(button).to_have_attribute("aria-expanded", "false")
    button.click()
    expect(button).to_have_attribute("aria-expanded", "true")
    whole = lead.inner_text()
    assert summary.rstrip("…") in whole
    button.click()
    expect(lead).to_have_text(summary)
    button.click()
    card.locator("h2 a").click()
    expect(page.locator("article.paper > div > p").first).to_have_text(whole)
    assert watch.faults == []


def test_paper_is_opened_where_its_abstract_cannot_be_had(library: Site, browser: Browser) -> None:
    """When the abstract cannot be fetched, its page is opened as by its link."""
    context = browser.new_context(service_workers="block")
    page = context.new_page()
    page.goto(f"{library.url}topics/rivers/")
    link = page.locator(TITLES).first
    address = link.evaluate("e => e.href")
    failing = [True]
    page.route(address, lambda route: route.abort() if failing.pop() else route.continue_())
    failing.insert(0, False)
    page.locator(".unfold").first.click()
    page.wait_for_url(address)
    context.close()


def test_stars_of_related_papers_stand_beside_them(site: Site, page: Page) -> None:
    """On a paper's page the star of a related paper is within its entry, not somewhere on the page."""
    page.goto(site.url + site.first_with("papers", "Related papers"))
    entry = page.locator("article.paper section li:has(> .star)").first
    outer, star = entry.bounding_box(), entry.locator("> .star").bounding_box()
    assert outer is not None
    assert star is not None
    assert outer["x"] <= star["x"]
    assert star["x"] + star["width"] <= outer["x"] + outer["width"] + 1
    assert abs(star["y"] - outer["y"]) < 16
