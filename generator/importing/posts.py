"""What an import is about: posts, and the papers that they tell of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from generator.importing.blocks import Block
from generator.models import Link

Tool = Literal["hugo", "jekyll", "pelican"]
Kind = Literal["paper", "edition"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """Something of a post that does not come along, and what it is."""

    path: str
    line: int
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A post as its file or feed has it: `path` is as the user named it, `name` the same wherever it lies.

    `addresses` are old ones, from the old site's root, and `no_address` says why none is known. `source` is the address to which a
    feed's entry leads in place of a page of its own.
    """

    path: str
    name: str
    line: int = 1
    title: str | None = None
    date: dt.date | None = None
    fields: Mapping[str, object] = field(default_factory=dict)
    blocks: tuple[Block, ...] = ()
    addresses: tuple[str, ...] = ()
    no_address: str | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundPaper:
    """A paper that a post tells of, and the line where it does; `url` is an address that holds no known id."""

    line: int
    title: str | None
    abstract: str | None
    date: dt.date | None = None
    authors: tuple[str, ...] = ()
    ids: tuple[tuple[str, str], ...] = ()
    url: str | None = None
    links: tuple[Link, ...] = ()
    venue: str | None = None
    keywords: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadPost:
    """A post with its papers, none where it has no `kind`, and then the `reason`.

    `spare` are the blocks of an edition that are of no paper; `kept` the names of fields that papers took.
    """

    post: Post
    kind: Kind | None
    papers: tuple[FoundPaper, ...] = ()
    spare: tuple[Block, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    unkept: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What the owner says of the old site: the tool that made it, the pattern of its addresses, and its own; `zone` is where days are."""

    tool: Tool | None = None
    pattern: str | None = None
    base: str | None = None
    zone: dt.tzinfo = dt.UTC


@dataclass(slots=True)
class Collection:
    """Posts, each with the address of its site if that is known; `heads` say what each path was taken for."""

    posts: list[tuple[Post, str | None]] = field(default_factory=list)
    rejected: list[LeftOut] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)
