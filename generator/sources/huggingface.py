"""The daily papers of Hugging Face, as their API and the archives of it give them.

Enters: a list, or JSON lines, of objects with a `paper` inside; a list of texts, each such an
object as Python prints it, is read too (archives made with `str()` exist). Leaves: records whose
date is the day on which the paper was listed.

That day is `submittedOnDailyAt` where the object has it. Else it is the day in the file's name: an
archive has a file for each day, and the outer `publishedAt` is when the paper was submitted or, since
2025, when it was published, which lies up to two weeks before. It is the last resort.
`submittedBy` is left out: a credit names who chose a day's papers, and this names one for each paper.
"""

from __future__ import annotations

import ast
import datetime as dt
import re
import warnings
from collections.abc import Iterator, Mapping
from pathlib import PurePath

from generator.errors import Location, quoted
from generator.models import SourceRecord
from generator.sources.events import SourceEvent, SourceFile
from generator.sources.fields import (
    NoPaperError,
    day_of,
    first_of,
    make_record,
    text_of,
    texts_of,
)
from generator.sources.json_stream import Keys, Make
from generator.sources.json_values import read_json
from generator.sources.names import names_of
from generator.text.ids import ids_in

FORMAT = "huggingface"
_DAY_IN_NAME = re.compile(r"(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)", re.ASCII)
_LONGEST_LITERAL = 1_000_000  # characters


def read_huggingface(source: SourceFile) -> Iterator[SourceEvent]:
    """Read a day's list, or many days as JSON lines."""
    return read_json(source, _maker(_day_in_name(source.path), source.zone), Keys())


def _day_in_name(path: str) -> dt.date | None:
    days = _DAY_IN_NAME.findall(PurePath(path).name)
    return day_of(days[0]) if len(days) == 1 else None


def _maker(day_of_file: dt.date | None, zone: dt.tzinfo) -> Make:
    def make(value: object, location: Location) -> SourceRecord:
        if isinstance(value, str):
            value = _python_literal(value)
        if not isinstance(value, dict):
            raise NoPaperError('no object with a "paper" in it; expected a daily paper')
        paper = value.get("paper")
        inner: Mapping[str, object] = paper if isinstance(paper, dict) else value
        listed = _listed(value, inner, zone)
        by_name = listed is None and day_of_file is not None
        return make_record(
            location,
            FORMAT,
            title=text_of(first_of(inner, "title")) or text_of(first_of(value, "title")),
            abstract=text_of(first_of(inner, "summary", "abstract"))
            or text_of(first_of(value, "summary", "abstract")),
            date=listed or day_of_file or day_of(value.get("publishedAt"), zone),
            dated_by="name" if by_name else "source",
            authors=names_of(first_of(inner, "authors")),
            ids=ids_in([str(first_of(inner, "id", "arxiv_id") or "")]),
            urls=[
                (inner.get("githubRepo"), "code"),
                (inner.get("projectPage"), "project"),
            ],
            categories=texts_of(first_of(inner, "ai_keywords")),
        )

    return make


def _listed(
    value: Mapping[str, object], inner: Mapping[str, object], zone: dt.tzinfo
) -> dt.date | None:
    submitted = first_of(value, "submittedOnDailyAt") or first_of(inner, "submittedOnDailyAt")
    return day_of(submitted, zone) or day_of(first_of(value, "days", "day"), zone)


def _python_literal(text: str) -> object:
    """Read what Python printed of an object; only literals, nothing is run."""
    if not text.lstrip().startswith("{") or len(text) > _LONGEST_LITERAL:
        raise NoPaperError(f"a text instead of an object: {quoted(text)}")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of escapes that repr never writes
            return ast.literal_eval(text.strip())
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        raise NoPaperError(
            f"a text that is neither an object nor one as Python prints it: {quoted(text)}"
        ) from None
