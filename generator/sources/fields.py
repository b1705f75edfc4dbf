"""The fields of a record, from whatever an export holds for them.

Enters: values as JSON, XML or a table give them: text, numbers, lists, `{"value": ...}`. Leaves: the
typed fields of a `SourceRecord`, or `None` and empty tuples where there is nothing to take.
Refuses: a record with neither title nor abstract (`NoPaperError`).
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Mapping
from email.utils import parsedate_to_datetime
from functools import lru_cache

from generator.errors import Location
from generator.models import DatedBy, Link, LinkKind, SourceRecord, new_record
from generator.text.clean import clean, fold_spaces, fold_white_space
from generator.text.dates import parse_day
from generator.text.ids import Ids, id_url, ids_in
from generator.text.links import find_links, link_kind

_SURROGATE = re.compile("[\ud800-\udfff]")
_ISO_DAY = re.compile(r"(\d{4})([-/])(\d{1,2})\2(\d{1,2})(?!\d)(?:[T /]|$)", re.ASCII)
_TIME = re.compile(
    r"(\d?\d:\d\d(?::\d\d(?:[.,]\d+)?)?)\s*([+-]\d\d:?\d\d|[+-]\d\d|Z|UTC|GMT)?", re.ASCII
)
_RFC_822 = re.compile(r"(?:[A-Za-z]{3},\s*)?\d{1,2} [A-Za-z]{3} \d{4} \d{1,2}:\d\d", re.ASCII)
# Addresses that need no repair; all others go the longer way.
_PLAIN_URL = re.compile(
    r"https?://[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:/[A-Za-z0-9_./?=&%+~#-]*[A-Za-z0-9_/])?", re.ASCII
)
_FIRST_YEAR, _LAST_YEAR = 1900, 2200
NEITHER = "neither a title nor an abstract; expected at least one of them"
_LONGEST_SHORT = 1000  # characters of a name, a keyword, a venue
_LONGEST_URL = 5000
_MOST = 20_000  # names or keywords of one paper; the longest author lists have some thousands


class NoPaperError(ValueError):
    """A record of which no paper can be made; the message is the reason."""


def fold(text: str) -> str:
    r"""Fold white space as `fold_white_space` does, and replace lone surrogates.

    >>> fold(" a\n b\ud800")
    'a b\ufffd'
    """
    if text.isascii():
        return fold_white_space(text)
    if text.isprintable():
        return fold_spaces(text)
    return _SURROGATE.sub("\ufffd", fold_white_space(text))


def text_of(value: object) -> str | None:
    """Give a text with its white space folded, from a text or a list of texts."""
    value = unwrapped(value)
    if isinstance(value, str):
        return fold(value) or None
    if isinstance(value, list):
        texts = [part for part in value if isinstance(part, str)]
        return fold("\n".join(texts)) or None
    return None


def is_clean(text: str) -> bool:
    """Tell, at once and for most texts, that `clean` would change at most the spaces at its ends."""
    return (
        text.isprintable()
        and "  " not in text
        and (text.isascii() or unicodedata.is_normalized("NFC", text))
    )


def short_text_of(value: object) -> str | None:
    """Give a cleaned text of at most `_LONGEST_SHORT` characters: a name, a venue."""
    if isinstance(value, str) and len(value) <= _LONGEST_SHORT and is_clean(value):
        return value.strip(" ") or None
    text = text_of(value)
    return (clean(text)[:_LONGEST_SHORT].rstrip() or None) if text else None


def unwrapped(value: object) -> object:
    """Take a value out of `{"value": ...}`, as version 2 of OpenReview's API wraps it."""
    if isinstance(value, dict) and "value" in value:
        return value["value"]
    return value


def day_of(value: object, zone: dt.tzinfo = dt.UTC, year: int | None = None) -> dt.date | None:
    """Give the full day that a value begins with; with a time of day, the day that it then is in `zone`.

    A time without a zone is UTC, but midnight without one is how many programs write a plain day.

    >>> day_of("2025-08-20T23:00:00-04:00"), day_of("Mon, 2 Apr 2007 19:18:42 GMT")
    (datetime.date(2025, 8, 21), datetime.date(2007, 4, 2))
    >>> day_of("2025"), day_of("2025-03"), day_of("03/04/2025")
    (None, None, None)
    """
    value = unwrapped(value)
    if isinstance(value, list):
        value = value[0] if value else None
    if not isinstance(value, str) or len(value) > 100:
        return None
    return _written_day(value, zone, year)


# A listing has few days, and many papers on each.
@lru_cache(maxsize=1024)
def _written_day(text: str, zone: dt.tzinfo, year: int | None) -> dt.date | None:
    text = text.strip()
    try:
        if len(text) == 10 and text[4] == text[7] == "-" and text.isascii():
            return _in_range(dt.date.fromisoformat(text))
        if match := _ISO_DAY.match(text):
            day = dt.date(int(match[1]), int(match[3]), int(match[4]))
            time = _time_of(text[match.end() :])
            return _in_range(_day_in(zone, dt.datetime.combine(day, time)) if time else day)
        if _RFC_822.match(text):
            return _in_range(_day_in(zone, parsedate_to_datetime(text)))
        written = parse_day(fold(text))
        if written is None or (written.year or year) is None:
            return None
        return _in_range(written.in_year(year or 0))
    except (ValueError, IndexError, OverflowError):
        return None


