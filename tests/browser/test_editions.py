"""Editions, topics and the calendar as readers meet them: by eye, by keyboard, by ear and on paper."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.served import Site, served

NEWEST = dt.date(2025, 3, 14)
CONFIG = """\
site: {title: Woods, url: "http://localhost/"}
sources: [{path: papers.jsonl}]
pages: {papers_per_page: 20}
topics:
  - {slug: trees, title: Trees, description: All that has leaves., any: [tree]}
  - {slug: rivers, title: Rivers, any: [river]}
  - {slug: lakes, title: Lakes, any: [lake]}
"""
NOTE = (
    "---\ntitle: After the storm\ncurator: Ada\npicks: [Report 3 on growth]\n---\nMuch **fell**.\n"
)


@pytest.fixture(scope="module")
def woods(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A digest of a year: a paper every third day, twelve on the newest, of which the curator picks one."""
    folder: Path = tmp_path_factory.mktemp("woods")
    days = [NEWEST - dt.timedelta(3 * number) for number in range(1, 122)]
    papers = [
        {
            "title": f"Report {number} on {'storms and moss' if day == NEWEST else 'growth'}",
            "abstract": f"{'A tree.' if number % 2 else 'A river by a lake.'} Number {number}.",
            "date": day.isoformat(),
        }
        for number, day in enumerate([*days, *[NEWEST] * 12])
    ]
    (folder / "papers.jsonl").write_text("".join(json.dumps(paper) + "\n" for paper in papers))
    (folder / "site.yaml").write_text(CONFIG)
    (folder / "editions").mkdir()
    (folder / "editions" / "2025-03-14.md").write_text(NOTE)
    with served(folder / "site.yaml", folder / "public") as site:
        yield site


@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("path", ["", "topics/trees/", "topics/trees/all/", "dates/2025/03/14/"])
def test_pages_fit_the_window(woods: Site, browser: Browser, width: int, path: str) -> None:
    """With calendar, charts, notes and indices, no page is wider than a phone, nor any drawing than its column."""
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.goto(woods.url + path)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for box in page.locator("main svg").evaluate_all(
        "all => all.map(e => e.getBoundingClientRect())"
    ):
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
    page.close()


def test_day_of_the_calendar_is_reached_by_keyboard(woods: Site, page: Page) -> None:
    """A field of the calendar has a name with its day and number, shows that it has the focus, and leads to the day."""
    page.goto(woods.url)
    day = page.get_by_role("link", name="14 March: 12", exact=True)
    before = page.get_by_role("link", name="11 March: 1", exact=True)
    before.focus()
    page.keyboard.press("Tab")
    expect(day).to_be_focused()
    looks = "e => [getComputedStyle(e).outlineStyle, getComputedStyle(e.querySelector('rect')).strokeWidth]"
    assert day.evaluate(looks) != before.evaluate(looks)
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{woods.url}dates/2025/03/14/")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_busy_days_are_darker_and_the_legend_says_how_many(
    woods: Site, browser: Browser, scheme: str
) -> None:
    """A day of twelve papers has the strongest shade, one of a single paper another; both stand in the legend."""
    page = browser.new_page(color_scheme=scheme)  # type: ignore[arg-type]
    page.goto(woods.url)
    fill = "e => Number(getComputedStyle(e.querySelector('rect')).fillOpacity)"
    busy = page.get_by_role("link", name="14 March: 12", exact=True)
    quiet = page.get_by_role("link", name="11 March: 1", exact=True)
    assert busy.evaluate(fill) == 1 > quiet.evaluate(fill) > 0
    legend = page.locator(".days__legend").inner_text()
    assert legend.split("day:")[1].split() == ["1", "2", "3–12"]
    # The border of a field tells it from the page, however light its shade.
    colour = "e => getComputedStyle(e.querySelector('rect')).stroke"
    assert quiet.evaluate(colour) != page.evaluate(
        "getComputedStyle(document.body).backgroundColor"
    )
    page.close()


def test_calendar_takes_the_readers_own_colours(woods: Site, browser: Browser) -> None:
    """Where a reader forces colours, days have that of links."""
    page = browser.new_page(forced_colors="active")
    page.goto(woods.url)
    link = page.locator("#home-feeds").evaluate(
        "e => { e.style.color = 'LinkText'; return getComputedStyle(e).color }"
    )
    day = page.get_by_role("link", name="14 March: 12", exact=True)
    assert day.evaluate("e => getComputedStyle(e.querySelector('rect')).fill") == link
    page.close()


