"""Every kind of address that a site has, with what stands there.

Leaves: `ADDRESSES`, the names of what varies in them, and which kind an address is of. `docs.addresses` makes a page of it, files of
the owner's own keep out of its folders, and tests hold the files of built sites and the functions of `generator.urls` against it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from generator import urls

# What varies in an address, in the form that it has there, and what it is.
VARIABLES: dict[str, tuple[str, str]] = {
    "slug": (r"[a-z0-9]+(?:-[a-z0-9]+)*", "the last part of the address of a paper, topic or collection"),
    "page": (r"[1-9][0-9]*", "the number of a page of a list, from 2; the first is the list itself"),
    "year": (r"[0-9]{4}", "a year; that of its Thursday before a week"),
    "month": (r"[0-9]{2}", "a month, 01 to 12"),
    "day": (r"[0-9]{2}", "a day of the month, 01 to 31"),
    "week": (r"[0-9]{2}", "a week of ISO 8601, 01 to 53"),
    "first": (r"[1-9][0-9]*", "the number of the oldest entry of a document of the archive"),
    "last": (r"[1-9][0-9]*", "the number of the newest entry of a document of the archive"),
    "number": (r"[0-9]+", "a number that counts files"),
    "digest": (r"[0-9a-f]{10}", "a name that is made of what the files in the folder hold"),
    "segment": (r"[a-z0-9]{8}", "the same, for a folder of the search"),
    "piece": (r"[a-z]+(?:-[a-z0-9]+)*-[0-9]+", "a part of the site that is kept for reading offline"),
    "file": (r".+", "the path of a file"),
}  # fmt: skip
_VARIABLE = re.compile(r"<([a-z]+)>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A kind of address: its path from the site's root with `<names>` of what varies, and what stands there.

    `when` says which sites have it, where not all do.
    """

    path: str
    says: str
    when: str | None = None

    def matches(self, path: str) -> bool:
        """Tell whether a path from the site's root, such as `topics/trees/`, is of this kind."""
        return bool(_form(self.path).fullmatch(path))


@cache
def _form(path: str) -> re.Pattern[str]:
    plain = _VARIABLE.split(path)
    return re.compile(
        "".join(
            VARIABLES[part][0] if place % 2 else re.escape(part) for place, part in enumerate(plain)
        )
    )


def address_of(path: str) -> Address | None:
    """Give the kind that an address is of.

    >>> found = address_of("topics/trees/page/2/")
    >>> found.path if found else None
    'topics/<slug>/page/<page>/'
    """
    return next((each for each in ADDRESSES if each.matches(path)), None)


def folders() -> frozenset[str]:
    """Give the folders at the site's root in which only a build has files.

    >>> sorted(folders())[:3]
    ['about', 'assets', 'collections']
    """
    return frozenset(each.path.partition("/")[0] for each in ADDRESSES if "/" in each.path)


_LONG = "where the list has more than one page"
_OF_COLLECTIONS = "with `collections`"
_PLACED = "with `site.url` or `--base-url`"
_OWN_PAGES = "unless `pages.papers` is `false`"

