"""What a feed says, whatever its format.

A `Feed` and its `Entry`s: addresses are absolute, moments in UTC. Nothing here depends on when the site was built.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from generator.urls import UrlPath

Format = Literal["atom", "rss", "json"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """A topic: its slug, and its title for people."""

    term: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A paper or an edition in a feed; `id` and `moment` never change while its paper is the same.

    `html` is well-formed XHTML with MathML; `plain` says the same in words. An entry is `rich` when its HTML has more
    than a paragraph of them.
    """

    id: str
    title: str
    url: str
    moment: dt.datetime
    authors: tuple[str, ...]
    categories: tuple[Category, ...]
    related: tuple[str, ...]
    html: str
    plain: str
    rich: bool

    @property
    def has_formulas(self) -> bool:
        """Tell whether readers that show no MathML need the plain words too."""
        return "<math" in self.html


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed without its entries; `updated` is when its newest entry was.

    `path` is the document's own, `current` that of the feed to which an archive document belongs. `earlier` leads to
    the archive document with the next older entries (RFC 5005), `hub` is a WebSub hub.
    """

    id: str
    title: str
    description: str
    author: str
    site: str
    path: UrlPath
    current: UrlPath
    page: UrlPath
    language: str
    updated: dt.datetime
    hub: str | None = None
    earlier: UrlPath | None = None

    @property
    def is_archive(self) -> bool:
        """Tell whether this is an archive document, in which no new entries will be."""
        return self.path != self.current


def filled(head: str, entries: Sequence[bytes], foot: str, between: bytes = b"") -> bytes:
    """Put a document together."""
    return b"".join((xml_bytes(head), between.join(entries), xml_bytes(foot)))


# What XML 1.0 forbids below U+0020; no character above it has one of these bytes in UTF-8.
_CONTROLS = bytes(set(range(0x20)) - set(b"\t\n\r"))


def xml_bytes(text: str) -> bytes:
    r"""Give UTF-8 that any XML 1.0 document may hold: controls and non-characters left out, lone surrogates as `?`.

    >>> xml_bytes("a\x00\x1f\ufffe\ud800b")
    b'a?b'
    """
    data = text.encode("utf-8", "replace").translate(None, _CONTROLS)
    return data.replace(b"\xef\xbf\xbe", b"").replace(b"\xef\xbf\xbf", b"")


def xml_text(text: str) -> str:
    """Escape a text for an element or a quoted attribute; `>` too, because of `]]>`.

    >>> xml_text('a < "b" & ]]>')
    'a &lt; &quot;b&quot; &amp; ]]&gt;'
    """
    text = text.replace("&", "&amp;").replace("<", "&lt;")
    return text.replace(">", "&gt;").replace('"', "&quot;")
