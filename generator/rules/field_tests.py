"""Tests of a paper's other fields as written in site.yaml: ids, categories, sources, links, days.

Enters: a node under one of these keys. Leaves: a test, or a problem noted. A test is one value or a list
of them; `*` stands for any text. A day is `2025-03-14`, `2025-03`, `2025`, or `{from: ..., to: ...}`.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterator
from collections.abc import Sequence as Many
from typing import get_args

from generator.config import Mapping, Node, Scalar, Sequence
from generator.config.document import describe
from generator.config.reader import Problems
from generator.errors import did_you_mean, quoted
from generator.models import LinkKind
from generator.rules.conditions import DateTest, FieldTest, TestField

_EXAMPLES: dict[TestField, str] = {
    "ids": "ids: arxiv, or ids: [arxiv:2501.*]",
    "categories": "categories: [cs.LG, stat.*]",
    "source": "source: seeds/2025-*.txt",
    "links.kind": "links.kind: code",
    "topics": "topics: [diffusion-models]",
}
_DAYS_EXPECTED = (
    "expected a day, a month, a year or a range; "
    "write, for instance, date: 2025-03 or date: {from: 2025-01-01, to: 2025-06-30}"
)
Days = tuple[dt.date, dt.date]
_DAY = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


def read_field_test(
    node: Node, field: TestField, name: str, topics: Many[str], problems: Problems
) -> FieldTest | None:
    """Read the test of one field; values that nothing can have are problems."""
    entries = node.entries if isinstance(node, Sequence) else (node,)
    values = [
        entry
        for entry in entries
        if isinstance(entry, Scalar) and entry.value is not None and entry.text.strip()
    ]
    if not entries or len(values) != len(entries):
        problems.add(
            node.location,
            f'"{field}" of {name} {_fault(node)}; expected one value or a list of them; '
            f"write, for instance, {_EXAMPLES[field]}",
        )
        return None
    known = {"links.kind": get_args(LinkKind), "topics": topics}.get(field)
    for value in values:
        if known is not None and "*" not in value.text and value.text not in known:
            problems.add(
                value.location,
                f'"{field}" of {name} is {quoted(value.text)}; expected {_one_of(known)}'
                + (did_you_mean(value.text, list(known)) or "; correct or remove it"),
            )
    patterns = tuple(value.text.strip() for value in values)
    return FieldTest(field=field, patterns=patterns, location=node.location)


def _one_of(known: Many[str]) -> str:
    if not known:
        return "the slug of a topic, and there is none"
    return f"one of: {', '.join(known[:12])}{' ...' if len(known) > 12 else ''}"


def _fault(node: Node) -> str:
    if isinstance(node, Sequence) and node.entries:
        return "has an entry that is no value"
    empty = not isinstance(node, Scalar) and not node.entries
    return "is empty" if empty else f"is {describe(node)}"


def read_date_test(node: Node, name: str, problems: Problems) -> Iterator[DateTest]:
    """Read a day, a month, a year or a range of them."""
    if isinstance(node, Mapping) and node.entries:
        days = _range(node, name, problems)
    else:
        days = _bounds(node)
        if days is None:
            is_list = isinstance(node, Sequence) and node.entries
            fault = f"is {describe(node)}" if is_list else _fault(node)
            problems.add(node.location, f'"date" of {name} {fault}; {_DAYS_EXPECTED}')
    if days is not None:
        yield DateTest(first=days[0], last=days[1], location=node.location)


def _range(node: Mapping, name: str, problems: Problems) -> Days | None:
    """Give the days from the first of one to the last of another; each may be missing."""
    first, last = dt.date.min, dt.date.max
    for key, end in node.entries:
        days = _bounds(end)
        if key.text not in {"from", "to"}:
            problems.add(
                key.location,
                f'"date" of {name} uses the unknown key {quoted(key.text)}; known keys: from, to; '
                "correct or remove it",
            )
            return None
        if days is None:
            what = f'{quoted(key.text)} in "date" of {name} is {describe(end)}'
            problems.add(end.location, f"{what}; {_DAYS_EXPECTED}")
            return None
        first, last = (days[0], last) if key.text == "from" else (first, days[1])
    if first > last:
        problems.add(
            node.location,
            f'"date" of {name} goes from {first} back to {last}; expected the earlier day first; '
            "exchange from and to",
        )
    return first, last


def _bounds(node: Node | None) -> Days | None:
    """Give the first and the last day of what is written, or `None`."""
    if not isinstance(node, Scalar) or not (match := _DAY.fullmatch(node.text.strip())):
        return None
    year, month, day = (int(part) if part else None for part in match.groups())
    try:
        first = dt.date(year or 0, month or 1, day or 1)
    except ValueError:
        return None
    last_month = month or 12
    last_day = day or calendar.monthrange(first.year, last_month)[1]
    return first, dt.date(first.year, last_month, last_day)
