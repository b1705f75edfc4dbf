"""Columns and keys of names that no reader knows, told by what stands in them.

Enters: a table or a JSON file of which no paper could be made. Leaves: `columns` for it, or `None`. The column with the longest prose is the
abstract; without such a column the file is none of papers. Of those with a line of some words the title is the one that is called so, or the first.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median

from generator.sources.compression import open_plain
from generator.sources.generic_table import separator_of

GENERIC = frozenset({"csv", "tsv", "json", "jsonl"})
Columns = tuple[tuple[str, str], ...]
Row = dict[str, str]

_LOOKED_AT = 1 << 22  # bytes
_MOST_ROWS = 100
_LEAST_PROSE = 200  # characters
_TITLE_WORDS = (3, 40)
_MOSTLY = 0.6
_LIKE_A_TITLE = re.compile(r"title|name|heading|paper", re.IGNORECASE)


def guessed_columns(file: Path, form: str) -> Columns | None:
    """Guess which columns hold titles and abstracts; raises `OSError`."""
    with open_plain(file) as stream:
        text = stream.read(_LOOKED_AT).decode("utf-8-sig", "replace")
    rows = list(_table(text) if form in {"csv", "tsv"} else _objects(text))[:_MOST_ROWS]
    names = [name for name in dict.fromkeys(name for row in rows for name in row) if name]
    texts = {
        name: [row[name].strip() for row in rows if row.get(name, "").strip()] for name in names
    }
    common = [name for name in names if len(texts[name]) >= _MOSTLY * len(rows)]
    abstract = max(common, key=lambda name: _length(texts[name]), default=None)
    if abstract is None or _length(texts[abstract]) < _LEAST_PROSE:
        return None
    titles = [name for name in common if name != abstract and _are_titles(texts[name])]
    title = min(titles, key=lambda name: not _LIKE_A_TITLE.search(name), default=None)
    found = (("title", title), ("abstract", abstract))
    return tuple((field, name) for field, name in found if name is not None)


def _length(texts: Sequence[str]) -> float:
    return median(map(len, texts))


def _are_titles(texts: Sequence[str]) -> bool:
    fewest, most = _TITLE_WORDS
    words = median(len(text.split()) for text in texts)
    return fewest <= words <= most and len(set(texts)) >= _MOSTLY * len(texts)


def _table(text: str) -> Iterator[Row]:
    header = text.split("\n", 1)[0]
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator_of(header))
    try:
        names = next(rows)
        for _, row in zip(range(_MOST_ROWS), rows, strict=False):
            yield dict(zip(names, row, strict=False))
    except (StopIteration, csv.Error):
        return


def _objects(text: str) -> Iterator[Row]:
    """Give the objects of JSON lines, or of a list that is small enough."""
    try:
        whole = json.loads(text)
        values = whole if isinstance(whole, list) else [whole]
    except (ValueError, RecursionError):
        values = [_value(line) for line in text.split("\n")[:_MOST_ROWS]]
    for value in values[:_MOST_ROWS]:
        if isinstance(value, dict):
            yield _flat(value)


def _value(line: str) -> object:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None


def _flat(value: dict[str, object]) -> Row:
    """Give the texts of an object, those of objects in it under names with a dot."""
    found: Row = {}
    for key, inner in value.items():
        if isinstance(inner, str):
            found[key] = inner
        elif isinstance(inner, dict):
            found.update((f"{key}.{k}", text) for k, text in inner.items() if isinstance(text, str))
    return found