ADDRESSES: tuple[Address, ...] = (
    Address(path=urls.HOME, says="the front page: the newest edition, topics, days, the search box, feeds"),
    Address(path="papers/<slug>/", says="a paper", when=_OWN_PAGES),
    Address(path=urls.TOPICS, says="all topics"),
    Address(path="topics/<slug>/", says="a topic: what it is, its papers over time, the newest papers"),
    Address(path="topics/<slug>/page/<page>/", says="older papers of a topic", when=_LONG),
    Address(path="topics/<slug>/all/", says="the papers of a topic on one page", when=_LONG),
    Address(path=urls.COLLECTIONS, says="all collections", when=_OF_COLLECTIONS),
    Address(path="collections/<slug>/", says="a collection", when=_OF_COLLECTIONS),
    Address(path="collections/<slug>/page/<page>/", says="older papers of a collection", when=_LONG),
    Address(path=urls.DATES, says="all days, by year and month"),
    Address(path="dates/<year>/", says="a year", when="with `year` in `dates.group_by`"),
    Address(path="dates/<year>/page/<page>/", says="more papers of a year", when="where no finer group is"),
    Address(path="dates/<year>/<month>/", says="a month", when="with `month` in `dates.group_by`"),
    Address(path="dates/<year>/<month>/page/<page>/", says="more papers of a month", when="where no finer group is"),
    Address(path="dates/<year>/w<week>/", says="a week", when="with `week` in `dates.group_by`"),
    Address(path="dates/<year>/w<week>/page/<page>/", says="more papers of a week", when="where no finer group is"),
    Address(path="dates/<year>/<month>/<day>/", says="a day", when="with `day` in `dates.group_by`"),
    Address(path="dates/<year>/<month>/<day>/page/<page>/", says="more papers of a day", when=_LONG),
    Address(path=urls.UNDATED, says="papers without a day"),
    Address(path="dates/undated/page/<page>/", says="more papers without a day", when=_LONG),
    Address(path=urls.SEARCH, says="the search; `?q=WORDS` is a query"),
    Address(path=urls.READING, says="the reader's own list, which stays in their browser"),
    Address(path=urls.FEEDS, says="all feeds, for people"),
    Address(path=urls.ABOUT, says="about the digest, from `site.about`"),
    Address(path=urls.REJECTED, says="lines of the sources of which no paper could be made", when="where there are any"),
    Address(path=urls.NOT_FOUND, says="what hosts show for an address that is not there"),
    Address(path=urls.SITE_FEED, says="the feed of all papers, as Atom"),
    Address(path="rss.xml", says="the feed of all papers, as RSS 2.0"),
    Address(path="feed.json", says="the feed of all papers, as JSON Feed 1.1"),
    Address(path="feeds/archive/<first>-<last>.xml", says="older entries of the feed of all papers, as Atom", when="where a feed cannot hold all"),
    Address(path=urls.EDITION_FEED, says="the feed of editions, as Atom"),
    Address(path="editions-rss.xml", says="the feed of editions, as RSS 2.0"),
    Address(path="editions.json", says="the feed of editions, as JSON Feed 1.1"),
    Address(path="topics/<slug>/feed.xml", says="the feed of a topic, as Atom"),
    Address(path="topics/<slug>/rss.xml", says="the feed of a topic, as RSS 2.0"),
    Address(path="topics/<slug>/feed.json", says="the feed of a topic, as JSON Feed 1.1"),
    Address(path="collections/<slug>/feed.xml", says="the feed of a collection, as Atom", when=_OF_COLLECTIONS),
    Address(path="collections/<slug>/rss.xml", says="the feed of a collection, as RSS 2.0", when=_OF_COLLECTIONS),
    Address(path="collections/<slug>/feed.json", says="the feed of a collection, as JSON Feed 1.1", when=_OF_COLLECTIONS),
    Address(path=urls.FEED_LIST, says="all feeds, as OPML for feed readers"),
    Address(path=urls.FEED_STYLE, says="how feeds look that are opened in a browser"),
    Address(path=urls.PAPERS_DATA, says="every paper as a line of JSON"),
    Address(path=urls.RECENT_DATA, says="the newest days and the number of their papers, for what is new since a visit"),
    Address(path=urls.LUNR_INDEX, says="the whole index of Lunr 2.3.9, for other programs", when="up to `search.whole_index_megabytes`"),
    Address(path=urls.SEARCH_MANIFEST, says="the head of the index that the search page reads"),
    Address(path="search/<segment>/<file>", says="a part of the index that the search page reads"),
    Address(path=urls.SITE_PREVIEW, says="the picture that links to the site show elsewhere", when=_PLACED),
    Address(path="dates/<year>/preview.png", says="the picture of the edition of a year", when=_PLACED),
    Address(path="dates/<year>/<month>/preview.png", says="the picture of the edition of a month", when=_PLACED),
    Address(path="dates/<year>/w<week>/preview.png", says="the picture of the edition of a week", when=_PLACED),
    Address(path="dates/<year>/<month>/<day>/preview.png", says="the picture of the edition of a day", when=_PLACED),
    Address(path="assets/<digest>/<file>", says="style sheets, scripts and pictures of the site"),
    Address(path=urls.WEB_MANIFEST, says="what browsers read to install the site"),
    Address(path=urls.SERVICE_WORKER, says="the script that keeps pages for reading offline"),
    Address(path=urls.OFFLINE_INDEX, says="what a reader downloads who keeps the whole digest"),
    Address(path="offline/<piece>.json", says="the files of a part of the digest, for who keeps it whole"),
    Address(path="sitemap.xml", says="all pages, for search engines"),
    Address(path="sitemap-<number>.xml", says="a part of all pages, for search engines", when="more than 45,000 pages"),
    Address(path="robots.txt", says="what search engines may read"),
    Address(path="opensearch.xml", says="the search, for browsers that add it"),
    Address(path=urls.HEADERS, says="headers, for hosts that read them"),
    Address(path="_redirects", says="old addresses and where they lead, for hosts that read it", when="with `redirects.csv`"),
    Address(path=".nojekyll", says="tells GitHub Pages to publish all files"),
    Address(path=".broadsheet.json", says="what the build wrote, for the next build and for `broadsheet check`"),
)  # fmt: skip
