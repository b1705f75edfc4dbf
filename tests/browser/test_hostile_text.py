"""Text of papers is text, whatever it says."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.served import Site, served
from tests.browser.watch import Watch

TITLE = """Hostile <script>alert("title")</script> & 'quoted' "titles" ]]> {{ 7 * 7 }} <img src=x onerror=alert(1)>"""
ABSTRACT = (
    """The abstract breaks out: </p></script><script>alert("abstract")</script> <svg onload=alert(2)> """
    """]]> <!-- javascript:alert(3) and JavaScript://example.org/%0Aalert(4) and """
    """https://example.org/"onmouseover="alert(5) and data:text/html,<script>alert(6)</script> end."""
)
CONFIG = """\
site:
  title: "Digest </title><script>alert('site')</script> & \\"co\\""
  description: "<b onclick=alert(7)>bold</b>"
sources:
  - path: day.txt
    year: 2025
topics:
  - slug: hostile
    title: "Hostile <i>topic</i> & \\"co\\""
    any: [hostile]
"""
DUMP = f"""\
new

Get trending papers in your email inbox!

Subscribe

byA<script>alert("credit")</script> and the research community

Mar 14

{TITLE}

{ABSTRACT}

A plain title

A plain abstract, long enough to be one, of a paper that stands beside the other.
"""


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A digest of one hostile paper and a plain one."""
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "site.yaml").write_text(CONFIG, encoding="utf-8")
    (folder / "day.txt").write_text(DUMP, encoding="utf-8")
    with served(folder / "site.yaml", folder / "public") as site:
        yield site


def test_hostile_text_shows_as_text_and_runs_nothing(
    hostile: Site, context: BrowserContext
) -> None:
    """A title and an abstract full of markup stand in lists, page and results as they were written."""
    page = context.new_page()
    watch = Watch(page, hostile.url)
    for path in ("", "dates/2025/03/14/", "topics/hostile/", "search/?q=hostile"):
        page.goto(hostile.url + path)
        expect(page.get_by_role("link", name=TITLE)).to_have_text(TITLE)
        assert watch.faults == [], path
    page.get_by_role("link", name=TITLE).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    # A tag that only formats, as exports leave them in abstracts, is taken off; all else is text.
    expect(page.locator("article")).to_contain_text(ABSTRACT.replace("</p>", ""))
    hrefs = page.locator("a").evaluate_all("found => found.map(a => a.protocol)")
    assert set(hrefs) <= {"http:", "https:"}
    assert (
        page.locator("main :is(script, svg, img, [onload], [onerror], [onmouseover])").count() == 0
    )
    assert watch.faults == []


def test_owner_s_title_is_text_too(hostile: Site, context: BrowserContext) -> None:
    """Markup in the titles of site and topic shows as it was written."""
    page = context.new_page()
    watch = Watch(page, hostile.url)
    page.goto(hostile.url)
    expect(page.get_by_role("link", name="Digest </title><script>")).to_be_visible()
    expect(page.get_by_text("<b onclick=alert(7)>bold</b>")).to_be_visible()
    page.get_by_role("link", name='Hostile <i>topic</i> & "co"').first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text('Hostile <i>topic</i> & "co"')
    assert watch.faults == []


def test_hostile_query_is_text_too(hostile: Site, context: BrowserContext) -> None:
    """Markup in the query of an address is quoted as text."""
    page = context.new_page()
    watch = Watch(page, hostile.url)
    page.goto(f"{hostile.url}search/?q=%3Cimg/src%3Dx/onerror%3Dalert(1)%3E")
    expect(page.get_by_role("status")).to_contain_text("“<img/src=x/onerror=alert(1)>”")
    assert page.locator("main img").count() == 0
    assert watch.faults == []
