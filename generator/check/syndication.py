"""What feeds, sitemaps and outlines say together: the chain of archives, the pages of the sitemap, the feeds of the outline.

Enters: what all files say. Leaves: findings.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from pathlib import Path

from generator import urls
from generator.check.addresses import address_of
from generator.check.findings import Finding, found
from generator.check.folder import BUILD_AGAIN
from generator.check.pages import Seen
from generator.config.site_section import url_fault
from generator.errors import quoted

_ROBOTS = "robots.txt"
_SITEMAP = "sitemap.xml"
_NAMED = re.compile(r"^sitemap:[ \t]*(\S+)", re.IGNORECASE | re.MULTILINE)
# Pages that say nothing of their own, so that search engines need not know them.
_UNLISTED = re.compile(
    rf"{re.escape(urls.NOT_FOUND)}|{urls.SEARCH}index\.html|{urls.READING}index\.html|topics/[^/]+/all/index\.html"
)


def address_in_robots(file: Path) -> tuple[str, int] | None:
    """Give the address that a site was built for, and its line, if its robots.txt names one."""
    try:
        robots = file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    match = _NAMED.search(robots)
    if match is None or not match[1].endswith(f"/{_SITEMAP}"):
        return None
    if url_fault(match[1]) is not None:
        return None
    return match[1].removesuffix(_SITEMAP), robots.count("\n", 0, match.start()) + 1


def chain_findings(seen: Seen) -> Iterator[Finding]:
    """Follow the archive documents from the feeds that have them (RFC 5005), and name those that no feed leads to."""
    reached: set[str] = set()
    for start, feed in seen.feeds.items():
        if feed.archived or "prev-archive" not in feed.relations:
            continue
        here = start
        while (before := seen.feeds[here].relations.get("prev-archive")) is not None:
            if before in reached or before not in seen.feeds:
                yield _chain(
                    here,
                    f"leads to {quoted(before)} as its archive, which is in the chain already or no feed",
                )
                break
            reached.add(before)
            relations = seen.feeds[before].relations
            if relations.get("current") != start:
                yield _chain(before, f"does not lead to {quoted(start)} as the current feed")
            if relations.get("next-archive", here) != here:
                yield _chain(before, f"does not lead to {quoted(here)} as the next archive")
            here = before
    for path, feed in seen.feeds.items():
        if feed.archived and path not in reached:
            yield _chain(path, "is an archive to which no feed leads")


def _chain(path: str, what: str) -> Finding:
    message = f"{what}; expected one chain from the feed to its oldest archive; {BUILD_AGAIN}"
    return found("feeds", "broken archives", path, message)


def outline_findings(seen: Seen) -> Iterator[Finding]:
    """Name what an outline calls a feed and is none."""
    for path, listed in seen.listed.items():
        if seen.roots.get(path) != "opml":
            continue
        for file, line in listed:
            if file not in seen.feeds:
                yield found(
                    "feeds",
                    "no feed",
                    path,
                    f"{quoted(file)} is no feed; expected a feed; {BUILD_AGAIN}",
                    line=line,
                )


def sitemap_findings(
    seen: Seen, root: Path, pages: Collection[str], files: Collection[str]
) -> Iterator[Finding]:
    """Hold the sitemap against the pages: each that search engines may list is in it once, and nothing else."""
    if _ROBOTS not in files:
        yield _missing(_ROBOTS)
    elif address_in_robots(root / _ROBOTS) is None:
        message = f"names no sitemap; expected Sitemap: and its address; {BUILD_AGAIN}"
        yield found("sitemap", "no sitemap named", _ROBOTS, message)
    if _SITEMAP not in files:
        yield _missing(_SITEMAP)
        return
    listed: set[str] = set()
    for part in _sitemaps(seen):
        for file, line in seen.listed.get(part, ()):
            if file in pages:
                listed.add(file)
            else:
                message = f"{quoted(address_of(file))} is no page; expected addresses of pages; {BUILD_AGAIN}"
                yield found("sitemap", "no page", part, message, line=line)
    for page in sorted(pages):
        if page not in listed and page not in seen.hidden and not _UNLISTED.fullmatch(page):
            yield found(
                "sitemap",
                "not in the sitemap",
                page,
                f"is in no sitemap; expected its address in {_SITEMAP}; {BUILD_AGAIN}",
            )


def _sitemaps(seen: Seen) -> list[str]:
    if seen.roots.get(_SITEMAP) == "sitemapindex":
        return [
            file for file, _ in seen.listed.get(_SITEMAP, ()) if seen.roots.get(file) == "urlset"
        ]
    return [_SITEMAP]


def _missing(path: str) -> Finding:
    return found("sitemap", "missing file", path, f"is missing; expected it; {BUILD_AGAIN}")
