"""RSS 2.0 (rssboard.org), with the modules content, Dublin Core and Atom.

Enters: a `Feed` and its `Entry`s. Leaves: UTF-8 bytes of one document, or of one item. The description is the text in
plain words; where there is more to it, such as formulas, `content:encoded` has it as HTML.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Sequence
from email.utils import format_datetime

from generator.feeds.atom import xml_head
from generator.feeds.documents import Entry, Feed, filled, xml_bytes, xml_text

MEDIA_TYPE = "application/rss+xml"
_MODULES = (
    ' xmlns:atom="http://www.w3.org/2005/Atom" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
)


def rss_bytes(feed: Feed, entries: Sequence[bytes]) -> bytes:
    """Write a feed as an XML document; entries are as `rss_item` wrote them."""
    hub = "" if feed.hub is None else f'<atom:link rel="hub" href="{xml_text(feed.hub)}"/>\n'
    head = (
        f'{xml_head(feed)}<rss version="2.0"{_MODULES}>\n<channel>\n'
        f"<title>{xml_text(feed.title)}</title>\n"
        f"<link>{xml_text(feed.site + feed.page)}</link>\n"
        f"<description>{xml_text(feed.description)}</description>\n"
        f"<language>{xml_text(feed.language)}</language>\n"
        f"<lastBuildDate>{_rfc822(feed.updated)}</lastBuildDate>\n"
        "<generator>Broadsheet</generator>\n"
        f'<atom:link rel="self" type="{MEDIA_TYPE}" href="{xml_text(feed.site + feed.path)}"/>\n{hub}'
    )
    return filled(head, entries, "</channel>\n</rss>\n")


def rss_item(entry: Entry) -> bytes:
    """Write an entry."""
    # A description is HTML, so that its text is escaped for that first.
    plain = xml_text(xml_text(entry.plain))
    parts = [
        f"<item>\n<title>{xml_text(entry.title)}</title>\n<link>{xml_text(entry.url)}</link>\n"
        f'<guid isPermaLink="false">{xml_text(entry.id)}</guid>\n<pubDate>{_rfc822(entry.moment)}</pubDate>\n',
        *[f"<dc:creator>{xml_text(author)}</dc:creator>\n" for author in entry.authors],
        *[f"<category>{xml_text(each.label)}</category>\n" for each in entry.categories],
        f"<description>{plain}</description>\n",
    ]
    if entry.rich:
        parts.append(f"<content:encoded>{xml_text(entry.html)}</content:encoded>\n")
    parts += [f'<atom:link rel="related" href="{xml_text(url)}"/>\n' for url in entry.related]
    return xml_bytes("".join((*parts, "</item>\n")))


@functools.lru_cache(maxsize=4096)
def _rfc822(moment: dt.datetime) -> str:
    return format_datetime(moment, usegmt=True)
