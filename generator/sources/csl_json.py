"""CSL-JSON, as Zotero, Crossref and pandoc write it.

Enters: a list of items, or `{"items": [...]}`. Leaves: records; a date only where `issued` has a day.
Follows the CSL-JSON schema 1.0, https://github.com/citation-style-language/schema.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from functools import partial

from generator.errors import Location
from generator.models import SourceRecord
from generator.sources.events import SourceEvent, SourceFile
from generator.sources.fields import (
    NoPaperError,
    day_of,
    first_of,
    make_record,
    short_text_of,
    text_of,
    texts_of,
)
from generator.sources.json_stream import Keys
from generator.sources.json_values import read_json
from generator.sources.names import names_of
from generator.text.ids import Ids, ids_in

FORMAT = "csl-json"
# "arXiv: 2503.01234" in the note, as Zotero keeps what CSL has no field for.
_IN_NOTE = re.compile(r"\barxiv\s*:\s*([\w./-]+)", re.IGNORECASE)


def read_csl_json(source: SourceFile) -> Iterator[SourceEvent]:
    """Read the items of a CSL-JSON file."""
    return read_json(source, partial(_make, source.zone), Keys(abstract=("abstract",)))


def _make(zone: dt.tzinfo, value: object, location: Location) -> SourceRecord:
    if not isinstance(value, dict):
        raise NoPaperError("no object; expected an item with a title")
    return make_record(
        location,
        FORMAT,
        title=text_of(value.get("title")),
        abstract=text_of(value.get("abstract")),
        date=_day(value.get("issued"), zone),
        authors=names_of(value.get("author")),
        ids=_ids(value),
        urls=[(first_of(value, "URL"), None)],
        categories=texts_of(first_of(value, "keyword", "categories")),
        venue=short_text_of(first_of(value, "container-title", "event-title", "event")),
    )


def _ids(value: dict[str, object]) -> Ids:
    texts = [value.get(key) for key in ("DOI", "URL", "number", "archive_location", "id")]
    note = value.get("note")
    if isinstance(note, str):
        texts.extend(_IN_NOTE.findall(note[:2000]))
    return ids_in(text for text in texts if isinstance(text, str))


def _day(value: object, zone: dt.tzinfo) -> dt.date | None:
    """Read `{"date-parts": [[2025, 3, 14]]}`, `{"raw": ...}` or `{"literal": ...}`."""
    if not isinstance(value, dict):
        return day_of(value, zone)
    parts = value.get("date-parts")
    first = parts[0] if isinstance(parts, list) and parts else None
    if isinstance(first, list) and len(first) == 3:
        try:
            year, month, day = (int(part) for part in first)
            return day_of(f"{year:04}-{month:02}-{day:02}")
        except (ValueError, TypeError, OverflowError):
            return None
    return day_of(first_of(value, "raw", "literal"), zone)
