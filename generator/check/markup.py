"""What a page leads to, what it loads, and what can be led to in it.

Enters: HTML or CSS as text. Leaves: addresses as they are written. Lexbor, an HTML5 parser in C, reads the pages, because
a site has as many as papers: Python's own takes six times as long, longer than to make the pages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser

# Attributes that hold an address; those with data- are our own, which scripts read one from.
_ADDRESSES = ("href", "src", "action", "poster", "data-worker", "data-more", "data-root")
_READ = ",".join(
    [f"[{name}]" for name in (*_ADDRESSES, "id", "srcset", "name", "property")]
    + ["[http-equiv=refresh i]"]
)
# Without it an element with two of the attributes is given twice.
_SELECTOR = f":is({_READ})"
# Names of `meta` elements whose content is an address (Open Graph, cards).
_META = {"og:image", "og:url", "twitter:image"}
_REFRESH = re.compile(r"[\s\d.]*[;,]?\s*(?:url\s*=\s*)?", re.IGNORECASE)
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_CSS_URL = re.compile(
    r"""url\(\s*(?:"([^"]*)"|'([^']*)'|([^"')\s]*))\s*\)|@import\s+["']([^"']+)["']"""
)


@dataclass(slots=True)
class Markup:
    """A page: `links` are those of `a` elements, `loads` all other addresses; `paper` is the title of the paper that it is of.

    `leads_on` tells that a browser goes to another address by itself, which is then among `links`.
    """

    links: list[str] = field(default_factory=list)
    loads: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    has_title: bool = False
    canonical: str | None = None
    paper: str | None = None
    hidden: bool = False
    leads_on: bool = False


def read_markup(html: str) -> Markup:
    """Read a page, or a piece of one; no markup is refused, for none is to browsers."""
    page = Markup()
    tree = LexborHTMLParser(html)
    head = tree.head
    page.has_title = head is not None and head.css_first("title") is not None
    for node in tree.css(_SELECTOR):
        tag = node.tag or ""
        values = node.attributes
        if tag == "meta":
            _read_meta(page, values)
            continue
        if own := values.get("id"):
            page.ids.append(own)
        kept = page.links if tag in ("a", "area") else page.loads
        kept.extend(values[name] or "" for name in _ADDRESSES if name in values)
        if srcset := values.get("srcset"):
            page.loads.extend(part.split()[0] for part in srcset.split(",") if part.strip())
        if tag == "a" and (name := values.get("name")):
            page.names.append(name)
        elif tag == "link" and values.get("rel") == "canonical":
            page.canonical = values.get("href")
    return page


def _read_meta(page: Markup, values: dict[str, str | None]) -> None:
    names = {values.get("name"), values.get("property")}
    content = values.get("content") or ""
    if (values.get("http-equiv") or "").lower() == "refresh":
        page.links.append(_REFRESH.sub("", content, count=1))
        page.leads_on = True
    if names & _META:
        page.loads.append(content)
    if "citation_title" in names:
        page.paper = content
    elif "robots" in names and "noindex" in content.lower():
        page.hidden = True


def css_addresses(css: str) -> Iterator[str]:
    """Give the addresses in a style sheet.

    >>> list(css_addresses('@import "a.css"; p { background: url(b.png) } /* url(c) */ q { src: url("d") }'))
    ['a.css', 'b.png', 'd']
    """
    for match in _CSS_URL.finditer(_COMMENT.sub("", css)):
        if address := next(filter(None, match.groups()), None):
            yield address
