"""The kinds of pages, each with what sets one page of it apart from another.

A paper is known by its row number, a period by itself; nothing is rendered here.
"""

from __future__ import annotations

from dataclasses import dataclass

from generator.archive import Period, Row
from generator.models import Slug
from generator.urls import UrlPath


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a page stands in a list that is cut into pages, from 1."""

    number: int
    of: int
    total: int
    first: UrlPath


@dataclass(frozen=True, slots=True, kw_only=True)
class HomePage:
    """The front page: the latest edition, or the first papers when none has a date, after pinned and picked ones.

    `has_more` says that the edition has papers which do not stand here.
    """

    path: UrlPath
    edition: Period | None
    papers: tuple[Row, ...]
    has_more: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperPage:
    """One paper; `before` and `after` it stand others on the page of its newest edition."""

    path: UrlPath
    paper: Row
    before: Slug | None = None
    after: Slug | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicIndexPage:
    """All topics with the number of their papers."""

    path: UrlPath


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicPage:
    """A topic's papers, or one page of them."""

    path: UrlPath
    topic: Slug
    place: Place
    papers: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WholeTopicPage:
    """A topic's papers on one page, to be read on or printed, or the newest of `total`."""

    path: UrlPath
    topic: Slug
    papers: tuple[Row, ...]
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionIndexPage:
    """All collections with the number of their papers."""

    path: UrlPath


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionPage:
    """A collection's papers, or one page of them."""

    path: UrlPath
    collection: Slug
    place: Place
    papers: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DateIndexPage:
    """The way to every period."""

    path: UrlPath


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodPage:
    """A year, month or week with the way to the finer periods in it."""

    path: UrlPath
    period: Period
    earlier: Period | None
    later: Period | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionPage:
    """The papers of a period of the finest group, or one page of them."""

    path: UrlPath
    period: Period
    place: Place
    papers: tuple[Row, ...]
    earlier: Period | None
    later: Period | None


@dataclass(frozen=True, slots=True, kw_only=True)
class UndatedPage:
    """The papers that no source gave a day, or one page of them."""

    path: UrlPath
    place: Place
    papers: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchPage:
    """The search box and its results."""

    path: UrlPath


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingPage:
    """The papers that a reader starred, which the browser alone knows."""

    path: UrlPath


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedsPage:
    """Every feed, for people."""

    path: UrlPath


@dataclass(frozen=True, slots=True, kw_only=True)
class AboutPage:
    """What the owner says of the site."""

    path: UrlPath


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectedPage:
    """The lines of the sources that no paper could be made of."""

    path: UrlPath


@dataclass(frozen=True, slots=True, kw_only=True)
class NotFoundPage:
    """What a host shows for an address that does not exist."""

    path: UrlPath


Page = (
    HomePage
    | PaperPage
    | TopicIndexPage
    | TopicPage
    | WholeTopicPage
    | CollectionIndexPage
    | CollectionPage
    | DateIndexPage
    | PeriodPage
    | EditionPage
    | UndatedPage
    | SearchPage
    | ReadingPage
    | FeedsPage
    | AboutPage
    | RejectedPage
    | NotFoundPage
)
