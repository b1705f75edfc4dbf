"""The body of a post in pieces: headings, entries of lists, rows of tables, paragraphs.

Leaves: `Block`s, each with its lines and its text in spans: words, links, and what is printed bold. Markdown and HTML both give them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

from generator.text.links import find_links

BlockKind = Literal["heading", "entry", "row", "paragraph"]
# Between an entry and each that is indented below it.
BELOW = "\n\n"
_SPACES = re.compile(r"\s+")


class Span(NamedTuple):
    """A run of text, with the address that it leads to."""

    text: str
    url: str | None = None
    strong: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A piece of a body; `level` is that of a heading, `first` and `last` are its lines in the file."""

    kind: BlockKind
    first: int
    last: int
    spans: tuple[Span, ...]
    level: int = 0

    @property
    def text(self) -> str:
        """Give its text without links."""
        return folded("".join(span.text for span in self.spans))

    @property
    def urls(self) -> tuple[str, ...]:
        """Give the addresses that it leads to, in order."""
        return tuple(span.url for span in self.spans if span.url)


def folded(text: str) -> str:
    r"""Fold white space.

    >>> folded("  a\n b ")
    'a b'
    """
    return _SPACES.sub(" ", text).strip()


def with_bare_links(spans: Iterable[Span]) -> Iterator[Span]:
    """Part spans where their text holds addresses, DOIs or arXiv ids."""
    for span in spans:
        if span.url is not None:
            yield span
            continue
        end = 0
        for found in find_links(span.text):
            if found.start > end:
                yield span._replace(text=span.text[end : found.start])
            yield Span(span.text[found.start : found.end], found.link.url, span.strong)
            end = found.end
        if end < len(span.text):
            yield span._replace(text=span.text[end:])
