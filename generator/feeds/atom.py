"""Atom 1.0 (RFC 4287), with archive documents (RFC 5005).

Enters: a `Feed` and its `Entry`s. Leaves: UTF-8 bytes of one document, or of one entry, which is the same in every
feed. Content is XHTML, which browsers show as it is and which need not be escaped twice; with formulas it is HTML, beside
a summary in plain words.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Sequence

from generator import urls
from generator.feeds.documents import Entry, Feed, filled, xml_bytes, xml_text

MEDIA_TYPE = "application/atom+xml"
_XHTML = "http://www.w3.org/1999/xhtml"
_HISTORY = ' xmlns:fh="http://purl.org/syndication/history/1.0"'


def atom_bytes(feed: Feed, entries: Sequence[bytes]) -> bytes:
    """Write a feed as an XML document; entries are as `atom_entry` wrote them."""
    head = [
        f"{xml_head(feed)}"
        f'<feed xmlns="http://www.w3.org/2005/Atom"{_HISTORY if feed.is_archive else ""} '
        f'xml:lang="{xml_text(feed.language)}">\n'
        f"<id>{xml_text(feed.id)}</id>\n"
        f"<title>{xml_text(feed.title)}</title>\n"
        f"<subtitle>{xml_text(feed.description)}</subtitle>\n"
        f"<updated>{rfc3339(feed.updated)}</updated>\n"
        f"<author><name>{xml_text(feed.author)}</name></author>\n"
        "<generator>Broadsheet</generator>\n",
        _link("self", feed.site + feed.path, MEDIA_TYPE),
        _link("alternate", feed.site + feed.page, "text/html"),
    ]
    if feed.is_archive:
        head += ["<fh:archive/>\n", _link("current", feed.site + feed.current, MEDIA_TYPE)]
    if feed.earlier is not None:
        head.append(_link("prev-archive", feed.site + feed.earlier, MEDIA_TYPE))
    if feed.hub is not None:
        head.append(_link("hub", feed.hub))
    return filled("".join(head), entries, "</feed>\n")


def atom_entry(entry: Entry) -> bytes:
    """Write an entry."""
    moment = rfc3339(entry.moment)
    parts = [
        f"<entry>\n<id>{xml_text(entry.id)}</id>\n<title>{xml_text(entry.title)}</title>\n",
        _link("alternate", entry.url, "text/html"),
        *[_link("related", url) for url in entry.related],
        f"<updated>{moment}</updated>\n<published>{moment}</published>\n",
        *[f"<author><name>{xml_text(author)}</name></author>\n" for author in entry.authors],
        *[
            f'<category term="{xml_text(each.term)}" label="{xml_text(each.label)}"/>\n'
            for each in entry.categories
        ],
    ]
    if entry.has_formulas:
        # The RFC's grammar of XHTML content has no room for MathML.
        parts.append(f"<summary>{xml_text(entry.plain)}</summary>\n")
        parts.append(f'<content type="html">{xml_text(entry.html)}</content>\n</entry>\n')
    else:
        parts.append(
            f'<content type="xhtml"><div xmlns="{_XHTML}">{entry.html}</div></content>\n</entry>\n'
        )
    return xml_bytes("".join(parts))


def xml_head(feed: Feed) -> str:
    """Write what stands before the root of a feed in XML: browsers show it with our style sheet."""
    style = urls.root_prefix(feed.path) + urls.FEED_STYLE
    return f'<?xml version="1.0" encoding="utf-8"?>\n<?xml-stylesheet type="text/css" href="{style}"?>\n'


@functools.lru_cache(maxsize=4096)
def rfc3339(moment: dt.datetime) -> str:
    """Write a moment of UTC.

    >>> rfc3339(dt.datetime(2025, 3, 14, tzinfo=dt.UTC))
    '2025-03-14T00:00:00Z'
    """
    return moment.isoformat().replace("+00:00", "Z")


def _link(relation: str, url: str, media: str | None = None) -> str:
    kind = "" if media is None else f' type="{media}"'
    return f'<link rel="{relation}"{kind} href="{xml_text(url)}"/>\n'
