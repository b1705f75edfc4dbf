"""JSON Feed 1.1 (jsonfeed.org).

Enters: a `Feed` and its `Entry`s. Leaves: UTF-8 bytes of one document, or of one item. Addresses of a paper beside its page
stand under `_related`, for the format has a place for one of them alone, `external_url`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from generator.feeds.atom import rfc3339
from generator.feeds.documents import Entry, Feed, filled, xml_bytes

MEDIA_TYPE = "application/feed+json"


def json_feed_bytes(feed: Feed, entries: Sequence[bytes]) -> bytes:
    """Write a feed as a JSON document, an item a line; entries are as `json_item` wrote them."""
    head: dict[str, object] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.site + feed.page,
        "feed_url": feed.site + feed.path,
        "description": feed.description,
        "language": feed.language,
        "authors": [{"name": feed.author}],
    }
    if feed.hub is not None:
        head["hubs"] = [{"type": "WebSub", "url": feed.hub}]
    opening = json.dumps(head, ensure_ascii=False, indent=1).removesuffix("\n}")
    return filled(f'{opening},\n "items": [\n', entries, "\n]}\n", between=b",\n")


def json_item(entry: Entry) -> bytes:
    """Write an entry."""
    moment = rfc3339(entry.moment)
    item: dict[str, object] = {
        "id": entry.id,
        "url": entry.url,
        "title": entry.title,
        "content_html": entry.html,
        "date_published": moment,
        "date_modified": moment,
    }
    if entry.has_formulas:
        item["content_text"] = entry.plain
    if entry.related:
        item["external_url"] = entry.related[0]
        item["_related"] = list(entry.related)
    if entry.authors:
        item["authors"] = [{"name": author} for author in entry.authors]
    if entry.categories:
        item["tags"] = [each.label for each in entry.categories]
    return xml_bytes(json.dumps(item, ensure_ascii=False))
