"""Addresses of the site, and where their files lie.

Enters: the names of pages. Leaves: `UrlPath`s, which are relative to the site's root and have no
leading slash: "" is the home page, a folder ends in a slash. Every page links through a prefix that
leads to the root, so the site works under any base path.
"""

from __future__ import annotations

import datetime as dt
from typing import NewType
from urllib.parse import urlsplit

from generator.models import PaperId, Slug

UrlPath = NewType("UrlPath", str)

HOME = UrlPath("")
TOPICS = UrlPath("topics/")
COLLECTIONS = UrlPath("collections/")
DATES = UrlPath("dates/")
UNDATED = UrlPath("dates/undated/")
SEARCH = UrlPath("search/")
FEEDS = UrlPath("feeds/")
READING = UrlPath("reading/")
ABOUT = UrlPath("about/")
NOT_FOUND = UrlPath("404.html")
REJECTED = UrlPath("rejected/")
SITE_FEED = UrlPath("feed.xml")
EDITION_FEED = UrlPath("editions.xml")
FEED_LIST = UrlPath("feeds.opml")
FEED_STYLE = UrlPath("feeds/style.css")
LUNR_INDEX = UrlPath("search/lunr.json")
SEARCH_MANIFEST = UrlPath("search/manifest.js")
PAPERS_DATA = UrlPath("data/papers.jsonl")
SITE_PREVIEW = UrlPath("preview.png")
RECENT_DATA = UrlPath("data/recent.json")
OFFLINE = UrlPath("offline/")
OFFLINE_INDEX = UrlPath("offline/index.json")
WEB_MANIFEST = UrlPath("manifest.webmanifest")
SERVICE_WORKER = UrlPath("service-worker.js")
HEADERS = UrlPath("_headers")
REDIRECTS = UrlPath("_redirects")


def paper_path(slug: Slug) -> UrlPath:
    """Give the address of a paper."""
    return UrlPath(f"papers/{slug}/")


def paper_file(slug: Slug) -> str:
    """Give the file of a paper's page.

    >>> paper_file(Slug("trees-1a2b3")) == file_of(paper_path(Slug("trees-1a2b3")))
    True
    """
    return f"papers/{slug}/index.html"


def paper_fragment(page: UrlPath, slug: Slug) -> UrlPath:
    """Give the address of a paper that stands on another page.

    >>> paper_fragment(DATES, Slug("trees-1a2b3"))
    'dates/#trees-1a2b3'
    """
    return UrlPath(f"{page}#{slug}")


def topic_path(slug: Slug) -> UrlPath:
    """Give the address of the first page of a topic."""
    return UrlPath(f"topics/{slug}/")


def whole_topic_path(slug: Slug) -> UrlPath:
    """Give the address of the page that has a topic's papers, or the newest of them, at once."""
    return UrlPath(f"topics/{slug}/all/")


def topic_feed_path(slug: Slug) -> UrlPath:
    """Give the address of a topic's Atom feed."""
    return UrlPath(f"topics/{slug}/feed.xml")


def collection_path(slug: Slug) -> UrlPath:
    """Give the address of the first page of a collection."""
    return UrlPath(f"collections/{slug}/")


def collection_feed_path(slug: Slug) -> UrlPath:
    """Give the address of a collection's Atom feed."""
    return UrlPath(f"collections/{slug}/feed.xml")


def rss_path(atom: UrlPath) -> UrlPath:
    """Give the address at which a feed stands as RSS, by that of the Atom feed.

    >>> rss_path(SITE_FEED), rss_path(EDITION_FEED), rss_path(topic_feed_path(Slug("trees")))
    ('rss.xml', 'editions-rss.xml', 'topics/trees/rss.xml')
    """
    if atom == EDITION_FEED:
        return UrlPath("editions-rss.xml")
    return UrlPath(f"{atom.removesuffix('feed.xml')}rss.xml")


def json_feed_path(atom: UrlPath) -> UrlPath:
    """Give the address at which a feed stands as JSON Feed, by that of the Atom feed.

    >>> json_feed_path(SITE_FEED), json_feed_path(EDITION_FEED)
    ('feed.json', 'editions.json')
    """
    return UrlPath(f"{atom.removesuffix('.xml')}.json")


def feed_archive_path(first: int, last: int) -> UrlPath:
    """Give the address of older entries of the site's feed by their numbers, the oldest being 1."""
    return UrlPath(f"feeds/archive/{first}-{last}.xml")


def year_path(year: int) -> UrlPath:
    """Give the address of a year."""
    return UrlPath(f"dates/{year:04}/")


def month_path(year: int, month: int) -> UrlPath:
    """Give the address of a month."""
    return UrlPath(f"dates/{year:04}/{month:02}/")


def week_path(year: int, week: int) -> UrlPath:
    """Give the address of an ISO week; `year` is that of its Thursday.

    >>> week_path(2025, 1)
    'dates/2025/w01/'
    """
    return UrlPath(f"dates/{year:04}/w{week:02}/")


def day_path(date: dt.date) -> UrlPath:
    """Give the address of the first page of a day.

    >>> day_path(dt.date(2025, 3, 14))
    'dates/2025/03/14/'
    """
    return UrlPath(f"dates/{date.year:04}/{date.month:02}/{date.day:02}/")


def preview_path(edition: UrlPath) -> UrlPath:
    """Give the address of the picture that links to an edition show.

    >>> preview_path(day_path(dt.date(2025, 3, 14)))
    'dates/2025/03/14/preview.png'
    """
    return UrlPath(f"{edition}{SITE_PREVIEW}")


def numbered(path: UrlPath, number: int) -> UrlPath:
    """Give the address of a list's page by its number, from 1.

    >>> numbered(TOPICS, 1), numbered(TOPICS, 2)
    ('topics/', 'topics/page/2/')
    """
    return path if number == 1 else UrlPath(f"{path}page/{number}/")


def file_of(path: UrlPath) -> str:
    """Give the file, relative to the output folder, that a static host serves for an address.

    >>> file_of(HOME), file_of(DATES), file_of(SITE_FEED)
    ('index.html', 'dates/index.html', 'feed.xml')
    """
    return f"{path}index.html" if path == "" or path.endswith("/") else path


def root_prefix(path: UrlPath) -> str:
    """Give the relative link that leads from a page to the site's root.

    >>> root_prefix(HOME), root_prefix(DATES), root_prefix(SITE_FEED)
    ('./', '../', './')
    """
    return "../" * path.count("/") or "./"


def base_path(url: str) -> str:
    """Give the path of the site's own address, with a slash at both ends.

    >>> base_path("https://example.org/digest/"), base_path("https://example.org/")
    ('/digest/', '/')
    """
    return urlsplit(url).path or "/"


def paper_tag(tag: str, paper: PaperId) -> str:
    """Give a paper's tag URI (RFC 4151), which no change of its title or address moves."""
    return f"tag:{tag}:paper/{paper}"


def edition_tag(tag: str, kind: str, first: dt.date) -> str:
    """Give the tag URI of the edition of a day, week, month or year, by its first day."""
    return f"tag:{tag}:edition/{kind}/{first.isoformat()}"


def feed_tag(tag: str, name: str) -> str:
    """Give the tag URI of a feed by its name, "" for the site's own."""
    return f"tag:{tag}:feed/{name}"
