"""What search engines, browsers and hosts look for at the root of a site."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from generator import site_files, urls
from generator.config import SiteConfig, SiteSettings
from generator.models import ClassifiedPaper
from generator.pages import HomePage, NotFoundPage, SearchPage, plan_site
from generator.papers.merge import merge_records
from generator.site_files import host_artifacts
from generator.static_files import static_artifacts
from tests.support import SITES, SORTING, SORTING_TITLE, TREES, TREES_TITLE, english, record

URL = "https://example.org/a&b/"
CONFIG = SiteConfig(folder=Path(), path="site.yaml", site=SiteSettings(title="T"), sources=())
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
OPENSEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"


@pytest.fixture
def files() -> dict[str, bytes]:
    (paper,) = merge_records([record(SORTING_TITLE, SORTING)])
    pages = (
        HomePage(path=urls.HOME, edition=None, papers=()),
        SearchPage(path=urls.SEARCH),
        NotFoundPage(path=urls.NOT_FOUND),
    )
    plan = plan_site(
        [ClassifiedPaper(paper=paper, matches=())],
        CONFIG,
    )
    artifacts = host_artifacts(
        replace(plan, lists=pages), english(), url=URL, title="Trees & <Water> of the North"
    )
    return {artifact.path: artifact.data for artifact in artifacts}


def test_sitemap_lists_the_pages_worth_finding(files: dict[str, bytes]):
    """The sitemap holds absolute addresses of pages, without the search page and the missing page."""
    places = [loc.text for loc in ET.fromstring(files["sitemap.xml"]).iter(f"{SITEMAP}loc")]
    assert places[0] == URL
    assert len(places) == 2
    assert places[1].startswith(f"{URL}papers/sorting-noisy-lists")


def test_robots_may_read_everything_and_find_the_sitemap(files: dict[str, bytes]):
    """robots.txt allows everything and names the sitemap by its whole address."""
    lines = files["robots.txt"].decode().splitlines()
    assert lines == ["User-agent: *", "Allow: /", f"Sitemap: {URL}sitemap.xml"]


def test_browser_can_add_the_search(files: dict[str, bytes]):
    """opensearch.xml names the site in 16 characters and the address of a query."""
    root = ET.fromstring(files["opensearch.xml"])
    assert root.findtext(f"{OPENSEARCH}ShortName") == "Trees & <Water> "
    url = root.find(f"{OPENSEARCH}Url")
    assert url is not None
    assert url.attrib["template"] == f"{URL}search/?q={{searchTerms}}"


def test_pages_host_is_told_not_to_leave_files_out(files: dict[str, bytes]):
    """The site has an empty .nojekyll."""
    assert files[".nojekyll"] == b""


def _static(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


def test_static_files_stand_under_a_digest_of_them(tmp_path: Path):
    """Static and vendored files stand in one folder whose name changes with any of them."""
    static = _static(tmp_path / "static", {"css/site.css": "a{}", "js/a.js": "1", ".hidden": "x"})
    vendor = tmp_path / "lunr.js"
    vendor.write_text("lunr")
    folder, artifacts = static_artifacts(static, [("vendor/lunr.js", vendor)])
    found = {artifact.path.removeprefix(folder): artifact.data for artifact in artifacts}
    assert found == {"css/site.css": b"a{}", "js/a.js": b"1", "vendor/lunr.js": b"lunr"}
    assert folder.startswith("assets/")
    assert static_artifacts(static, [("vendor/lunr.js", vendor)]) == (folder, artifacts)
    vendor.write_text("lunr 2")
    assert static_artifacts(static, [("vendor/lunr.js", vendor)])[0] != folder


def test_moved_text_changes_the_digest(tmp_path: Path):
    """Text that moves from one file to the next makes another folder."""
    one = _static(tmp_path / "one", {"a.css": "xy", "b.css": "z"})
    two = _static(tmp_path / "two", {"a.css": "x", "b.css": "yz"})
    assert static_artifacts(one, [])[0] != static_artifacts(two, [])[0]


def test_sitemaps_of_the_committed_sites_name_pages_that_exist():
    """Every address in a committed sitemap has its file in that site."""
    for site in sorted((SITES / "valid").iterdir()):
        expected = site / "expected"
        root = ET.fromstring((expected / "sitemap.xml").read_bytes())
        places = [loc.text or "" for loc in root.iter(f"{SITEMAP}loc")]
        for place in places:
            assert (expected / place.removeprefix(places[0]) / "index.html").is_file(), place


def test_sitemap_of_many_addresses_is_an_index(monkeypatch: pytest.MonkeyPatch):
    """More addresses than a sitemap may hold stand in several, which sitemap.xml names; papers oldest first."""
    monkeypatch.setattr(site_files, "_MOST_URLS", 2)
    records = [
        record(SORTING_TITLE, SORTING, line=1),
        record(TREES_TITLE, TREES, line=2, date=dt.date(2025, 3, 15)),
    ]
    papers = [ClassifiedPaper(paper=paper, matches=()) for paper in merge_records(records)]
    pages = (HomePage(path=urls.HOME, edition=None, papers=()),)
    plan = replace(plan_site(papers, CONFIG), lists=pages)
    files = {
        each.path: each.data for each in host_artifacts(plan, english(), url=URL, title="Trees")
    }

    def places(name: str) -> list[str | None]:
        return [loc.text for loc in ET.fromstring(files[name]).iter(f"{SITEMAP}loc")]

    assert places("sitemap.xml") == [f"{URL}sitemap-1.xml", f"{URL}sitemap-2.xml"]
    first, second = places("sitemap-1.xml"), places("sitemap-2.xml")
    assert first[0] == URL
    assert "sorting-noisy-lists" in str(first[1])
    assert "counting-trees" in str(second[0])
