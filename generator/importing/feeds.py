"""Feeds as files: Atom (RFC 4287), RSS 2.0 and 1.0, JSON Feed 1.1.

Enters: a file. Leaves: a post for each entry, its content as blocks, and what could not be read, by line. An entry's page is an old address
where it stands on the old site's host: that which the owner named, else the feed's own; elsewhere it is the paper's. Nothing is
fetched.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from urllib.parse import urlsplit

from generator.errors import Location
from generator.importing.html_blocks import html_blocks
from generator.importing.links import is_paper
from generator.importing.posts import LeftOut, Post
from generator.models import Rejected, SourceRecord
from generator.sources.events import SourceFile
from generator.sources.fields import day_of
from generator.sources.xml_records import XmlElement, XmlShape, read_xml

LONGEST = 1 << 26  # bytes
_CONTEXT = ("channel", "link", "id")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A file of entries: how it is named, the old site's address if the owner said it, and the zone of its days."""

    file: Path
    path: str
    name: str
    base: str | None
    zone: dt.tzinfo


@dataclass(slots=True)
class ReadFeed:
    """The posts of a feed, and its entries that are none."""

    posts: list[Post] = field(default_factory=list)
    rejected: list[LeftOut] = field(default_factory=list)


def read_xml_feed(source: Source) -> ReadFeed:
    """Read Atom or RSS."""
    found = ReadFeed()

    def make(
        element: XmlElement, around: Mapping[str, str], place: Location
    ) -> SourceRecord | None:
        host = _host(source.base or around.get("link") or around.get("link@href") or "")
        found.posts.append(_post(source, _of_xml(element), place.line or 1, host))
        return None

    shape = XmlShape(records=("entry", "item"), make=make, context=_CONTEXT)
    file = SourceFile(path=source.path, open=lambda: source.file.open("rb"))
    for event in read_xml(file, shape):
        if isinstance(event, Rejected):
            line = event.location.line or 1
            found.rejected.append(LeftOut(path=source.path, line=line, what=event.reason))
    return found


def read_json_feed(source: Source, data: bytes) -> ReadFeed:
    """Read a JSON Feed; raises `ValueError` for what is none."""
    text = data.decode("utf-8-sig")
    value = json.loads(text)
    items = value.get("items") if isinstance(value, dict) else None
    if not isinstance(items, list):
        raise ValueError("it has no list of items")
    host = _host(
        source.base or _string(value.get("home_page_url")) or _string(value.get("feed_url"))
    )
    found, at = ReadFeed(), 0
    for number, item in enumerate(items, start=1):
        if not isinstance(item, dict):
            found.rejected.append(
                LeftOut(
                    path=source.path,
                    line=text.count("\n", 0, at) + 1,
                    what=f"item {number} is no object; expected an entry",
                )
            )
            continue
        written = json.dumps(_string(item.get("id")) or _string(item.get("url")))
        at = max(text.find(written, at), at)
        found.posts.append(_post(source, _of_json(item), text.count("\n", 0, at) + 1, host))
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    title: str
    html: str
    urls: Sequence[str]
    date: str
    tags: Sequence[str]
    authors: Sequence[str]


def _of_xml(element: XmlElement) -> _Entry:
    links = [
        link
        for link in element.all("link")
        if link.attributes.get("rel", "alternate") in ("alternate", "related")
    ]
    urls = [link.attributes.get("href") or link.all_text().strip() for link in links]
    guid = element.first("guid")
    if guid is not None and not any(urls) and guid.attributes.get("isPermaLink") != "false":
        urls.append(guid.all_text().strip())
    content = next(
        (
            each
            for name in ("encoded", "content", "description", "summary")
            if (each := element.first(name))
        ),
        None,
    )
    dates = (element.text(name) for name in ("published", "pubDate", "date", "issued", "updated"))
    names = [
        text
        for author in element.all("author", "creator")
        if (text := (author.text("name") or author.all_text()).strip())
    ]
    tags = [
        tag.attributes.get("term") or tag.all_text().strip()
        for tag in element.all("category", "subject")
    ]
    return _Entry(
        title=_html_of(element.first("title")),
        html=_html_of(content),
        urls=[url for url in urls if url],
        date=next((date.strip() for date in dates if date and date.strip()), ""),
        tags=[tag for tag in tags if tag],
        authors=names,
    )


def _html_of(element: XmlElement | None) -> str:
    """Give the markup of an element: what stands in it escaped, or as elements of its own."""
    if element is None:
        return ""
    if not any(isinstance(part, XmlElement) for part in element.content):
        text = element.all_text()
        return escape(text) if element.attributes.get("type") == "text" else text
    return "".join(_markup(element))


def _markup(element: XmlElement) -> Iterator[str]:
    for part in element.content:
        if isinstance(part, str):
            yield escape(part)
        else:
            href = part.attributes.get("href")
            yield f"<{part.tag}>" if href is None else f'<{part.tag} href="{escape(href)}">'
            yield from _markup(part)
            yield f"</{part.tag}>"


def _of_json(item: Mapping[str, object]) -> _Entry:
    html = _string(item.get("content_html"))
    text = _string(item.get("content_text")) or _string(item.get("summary"))
    authors = item.get("authors")
    names = (
        [_string(each.get("name")) for each in authors if isinstance(each, dict)]
        if isinstance(authors, list)
        else []
    )
    tags = item.get("tags")
    return _Entry(
        title=escape(_string(item.get("title"))),
        html=html or "".join(f"<p>{escape(part)}</p>" for part in text.split("\n\n")),
        urls=[url for key in ("url", "external_url") if (url := _string(item.get(key)))],
        date=_string(item.get("date_published")) or _string(item.get("date_modified")),
        tags=[_string(tag) for tag in tags if _string(tag)] if isinstance(tags, list) else [],
        authors=[name for name in names if name],
    )


def _post(source: Source, entry: _Entry, line: int, host: str) -> Post:
    """Make a post of an entry; its own page is one on the site's host, or on any where the host is not known."""
    addresses: list[str] = []
    elsewhere: list[str] = []
    for url in entry.urls:
        is_own = _host(url) == host if host else not is_paper(url)
        (addresses if is_own and _host(url) else elsewhere).append(url)
    paper = next(iter(elsewhere), None)
    fields: dict[str, object] = {"tags": list(entry.tags)}
    if paper is not None and is_paper(paper):
        # Who links to a paper from the entry itself names its authors; else they are the post's.
        fields["authors"] = list(entry.authors)
    elif entry.authors:
        fields["author"] = entry.authors[0]
    titles = html_blocks(entry.title, line)
    return Post(
        path=source.path,
        name=source.name,
        line=line,
        title=" ".join(block.text for block in titles) or None,
        date=day_of(entry.date, source.zone),
        fields=fields,
        blocks=html_blocks(entry.html, line),
        addresses=tuple(addresses[:1]),
        source=paper,
    )


def _host(url: str) -> str:
    try:
        return (urlsplit(url.strip()).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _string(value: object) -> str:
    return value if isinstance(value, str) else ""
