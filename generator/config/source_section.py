"""The section `sources`: what is read.

Enters: the top level of site.yaml. Leaves: `SourceSettings`. Refuses unknown formats and columns.
"""

from __future__ import annotations

from generator.config.document import Sequence
from generator.config.reader import Problems, Section
from generator.config.settings import SourceSettings
from generator.sources import known_formats
from generator.sources.columns import FIELDS

SOURCE_KEYS = ("path", "format", "year", "columns")


def read_sources(top: Section, problems: Problems) -> list[SourceSettings]:
    """Read the sources in their order."""
    found: list[SourceSettings] = []
    for entry in top.mappings("sources", "- path: seeds/*.txt"):
        section = Section("a source", entry, SOURCE_KEYS, problems)
        pattern = section.required_text("path", "path: seeds/*.txt")
        form_node = entry.get("format")
        if pattern is not None:
            node = entry.get("path") or entry
            found.append(
                SourceSettings(
                    pattern=pattern,
                    location=node.location,
                    format=section.choice("format", known_formats()) if form_node else None,
                    format_location=form_node.location if form_node else None,
                    year=section.integer("year", 1000, 9999, example=2025),
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


def _columns(section: Section) -> tuple[tuple[str, str], ...]:
    columns = section.section("columns", FIELDS)
    if columns is None:
        return ()
    named = ((key.text, columns.text(key.text)) for key, _ in columns.node.entries)
    return tuple((field, head) for field, head in named if head is not None)
