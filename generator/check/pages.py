"""What files say of each other, put together: places on other pages, and ways from the front page.

Enters: the facts of all files, as they come. Leaves: a `Seen`, and findings. For each page are held its places, its links as
numbers, and what it wants of other pages; no text.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from generator import urls
from generator.check.addresses import address_of
from generator.check.facts import Facts, FeedFacts, is_there, no_place, wanted_places
from generator.check.findings import Finding, Part, found
from generator.errors import quoted

# These stand on every site, whether something is there to be linked or not.
_STANDING = {urls.NOT_FOUND, urls.file_of(urls.UNDATED)}


@dataclass(slots=True)
class Seen:
    """What all files say; `linked` has the numbers of pages that each page links to, by its own number, `leading_on` those at old addresses."""

    digests: dict[str, str] = field(default_factory=dict)
    ids: dict[str, tuple[str, ...]] = field(default_factory=dict)
    linked: dict[int, array[int]] = field(default_factory=dict)
    wanted: list[tuple[str, Part, str]] = field(default_factory=list)
    papers: dict[str, str] = field(default_factory=dict)
    hidden: set[str] = field(default_factory=set)
    leading_on: set[str] = field(default_factory=set)
    feeds: dict[str, FeedFacts] = field(default_factory=dict)
    roots: dict[str, str] = field(default_factory=dict)
    listed: dict[str, tuple[tuple[str, int], ...]] = field(default_factory=dict)
    documents: dict[str, tuple[tuple[str, str, str | None], ...]] = field(default_factory=dict)
    refs: tuple[int, int] = (0, -1)
    links: int = 0
    seconds: defaultdict[Part, float] = field(default_factory=lambda: defaultdict(float))
    findings: list[Finding] = field(default_factory=list)

    def take(self, facts: Facts, number: int | None) -> None:
        """Take in what a file says; pages have a number."""
        path = facts.path
        self.seconds[facts.part] += facts.seconds
        self.findings.extend(facts.findings)
        if facts.digest:
            self.digests[path] = facts.digest
        if number is not None:
            self.links += facts.links
            self.ids[path] = facts.ids
            self.linked[number] = facts.pages
            if facts.paper is not None:
                self.papers[path] = facts.paper
            if facts.hidden:
                self.hidden.add(path)
            if facts.leads_on:
                self.leading_on.add(path)
        elif facts.own:
            self.ids[path] = facts.ids
        if facts.wanted:
            self.wanted.append((path, facts.part, facts.wanted))
        if facts.feed is not None:
            self.feeds[path] = facts.feed
        if facts.root:
            self.roots[path] = facts.root
        if facts.listed:
            self.listed[path] = facts.listed
        self.refs = facts.refs or self.refs
        if facts.documents:
            self.documents[path] = facts.documents


def broken_fragments(seen: Seen, root: Path) -> Iterator[Finding]:
    """Name the links to places that no page has; the line of each is looked up in its file again."""
    sets: dict[str, Collection[str]] = {}
    for path, part, wanted in seen.wanted:
        missing = [
            f"{file}#{fragment}"
            for file, fragment in wanted_places(wanted)
            if file in seen.ids and not is_there(fragment, _ids(seen, file, sets))
        ]
        if missing:
            text = (root / path).read_text(encoding="utf-8", errors="replace")
            for want in missing:
                yield no_place(Facts(path=path, part=part), want, text)


def _ids(seen: Seen, file: str, sets: dict[str, Collection[str]]) -> Collection[str]:
    if file not in sets:
        sets[file] = frozenset(seen.ids[file])
    return sets[file]


def orphans(seen: Seen, numbers: dict[str, int]) -> Iterator[Finding]:
    """Name the pages to which no links lead from the front page."""
    home = numbers.get(urls.file_of(urls.HOME))
    if home is None:
        yield found(
            "pages",
            "no front page",
            urls.file_of(urls.HOME),
            "is missing; expected the front page; run broadsheet build --clean",
        )
        return
    reached = _reached(home, seen.linked)
    for path, number in numbers.items():
        # No page links to an old address: those who have it come from elsewhere.
        if number not in reached and path not in _STANDING and path not in seen.leading_on:
            yield found(
                "pages",
                "orphan",
                path,
                f"no links lead to {quoted(address_of(path), 120)} from the front page; expected a way to every page; "
                "link it from a page of yours, or remove it",
                severity="warning",
            )


def _reached(home: int, linked: dict[int, array[int]]) -> Collection[int]:
    reached, waiting = {home}, [home]
    while waiting:
        for number in linked.get(waiting.pop(), ()):
            if number not in reached:
                reached.add(number)
                waiting.append(number)
    return reached


def numbered_pages(paths: Iterable[str]) -> dict[str, int]:
    """Give each page a number."""
    pages = (path for path in paths if path.endswith(".html"))
    return {path: number for number, path in enumerate(pages)}
