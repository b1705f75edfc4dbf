"""Addresses, their files, and the links between them."""

from __future__ import annotations

import datetime as dt
from urllib.parse import urljoin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator import urls
from generator.models import PaperId, Slug
from generator.urls import UrlPath

SLUGS = st.from_regex(r"[a-z0-9]{1,6}(-[a-z0-9]{1,6}){0,3}", fullmatch=True).map(Slug)
DATES = st.dates(dt.date(1000, 1, 1), dt.date(9999, 12, 31))
PATHS = st.one_of(
    st.sampled_from(
        [urls.HOME, urls.TOPICS, urls.DATES, urls.UNDATED, urls.SEARCH, urls.FEEDS, urls.ABOUT,
         urls.SITE_FEED, urls.LUNR_INDEX, urls.SEARCH_MANIFEST, urls.PAPERS_DATA]
    ),
    SLUGS.map(urls.paper_path),
    SLUGS.map(urls.topic_path),
    SLUGS.map(urls.topic_feed_path),
    DATES.map(urls.day_path),
    DATES.map(lambda date: urls.month_path(date.year, date.month)),
    DATES.map(lambda date: urls.year_path(date.year)),
    st.builds(urls.numbered, SLUGS.map(urls.topic_path), st.integers(1, 999)),
)  # fmt: skip


@pytest.mark.parametrize(
    ("path", "file"),
    [
        (urls.HOME, "index.html"),
        (urls.paper_path(Slug("a-b")), "papers/a-b/index.html"),
        (urls.topic_path(Slug("trees")), "topics/trees/index.html"),
        (urls.numbered(urls.topic_path(Slug("trees")), 2), "topics/trees/page/2/index.html"),
        (urls.topic_feed_path(Slug("trees")), "topics/trees/feed.xml"),
        (urls.year_path(2025), "dates/2025/index.html"),
        (urls.month_path(2025, 3), "dates/2025/03/index.html"),
        (urls.day_path(dt.date(2025, 3, 4)), "dates/2025/03/04/index.html"),
        (urls.UNDATED, "dates/undated/index.html"),
        (urls.SEARCH, "search/index.html"),
        (urls.FEEDS, "feeds/index.html"),
        (urls.ABOUT, "about/index.html"),
        (urls.NOT_FOUND, "404.html"),
        (urls.SITE_FEED, "feed.xml"),
        (urls.LUNR_INDEX, "search/lunr.json"),
        (urls.PAPERS_DATA, "data/papers.jsonl"),
    ],
)
def test_address_stands_where_the_contract_says(path: UrlPath, file: str):
    """Every address of the contract has its file; people's bookmarks hang on them."""
    assert urls.file_of(path) == file


@given(PATHS, PATHS, st.sampled_from(["https://example.org/", "http://localhost:8000/a/b/"]))
def test_relative_link_leads_from_any_page_to_any_other(here: UrlPath, there: UrlPath, site: str):
    """A link through a page's prefix to the root reaches its target under any base path."""
    assert urljoin(site + here, urls.root_prefix(here) + there) == site + there


@given(DATES, DATES)
def test_days_have_addresses_of_their_own(one: dt.date, other: dt.date):
    """Two days share an address only when they are one."""
    assert (urls.day_path(one) == urls.day_path(other)) == (one == other)


@pytest.mark.parametrize(
    ("url", "base"),
    [
        ("https://example.org", "/"),
        ("https://example.org/", "/"),
        ("https://example.org/digest/", "/digest/"),
        ("http://localhost:8000/a/b/", "/a/b/"),
    ],
)
def test_base_path_is_the_path_of_the_site(url: str, base: str):
    """The base path is what stands behind the host, with a slash at both ends."""
    assert urls.base_path(url) == base


def test_tags_name_papers_and_feeds():
    """The ids of feeds and entries are tag URIs that hold no address."""
    tag = "example.org,2025-01-01"
    assert urls.paper_tag(tag, PaperId("abc")) == "tag:example.org,2025-01-01:paper/abc"
    assert urls.feed_tag(tag, "") == "tag:example.org,2025-01-01:feed/"
    assert urls.feed_tag(tag, "trees") == "tag:example.org,2025-01-01:feed/trees"
