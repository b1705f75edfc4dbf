"""Names of authors as "First Last", from the many ways in which exports write them.

Enters: a list of texts or objects, or one text that holds them all. Leaves: a tuple of cleaned names
in their order. What is not surely "Last, First" stays as written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TypeGuard

from generator.sources.fields import fold, is_clean, short_text_of, unwrapped

_MOST = 20_000  # the longest author lists have some thousands
_LONGEST = 1_000_000  # characters of one list
_AND = re.compile(r"\s+(?:and|&)\s+", re.IGNORECASE)
_INITIALS = re.compile(r"(?:[^\W\d_]\.[\s-]*){1,4}|[A-Z]{1,3}")
# In a list joined by semicolons: "Last, First", spaces at the ends of a name, an empty name.
_UNTIDY = (",", "; ", " ;", ";;")
_SUFFIX = re.compile(r"(?:jr|sr|ii|iii|iv)\.?", re.IGNORECASE)
_OTHERS = {"others", "et al", "et al.", "and others"}


def names_of(value: object) -> tuple[str, ...]:
    """Give the names in a list or a text.

    >>> names_of(["Ada Lovelace", {"name": "Alan Turing"}, {"given": "Grace", "family": "Hopper"}])
    ('Ada Lovelace', 'Alan Turing', 'Grace Hopper')
    >>> names_of("Lovelace, Ada; Turing, Alan")
    ('Ada Lovelace', 'Alan Turing')
    """
    value = unwrapped(value)
    if isinstance(value, str):
        return split_names(value)
    if not isinstance(value, list):
        return ()
    if _all_clean(value):
        return tuple(value)
    return _tidy(_name(part) for part in value[:_MOST])


def split_names(text: str) -> tuple[str, ...]:
    """Split a text of names at semicolons, else at "and", else at commas.

    >>> split_names("C. Bal, E. L. Berger and C.-P. Yuan"), split_names("Smith, John and Doe, Jane")
    (('C. Bal', 'E. L. Berger', 'C.-P. Yuan'), ('John Smith', 'Jane Doe'))
    >>> split_names("Smith, J., Doe, A. B."), split_names("Smith, John"), split_names("Madonna")
    (('J. Smith', 'A. B. Doe'), ('John Smith',), ('Madonna',))
    """
    text = fold(text[:_LONGEST])
    if ";" in text:
        return _tidy(given_first(part) for part in text.split(";"))
    parts = _AND.split(text)
    if len(parts) > 1 and all(part.count(",") == 1 and not part.endswith(",") for part in parts):
        return _tidy(given_first(part) for part in parts)
    pieces = [piece.strip() for part in parts for piece in part.split(",") if piece.strip()]
    if len(parts) == 1 and len(pieces) == 2 and (" " not in pieces[0] and len(pieces[0]) > 2):
        return _tidy([f"{pieces[1]} {pieces[0]}"])
    initials = [_INITIALS.fullmatch(piece) is not None for piece in pieces]
    if initials and initials == [False, True] * (len(pieces) // 2):
        pairs = zip(pieces[::2], pieces[1::2], strict=True)
        return _tidy(f"{given} {family}" for family, given in pairs)
    return _tidy(pieces)


def given_first(name: str) -> str:
    """Turn "Last, First", "Last, Jr., First" and "Last, First, Jr." around; what has no comma stays.

    >>> given_first("van den Berg, Rianne"), given_first("King, Jr., Martin Luther")
    ('Rianne van den Berg', 'Martin Luther King Jr.')
    """
    parts = [part.strip() for part in name.split(",") if part.strip()]
    if len(parts) == 2:
        family, given = parts
        return f"{family} {given}" if _SUFFIX.fullmatch(given) else f"{given} {family}"
    if len(parts) == 3:
        family, middle, last = parts
        return (
            f"{middle} {family} {last}" if _SUFFIX.fullmatch(last) else f"{last} {family} {middle}"
        )
    return " ".join(parts)


def _all_clean(names: list[object]) -> TypeGuard[list[str]]:
    """Tell at one look, for most lists, that each name may stay as it is."""
    try:
        together = ";".join(names)  # type: ignore[arg-type]  # tried, for a check costs as much
    except TypeError:
        return False
    return (
        together[:1] not in {"", " ", ";"}
        and together[-1] not in {" ", ";"}
        and not any(mark in together for mark in _UNTIDY)
        and is_clean(together)
        and len(names) <= _MOST
        and str(names[-1]).lower() not in _OTHERS
    )


def _name(value: object) -> str | None:
    value = unwrapped(value)
    if isinstance(value, str):
        return given_first(value) if value.count(",") == 1 else value
    if not isinstance(value, Mapping):
        return None
    for key in ("name", "fullname", "full_name", "literal", "display_name"):
        if text := short_text_of(value.get(key)):
            return text
    given = _first_text(value, "given", "first", "firstName", "first_name")
    particle = _first_text(value, "non-dropping-particle", "dropping-particle")
    family = _first_text(value, "family", "last", "lastName", "last_name")
    suffix = _first_text(value, "suffix")
    return " ".join(part for part in (given, particle, family, suffix) if part) or None


def _first_text(value: Mapping[str, object], *keys: str) -> str | None:
    return next((text for key in keys if (text := short_text_of(value.get(key)))), None)


def _tidy(names: Iterable[str | None]) -> tuple[str, ...]:
    found = (short_text_of(name) for name in names)
    return tuple(name for name in found if name and name.lower() not in _OTHERS)
