"""What search engines, browsers and hosts look for at the root of a site."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from generator import urls
from generator.models import ClassifiedPaper
from generator.pages import HomePage, NotFoundPage, PaperPage, SearchPage
from generator.papers import merge_records
from generator.site_files import host_artifacts, static_artifacts
from tests.support import SITES, SORTING, SORTING_TITLE, record

URL = "https://example.org/a&b/"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
OPENSEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"


@pytest.fixture
def files() -> dict[str, bytes]:
    (paper,) = merge_records([record(SORTING_TITLE, SORTING)])
    pages = (
        HomePage(path=urls.HOME, edition=None, papers=()),
        PaperPage(path=urls.paper_path(paper.slug), paper=0),
        SearchPage(path=urls.SEARCH),
        NotFoundPage(path=urls.NOT_FOUND),
    )
    artifacts = host_artifacts(
        pages,
        (ClassifiedPaper(paper=paper, matches=()),),
        url=URL,
        title="Trees & <Water> of the North",
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