def _time_of(text: str) -> dt.time | None:
    """Read a time of day, with or without a zone; `None` for what is none.

    >>> _time_of("9:05 +0200"), _time_of("24:00:00"), _time_of("11:30 PM")
    (datetime.time(9, 5, tzinfo=datetime.timezone(datetime.timedelta(seconds=7200))), None, None)
    """
    found = _TIME.fullmatch(text.strip())
    if found is None:
        return None
    zone = "Z" if found[2] in {"UTC", "GMT"} else found[2] or ""
    try:
        return dt.time.fromisoformat(f"{found[1]:0>5}{zone}")
    except ValueError:
        return None


def _day_in(zone: dt.tzinfo, moment: dt.datetime) -> dt.date:
    if moment.tzinfo is None:
        if moment.time() == dt.time():
            return moment.date()
        moment = moment.replace(tzinfo=dt.UTC)
    return moment.astimezone(zone).date()


def day_of_milliseconds(value: object, zone: dt.tzinfo = dt.UTC) -> dt.date | None:
    """Give the day in `zone` of a number of milliseconds since 1970, or of a written day."""
    value = unwrapped(value)
    if isinstance(value, bool) or not isinstance(value, int):
        return day_of(value, zone)
    if not 0 < value < 10**13:
        return None
    moment = dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(milliseconds=value)
    return _in_range(moment.astimezone(zone).date())


def _in_range(day: dt.date) -> dt.date | None:
    return day if _FIRST_YEAR <= day.year <= _LAST_YEAR else None


def texts_of(value: object, separators: str = ";,") -> tuple[str, ...]:
    """Give each text of a list, or of a text with the first of the separators that it holds.

    >>> texts_of("vision; language, action"), texts_of(["a", None, "b"]), texts_of("cs.CL cs.AI", " ")
    (('vision', 'language, action'), ('a', 'b'), ('cs.CL', 'cs.AI'))
    """
    value = unwrapped(value)
    if isinstance(value, str):
        separator = next((mark for mark in separators if mark in value), None)
        value = value.split(separator) if separator else [value]
    if not isinstance(value, list | tuple):
        return ()
    texts = (short_text_of(part) for part in value[:_MOST])
    return tuple(dict.fromkeys(text for text in texts if text))


def links_of(ids: Ids, urls: Iterable[tuple[object, LinkKind | None]] = ()) -> tuple[Link, ...]:
    """Give the address of each id, then every further http or https address once."""
    found: dict[str, Link] = {}
    for scheme, name in ids:
        url = id_url(scheme, name)
        if url is not None:
            found[url] = Link(url=url, kind="doi" if scheme == "doi" else "paper")
    for value, kind in urls:
        value = unwrapped(value)
        if not isinstance(value, str) or value in found or (link := link_of(value)) is None:
            continue
        if ids and any(pair in ids for pair in ids_in([link.url])):
            continue
        found.setdefault(link.url, link if kind is None else Link(url=link.url, kind=kind))
    return tuple(found.values())


def link_of(value: str) -> Link | None:
    """Give the link that a text begins with, if it is an http or https address.

    >>> link_of("github.com/a/b").url, link_of("javascript:alert(1)"), link_of("see https://x.org")
    ('https://github.com/a/b', None, None)
    """
    url = value.strip()
    if len(url) <= _LONGEST_SHORT and _PLAIN_URL.fullmatch(url):
        return Link(url=url, kind=link_kind(url))
    if len(url) > _LONGEST_URL:
        return None
    return next((span.link for span in find_links(url) if span.start == 0), None)


def make_record(
    location: Location,
    format: str,
    *,
    title: str | None,
    abstract: str | None,
    date: dt.date | None = None,
    credit: str | None = None,
    authors: tuple[str, ...] = (),
    ids: Ids = (),
    urls: Iterable[tuple[object, LinkKind | None]] = (),
    categories: tuple[str, ...] = (),
    venue: str | None = None,
    dated_by: DatedBy = "source",
) -> SourceRecord:
    """Make a record of the fields; raises `NoPaperError` where both texts are missing."""
    if title is None and abstract is None:
        raise NoPaperError(NEITHER)
    return new_record(
        location=location,
        format=format,
        title=title,
        abstract=abstract,
        date=date,
        credit=credit,
        authors=authors,
        ids=ids,
        links=links_of(ids, urls),
        categories=categories,
        venue=venue,
        dated_by=dated_by if date is not None else None,
    )


def first_of(value: Mapping[str, object], *keys: str) -> object:
    """Give the value of the first key that holds anything."""
    for key in keys:
        found = unwrapped(value.get(key))
        if found is not None and found != "" and found != []:
            return found
    return None
