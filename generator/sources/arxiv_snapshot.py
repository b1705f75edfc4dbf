"""The metadata snapshot of arXiv: JSON lines, one paper each.

Enters: objects with id, title, abstract, authors, categories, versions, update_date. Leaves: records
dated by the day of their first version, which is what arXiv's API calls `published`; `update_date`,
the day of the last change of the metadata, stands in where a filtered copy left `versions` out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import partial

from generator.errors import Location
from generator.models import SourceRecord
from generator.sources.events import SourceEvent, SourceFile
from generator.sources.fields import (
    NoPaperError,
    day_of,
    make_record,
    short_text_of,
    text_of,
    texts_of,
)
from generator.sources.json_values import read_json
from generator.sources.names import names_of
from generator.text.ids import ids_in

FORMAT = "arxiv-snapshot"


def read_arxiv_snapshot(source: SourceFile) -> Iterator[SourceEvent]:
    """Read the lines of a snapshot."""
    return read_json(source, partial(_make, source.zone))


def _make(zone: dt.tzinfo, value: object, location: Location) -> SourceRecord:
    if not isinstance(value, dict):
        raise NoPaperError("no object; expected a line of arXiv's metadata snapshot")
    parsed = _parsed_names(value.get("authors_parsed"))
    versions = value.get("versions")
    first = versions[0] if isinstance(versions, list) and versions else None
    created = first.get("created") if isinstance(first, dict) else None
    ids = ids_in(text for text in (value.get("id"), value.get("doi")) if isinstance(text, str))
    return make_record(
        location,
        FORMAT,
        title=text_of(value.get("title")),
        abstract=text_of(value.get("abstract")),
        date=day_of(created, zone) or day_of(value.get("update_date"), zone),
        authors=parsed or names_of(value.get("authors")),
        ids=ids,
        categories=texts_of(value.get("categories"), separators=" "),
        venue=short_text_of(value.get("journal-ref")),
    )


def _parsed_names(value: object) -> tuple[str, ...]:
    """Put the triples of family name, given name and suffix together."""
    if not isinstance(value, list):
        return ()
    names = []
    for triple in value:
        if not isinstance(triple, list) or not all(isinstance(part, str) for part in triple):
            return ()
        family, given, suffix = (*triple[:3], "", "", "")[:3]
        # "C. -P." is how the snapshot spaces "C.-P.".
        given = given.replace(". -", ".-")
        names.append(" ".join(part for part in (given, family, suffix) if part))
    return names_of(names)
