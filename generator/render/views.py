"""What templates get: plain values, ready to be shown. A template loops and branches, no more.

Links are paths relative to the site's root; a template puts the page's `root` before them.
"""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from generator.config.settings import DateGroup
from generator.models import Slug, quick_maker
from generator.theme import Logo
from generator.urls import UrlPath


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteView:
    """What every page of a site shows; `wordmark` stands at its head, unless there is a `logo`."""

    title: str
    wordmark: str
    logo: Logo | None
    description: str | None
    language: str
    is_rtl: bool
    assets: UrlPath
    version: str
    has_about: bool
    papers: int
    rejects: int
    has_paper_pages: bool
    has_fonts: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedLink:
    """A feed and what it holds."""

    title: str
    path: UrlPath


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """A page's title, what it is about, its part of the site, and what its template needs besides."""

    title: str
    description: str
    section: str
    values: dict[str, object]
    feeds: tuple[FeedLink, ...]
    tags: Markup | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadView:
    """What a page says of itself; `root` leads from it to the site's root, `preview` is a picture's address.

    `tags` stand in place of those that other pages have for link previews.
    """

    title: str
    description: str
    root: str
    canonical: str | None
    preview: str | None
    tags: Markup | None
    section: str
    feeds: tuple[FeedLink, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameView:
    """What stands around the content, the same on all pages of a part of the site at one depth."""

    links: Markup
    masthead: Markup
    colophon: Markup


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedLink:
    """A page by its name; `count` is the number of its papers where that tells something."""

    title: str
    path: UrlPath
    count: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodView:
    """A day, week, month or year: for people, for machines (HTML's `time`), and its page if it has one.

    `lead` says which weekday or which week of the year it is; `parts` are the `text`, cut where a line may
    end.
    """

    kind: DateGroup
    lead: str | None
    text: str
    parts: tuple[str, ...]
    iso: str
    path: UrlPath | None
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DayView:
    """A paper's day, with the page on which the papers of that day stand."""

    text: str
    iso: str
    path: UrlPath


@dataclass(frozen=True, slots=True, kw_only=True)
class CardView:
    """A paper in a list; `day` and `topics` are links."""

    title: Markup
    path: UrlPath
    derived: bool
    lead: Markup
    topics: Markup
    day: Markup | None
    pinned: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicReason:
    """A topic of a paper with what put it there: quoted words, narrower topics, or the site's editor.

    `nearest` says that the words are not enough, but that no other topic is nearer.
    """

    topic: NamedLink
    words: Markup | None
    because_of: str | None
    by_editor: bool
    nearest: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceView:
    """A line of a source in which the paper stands; the day and the curator where they tell something."""

    path: str
    line: int | None
    day: str | None
    credit: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkView:
    """An address outside the site, by what stands there."""

    url: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VariantView:
    """Another text of the same paper; `title` is set where it differs."""

    title: Markup | None
    abstract: Markup


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryView:
    """A paper in full on the page of its day, where it has none of its own; `day` and `topics` are links."""

    slug: str
    title: Markup
    derived: bool
    authors: str
    abstract: Markup
    links: tuple[LinkView, ...]
    topics: Markup
    day: Markup | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperView:
    """A paper on its own page; `before` and `after` it others stand in its edition."""

    id: str
    title: Markup
    derived: bool
    authors: str
    abstract: Markup
    reasons: tuple[TopicReason, ...]
    collections: tuple[NamedLink, ...]
    days: tuple[DayView, ...]
    venue: str | None
    links: tuple[LinkView, ...]
    elsewhere: tuple[LinkView, ...]
    sources: tuple[SourceView, ...]
    variants: tuple[VariantView, ...]
    before: Slug | None
    after: Slug | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicView:
    """A topic with its own words and its place among the others."""

    title: str
    slug: str
    path: UrlPath
    feed: UrlPath
    count: int
    description: Markup | None
    parent: NamedLink | None
    children: tuple[TopicView, ...]
    trend: TrendView | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BarView:
    """A bar of a chart in words."""

    text: str
    iso: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartView:
    """Papers by period, under a title: the path of all bars, and that of the one which is not over yet."""

    title: str
    period: str
    width: int
    path: str
    going_on: str | None
    most: int
    bars: tuple[BarView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RisingView:
    """Words that came up since a day."""

    words: tuple[str, ...]
    since: DayView


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendView:
    """The line of a topic, and what it says."""

    path: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarDay:
    """A day that has papers, by its place in the row of its month."""

    x: int
    text: str
    count: int
    shade: int
    path: UrlPath


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarMonth:
    """A row of the calendar, as wide as the month is long."""

    name: str
    y: int
    width: int
    days: tuple[CalendarDay, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShadeView:
    """What a shade stands for: from `least` to `most` papers a day."""

    shade: int
    least: int
    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarView:
    """The months of a calendar, which `text` names, with the days of the month that stand above them."""

    text: str
    width: int
    height: int
    left: int
    axis: tuple[tuple[int, int], ...]
    months: tuple[CalendarMonth, ...]
    shades: tuple[ShadeView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteView:
    """What a curator says of an edition."""

    title: str
    curator: str | None
    text: Markup | None


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexPart:
    """The papers of a page under one topic, as entries of a list; `anchor` is the part's own id."""

    title: str
    path: UrlPath | None
    anchor: str
    count: int
    entries: Markup


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionView:
    """A saved query with its own words."""

    title: str
    path: UrlPath
    feed: UrlPath
    count: int
    description: Markup | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PagerView:
    """The way through a list that is cut into pages."""

    number: int
    of: int
    previous: UrlPath | None
    next: UrlPath | None
    pages: tuple[NamedLink, ...]


# A paper's page is made as often as there are papers.
new_paper_view = quick_maker(PaperView)
new_link_view = quick_maker(LinkView)
new_source_view = quick_maker(SourceView)
new_head_view = quick_maker(HeadView)
