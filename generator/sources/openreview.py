"""Notes of OpenReview, from either version of its API, and flat lists in its style.

Enters: notes with a `content`, whose values version 2 wraps in `{"value": ...}`, or flat objects
with title, abstract, keywords, primary_area. Leaves: records dated by the day of publication
(`pdate`, else `odate`); the days of creation and of change are not days of appearing.
Refuses: notes that are no papers (reviews, decisions), for they have no title and no abstract.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from functools import partial

from generator.errors import Location
from generator.models import SourceRecord
from generator.sources.events import SourceEvent, SourceFile
from generator.sources.fields import (
    NoPaperError,
    day_of_milliseconds,
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

FORMAT = "openreview"


def read_openreview(source: SourceFile) -> Iterator[SourceEvent]:
    """Read notes as a list, as JSON lines, or under `notes`."""
    return read_json(source, partial(_make, source.zone), Keys())


def _make(zone: dt.tzinfo, value: object, location: Location) -> SourceRecord:
    if not isinstance(value, dict):
        raise NoPaperError("no object; expected a note with a title and an abstract")
    inner = value.get("content")
    content: Mapping[str, object] = inner if isinstance(inner, dict) else value
    areas = texts_of(first_of(content, "primary_area", "subject_areas"), separators=";")
    keywords = texts_of(first_of(content, "keywords"))
    return make_record(
        location,
        FORMAT,
        title=text_of(first_of(content, "title")),
        abstract=text_of(first_of(content, "abstract")),
        date=day_of_milliseconds(first_of(value, "pdate", "odate"), zone),
        authors=names_of(first_of(content, "authors", "author")),
        ids=_ids(value, content),
        urls=[
            (first_of(content, "code", "github", "code_url"), "code"),
            (first_of(content, "project_page", "project", "homepage"), "project"),
        ],
        categories=tuple(dict.fromkeys((*areas, *keywords))),
        venue=short_text_of(first_of(content, "venue", "conference")),
    )


def _ids(value: Mapping[str, object], content: Mapping[str, object]) -> Ids:
    forum = first_of(value, "forum", "id", "note_id")
    texts = [
        first_of(value, "arxiv", "arxiv_id"),
        first_of(content, "doi"),
        first_of(value, "site", "url", "openreview", "link", "pdf"),
    ]
    if isinstance(forum, str) and 5 <= len(forum) <= 40 and forum.isascii() and "/" not in forum:
        texts.insert(0, f"https://openreview.net/forum?id={forum}")
    return ids_in(text for text in texts if isinstance(text, str))
