"""Addresses in running text, and what stands behind each.

Enters: cleaned text. Leaves: spans of the text that are links, each an absolute http or https
address of at most 2,000 characters. No other scheme is ever linked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import urlsplit

from generator.models import Link, LinkKind

_LONGEST = 2000
# A scheme, a protocol-less `//host.tld/`, or a code host named without either.
_ADDRESS = re.compile(
    r"(?<![\w/@:.-])(?:https?://|//(?=[a-z0-9-]+\.[a-z0-9.-]*[a-z])|(?=(?:www\.)?(?:github\.com|gitlab\.com|huggingface\.co)/\w))"
    r"[^\s<>\"'`{}|\\^\u201c\u201d]+",
    re.IGNORECASE,
)
# arXiv:1612.08083, arXiv:cs/0601001v2: the scheme is asked for, for a bare number may be anything.
_ARXIV = re.compile(
    r"\barxiv:\s?(?P<id>[0-9]{4}\.[0-9]{4,5}|[a-z-]{2,12}(?:\.[A-Z]{2})?/[0-9]{7})(?:v[0-9]+)?\b",
    re.IGNORECASE | re.ASCII,
)
_DOI = re.compile(
    r"(?<![\w./-])(?:doi:\s?)?(?P<id>10\.[0-9]{4,9}/[^\s<>\"'`{}|\\^\u201c\u201d]+)",
    re.IGNORECASE | re.ASCII,
)
_LOOKS_LIKE_DOI = re.compile(r"10\.(?=[0-9]{4,9}/)")
# A text without any of these holds no link; looking for them is far cheaper than the expressions. Each
# begins with its sign, which `re` looks for many times as fast as for what may stand before one.
_LOOKS_LIKE_ADDRESS = re.compile(r"/(?:/|(?<=\.[cC][oO][mM]/)|(?<=\.[cC][oO]/))")
_LONGEST_HEAD = len("www.huggingface.co")  # before the sign of an address
_LOOKS_LIKE_ARXIV = re.compile(r":(?<=[aA][rR][xX][iI][vV]:)")
_HOST = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+", re.IGNORECASE)
# The host of an address as most are written; others are parsed to the letter, which takes ten times as long.
_PLAIN_HOST = re.compile(r"https?://([a-z0-9-]+(?:\.[a-z0-9-]+)+)(?=[/?#]|\Z)")
_CLOSERS = {")": "(", "]": "["}
_KINDS: Mapping[str, LinkKind] = MappingProxyType(
    {
        "github.com": "code",
        "gitlab.com": "code",
        "bitbucket.org": "code",
        "codeberg.org": "code",
        "doi.org": "doi",
        "dx.doi.org": "doi",
        "arxiv.org": "paper",
        "openreview.net": "paper",
        "aclanthology.org": "paper",
        "youtube.com": "video",
        "youtu.be": "video",
        "vimeo.com": "video",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkSpan:
    """A link and the half-open range of characters that shows it."""

    start: int
    end: int
    link: Link


def find_links(text: str) -> Iterator[LinkSpan]:
    """Find the links of a text in order, without overlap, trailing punctuation left outside.

    >>> [span.link.url for span in find_links("Code (see github.com/a/b). Data: https://x.org/d.")]
    ['https://github.com/a/b', 'https://x.org/d']
    >>> [span.link.url for span in find_links("As in arXiv:1612.08083v2 and doi:10.1000/xyz-1.")]
    ['https://arxiv.org/abs/1612.08083', 'https://doi.org/10.1000/xyz-1']
    """
    yield from _apart(_all_links(text))


def may_hold_link(text: str) -> bool:
    """Tell whether a text is worth searching for links: without a slash or a colon it has none."""
    return "/" in text or ":" in text


def _apart(found: list[LinkSpan]) -> Iterator[LinkSpan]:
    """Give the links in order, without those that begin inside another."""
    end = 0
    for span in sorted(found, key=lambda span: (span.start, -span.end)):
        if span.start >= end:
            yield span
            end = span.end


def _all_links(text: str) -> list[LinkSpan]:
    """Find all links of a text, also those inside others; for most texts, none at little cost."""
    found: list[LinkSpan] = []
    if "/" in text:
        if sign := _LOOKS_LIKE_ADDRESS.search(text):
            found += _addresses(text, max(0, sign.start() - _LONGEST_HEAD))
        if "10." in text and _LOOKS_LIKE_DOI.search(text):
            found += _identifiers(_DOI, "https://doi.org/", text)
    if ":" in text and _LOOKS_LIKE_ARXIV.search(text):
        found += _identifiers(_ARXIV, "https://arxiv.org/abs/", text)
    return found


def _addresses(text: str, start: int) -> Iterator[LinkSpan]:
    for match in _ADDRESS.finditer(text, start):
        shown = _without_trailing_punctuation(match[0])
        url = _absolute(shown)
        if url is not None:
            end = match.start() + len(shown)
            yield LinkSpan(start=match.start(), end=end, link=Link(url=url, kind=link_kind(url)))


def _identifiers(form: re.Pattern[str], host: str, text: str) -> Iterator[LinkSpan]:
    """Find identifiers, which are links to the host that resolves them."""
    for match in form.finditer(text):
        identifier = _without_trailing_punctuation(match["id"])
        cut = len(match["id"]) - len(identifier)
        url = host + identifier
        if len(url) <= _LONGEST and not identifier.endswith("/"):
            link = Link(url=url, kind=link_kind(url))
            yield LinkSpan(start=match.start(), end=match.end() - cut, link=link)


def unique_links(*texts: str) -> tuple[Link, ...]:
    """Give each link of the texts once, in the order of its first place."""
    found: dict[str, Link] = {}
    for text in texts:
        if spans := _all_links(text):
            for span in _apart(spans):
                found.setdefault(span.link.url, span.link)
    return tuple(found.values())


def link_kind(url: str) -> LinkKind:
    """Tell what stands behind an address from its host and path.

    >>> link_kind("https://github.com/a/b"), link_kind("https://doi.org/10.1/x")
    ('code', 'doi')
    """
    plain = _PLAIN_HOST.match(url)
    host = (plain[1] if plain else urlsplit(url).hostname or "").removeprefix("www.")
    if host.endswith((".github.io", ".gitlab.io")):
        return "project"
    if host == "huggingface.co":
        return "dataset" if urlsplit(url).path.startswith("/datasets/") else "model"
    return _KINDS.get(host, "other")


def _without_trailing_punctuation(shown: str) -> str:
    """Cut off what ends a sentence, and brackets that are not opened; each character is looked at once or twice."""
    end = len(shown)
    more: dict[str, int] = {}  # of each closing bracket, how many there are than of its opening one
    while end:
        last = shown[end - 1]
        if opener := _CLOSERS.get(last):
            if last not in more:
                more[last] = shown.count(last, 0, end) - shown.count(opener, 0, end)
            if more[last] <= 0:
                break
            more[last] -= 1
        elif last not in ".,;:!?*":
            break
        end -= 1
    return shown[:end]


def _absolute(shown: str) -> str | None:
    if shown.startswith("//"):
        url = f"https:{shown}"
    elif shown[:4].lower() == "http":
        url = shown
    else:
        url = f"https://{shown}"
    return url if len(url) <= _LONGEST and _has_host(url) else None


def _has_host(url: str) -> bool:
    if _PLAIN_HOST.match(url):
        return True
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:  # brackets that hold no address, a port beyond 65535
        return False
    return host is not None and _HOST.fullmatch(host) is not None
