"""Where old addresses lead on the site that is planned.

Enters: redirects, the plan and the settings. Leaves: each with the address of its page. Refuses, each with its line: a paper, day, topic,
collection or page that the site has not got, what leads out of the site or in a circle, and an old address at which
the site has something itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from generator import urls
from generator.archive import Period
from generator.config import SiteConfig
from generator.errors import InputError, Location, Problem, did_you_mean, quoted
from generator.notes.files import period_named
from generator.pages import SitePlan
from generator.redirects.paths import (
    PathError,
    file_and_above,
    folded,
    is_page,
    old_path,
    redirect_file,
    written_path,
)
from generator.redirects.table import Redirect
from generator.urls import UrlPath

_FORMS = "paper:ID, date:2025-03-14, topic:SLUG, collection:SLUG or the path of a page"
_OUTSIDE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//|\\")
_FRAGMENT = re.compile(r"[A-Za-z0-9._~-]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedRedirect:
    """An old address, decoded, and the address on the site to which it leads."""

    path: UrlPath
    target: UrlPath
    location: Location


class _TargetError(ValueError):
    """A target that the site has not got; the message says so, what was expected, and what to do."""


def place_redirects(
    redirects: Sequence[Redirect], plan: SitePlan, config: SiteConfig
) -> tuple[tuple[PlacedRedirect, ...], tuple[Problem, ...]]:
    """Find the pages to which redirects lead; gives warnings too, and raises `InputError` with every mistake."""
    if not redirects:
        return (), ()
    finder = _Finder(redirects, plan, config)
    placed, problems = [], []
    for redirect in redirects:
        try:
            finder.refuse_taken(redirect)
            target = finder.target(redirect)
        except _TargetError as error:
            problems.append(Problem(location=redirect.location, message=str(error)))
            continue
        placed.append(PlacedRedirect(path=redirect.path, target=target, location=redirect.location))
    if problems:
        raise InputError(problems)
    return tuple(placed), tuple(_warning(each) for each in placed if not is_page(each.path))


def _warning(redirect: PlacedRedirect) -> Problem:
    return Problem(
        location=redirect.location,
        message=f"no page can stand at {quoted(redirect.path)}; expected an address that ends in a slash, in .html or in "
        "nothing; the line is for hosts that read _redirects alone, such as Netlify and Cloudflare Pages",
    )


class _Finder:
    """Finds pages by what lines of redirects call them."""

    def __init__(self, redirects: Sequence[Redirect], plan: SitePlan, config: SiteConfig) -> None:
        self._plan = plan
        self._own = {folded(redirect_file(each.path)): each for each in redirects}
        names = {each.target.partition(":")[2] for each in redirects}
        rows = enumerate(plan.rows)
        self._rows: dict[str, int] = {
            name: n for n, row in rows for name in (row.id, row.slug) if name in names
        }
        self._topics = [topic.slug for topic in config.topics]
        self._collections = [collection.slug for collection in config.collections]
        self._files = frozenset(
            urls.file_of(path) for path in (*own_addresses(config), *_pages(plan))
        )
        self._folded = frozenset(map(folded, self._files))

    def refuse_taken(self, redirect: Redirect) -> None:
        """Refuse an old address at which the site has a file, and one below or above a file."""
        file, *above = map(folded, file_and_above(redirect.path))
        if not self._folded.isdisjoint((file, *above)):
            raise _TargetError(
                f"the old address {quoted(redirect.path)} is one of the site itself; expected one at which it has nothing; "
                "delete the line"
            )
        if taken := next((self._own[each] for each in above if each in self._own), None):
            raise _TargetError(
                f"the old address {quoted(redirect.path)} lies below {quoted(taken.path)} in line {taken.location.line}, "
                "which is a file; expected files and folders of different names; delete one of the lines"
            )

    def target(self, redirect: Redirect) -> UrlPath:
        """Follow a redirect, over others if it leads to them."""
        first, met = redirect, dict[str, int]()
        while True:
            if redirect.path in met:
                lines = ", ".join(f"line {line}" for line in sorted(met.values()))
                raise _TargetError(
                    f"the redirect of {quoted(first.path)} leads in a circle ({lines}); expected a page of the site "
                    "at the end; correct where one of the lines leads"
                )
            met[redirect.path] = redirect.location.line or 0
            found = self._found(redirect.target)
            if isinstance(found, str):
                return UrlPath(found)
            redirect = found

    def _found(self, target: str) -> UrlPath | Redirect:
        kind, colon, name = target.partition(":")
        match kind if colon else "":
            case "paper":
                if name not in self._rows:
                    raise _unknown(target, "no paper", "the id or the slug of one that was read")
                return self._plan.address(self._rows[name])
            case "date":
                return self._of_date(target, name)
            case "topic":
                return _of_slug(target, name, self._topics, urls.topic_path)
            case "collection":
                return _of_slug(target, name, self._collections, urls.collection_path)
        return self._of_path(target)

    def _of_date(self, target: str, name: str) -> UrlPath:
        period, archive = period_named(f"{name}.md"), self._plan.archive
        if period is None:
            raise _unknown(
                target, "no day", "one such as date:2025-03-14, 2025-W11, 2025-03 or 2025"
            )
        if period.kind == "day" and period.first in archive.days:
            return archive.edition_of(period.first).path
        if period.kind in archive.groups and period in archive.periods[period.kind]:
            return period.path
        near = _nearest(period, archive.editions)
        raise _unknown(
            target, f"no {period.kind} with papers and a page", f"one that has both{near}"
        )

    def _of_path(self, target: str) -> UrlPath | Redirect:
        if _OUTSIDE.match(target):
            raise _unknown(target, "out of the site", _FORMS)
        written, sharp, fragment = target.partition("#")
        try:
            path = "" if written in ("", "/") else old_path(written)
        except PathError as error:
            raise _unknown(target, f"a path that {error}", _FORMS) from None
        if not _FRAGMENT.fullmatch(fragment):
            raise _unknown(target, "a fragment with odd characters", "letters, digits and . _ ~ -")
        for each in (path, f"{path}/"):
            if urls.file_of(UrlPath(each)) in self._files:
                return UrlPath(f"{written_path(each)}{sharp}{fragment}")
        if path and (other := self._own.get(folded(redirect_file(UrlPath(path))))):
            return other
        raise _unknown(target, "no page of the site", _FORMS)


def _unknown(target: str, what: str, expected: str) -> _TargetError:
    return _TargetError(
        f"{quoted(target)} is {what}; expected {expected}; correct it, or delete the line"
    )


def _of_slug(target: str, slug: str, known: Sequence[str], path: object) -> UrlPath:
    if slug not in known:
        near = did_you_mean(slug, known) or "; correct it, or delete the line"
        raise _TargetError(
            f"{quoted(target)} is not in site.yaml; expected the slug of one that is{near}"
        )
    assert callable(path)
    return UrlPath(path(slug))


def _nearest(period: Period, known: Sequence[Period]) -> str:
    if not known:
        return ""
    near = min(known, key=lambda other: (abs(other.first - period.first), other.first))
    return f", such as date:{near.iso}"


def _pages(plan: SitePlan) -> Iterable[UrlPath]:
    yield from (page.path for page in plan.lists)
    if plan.homes is None:
        yield from (urls.paper_path(row.slug) for row in plan.rows)


def own_addresses(config: SiteConfig) -> Iterable[UrlPath]:
    """Give the addresses that a site has whatever its papers are, and those of its topics and collections."""
    feeds = [urls.SITE_FEED, urls.EDITION_FEED]
    yield from (urls.HOME, urls.TOPICS, urls.DATES, urls.UNDATED, urls.SEARCH, urls.FEEDS)
    yield from (urls.READING, urls.ABOUT, urls.NOT_FOUND, urls.REJECTED, urls.FEED_LIST)
    yield from (
        urls.LUNR_INDEX,
        urls.PAPERS_DATA,
        urls.RECENT_DATA,
        urls.SITE_PREVIEW,
        urls.HEADERS,
    )
    yield from (urls.WEB_MANIFEST, urls.SERVICE_WORKER, urls.REDIRECTS, urls.OFFLINE_INDEX)
    yield from map(UrlPath, ("sitemap.xml", "robots.txt", "opensearch.xml"))
    if config.collections:
        yield urls.COLLECTIONS
    for topic in config.topics:
        yield urls.topic_path(topic.slug)
        yield urls.whole_topic_path(topic.slug)
        feeds.append(urls.topic_feed_path(topic.slug))
    for collection in config.collections:
        yield urls.collection_path(collection.slug)
        feeds.append(urls.collection_feed_path(collection.slug))
    for feed in feeds:
        yield from (feed, urls.rss_path(feed), urls.json_feed_path(feed))
