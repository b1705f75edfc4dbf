"""Every address that a built site gives is one that it has, as `broadsheet check` follows them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from generator.check import check_digest
from tests.browser.served import Site
from tests.checked import BASE, checked, lines
from tests.support import CHECKOUT, SITES, copy_input, run_broadsheet

VALID = sorted(site.name for site in (SITES / "valid").iterdir())


def test_links_of_the_shipped_digest_lead_somewhere(site: Site) -> None:
    """Links, fragments, feeds, sitemap and search resolve within the base path, and links from home reach every page."""
    report = check_digest(CHECKOUT / "site.yaml", site.folder, base_url=site.url)
    assert lines(report) == []
    what = {each.part: each.what for each in report.checked}
    pages, links = map(int, re.findall(r"\d+", what["pages"].replace(",", "")))
    assert pages > 400
    assert links > 10_000
    assert what["search"] == "408 documents"


@pytest.mark.parametrize("name", VALID)
def test_links_of_small_sites_lead_somewhere(name: str, tmp_path: Path) -> None:
    """The same holds for small sites of many shapes."""
    copy_input(SITES / "valid" / name, tmp_path)
    done = run_broadsheet("build", "--quiet", "--base-url", BASE, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    report = checked(tmp_path)
    assert [each for each in report.findings if each.part != "settings"] == []
    said = done.stderr.splitlines()
    assert [line for line in lines(report) if line not in said] == []


def test_sitemap_has_every_page_that_links_reach(site: Site) -> None:
    """Every page stands in the sitemap, but for those that say nothing of their own.

    These are the search, the reading list, the missing page, and topics on one page for printing.
    """
    listed = set(
        re.findall(r"<loc>([^<]+)</loc>", (site.folder / "sitemap.xml").read_text(encoding="utf-8"))
    )
    files = (file.relative_to(site.folder).as_posix() for file in site.folder.rglob("*.html"))
    pages = {site.url + path.removesuffix("index.html") for path in files}
    others = {page for page in pages - listed if not re.search(r"/topics/[^/]+/all/$", page)}
    assert others == {site.url + path for path in ("search/", "reading/", "404.html")}
    assert listed <= pages
