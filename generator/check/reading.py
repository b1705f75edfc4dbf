"""Each file of a site, read once: its digest, and what it says, by what its name says that it is.

Enters: paths, in any process, and tables that all share. Leaves: `Facts` of each. No file is more than its bytes: what cannot be
read, or is not what its name says, is a finding.
"""

from __future__ import annotations

import hashlib
import json
import re
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from generator import urls
from generator.check.addresses import Addresses
from generator.check.facts import Facts, Follower
from generator.check.feeds import read_json_feed, read_xml_file
from generator.check.folder import BUILD_AGAIN, read_json
from generator.check.markup import css_addresses, read_markup
from generator.errors import quoted
from generator.publish.beside import MANIFEST

_PART = re.compile(r'searchPart\("([^"]*)",(.*)\)\s*', re.DOTALL)
_DOCUMENTS = re.compile(rf"{urls.SEARCH}[^/]+/documents/\d+\.js")
# A vector of a document in Lunr's own index.
_REF = re.compile(rb'\["[a-z]+/(\d{1,9})",\s*\[')
# Elements that a page leaves open; the time to read it grows with their square where they lie in each other.
_MOST_OPEN = 100_000
_LEAST_ROW = 5  # values of a row of documents


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Desk:
    """What a process needs to read files; `numbers` are those of pages, by path, `own` the owner's own files."""

    root: Path
    addresses: Addresses
    numbers: Mapping[str, int]
    own: frozenset[str] = frozenset()


def read_files(desk: Desk, paths: Sequence[str]) -> list[Facts]:
    """Read files."""
    return [_read(desk, path) for path in paths]


def _read(desk: Desk, path: str) -> Facts:
    begun = time.perf_counter()
    facts = Facts(path=path)
    try:
        data = (desk.root / path).read_bytes()
    except OSError as error:
        facts.find(
            "unreadable file",
            f"cannot be read ({error.strerror}); expected a file; check its permissions",
        )
    else:
        facts.digest = hashlib.sha256(data).hexdigest()
        if path not in desk.own:
            _read_kind(desk, facts, data)
        elif path.endswith(".html"):
            _read_own(facts, data.decode(errors="replace"))
    facts.seconds = time.perf_counter() - begun
    return facts


def _read_kind(desk: Desk, facts: Facts, data: bytes) -> None:
    path = facts.path
    suffix = path.rpartition(".")[2]
    if suffix == "html":
        facts.part = "pages"
        if (text := _text(facts, data)) is not None:
            _read_page(desk, facts, text)
    elif suffix == "css":
        facts.part = "pages"
        if (text := _text(facts, data)) is not None:
            follower = Follower(facts, desk.addresses, text)
            for address in css_addresses(text):
                follower.follow(address)
    elif suffix in ("xml", "opml"):
        read_xml_file(desk.addresses, facts, data)
    elif suffix == "js" and path.startswith(urls.SEARCH):
        facts.part = "search"
        _read_part(facts, data)
    elif path == urls.LUNR_INDEX:
        # Read as values it would take ten times its size, and most of them are numbers.
        facts.part = "search"
        refs = set(map(int, _REF.findall(data)))
        facts.refs = (len(refs), max(refs, default=-1))
    elif suffix in ("json", "webmanifest") and path != MANIFEST:
        _read_json(desk, facts, data)


def _text(facts: Facts, data: bytes) -> str | None:
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        facts.find(
            "not UTF-8",
            f"byte 0x{data[error.start]:02X} is not UTF-8; expected text; {BUILD_AGAIN}",
            line=line,
        )
        return None


def _read_page(desk: Desk, facts: Facts, text: str) -> None:
    if _leaves_too_many_open(text):
        message = f"leaves more than {_MOST_OPEN:,} elements open; expected a page; {BUILD_AGAIN}"
        facts.find("not a page", message)
        return
    page = read_markup(text)
    follower = Follower(facts, desk.addresses, text)
    for link in page.links:
        place = follower.follow(link)
        if place is not None and (number := desk.numbers.get(place.file)) is not None:
            facts.pages.append(number)
    for address in page.loads:
        follower.follow(address)
    if not page.has_title:
        facts.find("not a page", f"has no <title>; expected a page; {BUILD_AGAIN}")
    facts.ids = tuple({*page.ids, *page.names})
    follower.finish(facts.ids)
    if len(page.ids) > len(set(page.ids)):
        for name, count in Counter(page.ids).items():
            if count > 1:
                facts.find(
                    "id twice",
                    f"{count} elements have the id {quoted(name)}; expected one; rename all but one of them",
                )
    facts.paper, facts.hidden, facts.leads_on = page.paper, page.hidden, page.leads_on
    if page.canonical is not None:
        own = desk.addresses.place("", page.canonical)
        facts.hidden = facts.hidden or own is None or own.file != facts.path


def _read_own(facts: Facts, text: str) -> None:
    """Read a page of the owner's own, whatever made it: all that is asked is whether links to places in it lead there."""
    if not _leaves_too_many_open(text):
        page = read_markup(text)
        facts.ids, facts.own = tuple({*page.ids, *page.names}), True


def _leaves_too_many_open(text: str) -> bool:
    return text.count("<") - 2 * text.count("</") > _MOST_OPEN


def _read_part(facts: Facts, data: bytes) -> None:
    """Read a part of the search's index; of documents, what they are called and where they stand."""
    value = None
    try:
        match = _PART.fullmatch(data.decode())
        if match is not None:
            value = json.loads(match[2])
    except (ValueError, RecursionError):
        match = None
    if match is None:
        facts.find(
            "damaged search",
            f'is no part of the search; expected searchPart("NAME",JSON) on one line; {BUILD_AGAIN}',
        )
    elif _DOCUMENTS.fullmatch(facts.path):
        rows: list[Any] = value if isinstance(value, list) else [None]
        if not all(map(_is_row, rows)):
            facts.find(
                "damaged search",
                f"has rows that are no documents; expected slug, title, day, abstract and more; {BUILD_AGAIN}",
            )
            return
        facts.documents = tuple((row[0], row[1], row[4].get("home")) for row in rows)


def _is_row(row: object) -> bool:
    return (
        isinstance(row, list)
        and len(row) >= _LEAST_ROW
        and isinstance(row[0], str)
        and isinstance(row[1], str)
        and isinstance(row[4], dict)
        and isinstance(row[4].get("home", ""), str)
    )


def _read_json(desk: Desk, facts: Facts, data: bytes) -> None:
    value, fault, line = read_json(data)
    is_feed = isinstance(value, dict) and str(value.get("version", "")).startswith(
        "https://jsonfeed.org/"
    )
    facts.part = "feeds" if is_feed or _is_feed_name(facts.path) else "data"
    if fault:
        facts.find(
            "damaged JSON", f"is not JSON ({fault}); expected JSON; {BUILD_AGAIN}", line=line
        )
    elif facts.part == "feeds":
        read_json_feed(desk.addresses, facts, value, data.decode())


def _is_feed_name(path: str) -> bool:
    return path.rpartition("/")[2] in ("feed.json", "editions.json")
