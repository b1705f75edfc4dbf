"""Old addresses, as somebody who kept a link meets them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.axe import violations
from tests.browser.served import Site, served
from tests.support import TREES, TREES_TITLE, run_broadsheet, write_site


@pytest.fixture
def moved(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site with an old address of each depth."""
    folder = tmp_path_factory.mktemp("moved")
    file = write_site(folder, list=f"Mar 14\n{TREES_TITLE}\n{TREES}\n")
    (folder / "redirects.csv").write_text(
        "2020/01/31/b%C3%A4ume.html,date:2025-03-14\nold,/topics/\n", encoding="utf-8"
    )
    with served(file, folder / "public") as site:
        yield site


def test_old_address_leads_on_without_a_script(
    moved: Site, browser_without_js: BrowserContext
) -> None:
    """A browser without JavaScript goes from old addresses to the new pages."""
    page = browser_without_js.new_page()
    page.goto(f"{moved.url}2020/01/31/b%C3%A4ume.html")
    page.wait_for_url(f"{moved.url}dates/2025/03/14/")
    expect(page.get_by_role("link", name=TREES_TITLE)).to_have_count(1)
    page.goto(f"{moved.url}old/")
    page.wait_for_url(f"{moved.url}topics/")


def test_page_at_an_old_address_can_be_read(moved: Site, page: Page) -> None:
    """Where a browser does not lead on by itself, the page says where to go, and breaks no rule of accessibility."""
    html = (moved.folder / "old" / "index.html").read_text(encoding="utf-8")
    page.set_content(re.sub(r'<meta http-equiv="[^>]*>\n', "", html))
    expect(page.get_by_role("heading", level=1)).to_have_text("This page has moved")
    assert page.get_by_role("link").get_attribute("href") == "../topics/"
    assert violations(page) == []


def test_old_address_of_an_imported_post_leads_to_its_paper(tmp_path: Path, page: Page) -> None:
    """Somebody who kept a link to a post of a Hugo site comes to its paper in the digest that took its place."""
    (tmp_path / "seeds").mkdir()
    posts = tmp_path / "blog" / "content" / "posts"
    posts.mkdir(parents=True)
    (tmp_path / "blog" / "hugo.toml").write_text('[permalinks]\nposts = "/:year/:slug/"\n')
    (posts / "trees.md").write_text(
        f"---\ntitle: {TREES_TITLE}\ndate: 2020-05-28\narxiv: 2005.12872\naliases: [/trees.html]\n---\n{TREES}\n"
    )
    (tmp_path / "site.yaml").write_text("site: {title: X}\nsources: [{path: seeds/*.jsonl}]\n")
    done = run_broadsheet("import", "blog", "--yes", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    with served(tmp_path / "site.yaml", tmp_path / "public") as site:
        for old in ("2020/counting-trees-in-large-forests/", "trees.html"):
            page.goto(f"{site.url}{old}")
            expect(page.get_by_role("heading", level=1)).to_have_text(TREES_TITLE)
            assert page.url.startswith(f"{site.url}papers/counting-trees-in-large-forests-")
