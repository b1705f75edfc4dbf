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
_DAY = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


def read_field_test(
    node: Node, field: TestField, name: str, topics: Many[str], problems: Problems
) -> FieldTest | None:
    """Read the test of one field; values that nothing can have are problems."""
    entries = node.entries if isinstance(node, Sequence) else (node,)
    values = [entry for entry in entries if isinstance(entry, Scalar) and entry.text.strip()]
    if not entries or len(values) != len(entries):
        problems.add(
            node.location,
            f'"{field}" of {name} is {describe(node)}; expected one value or a list of them; '
            f"write, for instance, {_EXAMPLES[field]}",
        )
        return None
    known = {"links.kind": get_args(LinkKind), "topics": topics}.get(field)
    for value in values:
        if known is not None and "*" not in value.text and value.text not in known:
            problems.add(
                value.location,
                f'"{field}" of {name} is {quoted(value.text)}; expected one of: '
                f"{', '.join(known[:12])}{' ...' if len(known) > 12 else ''}"
                + (did_you_mean(value.text, list(known)) or "; write one of them"),
            )
    patterns = tuple(value.text.strip() for value in values)
    return FieldTest(field=field, patterns=patterns, location=node.location)


def read_date_test(node: Node, name: str, problems: Problems) -> Iterator[DateTest]:
    """Read a day, a month, a year or a range of them."""
    if isinstance(node, Mapping) and {key.text for key, _ in node.entries} <= {"from", "to"}:
        first, last = _bounds(node.get("from")), _bounds(node.get("to"))
        if (first or last) and (first is not None or node.get("from") is None):
            begin = first[0] if first else dt.date.min
            end = last[1] if last else dt.date.max
            if begin <= end and (last is not None or node.get("to") is None):
                yield DateTest(first=begin, last=end, location=node.location)
                return
    elif (whole := _bounds(node)) is not None:
        yield DateTest(first=whole[0], last=whole[1], location=node.location)
        return
    problems.add(
        node.location,
        f'"date" of {name} is {describe(node)}; expected a day, a month, a year or a range; '
        "write, for instance, date: 2025-03 or date: {from: 2025-01-01, to: 2025-06-30}",
    )


def _bounds(node: Node | None) -> tuple[dt.date, dt.date] | None:
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
