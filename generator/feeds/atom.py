"""Atom 1.0 (RFC 4287).

Enters: a `Feed` with absolute addresses and times in UTC. Leaves: UTF-8 bytes of one document.
Texts hold no character that XML 1.0 forbids (see `generator.text.clean`); the element tree escapes
the rest. An abstract is HTML inside the entry's content, escaped twice as the RFC asks.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from markupsafe import escape

from generator.text.pieces import Piece, read_pieces

_NAMESPACE = "http://www.w3.org/2005/Atom"


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """A topic: its slug, and its title for people."""

    term: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A paper in a feed; `id` never changes, `abstract` is as it was read."""

    id: str
    title: str
    url: str
    updated: dt.datetime
    published: dt.datetime | None
    authors: tuple[str, ...]
    categories: tuple[Category, ...]
    abstract: str
    related: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed and its entries, newest first; `built` stands in when there are none."""

    id: str
    title: str
    subtitle: str | None
    author: str
    self_url: str
    page_url: str
    language: str
    built: dt.datetime
    entries: tuple[Entry, ...]


def atom_bytes(feed: Feed) -> bytes:
    """Write a feed as an XML document."""
    root = ET.Element("feed", {"xmlns": _NAMESPACE, "xml:lang": feed.language})
    _text(root, "id", feed.id)
    _text(root, "title", feed.title)
    if feed.subtitle is not None:
        _text(root, "subtitle", feed.subtitle)
    updated = max((entry.updated for entry in feed.entries), default=feed.built)
    _text(root, "updated", _rfc3339(updated))
    ET.SubElement(
        root, "link", {"rel": "self", "type": "application/atom+xml", "href": feed.self_url}
    )
    ET.SubElement(root, "link", {"rel": "alternate", "type": "text/html", "href": feed.page_url})
    _text(ET.SubElement(root, "author"), "name", feed.author)
    _text(root, "generator", "Broadsheet")
    for entry in feed.entries:
        _add_entry(root, entry)
    ET.indent(root)
    body = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{body}\n'.encode()


def abstract_html(as_read: str) -> str:
    """Write an abstract as one paragraph of HTML with its formulas (MathML) and links."""
    return f"<p>{''.join(_piece_html(piece) for piece in read_pieces(as_read))}</p>"


def _piece_html(piece: Piece) -> str:
    text = escape(piece.text)
    match piece.kind:
        case "link":
            return f'<a href="{escape(piece.url)}">{text}</a>'
        case "math":
            return piece.mathml or str(text)
        case "em" | "strong" | "code" as tag:
            return f"<{tag}>{text}</{tag}>"
        case _:
            return str(text)


def _add_entry(root: ET.Element, entry: Entry) -> None:
    element = ET.SubElement(root, "entry")
    _text(element, "id", entry.id)
    _text(element, "title", entry.title)
    ET.SubElement(element, "link", {"rel": "alternate", "type": "text/html", "href": entry.url})
    for url in entry.related:
        ET.SubElement(element, "link", {"rel": "related", "href": url})
    _text(element, "updated", _rfc3339(entry.updated))
    if entry.published is not None:
        _text(element, "published", _rfc3339(entry.published))
    for author in entry.authors:
        _text(ET.SubElement(element, "author"), "name", author)
    for category in entry.categories:
        ET.SubElement(element, "category", {"term": category.term, "label": category.label})
    content = _text(element, "content", abstract_html(entry.abstract))
    content.set("type", "html")


def _text(parent: ET.Element, tag: str, text: str) -> ET.Element:
    element = ET.SubElement(parent, tag)
    element.text = text
    return element


def _rfc3339(moment: dt.datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
