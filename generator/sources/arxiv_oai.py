"""OAI-PMH answers of arXiv, with the metadata prefixes arXiv, arXivRaw and oai_dc.

Enters: one answer, or several pasted together (https://info.arxiv.org/help/oa/index.html). Leaves:
records dated by the first version: `created`, the first `version`, or the first `dc:date`; the
header's datestamp is the day of the last change of the metadata, and is not used.
Refuses: an `error` of the protocol, and deleted records.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from functools import partial

from generator.errors import Location, quoted
from generator.models import SourceRecord
from generator.sources.events import SourceEvent, SourceFile
from generator.sources.fields import (
    NoPaperError,
    day_of,
    fold,
    make_record,
    short_text_of,
    text_of,
    texts_of,
)
from generator.sources.names import names_of, split_names
from generator.sources.xml_records import XmlElement, XmlShape, read_xml
from generator.text.ids import ids_in

FORMAT = "arxiv-oai"
_COMMENT = re.compile(r"\s*Comments?:", re.IGNORECASE)


def read_arxiv_oai(source: SourceFile) -> Iterator[SourceEvent]:
    """Read the records of an answer."""
    return read_xml(source, XmlShape(records=("record", "error"), make=partial(_make, source.zone)))


def _make(
    zone: dt.tzinfo, record: XmlElement, context: dict[str, str], location: Location
) -> SourceRecord | None:
    del context
    if record.tag == "error":
        code = record.attributes.get("code", "")
        if code == "noRecordsMatch":
            return None
        said = fold(f"{code} {record.all_text()}")
        raise NoPaperError(
            f"the server answered with an error instead of papers: {quoted(said, 200)}; "
            "correct the request, and fetch the file again"
        )
    header = record.first("header")
    if header is not None and header.attributes.get("status") == "deleted":
        raise NoPaperError("a deleted record; its paper is no longer there")
    metadata = record.first("metadata")
    inner = (
        next((p for p in metadata.content if isinstance(p, XmlElement)), None) if metadata else None
    )
    if inner is None:
        raise NoPaperError("a record without metadata; expected a title and an abstract")
    if inner.tag == "dc":
        return _make_dublin_core(inner, header, location, zone)
    version = inner.text("version", "date")
    return make_record(
        location,
        FORMAT,
        title=text_of(inner.text("title")),
        abstract=text_of(inner.text("abstract")),
        date=day_of(inner.text("created"), zone) or day_of(version, zone),
        authors=_authors(inner),
        ids=ids_in([inner.text("id") or "", inner.text("doi") or ""]),
        categories=texts_of(inner.text("categories"), separators=" "),
        venue=short_text_of(inner.text("journal-ref")),
    )


def _authors(inner: XmlElement) -> tuple[str, ...]:
    authors = inner.first("authors")
    if authors is None:
        return ()
    people = [
        {
            "given": author.text("forenames"),
            "family": author.text("keyname"),
            "suffix": author.text("suffix"),
        }
        for author in authors.all("author")
    ]
    return names_of(people) if people else split_names(authors.all_text())


def _make_dublin_core(
    inner: XmlElement, header: XmlElement | None, location: Location, zone: dt.tzinfo
) -> SourceRecord:
    texts = [part.all_text() for part in inner.all("description")]
    abstract = next((text for text in texts if not _COMMENT.match(text)), None)
    days = [day for part in inner.all("date") if (day := day_of(part.all_text(), zone))]
    names = [part.all_text() for part in inner.all("identifier")]
    names.append((header.text("identifier") if header else None) or "")
    return make_record(
        location,
        FORMAT,
        title=text_of(inner.text("title")),
        abstract=text_of(abstract),
        date=min(days, default=None),
        authors=names_of([part.all_text() for part in inner.all("creator")]),
        ids=ids_in(names),
        categories=texts_of([part.all_text() for part in inner.all("subject")]),
    )
