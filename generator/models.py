"""The domain's types: what a paper is, at each station of its way. No input or output here.

Everything is frozen; lists are tuples; what is missing is `None`. Texts are cleaned
(see `generator.text.clean`) unless a field says `as_read`.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, Literal, NewType, ParamSpec, TypeVar, cast

from generator.errors import Location

_Fields = ParamSpec("_Fields")
_Model = TypeVar("_Model")


def quick_maker(kind: Callable[_Fields, _Model]) -> Callable[_Fields, _Model]:
    """Give what makes the same objects as a frozen and slotted dataclass does, in a quarter of the time.

    A frozen dataclass writes each field with `object.__setattr__`, which for a dozen fields costs as much as
    decoding the JSON of a paper. The maker fills an object of an open class with the same slots, and gives it
    the frozen class then. It is written as source and compiled, as `dataclasses` does with `__init__`.
    Objects of the class travel between processes as quickly, too.
    """
    assert isinstance(kind, type)
    assert dataclasses.is_dataclass(kind)
    fields = dataclasses.fields(kind)
    assert all(each.default_factory is dataclasses.MISSING for each in fields)
    defaults = {
        each.name: each.default for each in fields if each.default is not dataclasses.MISSING
    }
    values = ", ".join(
        f"{each.name}=_defaults['{each.name}']" if each.name in defaults else each.name
        for each in fields
    )
    opened = type(kind.__name__, (), {"__slots__": tuple(each.name for each in fields)})
    filled = "".join(f"    _made.{each.name} = {each.name}\n" for each in fields)
    source = (
        f"def make(*, {values}):\n"
        f"    _made = _new(_opened)\n{filled}"
        f"    _made.__class__ = _kind\n"
        f"    return _made\n"
    )
    _travel_quickly(kind, tuple([each.name for each in fields]))
    # No field has such a name.
    names = {"_opened": opened, "_new": opened.__new__, "_kind": kind, "_defaults": defaults}
    exec(source, names)
    return cast("Callable[_Fields, _Model]", names["make"])


def _travel_quickly(kind: type[Any], names: tuple[str, ...]) -> None:
    """Have objects of a class pickled by the names of its fields, for which a dataclass looks anew for each object."""
    values = attrgetter(*names, names[0])  # of one name alone it gives no tuple

    def give(made: object) -> object:
        return values(made)

    def take(made: object, state: Iterable[object]) -> None:
        put = object.__setattr__
        for name, value in zip(names, state, strict=False):
            put(made, name, value)

    for name, method in (("__getstate__", give), ("__setstate__", take)):
        setattr(kind, name, method)


PaperId = NewType("PaperId", str)
Slug = NewType("Slug", str)

LineKind = Literal["title", "abstract", "boilerplate", "date", "blank", "metadata", "rejected"]
LINE_KINDS: tuple[LineKind, ...] = (
    "title",
    "abstract",
    "boilerplate",
    "date",
    "blank",
    "metadata",
    "rejected",
)

# Where a day comes from: the source itself, its file's name, or site.yaml.
DatedBy = Literal["source", "name", "settings"]

LinkKind = Literal["code", "project", "model", "dataset", "paper", "doi", "video", "other"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """An http or https address and what stands there."""

    url: str
    kind: LinkKind


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRecord:
    """A paper as one source gave it: text as read, white space folded.

    `ids` are pairs of a scheme (arxiv, doi, acl, openreview ...) and the id in it, without version.
    A record has a title or an abstract. A reader may leave `dated_by` out; the day is then the source's.
    """

    location: Location
    format: str
    title: str | None
    abstract: str | None
    date: dt.date | None = None
    credit: str | None = None
    authors: tuple[str, ...] = ()
    ids: tuple[tuple[str, str], ...] = ()
    links: tuple[Link, ...] = ()
    categories: tuple[str, ...] = ()
    venue: str | None = None
    dated_by: DatedBy | None = None


new_record = quick_maker(SourceRecord)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """A line, or `lines` from it on, that no paper could be made of, and why."""

    location: Location
    reason: str
    lines: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """Every line of one source under exactly one kind; the counts add up to `lines`."""

    path: str
    format: str
    lines: int
    papers: int
    counts: tuple[tuple[LineKind, int], ...]
    rejects: tuple[Rejected, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """A place where a paper was read, and the day and curator under which it stood there."""

    location: Location
    format: str
    date: dt.date | None = None
    credit: str | None = None
    dated_by: DatedBy | None = None


new_sighting = quick_maker(Sighting)


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """Another title or abstract under which the same paper was seen."""

    title: str | None
    abstract: str
    as_read_title: str | None
    as_read_abstract: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One paper after merging: `dates` ascending and unique, `sources` by path and line.

    `abstract` is empty where no source gave one; `ids` has one id of each scheme, by scheme.
    `edited_title` is the title as the owner wrote it in place of the one that was read.
    """

    id: PaperId
    slug: Slug
    title: str
    title_is: Literal["given", "derived"]
    abstract: str
    as_read_title: str | None
    as_read_abstract: str
    dates: tuple[dt.date, ...]
    links: tuple[Link, ...]
    sources: tuple[Sighting, ...]
    variants: tuple[Variant, ...]
    authors: tuple[str, ...] = ()
    ids: tuple[tuple[str, str], ...] = ()
    categories: tuple[str, ...] = ()
    venue: str | None = None
    edited_title: str | None = None


