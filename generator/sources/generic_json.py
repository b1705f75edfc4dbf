"""Any JSON with papers in it: JSON lines, a list, an object that holds a list, objects by id.

Enters: objects whose fields have common names, or those that `columns` of the source maps ours to.
Leaves: records of format `json` or `jsonl`. A dotted name in `columns` reads inside objects.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import cast, get_args

from generator.errors import Location
from generator.models import LinkKind, SourceRecord, new_record
from generator.sources.columns import FIELDS, GUESSES
from generator.sources.events import SourceEvent, SourceFile
from generator.sources.fields import (
    NEITHER,
    NoPaperError,
    day_of,
    day_of_milliseconds,
    links_of,
    short_text_of,
    text_of,
    texts_of,
    unwrapped,
)
from generator.sources.json_stream import Keys
from generator.sources.json_values import read_json
from generator.sources.names import names_of
from generator.text.ids import Ids, ids_in

JSON = "json"
JSON_LINES = "jsonl"

# A file has few layouts of keys; where it has many, each object is looked at anew.
_MOST_LAYOUTS = 50
_LINK_KINDS = frozenset(get_args(LinkKind))
_MOST_LINKS = 200
_ID_FIELDS = ("arxiv", "doi", "id")
_ADDRESS_FIELDS = ("code", "project")


def read_generic_json(source: SourceFile) -> Iterator[SourceEvent]:
    """Read a JSON file by its field names."""
    return read_json(source, _Maker(source, JSON).make, _keys(source))


def read_generic_json_lines(source: SourceFile) -> Iterator[SourceEvent]:
    """Read JSON lines by their field names."""
    return read_json(source, _Maker(source, JSON_LINES).make, _keys(source))


def _keys(source: SourceFile) -> Keys:
    names = {}
    for field in ("title", "abstract"):
        mapped = source.columns.get(field)
        names[field] = (mapped.rsplit(".", 1)[-1],) if mapped else GUESSES[field]
    return Keys(title=names["title"], abstract=names["abstract"])


class _Maker:
    """Makes records of objects, and remembers which of their keys are which of our fields."""

    def __init__(self, source: SourceFile, format: str) -> None:
        self._format = format
        self._source = source
        self._columns = source.columns
        self._layouts: dict[tuple[str, ...], list[tuple[str, tuple[str, ...]]]] = {}

    def make(self, value: object, location: Location) -> SourceRecord:
        if not isinstance(value, dict):
            raise NoPaperError(f"{_kind(value)} instead of an object with a title and an abstract")
        fields = self._fields(value)
        take = fields.get
        ids, urls = _addresses(value, fields)
        date, keywords, venue = take("date"), take("keywords"), take("venue")
        title, abstract = text_of(take("title")), text_of(take("abstract"))
        if title is None and abstract is None:
            raise NoPaperError(NEITHER)
        day = _date(date, self._source) if date else None
        # Not through `make_record`: a call with so many names costs as much as reading the title.
        return new_record(
            location=location,
            format=self._format,
            title=title,
            abstract=abstract,
            date=day,
            authors=names_of(take("authors")),
            ids=ids,
            links=links_of(ids, urls),
            categories=texts_of(keywords) if keywords else (),
            venue=short_text_of(venue) if venue else None,
            dated_by="source" if day else None,
        )

    def _fields(self, value: dict[str, object]) -> dict[str, object]:
        """Give those of our fields that the object holds, still as it has them."""
        layout = tuple(value)
        keys_of = self._layouts.get(layout)
        if keys_of is None:
            if len(self._layouts) >= _MOST_LAYOUTS:
                self._layouts.clear()
            keys_of = self._layouts[layout] = self._learn(value)
        fields: dict[str, object] = {}
        for field, keys in keys_of:
            for key in keys:
                found = value[key] if key in value else _inside(value, key)
                if found:
                    fields[field] = found
                    break
        return fields

    def _learn(self, value: dict[str, object]) -> list[tuple[str, tuple[str, ...]]]:
        keys_of = []
        for field in FIELDS:
            mapped = self._columns.get(field)
            guessed = tuple(key for key in GUESSES[field] if key in value)
            if keys := (mapped,) if mapped else guessed:
                keys_of.append((field, keys))
        return keys_of


def _inside(value: object, path: str) -> object:
    for key in path.split("."):
        value = unwrapped(value.get(key)) if isinstance(value, dict) else None
    return value


def _date(value: object, source: SourceFile) -> dt.date | None:
    if isinstance(value, int):
        # Numbers below this are years or days of some other count, not milliseconds.
        return day_of_milliseconds(value, source.zone) if value > 10**11 else None
    return day_of(value, source.zone, source.year)


def _addresses(
    value: dict[str, object], fields: dict[str, object]
) -> tuple[Ids, list[tuple[object, LinkKind | None]]]:
    """Give the ids that the id and address fields hold, and the addresses that hold none."""
    texts: list[str] = []
    for field in _ID_FIELDS:
        if field in fields and isinstance(text := unwrapped(fields[field]), str):
            texts.append(text)
    known = value.get("ids") or value.get("externalIds")
    if isinstance(known, dict):
        texts.extend(text for text in known.values() if isinstance(text, str))
    ids = ids_in(texts)
    links: list[tuple[object, LinkKind | None]] = []
    for field in _ADDRESS_FIELDS:
        if field in fields:
            links.append((fields[field], None))
    listed = value.get("links")
    if isinstance(listed, list):
        links.extend(_listed(listed))
    url = unwrapped(fields.get("url"))
    if not isinstance(url, str):
        return ids, links
    own = ids_in((url,))
    if not own:
        links.insert(0, (url, None))
    elif ids != own:
        ids = ids_in((*texts, url)) if ids else own
    return ids, links


def _listed(values: list[object]) -> Iterator[tuple[object, LinkKind | None]]:
    """Give addresses in a list, plain or each with its kind, as `papers.jsonl` of a site has them."""
    for each in values[:_MOST_LINKS]:
        if isinstance(each, dict):
            kind = each.get("kind")
            yield (
                each.get("url"),
                cast("LinkKind", kind) if isinstance(kind, str) and kind in _LINK_KINDS else None,
            )
        else:
            yield each, None


def _kind(value: object) -> str:
    if value is None or isinstance(value, bool):
        return "null or a truth value"
    if isinstance(value, str):
        return "a text"
    return "a list" if isinstance(value, list) else "a number"
