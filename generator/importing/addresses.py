"""The addresses at which posts stood.

Enters: a post's file, fields and day, and the site that it is of. Leaves: paths from that site's root. Refuses (`AddressError`) patterns with parts that
only the old program could fill. The rules are those of Hugo (content management: URLs, permalinks, aliases), of Jekyll (permalinks, as its
`UrlDrop` and `Utils.slugify` fill them) and of Pelican (`ARTICLE_URL`, `SLUG_REGEX_SUBSTITUTIONS`), as they are without settings.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from anyascii import anyascii

from generator.importing.old_sites import OldSite

_DATED = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})-(.+)")
_TOKEN = re.compile(r":([a-z_]+)")
_BRACES = re.compile(r"\{(\w+)(?::([^{}]*))?\}")
_STRFTIME = re.compile(r"%(-?)([A-Za-z%])")
_STYLES = {
    "date": "/:categories/:year/:month/:day/:title:output_ext",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "ordinal": "/:categories/:year/:y_day/:title:output_ext",
    "weekdate": "/:categories/:year/W:week/:short_day/:title:output_ext",
    "none": "/:categories/:title:output_ext",
}
_LONGEST = 500
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july"),
    *("august", "september", "october", "november", "december"),
)


class AddressError(ValueError):
    """An address that cannot be told; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PostFile:
    """What the address of a post is made of; `path` is from the folder of the posts, `given` are fields."""

    path: PurePosixPath
    given: Mapping[str, object]
    title: str | None
    day: dt.date | None


def old_addresses(post: PostFile, site: OldSite, pattern: str | None = None) -> tuple[str, ...]:
    """Give the address at which a post stood, then its other ones; `pattern` goes before the site's. Raises `AddressError`."""
    match site.tool:
        case "hugo":
            own, others = _hugo(post, site, pattern), _texts(post.given.get("aliases"))
            folder = own if own.endswith("/") else own.rpartition("/")[0] + "/"
            others = [
                each if each.startswith("/") else f"{_above(folder)}{each}" for each in others
            ]
        case "jekyll":
            own, others = _jekyll(post, site, pattern), _texts(post.given.get("redirect_from"))
        case "pelican":
            own, others = _pelican(post, site, pattern), []
    found = [re.sub(r"/{2,}", "/", f"/{each.lstrip('/')}") for each in (own, *others)]
    return tuple(dict.fromkeys(found))


def _above(folder: str) -> str:
    return folder.rstrip("/").rpartition("/")[0] + "/"


def _hugo(post: PostFile, site: OldSite, pattern: str | None) -> str:
    if url := _text(post.given.get("url")):
        return url
    name, parts = post.path.stem, list(post.path.parts[:-1])
    if name == "index" and parts:
        name = parts.pop()
    slug = _text(post.given.get("slug"))
    section = parts[0] if parts else ""
    pattern = pattern or (site.sections or {}).get(section)
    if pattern is None:
        own = "/".join([*(_urlized(each, site) for each in parts), _urlized(slug or name, site)])
        return f"{own}.html" if site.ugly else f"{own}/"
    filled: dict[str, Callable[[], str]] = {
        "section": lambda: _urlized(section, site),
        "sections": lambda: "/".join(_urlized(each, site) for each in parts),
        "title": lambda: _urlized(post.title or "", site),
        "slug": lambda: _urlized(slug or post.title or name, site),
        "filename": lambda: _urlized(name, site),
        "contentbasename": lambda: _urlized(name, site),
        "slugorfilename": lambda: _urlized(slug or name, site),
        "slugorcontentbasename": lambda: _urlized(slug or name, site),
        **_of_day(post, {"weekdayname": lambda day: _DAYS[day.weekday()].capitalize(), "weekday": lambda day: str(day.isoweekday() % 7),
                         "monthname": lambda day: _MONTHS[day.month - 1].capitalize(), "yearday": lambda day: str(day.timetuple().tm_yday)}),
    }  # fmt: skip
    address = _filled(pattern, filled)
    return address if address.endswith(("/", ".html")) else f"{address}/"


def _urlized(text: str, site: OldSite) -> str:
    """Write a name as Hugo does in addresses: letters, digits and a few signs stay, runs of spaces become one hyphen."""
    kept, gap = "", False
    for sign in text[:_LONGEST]:
        if sign.isalnum() or sign in "._#+~-@" or unicodedata.category(sign).startswith("M"):
            kept += "-" if gap and sign != "-" else ""
            kept, gap = kept + sign, False
        elif kept and not kept.endswith("-") and sign.isspace():
            gap = True
    return kept if site.keeps_case else kept.lower()


