"""The XML of the ACL Anthology: collections of volumes of papers.

Enters: a file of https://github.com/acl-org/acl-anthology/tree/master/data/xml. Leaves: records whose
date is the `ingest-date` of the paper or its volume: the day on which the Anthology listed it. Marks
inside titles and abstracts go (`fixed-case`, `b`, `i`); a `tex-math` is put between dollars.
Refuses nothing of its own; front matter is no paper and counts as boilerplate.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import partial

from generator.errors import Location
from generator.models import LinkKind, SourceRecord
from generator.sources.events import SourceEvent, SourceFile
from generator.sources.fields import NoPaperError, day_of, make_record, short_text_of, text_of
from generator.sources.names import names_of
from generator.sources.xml_records import XmlElement, XmlShape, read_xml
from generator.text.ids import Ids, acl_id, ids_in

FORMAT = "acl-xml"


def read_acl_xml(source: SourceFile) -> Iterator[SourceEvent]:
    """Read the papers of a collection."""
    shape = XmlShape(
        records=("paper", "frontmatter"),
        make=partial(_make, source.zone),
        context=("collection", "volume", "booktitle"),
    )
    return read_xml(source, shape)


def _make(
    zone: dt.tzinfo, paper: XmlElement, context: dict[str, str], location: Location
) -> SourceRecord | None:
    if paper.tag == "frontmatter":
        return None
    retracted = paper.first("retracted")
    if retracted is not None:
        raise NoPaperError("a retracted paper; the Anthology keeps its record but not the paper")
    listed = paper.attributes.get("ingest-date") or context.get("volume@ingest-date")
    return make_record(
        location,
        FORMAT,
        title=text_of(_marked(paper.first("title"))),
        abstract=text_of(_marked(paper.first("abstract"))),
        date=day_of(listed, zone),
        authors=names_of([_author(author) for author in paper.all("author")]),
        ids=_ids(paper, context),
        urls=_urls(paper),
        venue=short_text_of(context.get("booktitle")),
    )


def _marked(element: XmlElement | None) -> str | None:
    if element is None:
        return None
    texts = []
    for part in element.content:
        if isinstance(part, str):
            texts.append(part)
        elif part.tag == "tex-math":
            texts.append(f"${part.all_text()}$")
        else:
            texts.append(_marked(part) or "")
    return "".join(texts)


def _author(author: XmlElement) -> object:
    if author.first("last") is None and author.first("first") is None:
        return author.all_text()
    return {"first": author.text("first"), "last": author.text("last")}


def _ids(paper: XmlElement, context: dict[str, str]) -> Ids:
    url = paper.text("url") or ""
    name = acl_id(url) or _built_id(
        context.get("collection@id", ""),
        context.get("volume@id", ""),
        paper.attributes.get("id", ""),
    )
    return ids_in([name or "", paper.text("doi") or ""])


def _built_id(collection: str, volume: str, paper: str) -> str | None:
    """Put an id together as https://aclanthology.org/info/ids/ says.

    >>> _built_id("P18", "1", "1"), _built_id("W18", "54", "1"), _built_id("2020.acl", "main", "7")
    ('P18-1001', 'W18-5401', '2020.acl-main.7')
    """
    if not (collection and volume and paper):
        return None
    if collection[0].isdigit():
        return acl_id(f"{collection}-{volume}.{paper}")
    late = collection == "D19" and volume[0] >= "5"
    if collection[0] == "W" or collection == "C69" or late:
        return acl_id(f"{collection}-{volume:0>2}{paper:0>2}")
    return acl_id(f"{collection}-{volume}{paper:0>3}")


def _urls(paper: XmlElement) -> Iterator[tuple[object, LinkKind | None]]:
    for code in paper.all("pwccode"):
        yield code.attributes.get("url"), "code"
    url = paper.text("url")
    if url is not None and "//" in url:
        yield url, None
    for video in paper.all("video"):
        yield video.attributes.get("href"), "video"
