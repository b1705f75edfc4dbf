"""The reading list: what was starred, in order, as files, and back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser import library as known
from tests.browser.served import Site
from tests.browser.watch import Watch

STARS = "main li > .star"
ENTRIES = "[data-reading-list] > li"
TITLES = f"{ENTRIES} h2 a"


@pytest.fixture
def page(sized_page: Page) -> Page:
    return sized_page


def star(page: Page, site: Site, *places: int) -> list[str]:
    """Star papers of a topic; gives their titles, the newest star first."""
    page.goto(f"{site.url}topics/rivers/")
    for place in places:
        page.locator(STARS).nth(place).click()
    titles = page.locator(".cards h2").all_inner_texts()
    page.goto(f"{site.url}reading/")
    return [titles[place] for place in reversed(places)]


def day_of(page: Page, site: Site, place: int) -> str:
    """Give the day that a topic's list says of a paper."""
    page.goto(f"{site.url}topics/rivers/")
    link = page.locator(".cards > li").nth(place).locator(".facts a[href*='dates/']")
    path = link.get_attribute("href") or ""
    return path.partition("dates/")[2].strip("/").replace("/", "-")


def status(page: Page) -> Locator:
    return page.locator("[data-reading-status]")


def saved(page: Page, name: str) -> tuple[str, str]:
    """Save the list in a format; gives the name of the file and its text."""
    with page.expect_download() as download:
        page.get_by_role("button", name=name, exact=True).click()
    text = Path(download.value.path()).read_bytes().decode("utf-8")
    return download.value.suggested_filename, text


def take_in(page: Page, name: str, text: str | bytes) -> Locator:
    """Choose a file to take in; gives what the page says of it."""
    data = text if isinstance(text, bytes) else text.encode()
    page.locator("[data-reading-file]").set_input_files(
        {"name": name, "mimeType": "text/plain", "buffer": data}
    )
    return page.locator("[data-reading-note]")


def test_starred_papers_stand_in_order(library: Site, page: Page) -> None:
    """The newest star stands first, each paper with its day, its topics and the way to its page."""
    watch = Watch(page, library.url)
    page.goto(f"{library.url}reading/")
    expect(status(page)).to_contain_text("No paper is starred yet.")
    titles = star(page, library, 0, 3, 1)
    day = day_of(page, library, 1)
    page.goto(f"{library.url}reading/")
    expect(page.locator(TITLES)).to_have_text(titles)
    expect(status(page)).to_have_text("3 papers.")
    first = page.locator(ENTRIES).first
    expect(first.locator("time")).to_have_attribute("datetime", day)
    expect(first.get_by_role("link", name="Rivers")).to_have_attribute(
        "href", f"{library.url}topics/rivers/"
    )
    expect(first.locator("a", has=page.locator("time"))).to_have_attribute(
        "href", f"{library.url}dates/{day.replace('-', '/')}/"
    )
    first.get_by_role("link", name=titles[0]).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(titles[0])
    assert watch.faults == []


def test_star_that_was_taken_away_can_be_put_back(library: Site, page: Page) -> None:
    """Without its star a paper leaves the list, the focus goes to the next, and one button brings it back."""
    titles = star(page, library, 0, 1, 2)
    page.get_by_role("button", name=f"Star {titles[1]}", exact=True).press("Enter")
    expect(page.locator(TITLES)).to_have_text([titles[0], titles[2]])
    expect(page.locator(TITLES).nth(1)).to_be_focused()
    page.get_by_role("button", name=f"Put “{titles[1]}” back").click()
    expect(page.locator(TITLES)).to_have_text([titles[1], titles[0], titles[2]])
    expect(page.locator(f"{ENTRIES} time")).to_have_count(3)
    page.reload()
    expect(page.locator(TITLES)).to_have_text([titles[1], titles[0], titles[2]])


def test_read_papers_can_be_left_out(library: Site, page: Page) -> None:
    """A paper is marked as read and as unread in the list, and the read ones can be left out."""
    titles = star(page, library, 0, 1)
    page.get_by_role("button", name=f"Mark as read: {titles[0]}").click()
    expect(page.locator(ENTRIES).first).to_have_class("card--read")
    page.get_by_role("checkbox", name="Not read yet").check()
    expect(page.locator(TITLES)).to_have_text(titles[1:])
    expect(status(page)).to_have_text("1 of 2 papers not read yet.")
    page.get_by_role("checkbox", name="Not read yet").uncheck()
    page.get_by_role("button", name=f"Mark as unread: {titles[0]}").click()
    expect(page.locator(f"{ENTRIES}.card--read")).to_have_count(0)


def test_keys_work_in_the_list(library: Site, page: Page) -> None:
    """The keys of all lists move here too, and take stars away."""
    titles = star(page, library, 0, 1, 2)
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator(TITLES).nth(1)).to_be_focused()
    page.keyboard.press("m")
    expect(page.locator(ENTRIES).nth(1)).to_have_class("card--read")
    page.keyboard.press("s")
    expect(page.locator(TITLES)).to_have_text([titles[0], titles[2]])