def _jekyll(post: PostFile, site: OldSite, pattern: str | None) -> str:
    own = _text(post.given.get("permalink"))
    found = own or pattern or site.pattern or "date"
    found = _STYLES.get(found, found)
    dated = _DATED.fullmatch(post.path.stem)
    name = (dated[4] if dated else post.path.stem).rstrip(".")
    slug = _text(post.given.get("slug")) or name
    filled: dict[str, Callable[[], str]] = {
        "title": lambda: _slugified(slug, r"[^\w.~!$&'()+,;=@]+", keeps_case=True) or _slugified(name, r"[^\w.~]+", keeps_case=True),
        "slug": lambda: _slugified(slug, r"[\W_]+", keeps_case=False),
        "name": lambda: _slugified(name, r"[\W_]+", keeps_case=False),
        "categories": lambda: "/".join(dict.fromkeys(each.lower() for each in _categories(post))),
        "slugified_categories": lambda: "/".join(dict.fromkeys(_slugified(each, r"[\W_]+", keeps_case=False) for each in _categories(post))),
        "collection": lambda: "posts",
        "output_ext": lambda: ".html",
        **_of_day(post, {"short_year": lambda day: f"{day.year % 100:02}", "i_month": lambda day: str(day.month), "i_day": lambda day: str(day.day),
                         "short_month": lambda day: _MONTHS[day.month - 1][:3].capitalize(), "long_month": lambda day: _MONTHS[day.month - 1].capitalize(),
                         "y_day": lambda day: f"{day.timetuple().tm_yday:03}", "week": lambda day: f"{day.isocalendar().week:02}",
                         "w_year": lambda day: f"{day.isocalendar().year:04}", "w_day": lambda day: str(day.isoweekday()),
                         "short_day": lambda day: _DAYS[day.weekday()][:3].capitalize(), "long_day": lambda day: _DAYS[day.weekday()].capitalize()}),
    }  # fmt: skip
    address = _filled(found, filled)
    return (
        address
        if address.endswith("/") or PurePosixPath(address).suffix == ".html"
        else f"{address}.html"
    )


def _categories(post: PostFile) -> list[str]:
    """Give a post's categories: the folders above `_posts`, then those of its fields."""
    parts = post.path.parts[:-1]
    folders = list(parts[: parts.index("_posts")]) if "_posts" in parts else []
    given = post.given.get("categories", post.given.get("category"))
    if isinstance(given, str):
        return [*folders, *(given.split() if "categories" in post.given else [given])]
    return [*folders, *_texts(given)]


def _slugified(text: str, forbidden: str, *, keeps_case: bool) -> str:
    slug = re.sub(forbidden, "-", text[:_LONGEST]).strip("-")
    return slug if keeps_case else slug.lower()


def _pelican(post: PostFile, site: OldSite, pattern: str | None) -> str:
    if own := _text(post.given.get("url")) or _text(post.given.get("save_as")):
        return own.removesuffix("index.html") if own.endswith("/index.html") else own
    slug = _text(post.given.get("slug")) or pelican_slug(post.title or "")
    folder = post.path.parts[-2] if len(post.path.parts) > 1 else "misc"
    author = (
        _text(post.given.get("author"))
        or _text(post.given.get("authors")).split(";")[0].split(",")[0]
    )
    values = {
        "slug": slug,
        "category": pelican_slug(_text(post.given.get("category")) or folder),
        "author": pelican_slug(author),
        "lang": _text(post.given.get("lang")) or "en",
    }

    def value(found: re.Match[str]) -> str:
        if found[1] == "date" and found[2]:
            return _STRFTIME.sub(lambda part: _of_strftime(part, _day(post)), found[2])
        if found[1] not in values or found[2]:
            raise AddressError(f"its pattern has {found[0]}, which only Pelican could fill")
        return values[found[1]]

    address = _BRACES.sub(value, pattern or site.pattern or "{slug}.html")
    return address.removesuffix("index.html") if address.endswith("/index.html") else address


def pelican_slug(text: str) -> str:
    """Write a title as Pelican does in addresses.

    >>> pelican_slug("Élan: 2 papers, one day")
    'elan-2-papers-one-day'
    """
    plain = re.sub(r"[^\w\s-]", "", anyascii(text[:_LONGEST])).strip()
    return re.sub(r"[-\s]+", "-", plain).lower()


def _of_strftime(part: re.Match[str], day: dt.date) -> str:
    values = {
        "Y": f"{day.year:04}", "y": f"{day.year % 100:02}", "m": f"{day.month:02}", "d": f"{day.day:02}", "j": f"{day.timetuple().tm_yday:03}",
        "b": _MONTHS[day.month - 1][:3].capitalize(), "B": _MONTHS[day.month - 1].capitalize(),
    }  # fmt: skip
    if part[2] not in values:
        raise AddressError(f"its pattern has {part[0]}, which only Pelican could fill")
    return values[part[2]].lstrip("0") if part[1] else values[part[2]]


def _of_day(
    post: PostFile, more: Mapping[str, Callable[[dt.date], str]]
) -> dict[str, Callable[[], str]]:
    kinds: dict[str, Callable[[dt.date], str]] = {
        "year": lambda day: f"{day.year:04}",
        "month": lambda day: f"{day.month:02}",
        "day": lambda day: f"{day.day:02}",
        **more,
    }
    return {name: (lambda value=value: value(_day(post))) for name, value in kinds.items()}  # type: ignore[misc]


def _day(post: PostFile) -> dt.date:
    if post.day is None:
        raise AddressError("its address has a day, and the post has none")
    return post.day


def _filled(pattern: str, values: Mapping[str, Callable[[], str]]) -> str:
    def value(found: re.Match[str]) -> str:
        # As `:title:output_ext`, so also `:year_old`: the longest name that is known.
        name = next(
            (found[1][:end] for end in range(len(found[1]), 0, -1) if found[1][:end] in values),
            None,
        )
        if name is None:
            raise AddressError(f"its pattern has {found[0]}, which only the old program could fill")
        return values[name]() + found[1][len(name) :]

    return _TOKEN.sub(value, pattern)


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


def _texts(value: object) -> list[str]:
    if isinstance(value, str):
        return [value.strip()] if value.strip() else []
    return (
        [each.strip() for each in value if isinstance(each, str) and each.strip()]
        if isinstance(value, list)
        else []
    )
