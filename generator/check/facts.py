"""What one file says of itself and of others, as it travels from the process that read it.

Enters: links of a file. Leaves: `Facts`. A link is held against the paths of all files at once, a fragment only when the
ids of all pages are known.
"""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from html import escape
from urllib.parse import quote

from generator.check.addresses import Addresses, Place, address_of
from generator.check.findings import Finding, Part, Severity, found
from generator.errors import quoted

_BETWEEN = "\n"  # lines of `Facts.wanted`: no decoded fragment that our pages use has one


@dataclass(slots=True, kw_only=True)
class FeedFacts:
    """A feed: its entries, and the files that its links with `prev-archive` and the like lead to."""

    entries: int = 0
    archived: bool = False
    relations: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class Facts:
    """What a file says.

    `pages` are the numbers of pages that it links to, `wanted` has a line for each place on another page (the file, `#` and the
    fragment), `ids` are the places on this one. `listed` are files that it lists, with lines: pages of a sitemap, feeds
    of an outline. `documents` are the rows of a part of the search: slug, title, and the page that the paper stands on if it
    has none of its own; `refs` are the documents of the whole index: how many, and the last one. `own` tells that it is
    a page that no build made, but the owner.
    """

    path: str
    part: Part = "files"
    digest: str = ""
    seconds: float = 0.0
    findings: list[Finding] = field(default_factory=list)
    links: int = 0
    pages: array[int] = field(default_factory=lambda: array("I"))
    wanted: str = ""
    ids: tuple[str, ...] = ()
    paper: str | None = None
    hidden: bool = False
    leads_on: bool = False
    feed: FeedFacts | None = None
    root: str = ""
    listed: tuple[tuple[str, int], ...] = ()
    documents: tuple[tuple[str, str, str | None], ...] = ()
    refs: tuple[int, int] | None = None
    own: bool = False

    def find(
        self, kind: str, message: str, *, line: int | None = None, severity: Severity = "error"
    ) -> None:
        """Add a finding about this file."""
        finding = found(self.part, kind, self.path, message, line=line, severity=severity)
        self.findings.append(finding)


class Follower:
    """Follows the links of one file; what they want of other pages is kept in its facts by `finish`."""

    def __init__(self, facts: Facts, addresses: Addresses, text: str = "") -> None:
        """Take the facts, and the text in which the line of a link is looked up."""
        self._facts = facts
        self._addresses = addresses
        self._here = address_of(facts.path)
        self._text = text
        self._wanted: dict[str, None] = {}

    def follow(self, link: str, line: int | None = None) -> Place | None:
        """Follow a link; gives the place on the site that it leads to, if there is one."""
        self._facts.links += 1
        place = self._addresses.place(self._here, link)
        if place is None:
            return None
        if place.fault:
            right = "http, https, mailto or tel" if place.scheme else "an address of the site"
            self._facts.find(
                "broken link",
                f"{quoted(link, 120)} {place.fault}; expected {right}; build the site again, or correct the link where "
                "it is written",
                line=line or line_of(self._text, link),
            )
            return None
        if place.fragment and place.file.endswith(".html"):
            self._wanted[f"{place.file}#{place.fragment}"] = None
        return place

    def finish(self, ids: Collection[str] = ()) -> None:
        """Keep what is wanted of other pages; `ids` are the places on this one."""
        own = f"{self._facts.path}#"
        others = []
        for want in self._wanted:
            if not want.startswith(own):
                others.append(want)
            elif not is_there(want[len(own) :], ids):
                self._facts.findings.append(no_place(self._facts, want, self._text))
        self._facts.wanted = _BETWEEN.join(others)


def is_there(fragment: str, ids: Collection[str]) -> bool:
    """Tell whether a browser goes to a place for a fragment: `#top` is one on every page."""
    return fragment in ids or fragment.lower() == "top" or ":~:" in fragment


def wanted_places(facts_wanted: str) -> Iterable[tuple[str, str]]:
    """Give what stands in `Facts.wanted`: files and fragments."""
    for line in facts_wanted.split(_BETWEEN) if facts_wanted else ():
        file, _, fragment = line.partition("#")
        yield file, fragment


def no_place(facts: Facts, want: str, text: str) -> Finding:
    """Say that a fragment leads to no place."""
    file, _, fragment = want.partition("#")
    return found(
        facts.part,
        "broken fragment",
        facts.path,
        f"{quoted(f'{address_of(file)}#{fragment}', 120)} leads to no place on that page; expected an element with "
        f"the id {quoted(fragment)}; build the site again, or correct the link where it is written",
        line=line_of(text, f"#{fragment}"),
    )


def line_of(text: str, written: str) -> int | None:
    """Give the line in which an address stands in HTML or JSON, or `None`.

    >>> line_of('<p>' + chr(10) + '<a href="x?a=1&amp;b=2">', "x?a=1&b=2")
    2
    """
    spelt = quote(written, safe="#/:?&=%", errors="replace")
    for form in (f'"{written}"', f'{written}"', escape(written), spelt, written):
        place = text.find(form)
        if written and place >= 0:
            return text.count("\n", 0, place) + 1
    return None