def test_two_tabs_show_one_list(library: Site, context: BrowserContext) -> None:
    """A star that is given or taken in one tab changes the list in the other, and neither loses any."""
    one, two = context.new_page(), context.new_page()
    titles = star(one, library, 0, 1)
    two.goto(f"{library.url}topics/rivers/")
    two.locator(STARS).nth(5).click()
    expect(one.locator(TITLES)).to_have_count(3)
    one.get_by_role("button", name=f"Star {titles[0]}", exact=True).click()
    expect(two.locator(f"{STARS}[aria-pressed=true]")).to_have_count(2)
    expect(one.locator(TITLES)).to_have_count(2)


def test_paper_that_was_starred_in_the_search_is_shown_with_its_title(
    library: Site, page: Page
) -> None:
    """A star of the search page brings title, day and topics along."""
    page.goto(f"{library.url}search/?q=lantern")
    page.locator("[data-star]").nth(2).click()
    title = page.locator(".card__title").nth(2).inner_text()
    page.goto(f"{library.url}reading/")
    expect(page.locator(TITLES)).to_have_text([title])
    expect(page.locator(f"{ENTRIES} time")).to_have_count(1)


def test_list_of_titles_takes_nothing_away(library: Site, page: Page) -> None:
    """A page that names papers by their titles alone leaves day and topics known, and adds them to a star given there."""
    titles = star(page, library, 0)
    known_day = page.locator(f"{ENTRIES} time").get_attribute("datetime") or ""
    page.goto(f"{library.url}dates/{known_day[:7].replace('-', '/')}/")
    page.locator(".titles > li > .star[aria-pressed=false]").first.click()
    page.goto(f"{library.url}reading/")
    expect(page.locator(TITLES)).to_have_count(2)
    expect(page.locator(TITLES).nth(1)).to_have_text(titles[0])
    for place in (0, 1):
        entry = page.locator(ENTRIES).nth(place)
        expect(entry.locator("time")).to_have_count(1)
        expect(entry.locator(".facts a")).to_have_count(2)


def test_what_is_not_known_of_a_paper_is_asked_of_its_page(library: Site, page: Page) -> None:
    """Of slugs alone, as an older version kept them, titles are found; a paper that is gone stays and is named so."""
    slug = library.first_with("papers", "Study 7 of light").split("/")[1]
    page.goto(f"{library.url}reading/")
    page.evaluate(
        "slugs => localStorage.setItem('broadsheet.starred/some/path/', JSON.stringify(slugs))",
        ["gone-with-the-wind-abcde", slug],
    )
    page.reload()
    expect(page.locator(TITLES)).to_have_text(["Study 7 of light", "gone-with-the-wind-abcde"])
    expect(page.locator(ENTRIES).nth(1)).to_contain_text("This digest has no such paper now.")
    expect(page.locator(f"{ENTRIES} time")).to_have_attribute("datetime", "2024-03-08")


def test_list_is_saved_in_each_format(library: Site, page: Page) -> None:
    """BibTeX, RIS, CSL-JSON and Markdown have the papers in their order, with authors from the search's documents."""
    watch = Watch(page, library.url)
    titles = star(page, library, 8, 1)
    day = day_of(page, library, 1)
    page.goto(f"{library.url}reading/")
    for name, end, marks in (
        ("BibTeX", ".bib", ["@misc{", "author = {Ada Lovelace and Charles Babbage},"]),
        ("RIS", ".ris", ["TY  - ", "AU  - Ada Lovelace"]),
        ("CSL-JSON", ".csl.json", ['"id": ', '"family": "Lovelace"']),
        ("Markdown", ".md", [f"]({library.url}papers/", "Ada Lovelace, Charles Babbage. 20"]),
    ):
        file, text = saved(page, name)
        assert file == f"reading-list{end}"
        assert [text.count(mark) for mark in marks] == [2, 2], text
        assert -1 < text.index(titles[0]) < text.index(titles[1]), name
        expect(page.locator("[data-reading-note]")).to_have_text("2 papers saved.")
    entries = json.loads(saved(page, "CSL-JSON")[1])
    assert entries[0]["title"] == titles[0]
    assert entries[0]["issued"] == {"date-parts": [[int(part) for part in day.split("-")]]}
    assert watch.faults == []


def test_strange_title_breaks_no_format(library: Site, page: Page) -> None:
    """A title full of signs stays one title in Markdown, and comes back from BibTeX and RIS as it was."""
    path = library.first_with("papers", "{half} the_cost")
    page.goto(library.url + path)
    page.get_by_role("button", name="Star this paper").click()
    page.goto(f"{library.url}reading/")
    _, markdown = saved(page, "Markdown")
    assert r"[Lanterns at 100% & {half} the\_cost".replace("&", r"\&") in markdown
    files = {name: saved(page, name)[1] for name in ("BibTeX", "RIS")}
    for name, text in files.items():
        page.route("**/papers/**", lambda route: route.abort())
        page.evaluate("localStorage.clear()")
        page.reload()
        expect(take_in(page, f"list.{name.lower()}", text)).to_contain_text("1 paper added")
        expect(page.locator(TITLES)).to_have_text([known.STRANGE_TITLE])
        page.unroute("**/papers/**")


