"""Every address that a built site gives is one that it has."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.browser.served import Site
from tests.site_links import broken_addresses, broken_links, orphans, read_pages
from tests.support import SITES, copy_input, run_broadsheet

VALID = sorted(site.name for site in (SITES / "valid").iterdir())


def test_links_of_the_shipped_digest_lead_somewhere(site: Site) -> None:
    """Links and fragments resolve within the base path, links from home reach every page, and feeds' too."""
    pages = read_pages(site.folder)
    assert len(pages) > 400
    assert list(broken_links(site.folder, site.url, pages)) == []
    assert orphans(site.url, pages) == set()
    assert list(broken_addresses(site.folder, site.url)) == []


@pytest.mark.parametrize("name", VALID)
def test_links_of_small_sites_lead_somewhere(name: str, tmp_path: Path) -> None:
    """The same holds for small sites of many shapes."""
    base = "https://digest.example/some/path/"
    folder = copy_input(SITES / "valid" / name, tmp_path) / "public"
    done = run_broadsheet("build", "--quiet", "--base-url", base, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    pages = read_pages(folder)
    assert list(broken_links(folder, base, pages)) == []
    # This address stands also while no paper is undated, and is linked when one is.
    assert orphans(base, pages) <= {"dates/undated/"}
    assert list(broken_addresses(folder, base)) == []


def test_sitemap_has_every_page_that_links_reach(site: Site) -> None:
    """Every page stands in the sitemap, but for those that say nothing of their own.

    These are the search, the reading list, the missing page, and topics on one page for printing.
    """
    listed = set(
        re.findall(r"<loc>([^<]+)</loc>", (site.folder / "sitemap.xml").read_text(encoding="utf-8"))
    )
    pages = {site.url + path for path in read_pages(site.folder)}
    others = {page for page in pages - listed if not re.search(r"/topics/[^/]+/all/$", page)}
    assert others == {site.url + path for path in ("search/", "reading/", "404.html")}
    assert listed <= pages


def test_broken_links_are_found(tmp_path: Path) -> None:
    """A link to nothing, a fragment that is none, a way out of the base path and an orphan are told."""
    (tmp_path / "index.html").write_text(
        '<p id="here"><a href="#here">1</a> <a href="#there">2</a> <a href="no/">3</a>'
        ' <a href="../">4</a> <a href="javascript:alert(1)">5</a> <a href="https://other.org/">6</a>'
    )
    (tmp_path / "lone").mkdir()
    (tmp_path / "lone" / "index.html").write_text('<a href="../">home</a>')
    (tmp_path / "feed.xml").write_text("<id>https://e.org/a/b/</id> <id>https://e.org/a/</id>")
    base, pages = "https://e.org/a/", read_pages(tmp_path)
    assert [line.split(": ")[1] for line in broken_links(tmp_path, base, pages)] == [
        "#there",
        "../",
        "javascript:alert(1)",
        "no/",
    ]
    assert orphans(base, pages) == {"lone/"}
    assert list(broken_addresses(tmp_path, base)) == [
        "feed.xml: https://e.org/a/b/: nothing is there"
    ]