new_paper = quick_maker(Paper)


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicMatch:
    """A topic that a paper was given: the words that did it, the child topic it follows, or the owner."""

    topic: Slug
    terms: tuple[str, ...]
    because_of: tuple[Slug, ...] = ()
    by: Literal["rule", "nearest", "child", "override"] = "rule"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassifiedPaper:
    """A paper with its topics and collections in the order of site.yaml, parents included.

    A `pinned` paper stands first in the lists of its topics and collections, and on the front page.
    """

    paper: Paper
    matches: tuple[TopicMatch, ...]
    collections: tuple[Slug, ...] = ()
    pinned: bool = False

    @property
    def topics(self) -> tuple[Slug, ...]:
        """Give the slugs of the paper's topics in the order of site.yaml."""
        return tuple(match.topic for match in self.matches)


LINK_DIGEST_SIZE = TEXTS_DIGEST_SIZE = 8  # at the end of a row's digest, in this order


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperRow:
    """A paper as lists need it: some hundred bytes, which alone are held for all papers at once.

    `listed` has the day, the path and the line of each place in a dated listing, and the curator there; where
    the paper has a day of which no listing knows, its first place too, without a day. `digest` is of all that
    is known of the paper, and ends with `link`, which is of what links to it show, and with `texts`, which is of what the
    search has of it but for slug, days and topics; it is empty where nobody asks for it.
    """

    id: PaperId
    slug: Slug
    dates: tuple[dt.date, ...]
    topics: tuple[Slug, ...]
    collections: tuple[Slug, ...]
    pinned: bool
    listed: tuple[tuple[dt.date | None, str, int, str | None], ...]
    digest: bytes = b""

    @property
    def link(self) -> bytes:
        """Give the digest of slug and title, as lists write them."""
        return self.digest[-LINK_DIGEST_SIZE - TEXTS_DIGEST_SIZE : -TEXTS_DIGEST_SIZE]

    @property
    def texts(self) -> bytes:
        """Give the digest of title, abstract, authors, ids, links, venue and files of sources."""
        return self.digest[-TEXTS_DIGEST_SIZE:]


new_row = quick_maker(PaperRow)


def paper_row(classified: ClassifiedPaper, digest: bytes = b"") -> PaperRow:
    """Give what lists need of a paper."""
    paper = classified.paper
    listed: list[tuple[dt.date | None, str, int, str | None]] = [
        (seen.date, seen.location.path, seen.location.line or 0, seen.credit)
        for seen in paper.sources
        if seen.date is not None
    ]
    if paper.dates and not {date for date, *_ in listed}.issuperset(paper.dates):
        first = min(seen.location for seen in paper.sources)
        listed.append((None, first.path, first.line or 0, None))
    return new_row(
        id=paper.id,
        slug=paper.slug,
        dates=paper.dates,
        topics=classified.topics,
        collections=classified.collections,
        pinned=classified.pinned,
        listed=tuple(listed),
        digest=digest,
    )