def test_backup_brings_everything_back(library: Site, page: Page) -> None:
    """A backup, taken in where nothing was, gives the list in its order and what was read; once more it adds nothing."""
    titles = star(page, library, 0, 4, 2)
    page.get_by_role("button", name=f"Mark as read: {titles[1]}").click()
    file, text = saved(page, "Backup")
    assert file == "reading-list-backup.json"
    page.evaluate("localStorage.clear()")
    page.reload()
    expect(page.locator(ENTRIES)).to_have_count(0)
    expect(take_in(page, file, text)).to_have_text(f"“{file}”: 3 papers added.")
    expect(page.locator(TITLES)).to_have_text(titles)
    expect(page.locator(f"{ENTRIES}.card--read")).to_have_count(1)
    note = take_in(page, file, text)
    expect(note).to_have_text(f"“{file}”: 0 papers added, 3 were there already.")


def test_taking_in_loses_nothing(library: Site, page: Page) -> None:
    """What a file has is added behind what is there: no star and no read mark goes."""
    old = star(page, library, 0, 1)
    page.get_by_role("button", name=f"Mark as read: {old[0]}").click()
    files = {name: saved(page, name)[1] for name in ("Backup", "BibTeX", "RIS")}
    for name, text in files.items():
        page.evaluate("localStorage.clear()")
        new = star(page, library, 6, 1)
        page.get_by_role("button", name=f"Mark as read: {new[1]}").click()
        expect(take_in(page, f"list of {name}", text)).to_contain_text(
            "1 paper added, 1 were there"
        )
        expect(page.locator(TITLES)).to_have_text(
            [*new, old[0]] if old[0] not in new else [*new, old[1]]
        )
        assert page.locator(f"{ENTRIES}.card--read").count() >= 1
        # Days that a file does not have come from the pages of the papers.
        expect(page.locator(f"{ENTRIES} time")).to_have_count(3)


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("a.pdf", b"%PDF-1.7 \xff\xfe", "neither a backup of a reading list nor BibTeX or RIS"),
        ("b.json", '{"format": "broadsheet', "JSON that breaks off or is damaged"),
        ("c.json", '[{"id": 1}]', "no backup of a reading list"),
        ("d.json", '{"format": "broadsheet reading list", "version": 9, "papers": []}', "newer version"),
        ("e.bib", "@article{Smith:2020,\n title = {{Trees}},\n}", "No paper of this digest"),
        ("f.ris", "", "neither a backup"),
    ],
)  # fmt: skip
def test_file_that_cannot_be_taken_in_is_named_with_the_reason(
    library: Site, page: Page, name: str, text: str | bytes, words: str
) -> None:
    """A file of another kind changes nothing, and the page says which it was and why."""
    watch = Watch(page, library.url)
    star(page, library, 0)
    note = take_in(page, name, text)
    expect(note).to_contain_text(f"“{name}” was not taken in. ")
    expect(note).to_contain_text(words)
    expect(page.locator(ENTRIES)).to_have_count(1)
    assert watch.faults == []


def test_hostile_backup_is_text(library: Site, page: Page) -> None:
    """Markup in a file is shown as text, wrong kinds are left out, and no address but the site's is made."""
    watch = Watch(page, library.url)
    papers = [
        {"slug": "a-b-12345", "title": "<img src=x onerror=alert(1)>", "day": "2025-99-99", "topics": [["../x", "<b>"], 7]},
        {"slug": "../../evil", "title": "Evil"},
        {"slug": "javascript:alert(1)", "title": "Evil"},
        None,
    ]  # fmt: skip
    page.goto(f"{library.url}reading/")
    page.route("**/papers/**", lambda route: route.abort())
    text = json.dumps({"format": "broadsheet reading list", "version": 1, "papers": papers})
    expect(take_in(page, "x.json", text)).to_have_text(
        "“x.json”: 1 paper added. 3 entries are no papers of a digest and were left out."
    )
    expect(page.locator(TITLES)).to_have_text(["<img src=x onerror=alert(1)>"])
    hrefs = page.locator("main a").evaluate_all("found => found.map(a => a.href)")
    assert all(href.startswith(library.url) for href in hrefs)
    assert page.locator("main img").count() == 0
    assert not any("dialog" in fault or "exception" in fault for fault in watch.faults)


def test_without_javascript_the_page_says_what_it_needs(
    library: Site, browser_without_js: BrowserContext
) -> None:
    """With JavaScript off the page says so, leads on, and shows no control that would do nothing."""
    page = browser_without_js.new_page()
    page.goto(library.url)
    page.get_by_role("link", name="reading list").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Reading list")
    assert "needs JavaScript" in page.locator("main").inner_text()
    expect(page.locator("main :is(button, input):visible")).to_have_count(0)
    page.locator("noscript").get_by_role("link", name="feeds").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Feeds")
