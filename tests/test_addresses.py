"""The table of addresses is that of built sites, and the reference that of the table."""

from __future__ import annotations

import datetime as dt
import inspect
import re

import pytest

from docs import addresses as page
from generator import urls
from generator.addresses import ADDRESSES, VARIABLES, address_of
from generator.build import build_site
from generator.models import Slug
from tests.support import SITES, files_of, write_site

# Made where a site has many papers, which takes long: tests/test_site_files.py makes sitemaps of several parts.
_OF_LARGE_SITES = {"sitemap-<number>.xml"}
_LEADS_ON = b'<meta http-equiv="refresh"'
_SLUG, _DAY = Slug("trees"), dt.date(2025, 3, 14)
_ARGUMENTS = {
    "slug": _SLUG,
    "page": urls.DATES,
    "atom": urls.topic_feed_path(_SLUG),
    "first": 1,
    "last": 8,
    "year": 2025,
    "month": 3,
    "week": 11,
    "date": _DAY,
    "edition": urls.day_path(_DAY),
    "path": urls.topic_path(_SLUG),
    "number": 2,
}


def _address(file: str) -> str:
    return file.removesuffix("index.html") if f"/{file}".endswith("/index.html") else file


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """Give the addresses of sites that have between them every group of days, pictures and long lists."""
    found = set[str]()
    for site in sorted((SITES / "valid").iterdir()):
        files = files_of(site / "expected")
        # Old addresses of a digest are any.
        found.update(_address(file) for file, data in files.items() if _LEADS_ON not in data)
    folder = tmp_path_factory.mktemp("addresses")
    papers = "".join(
        f'{{"title": "Tree {n} in {words}", "abstract": "We count {n} trees of {words}.", "date": "{day}"}}\n'
        for n in range(3)
        for day, words in (("2025-03-14", "a wood"), ("2025-04-02", "the park"), ("", "towns"))
    )
    for groups in ("[day]", "[week]", "[month]", "[year]"):
        text = (
            "site: {title: T, url: 'https://example.org/'}\nsources: [{path: a.jsonl}]\n"
            "topics: [{slug: trees, title: Trees, any: [tree]}]\n"
            "collections: [{slug: kept, title: Kept, any: [tree]}]\n"
            f"pages: {{papers_per_page: 1}}\ndates: {{group_by: {groups}}}\n"
        )
        file = write_site(folder, text)
        (folder / "a.jsonl").write_text(papers.replace(', "date": ""', ""), encoding="utf-8")
        build_site(file, folder / groups, jobs=1, accept_feed_changes=True)
        found.update(map(_address, files_of(folder / groups)))
    return found


def test_every_file_of_a_site_is_of_one_kind(built: set[str]):
    """No file is written at an address that the table has not got, or has twice."""
    for path in built - {f for f in built if f.startswith("assets/DIGEST")}:
        kinds = [each.path for each in ADDRESSES if each.matches(path)]
        assert len(kinds) == 1, (path, kinds)


def test_every_kind_is_on_some_site(built: set[str]):
    """The table has no address that is written no more."""
    unused = {each.path for each in ADDRESSES if not any(map(each.matches, built))}
    assert unused == _OF_LARGE_SITES


def test_every_function_of_addresses_gives_one_of_the_table():
    """What `urls` can make is in the table, constants and functions alike."""
    for name, value in vars(urls).items():
        if name.isupper():
            assert address_of(value) is not None or value == urls.OFFLINE, name
        elif inspect.isfunction(value) and value.__annotations__.get("return") == "UrlPath":
            asked = [_ARGUMENTS[each] for each in inspect.signature(value).parameters]
            made = str(value(*asked)).partition("#")[0]
            assert address_of(made) is not None, name


def test_names_of_what_varies_are_explained_and_used():
    """Each name in an address is in the second table, and none is there for nothing."""
    used = {name for each in ADDRESSES for name in re.findall(r"<(\w+)>", each.path)}
    assert used == set(VARIABLES)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("", ""),
        ("topics/a-b/", "topics/<slug>/"),
        ("topics/A/", None),
        ("topics/a/page/1x/", None),
        ("dates/2025/w01/", "dates/<year>/w<week>/"),
        ("dates/undated/", "dates/undated/"),
        ("feed.xml", "feed.xml"),
        ("feedXxml", None),
        ("cv.pdf", None),
    ],
)
def test_address_is_told_from_others(path: str, kind: str | None):
    """An address is of the kind whose form it has to the letter, or of none."""
    found = address_of(path)
    assert (found.path if found else None) == kind


def test_reference_is_written_from_the_table():
    """The committed page is what `python -m docs.addresses` writes."""
    assert page.FILE.read_text(encoding="utf-8") == page.written(), "run python -m docs.addresses"
