"""Feeds, outlines, sitemaps and the description of the search, each read by itself.

Enters: the bytes of a file. Leaves: findings in its facts, and what it says of other files. Held against RFC 4287 and RFC
5005 (Atom), RSS 2.0, JSON Feed 1.1, OPML 2.0, sitemaps.org 0.9 and OpenSearch 1.1, as far as a reader would stumble.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from html import unescape

from generator.check.addresses import Addresses
from generator.check.facts import Facts, FeedFacts, Follower, line_of
from generator.check.folder import BUILD_AGAIN
from generator.check.markup import read_markup
from generator.check.xml import ATOM, XHTML, Element, XmlFaultError, read_xml
from generator.errors import quoted

_MOST_URLS = 50_000  # of a sitemap
_MOST_BYTES = 50 * 1024 * 1024  # of a sitemap
_DATE = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)")
_HAS_LINK = re.compile(r"\b(?:href|src)\s*=")
_ARCHIVE = "http://purl.org/syndication/history/1.0 archive"


def read_xml_file(addresses: Addresses, facts: Facts, data: bytes) -> None:
    """Read a file of XML, by its root element."""
    facts.part = "sitemap" if facts.path.rpartition("/")[2].startswith("sitemap") else "feeds"
    try:
        elements = read_xml(data)
    except XmlFaultError as fault:
        facts.find(
            "damaged XML", f"{fault.reason}; expected XML; {BUILD_AGAIN}", line=fault.line or None
        )
        return
    facts.root = elements[0].local
    follower = Follower(facts, addresses, "")
    read = _READERS.get(elements[0].local)
    if read is not None:
        read(facts, follower, elements)
    if facts.root in ("urlset", "sitemapindex") and len(data) > _MOST_BYTES:
        facts.find(
            "sitemap too large",
            f"has {len(data):,} bytes; expected {_MOST_BYTES:,} at most; report this",
        )
    follower.finish()


def _read_atom(facts: Facts, follower: Follower, elements: Sequence[Element]) -> None:
    facts.feed = FeedFacts(archived=any(each.name == _ARCHIVE for each in elements))
    entries = [each for each in elements if each.name == f"{ATOM} entry"]
    facts.feed.entries = len(entries)
    _ask_for(facts, elements[:1], elements, (f"{ATOM} id", f"{ATOM} title", f"{ATOM} updated"))
    _ask_for(facts, entries, elements, (f"{ATOM} id", f"{ATOM} title", f"{ATOM} updated"))
    owners = set(entries)
    ids = [each for each in elements if each.name == f"{ATOM} id" and each.parent in owners]
    _ask_unique(facts, [(each.text, each.line) for each in ids])
    for each in elements:
        if each.name == f"{ATOM} link":
            _follow_relation(facts, follower, each)
        elif each.name == f"{ATOM} updated" and not _DATE.fullmatch(each.text):
            facts.find(
                "wrong date",
                f"{quoted(each.text)} is no date of RFC 3339; expected one; {BUILD_AGAIN}",
                line=each.line,
            )
        elif each.name.startswith(XHTML):
            _follow_all(follower, each, ("href", "src"))
        elif each.attributes.get("type") == "html":
            _follow_html(follower, each.text, each.line)


def _follow_relation(facts: Facts, follower: Follower, link: Element) -> None:
    place = follower.follow(link.attributes.get("href", ""), link.line)
    relation = link.attributes.get("rel", "alternate")
    if place is not None and facts.feed is not None and link.parent and not link.parent.parent:
        facts.feed.relations[relation] = place.file
        if relation == "self" and place.file != facts.path:
            _not_itself(facts, link.attributes["href"], link.line)


def _not_itself(facts: Facts, address: str, line: int | None) -> None:
    facts.find(
        "wrong address",
        f"calls itself {quoted(address, 120)}; expected the address of this file; {BUILD_AGAIN}",
        line=line,
    )


def _read_rss(facts: Facts, follower: Follower, elements: Sequence[Element]) -> None:
    items = [each for each in elements if each.name == "item"]
    facts.feed = FeedFacts(entries=len(items))
    channels = [each for each in elements if each.name == "channel"]
    if not channels:
        facts.find("damaged feed", f"has no channel; expected RSS 2.0; {BUILD_AGAIN}", line=1)
    _ask_for(facts, channels, elements, ("title", "link", "description"))
    _ask_for(facts, items, elements, ("title", "guid"))
    guids = [each for each in elements if each.name == "guid"]
    _ask_unique(facts, [(each.text, each.line) for each in guids])
    for each in elements:
        permanent = each.name == "guid" and each.attributes.get("isPermaLink", "true") == "true"
        if each.name in ("link", "comments") or permanent:
            follower.follow(each.text, each.line)
        elif each.name == f"{ATOM} link":
            _follow_relation(facts, follower, each)
        elif each.local in ("description", "encoded"):
            _follow_html(follower, each.text, each.line)


def _read_opml(facts: Facts, follower: Follower, elements: Sequence[Element]) -> None:
    listed = []
    for each in elements:
        _follow_all(follower, each, ("htmlUrl",))
        if "xmlUrl" in each.attributes:
            place = follower.follow(each.attributes["xmlUrl"], each.line)
            if place is not None:
                listed.append((place.file, each.line))
    facts.listed = tuple(listed)


def _read_sitemap(facts: Facts, follower: Follower, elements: Sequence[Element]) -> None:
    facts.part = "sitemap"
    addresses = [each for each in elements if each.local == "loc"]
    listed = []
    for each in addresses:
        place = follower.follow(each.text, each.line)
        if place is not None:
            listed.append((place.file, each.line))
    facts.listed = tuple(listed)
    _ask_unique(facts, [(each.text, each.line) for each in addresses], what="the address")
    if len(addresses) > _MOST_URLS:
        facts.find(
            "sitemap too large",
            f"has {len(addresses):,} addresses; expected {_MOST_URLS:,} at most; report this",
        )


def _read_opensearch(facts: Facts, follower: Follower, elements: Sequence[Element]) -> None:
    facts.part = "sitemap"
    for each in elements:
        if each.local == "Url":
            template = each.attributes.get("template", "")
            follower.follow(template.replace("{searchTerms}", "x"), each.line)


_READERS: Mapping[str, Callable[[Facts, Follower, Sequence[Element]], None]] = {
    "feed": _read_atom,
    "rss": _read_rss,
    "opml": _read_opml,
    "urlset": _read_sitemap,
    "sitemapindex": _read_sitemap,
    "OpenSearchDescription": _read_opensearch,
}


def read_json_feed(addresses: Addresses, facts: Facts, value: object, text: str) -> None:
    """Read a JSON Feed."""
    items = value.get("items") if isinstance(value, dict) else None
    if not isinstance(value, dict) or not isinstance(items, list):
        facts.find("damaged feed", f'has no "items"; expected JSON Feed 1.1; {BUILD_AGAIN}')
        return
    follower = Follower(facts, addresses, text)
    facts.feed = FeedFacts(entries=len(items))
    for key in ("home_page_url", "feed_url"):
        place = _follow_value(follower, value.get(key))
        if key == "feed_url" and place is not None and place != facts.path:
            _not_itself(facts, value[key], line_of(text, value[key]))
    ids = []
    for item in items:
        if not isinstance(item, dict) or not isinstance(item.get("id"), str):
            facts.find("no id", f'an item has no "id"; expected one in each; {BUILD_AGAIN}')
            continue
        ids.append(item["id"])
        _follow_value(follower, item.get("url"))
        if isinstance(item.get("content_html"), str):
            _follow_html(follower, item["content_html"], None)
    if len(ids) > len(set(ids)):
        _ask_unique(facts, [(each, line_of(text, each)) for each in ids])
    follower.finish()


def _follow_value(follower: Follower, link: object) -> str | None:
    place = follower.follow(link) if isinstance(link, str) else None
    return None if place is None else place.file


def _follow_all(follower: Follower, element: Element, names: Iterable[str]) -> None:
    for name in names:
        if name in element.attributes:
            follower.follow(element.attributes[name], element.line)


def _follow_html(follower: Follower, html: str, line: int | None) -> None:
    """Follow the links of HTML that is text in a feed."""
    if not _HAS_LINK.search(html) and not _HAS_LINK.search(unescape(html)):
        return
    page = read_markup(html)
    for link in (*page.links, *page.loads):
        follower.follow(link, line)


def _ask_for(
    facts: Facts, owners: Sequence[Element], elements: Sequence[Element], names: Iterable[str]
) -> None:
    """Ask of each owner that it has each of these children, and that none is empty."""
    wanted = set(names)
    has = {(id(each.parent), each.name) for each in elements if each.name in wanted and each.pieces}
    for owner in owners:
        for name in sorted(wanted):
            if (id(owner), name) not in has:
                local = name.rpartition(" ")[2]
                facts.find(
                    "incomplete feed",
                    f"<{owner.local}> has no <{local}>; expected one; {BUILD_AGAIN}",
                    line=owner.line,
                )


def _ask_unique(facts: Facts, ids: Iterable[tuple[str, int | None]], what: str = "the id") -> None:
    seen: dict[str, int | None] = {}
    for text, line in ids:
        if text in seen:
            facts.find(
                "id twice",
                f"{what} {quoted(text, 120)} stands in line {seen[text]} too; expected it once; {BUILD_AGAIN}",
                line=line,
            )
        seen.setdefault(text, line)
