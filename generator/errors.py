"""The error tree: what is wrong with a user's input, and where.

Enters: places and sentences from every stage. Leaves: `InputError`, which carries one or
more problems and prints each as `path:line: found; expected; what to do`. A programming
mistake is never wrapped in an `InputError`.
"""

from __future__ import annotations

import difflib
import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

# Of more known words only those with the same first letter are looked at, up to as many: thousands of unknown ones
# must not be held against thousands of known ones each.
_MOST_KNOWN = 300


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Location:
    """A line of a file: `path` relative to the folder of site.yaml with `/`, `line` from 1."""

    path: str
    line: int | None = None

    def __str__(self) -> str:
        return self.path if self.line is None else f"{self.path}:{self.line}"


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Problem:
    """One thing that is wrong: its place and a sentence `found; expected; what to do`."""

    location: Location
    message: str

    def __str__(self) -> str:
        return f"{self.location}: {self.message}"


class BroadsheetError(Exception):
    """The root of every error that this package raises on purpose."""


class InputError(BroadsheetError):
    """The user's input has problems; they are sorted by place and carry no duplicates."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        unique = set(problems)
        self.problems: tuple[Problem, ...] = tuple(
            sorted(unique, key=lambda p: (p.location.path, p.location.line or 0, p.message))
        )
        super().__init__("\n".join(str(problem) for problem in self.problems))


class OutputError(BroadsheetError):
    """The site cannot be written where the user asked for it."""


class StoreError(BroadsheetError):
    """What a build keeps on disk, for itself and for the next one, cannot be written or read."""


class ObjectStoreError(BroadsheetError):
    """A store by URL cannot be reached, or refuses; `reason` is what it said, in a few words."""

    def __init__(self, message: str, reason: str = "") -> None:
        self.reason = reason
        super().__init__(message)

    def __reduce__(self) -> tuple[type[ObjectStoreError], tuple[str, str]]:
        return type(self), (str(self), self.reason)


class ClusterError(BroadsheetError):
    """The cluster that a build was to work on cannot be had, or was lost."""


def quoted(text: str, limit: int = 60) -> str:
    r"""Quote a piece of the user's input for a message, shortened to `limit` characters.

    >>> quoted("a\nb")
    '"a b"'
    >>> quoted("abcdef", limit=4)
    '"abc…"'
    """
    printable = "".join(c if c.isprintable() else " " for c in text)
    shortened = printable if len(printable) <= limit else printable[: limit - 1].rstrip() + "…"
    return f'"{shortened}"'


def did_you_mean(word: str, known: Sequence[str]) -> str:
    """Say `; did you mean "..."?` when a known word is near `word`, else nothing.

    >>> did_you_mean("abstrct", ["title", "abstract"])
    '; did you mean "abstract"?'
    >>> did_you_mean("zzz", ["title", "abstract"])
    ''
    """
    if len(known) > _MOST_KNOWN:
        alike = (each for each in known if each[:1] == word[:1])
        known = list(itertools.islice(alike, _MOST_KNOWN))
    near = difflib.get_close_matches(word, known, n=1, cutoff=0.6)
    return f'; did you mean "{near[0]}"?' if near else ""
