"""arXiv's daily listings, as RSS 2.0, as the RSS 1.0 of before 2024, and as Atom.

Enters: a feed of https://rss.arxiv.org. Leaves: records dated by the day of the announcement; new
papers, cross-lists and replacements alike, for each was announced on that day. The line "arXiv:...
Announce Type: ..." before the abstract goes, and so does "(arXiv:... [cs.LG] UPDATED)" after a title.
"""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Iterator

from generator.errors import Location
from generator.models import SourceRecord
from generator.sources.events import SourceEvent, SourceFile
from generator.sources.fields import NoPaperError, day_of, fold, make_record, text_of, texts_of
from generator.sources.names import names_of
from generator.sources.xml_records import XmlElement, XmlShape, read_xml
from generator.text.ids import ids_in

FORMAT = "arxiv-rss"
_ANNOUNCED = re.compile(
    r"\s*(?P<id>arXiv:\S+)\s+Announce Type:\s*[\w-]+\s*(?:Abstract:\s*)?", re.IGNORECASE
)
_TITLE_SUFFIX = re.compile(
    r"\s*\((?P<id>arXiv:[\w./-]+)(?:\s+\[[\w.-]+\])?(?:\s+(?:UPDATED|CROSS LISTED))?\)\s*$",
    re.IGNORECASE,
)
_MARKUP = re.compile(r"</?(?:p|a|br|i|b|em|strong|span|div)\b[^<>]*>", re.IGNORECASE)
_AFFILIATION = re.compile(r"\s*\([^()]*\)")


def read_arxiv_rss(source: SourceFile) -> Iterator[SourceEvent]:
    """Read the items of a daily listing."""

    def make(item: XmlElement, context: dict[str, str], location: Location) -> SourceRecord:
        return make_listed(item, context, location, FORMAT, source.zone)

    return read_xml(
        source, XmlShape(records=("item", "entry"), make=make, context=("pubDate", "date"))
    )


def is_listed(item: XmlElement) -> bool:
    """Tell an announcement from a paper of arXiv's API."""
    return item.first("announce_type") is not None or bool(
        _ANNOUNCED.match(item.text("summary") or item.text("description") or "")
    )


def make_listed(
    item: XmlElement, context: dict[str, str], location: Location, format: str, zone: dt.tzinfo
) -> SourceRecord:
    """Make a record of an item or entry of a daily listing."""
    title = fold(item.text("title") or "")
    body = item.text("description") or item.text("summary") or ""
    announced = _ANNOUNCED.match(body)
    suffix = _TITLE_SUFFIX.search(title)
    names = [found["id"] for found in (announced, suffix) if found]
    names.extend(item.text(tag) or "" for tag in ("id", "guid", "link"))
    names.extend(link.attributes.get("href", "") for link in item.all("link"))
    names.append(item.text("DOI") or item.text("doi") or "")
    abstract = text_of(_plain(body[announced.end() :] if announced else body))
    if not names and abstract is None:
        raise NoPaperError("an item without id and text; expected a paper")
    day = item.text("published") or item.text("pubDate") or item.text("date")
    return make_record(
        location,
        format,
        title=text_of(title[: suffix.start()].rstrip(". ") if suffix else title),
        abstract=abstract,
        date=day_of(day, zone) or day_of(context.get("pubDate") or context.get("date"), zone),
        authors=_authors(item),
        ids=ids_in(names),
        urls=[(item.text("link"), None)],
        categories=categories_of(item),
    )


def _plain(text: str) -> str:
    """Take the markup of old listings out: a description was a paragraph of HTML."""
    return html.unescape(_MARKUP.sub("", text)) if text.lstrip()[:2] == "<p" else text


def _authors(item: XmlElement) -> tuple[str, ...]:
    names = [author.text("name") or author.all_text() for author in item.all("author")]
    for creator in item.all("creator"):
        text = fold(html.unescape(_MARKUP.sub("", creator.all_text())))
        names.extend(_AFFILIATION.sub("", text).split(","))
    return names_of([name.strip() for name in names])


def categories_of(item: XmlElement) -> tuple[str, ...]:
    """Give the categories of an entry or item, the primary one first."""
    terms = [found.attributes.get("term") for found in item.all("primary_category", "category")]
    if not any(terms):
        return texts_of(
            [term for found in item.all("category") for term in found.all_text().split()]
        )
    primary = [found.attributes.get("term") for found in item.all("primary_category")]
    return texts_of([*primary, *terms])