def test_topics_have_lines_that_are_said_in_words(woods: Site, page: Page) -> None:
    """Beside a topic at home stands its line, with what it says for those who do not see it."""
    page.goto(woods.url)
    row = page.locator(".topic-tree li", has_text="Trees")
    expect(row.get_by_role("img")).to_have_accessible_name("3 to 4 a month")
    expect(row.get_by_role("img")).to_be_visible()


def test_chart_of_a_topic_is_a_table_too(woods: Site, page: Page) -> None:
    """The table under the chart has every period, newest first, and its numbers add up to the topic's papers."""
    page.goto(f"{woods.url}topics/trees/")
    figure = page.get_by_role("figure", name="Papers by month")
    expect(figure.get_by_role("img")).to_have_accessible_name(
        "From March 2024 to March 2025, 8 at most."
    )
    figure.get_by_text("As a table").click()
    rows = figure.get_by_role("row").all_inner_texts()
    assert len(rows) == 14
    assert rows[1].split() == ["March", "2025", "8"]
    assert sum(int(row.split()[-1]) for row in rows[1:]) == 66
    expect(page.get_by_role("main")).to_contain_text("66 papers")


def test_topics_that_share_papers_lead_to_each_other(woods: Site, page: Page) -> None:
    """The page of a topic names its neighbours, not those that it never meets."""
    page.goto(f"{woods.url}topics/rivers/")
    expect(page.get_by_text("Near it:").get_by_role("link")).to_have_text(["Lakes"])
    page.goto(f"{woods.url}topics/trees/")
    expect(page.get_by_text("Near it:")).to_have_count(0)


def test_new_words_of_a_topic_are_searched(woods: Site, page: Page) -> None:
    """Words of the newest titles alone are named with their day, and lead to a search for them."""
    page.goto(f"{woods.url}topics/rivers/")
    line = page.get_by_text("More often in titles since")
    expect(line.get_by_role("link")).to_have_text(["moss", "storms"])
    line.get_by_role("link", name="moss").click()
    expect(page).to_have_url(f"{woods.url}search/?q=moss")


def test_topic_is_read_as_one_page(woods: Site, page: Page) -> None:
    """The page of a whole topic has all its papers, says so, and prints without what is of no use on paper."""
    page.goto(f"{woods.url}topics/trees/")
    page.get_by_role("link", name="as one page").click()
    expect(page.get_by_text("All 66 papers on one page")).to_be_visible()
    expect(page.locator(".cards > li")).to_have_count(66)
    page.emulate_media(media="print")
    expect(page.get_by_role("navigation")).to_be_hidden()
    expect(page.get_by_role("heading", name="Trees", exact=True)).to_be_visible()
    expect(page.get_by_text("All that has leaves.")).to_be_visible()


def test_index_of_an_edition_leads_to_its_papers(woods: Site, page: Page) -> None:
    """From a topic at the top to its titles, and from a title to the paper on the same page."""
    page.goto(f"{woods.url}dates/2025/03/14/")
    contents = page.get_by_role("navigation", name="In this edition")
    assert [text.split() for text in contents.get_by_role("listitem").all_inner_texts()] == [
        ["Trees", "6"],
        ["Rivers", "6"],
        ["Lakes", "6"],
    ]
    contents.get_by_role("link", name="Rivers").click()
    expect(page.get_by_role("heading", name="Rivers", level=3)).to_be_in_viewport()
    page.locator("#in-rivers + ul a").last.click()
    title = page.locator("#in-rivers + ul a").last.inner_text()
    expect(page.locator(":target h2")).to_have_text(title)
    expect(page.locator(":target")).to_be_in_viewport()


def test_note_and_picks_stand_before_the_papers(woods: Site, page: Page) -> None:
    """A reader of an edition meets the curator's words and picks first, and the picks only once."""
    page.goto(f"{woods.url}dates/2025/03/14/")
    headings = page.locator("main h2").all_inner_texts()
    assert headings[1].casefold() == "after the storm"
    assert headings[2].casefold() == "the curator’s picks"
    assert headings[3] == "Report 3 on growth"
    assert headings.count("Report 3 on growth") == 1
    page.goto(woods.url)
    expect(page.get_by_role("region", name="After the storm")).to_contain_text("Much fell.")
    expect(page.locator(".cards h2").first).to_have_text("Report 3 on growth")
