"""The list of subscribers.

Enters: a file in UTF-8, CSV with a head that names a column `email`, or an address a line. Leaves: each address once, in the order
of the file, and a problem for each line that has none. Lines that are empty or begin with `#` are left out. Refuses a file that cannot be read.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from generator.errors import InputError, Location, Problem, quoted
from generator.text.lines import NotUtf8Error, decode_lines
from generator.text.mail_address import MailAddress, read_address

_EMAIL = frozenset({"email", "e-mail", "address", "email address", "e-mail address", "mail"})
_STATUS = "status"
# What other programs write of those who want it; whoever is anything else has left, or never agreed.
_WANTED = frozenset({"", "active", "confirmed", "enabled", "regular", "subscribed"})
_DELIMITERS = (",", ";", "\t")
_NAMED = re.compile(r'(?:"(?P<quoted>[^"]*)"\s*|(?P<name>[^<>"]*))<(?P<address>[^<>]*)>')
_LONGEST_NAME = 70  # characters


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscriber:
    """Someone who gets the newsletter; `token` stands for them in the address to leave the list."""

    address: MailAddress
    name: str | None = None
    token: str | None = None
    location: Location | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriberList:
    """Subscribers, each once; how many lines were of someone who stood before, or who has left; and what is wrong."""

    subscribers: tuple[Subscriber, ...]
    repeated: int = 0
    left: int = 0
    problems: tuple[Problem, ...] = ()


def read_subscribers(folder: Path, name: str, *, tokens: bool) -> SubscriberList:
    """Read a list; `tokens` says that everyone needs one. Raises `InputError` for a file that cannot be read."""
    try:
        lines = decode_lines((folder / name).read_bytes())
    except (OSError, NotUtf8Error) as error:
        found = (
            f"cannot be read ({error.strerror})" if isinstance(error, OSError) else "is not UTF-8"
        )
        message = (
            f'{found}; expected the list of subscribers that "subscribers" in site.yaml names, in UTF-8; '
            "put it there, or correct the path"
        )
        line = getattr(error, "line", None)
        raise InputError(
            [Problem(location=Location(path=name, line=line), message=message)]
        ) from None
    return _gathered(_rows(lines, name), tokens=tokens)


def read_named(text: str, location: Location | None = None) -> Subscriber | str:
    """Read an address, which may stand as `Name <address>`; gives the reason where it is none.

    >>> read_named("Ada <ada@example.org>").name, read_named("ada")
    ('Ada', 'has no @')
    """
    named = _NAMED.fullmatch(text.strip())
    address = read_address(named["address"] if named else text)
    if isinstance(address, str):
        return address
    name = (named["quoted"] or named["name"]) if named else None
    return Subscriber(address=address, name=_name(name), location=location)


def _gathered(rows: Iterable[Subscriber | Problem | None], *, tokens: bool) -> SubscriberList:
    found: dict[str, Subscriber] = {}
    problems: list[Problem] = []
    repeated = left = 0
    for row in rows:
        if row is None:
            left += 1
        elif isinstance(row, Problem):
            problems.append(row)
        elif tokens and not row.token:
            assert row.location is not None
            problems.append(_no_token(row.location))
        elif str(row.address) in found:
            repeated += 1
        else:
            found[str(row.address)] = row
    return SubscriberList(
        subscribers=tuple(found.values()), repeated=repeated, left=left, problems=tuple(problems)
    )


def _rows(lines: Sequence[str], path: str) -> Iterator[Subscriber | Problem | None]:
    """Read the lines; `None` is someone who does not want it."""
    numbered = [
        (number, line)
        for number, line in enumerate(lines, start=1)
        if line.strip() and not line.lstrip().startswith("#")
    ]
    head = _head(numbered[0][1]) if numbered else None
    if head is None:
        for number, line in numbered:
            location = Location(path=path, line=number)
            found = read_named(line.strip(), location)
            yield _wrong(location, line, found) if isinstance(found, str) else found
        return
    delimiter, columns = head
    for number, line in numbered[1:]:
        yield _record(line, delimiter, columns, Location(path=path, line=number))


def _head(line: str) -> tuple[str, list[str]] | None:
    """Give what stands between columns, and their names, where a line names them."""
    for delimiter in _DELIMITERS:
        cells = [cell.strip().strip('"').strip().casefold() for cell in line.split(delimiter)]
        if _EMAIL & set(cells):
            return delimiter, cells
    return None


def _record(
    line: str, delimiter: str, columns: Sequence[str], location: Location
) -> Subscriber | Problem | None:
    try:
        cells = next(csv.reader([line], delimiter=delimiter, strict=True, skipinitialspace=True))
    except (csv.Error, StopIteration):
        return _wrong(location, line, "is no line of CSV")
    values = dict(zip(columns, (cell.strip() for cell in cells), strict=False))
    if values.get(_STATUS, "").casefold() not in _WANTED:
        return None
    text = next((values[column] for column in columns if column in _EMAIL and column in values), "")
    address = read_address(text)
    if isinstance(address, str):
        return _wrong(location, text, address)
    return Subscriber(
        address=address,
        name=_name(values.get("name")),
        token=values.get("token") or None,
        location=location,
    )


def _name(text: str | None) -> str | None:
    """Give a name that may stand in the head of a message: one line of characters that can be seen."""
    seen = "".join(letter if letter.isprintable() else " " for letter in text or "")
    return " ".join(seen.split())[:_LONGEST_NAME].strip() or None


def _wrong(location: Location, text: str, reason: str) -> Problem:
    return Problem(
        location=location,
        message=f"{quoted(text)} {reason}; expected an e-mail address such as ada@example.org; correct or remove it",
    )


def _no_token(location: Location) -> Problem:
    return Problem(
        location=location,
        message='has no token; expected one, for "unsubscribe_url" in site.yaml has {token}; add it in a column token',
    )
