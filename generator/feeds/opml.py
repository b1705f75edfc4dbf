"""OPML 2.0: the list of all feeds, for a reader to subscribe to them at once.

Each feed stands in it once, as Atom: a reader that took all formats would show every paper several times.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from generator.feeds.documents import xml_bytes, xml_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """A feed: its title, its address, and that of the page beside it."""

    title: str
    feed: str
    page: str


def opml_bytes(title: str, groups: Mapping[str, Iterable[Outline]]) -> bytes:
    """Write groups of feeds as an XML document; a group without feeds is left out."""
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>\n<opml version="2.0">\n'
        f"<head><title>{xml_text(title)}</title></head>\n<body>\n"
    ]
    for name, outlines in groups.items():
        rows = [
            f'<outline type="rss" text="{xml_text(each.title)}" title="{xml_text(each.title)}" '
            f'xmlUrl="{xml_text(each.feed)}" htmlUrl="{xml_text(each.page)}"/>\n'
            for each in outlines
        ]
        if rows:
            lines += [f'<outline text="{xml_text(name)}">\n', *rows, "</outline>\n"]
    return xml_bytes("".join((*lines, "</body>\n</opml>\n")))
