"""arXiv's Atom: the answers of its API.

Enters: a feed (https://info.arxiv.org/help/api/user-manual.html). Leaves: records dated by
`published`, the day of the first version. An empty feed gives nothing.
Refuses: an error that comes as a feed; its message is the reason.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import partial

from generator.errors import Location, quoted
from generator.models import SourceRecord
from generator.sources.arxiv_rss import categories_of, is_listed, make_listed
from generator.sources.events import SourceEvent, SourceFile
from generator.sources.fields import (
    NoPaperError,
    day_of,
    fold,
    make_record,
    short_text_of,
    text_of,
)
from generator.sources.names import names_of
from generator.sources.xml_records import XmlElement, XmlShape, read_xml
from generator.text.ids import Ids, ids_in

FORMAT = "arxiv-atom"
_ERRORS = "/api/errors"


def read_arxiv_atom(source: SourceFile) -> Iterator[SourceEvent]:
    """Read the entries of a feed."""
    return read_xml(source, XmlShape(records=("entry",), make=partial(_make, source.zone)))


def _make(
    zone: dt.tzinfo, entry: XmlElement, context: dict[str, str], location: Location
) -> SourceRecord | None:
    name = entry.text("id") or ""
    if _ERRORS in name:
        said = fold(entry.text("summary") or "no reason given")
        raise NoPaperError(
            f"arXiv answered with an error instead of papers: {quoted(said, 200)}; "
            "correct the query, and fetch the feed again"
        )
    if is_listed(entry):
        return make_listed(entry, context, location, FORMAT, zone)
    return make_record(
        location,
        FORMAT,
        title=text_of(entry.text("title")),
        abstract=text_of(entry.text("summary")),
        date=day_of(entry.text("published"), zone),
        authors=names_of([author.text("name") or "" for author in entry.all("author")]),
        ids=_ids(entry, name),
        urls=[(link.attributes.get("href"), None) for link in entry.all("link") if _is_page(link)],
        categories=categories_of(entry),
        venue=short_text_of(entry.text("journal_ref")),
    )


def _ids(entry: XmlElement, name: str) -> Ids:
    return ids_in([name, entry.text("doi") or ""])


def _is_page(link: XmlElement) -> bool:
    return link.attributes.get("rel") == "alternate" or link.attributes.get("title") == "doi"
