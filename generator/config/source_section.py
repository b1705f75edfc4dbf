"""The section `sources`: what is read.

Enters: the top level of site.yaml. Leaves: `SourceSettings`. Refuses unknown formats and columns, what is
no day, patterns that name no day, and a day beside such a pattern.
"""

from __future__ import annotations

from generator.config.document import Sequence
from generator.config.key import names
from generator.config.keys import SOURCE
from generator.config.reader import Problems, Section
from generator.config.settings import SourceSettings
from generator.errors import quoted
from generator.sources import known_formats
from generator.sources.columns import FIELDS
from generator.text.day_patterns import DayPattern, DayPatternError, day_pattern


def read_sources(top: Section, problems: Problems) -> list[SourceSettings]:
    """Read the sources in their order."""
    found: list[SourceSettings] = []
    for entry in top.mappings("sources", "- path: seeds/*.txt"):
        section = Section("a source", entry, names(SOURCE), problems)
        pattern = section.required_text("path", "path: seeds/*.txt")
        form_node = entry.get("format")
        date, date_pattern = section.day("date"), _date_pattern(section, problems)
        if pattern is not None:
            node = entry.get("path") or entry
            found.append(
                SourceSettings(
                    pattern=pattern,
                    location=node.location,
                    format=section.choice("format", known_formats()) if form_node else None,
                    format_location=form_node.location if form_node else None,
                    year=section.integer("year", 1000, 9999, example=2025),
                    date=date,
                    date_pattern=date_pattern,
                    columns=_columns(section),
                )
            )
    listed = top.node.get("sources")
    if listed is None or (isinstance(listed, Sequence) and not listed.entries):
        problems.add(
            (listed or top.node).location,
            f'{"there is no" if listed is None else "nothing stands under"} "sources"; '
            'expected a list of dumps; write: sources: [{path: "seeds/*.txt"}]',
        )
    return found


def _date_pattern(section: Section, problems: Problems) -> DayPattern | None:
    text = section.text("date_pattern", '"%Y-%m-%d"')
    node = section.node.get("date_pattern")
    if text is None or node is None:
        return None
    if section.node.get("date") is not None:
        problems.add(
            node.location,
            f'"date_pattern" in {section.name} stands beside "date"; expected one day for all files or '
            "that in the name of each; remove one of the two",
        )
    try:
        return day_pattern(text)
    except DayPatternError as error:
        problems.add(
            node.location, f'"date_pattern" in {section.name} is {quoted(text)}, which {error}'
        )
        return None


def _columns(section: Section) -> tuple[tuple[str, str], ...]:
    columns = section.section("columns", FIELDS)
    if columns is None:
        return ()
    named = ((key.text, columns.text(key.text)) for key, _ in columns.node.entries)
    return tuple((field, head) for field, head in named if head is not None)
