"""What is known of one key of site.yaml, whatever reads it: the loader, the schema, the documentation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

# text        one value that is not empty; numbers and dates count as the text that was written
# texts       a text, or a list of them
# whole       a whole number from `least` to `most`
# number      a number above 0 and below a million
# share       a number above 0 and below 1
# flag        true or false
# day         a day of the calendar, 2025-03-14
# days        a day, a month, a year, or a range of them
# terms       a list of terms and of groups, which are mappings with the keys of a condition
# field terms one term or a list of them, or named lists; no groups
# lists       names, each with terms
# mapping     a mapping with the keys of `keys`
# mappings    a list of such mappings
Kind = Literal[
    "text", "texts", "whole", "number", "share", "flag", "day", "days", "terms", "field terms", "lists",
    "mapping", "mappings",
]  # fmt: skip
Value = str | int | float | bool | tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """One key: what it says in a sentence, of which kind its value is, and what holds without it.

    `default` is the value that holds when the key is missing; where no value does, `otherwise` says in a
    few words what holds. `choices` are the only texts that it may have, besides those with a star if it
    is `starred`, and `form` is a regular expression for the whole of each. A whole number lies within `least`
    and `most`, both included; a list of texts or mappings has `fewest` at least, one of texts `most` at most if it is not 0.
    """

    name: str
    kind: Kind
    says: str
    default: Value | None = None
    otherwise: str = "none"
    required: bool = False
    choices: tuple[str, ...] = ()
    starred: bool = False
    form: str | None = None
    least: int = 0
    most: int = 0
    fewest: int = 1
    examples: tuple[object, ...] = ()
    keys: tuple[Key, ...] = ()


def names(keys: Sequence[Key]) -> tuple[str, ...]:
    """Give the names of keys, in their order."""
    return tuple(key.name for key in keys)
