"""What site.yaml says, as values: every default stands here and nowhere else."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, get_args

from generator.config.document import Mapping, Node
from generator.errors import Location
from generator.models import Link, Slug
from generator.text.day_patterns import DayPattern
from generator.text.mail_address import MailAddress

DEFAULT_LANGUAGE = "en"
DEFAULT_ABOUT = "about.md"


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteSettings:
    """What the site is called and where it stands; `url` ends in a slash, `words` is a file of the owner's, `static` a folder of theirs."""

    title: str
    description: str | None = None
    url: str | None = None
    language: str = DEFAULT_LANGUAGE
    about: str = DEFAULT_ABOUT
    tag: str | None = None
    words: str | None = None
    words_location: Location | None = field(default=None, compare=False)
    static: str | None = None
    static_location: Location | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceSettings:
    """A path or glob of sources, relative to the folder of site.yaml; `-` is standard input.

    `columns` maps our names of fields to those of a generic format (JSON, CSV). Papers without a day get
    `date`, or that which `date_pattern` finds in the file's name; `year` is for days written without one.
    """

    pattern: str
    location: Location
    format: str | None = None
    format_location: Location | None = None
    year: int | None = None
    date: dt.date | None = None
    date_pattern: DayPattern | None = None
    columns: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicSettings:
    """A topic; `rule` holds its conditions as written, for `generator.rules` to compile."""

    slug: Slug
    title: str
    location: Location
    rule: Mapping
    description: str | None = None
    parent: Slug | None = None
    includes: tuple[Slug, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionSettings:
    """A saved query with a page of its own; `rule` as in a topic, but it may ask for topics too."""

    slug: Slug
    title: str
    location: Location
    rule: Mapping
    description: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OverrideSettings:
    """What the owner knows better of some papers than sources and rules do.

    `paper` is an id (ours, or of a scheme as in `arxiv:1412.6980`), a slug, a title, or a glob.
    `topics` replaces all that the rules gave; a `date` replaces all days; `links` come before others.
    """

    paper: str
    location: Location
    topics: tuple[Slug, ...] | None = None
    add_topics: tuple[Slug, ...] = ()
    remove_topics: tuple[Slug, ...] = ()
    hide: bool = False
    pin: bool = False
    title: str | None = None
    date: dt.date | None = None
    links: tuple[Link, ...] = ()


DateGroup = Literal["day", "week", "month", "year"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DateSettings:
    """By what papers are grouped in the archive, finest first, and where a day begins.

    `time_zone` is a name of the IANA database.
    """

    group_by: tuple[DateGroup, ...] = ("day", "month", "year")
    time_zone: str = "UTC"


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSettings:
    """How many papers stand on one page of a list, and whether each has a page of its own.

    Without pages of their own papers stand in full on those of their day, and their addresses lead there.
    """

    papers_per_page: int = 50
    papers: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedSettings:
    """How many entries and kilobytes (of 1,000 bytes) a feed holds at most.

    `hub` is a WebSub hub. A build stops when a feed would lose more than the share `most_lost` of what it has published.
    """

    entries: int = 50
    kilobytes: int = 512
    hub: str | None = None
    most_lost: float = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchSettings:
    """How much more a word in the title counts than one in the abstract, and the largest index.

    `search/lunr.json` is not written if it takes more than `whole_index_megabytes`, of 10^6 bytes.
    """

    title_boost: int = 5
    whole_index_megabytes: int = 64


ThemeName = Literal["broadsheet", "catalogue"]
Density = Literal["comfortable", "compact"]
Host = Literal["github-pages", "cloudflare-pages", "cloudflare-pages-paid", "gitlab-pages"]
CardPart = Literal["summary", "topics", "date"]
Hue = Literal["paper", "raised", "ink", "soft", "accent", "rule", "highlight"]
HUES: tuple[Hue, ...] = get_args(Hue)


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeSettings:
    """How the site looks: a shipped theme by its name, and where it is not as that one; files are relative to the folder of site.yaml.

    `colours` has for each chosen hue its `#rrggbb` by day and by night; `show` is what lists say of a paper besides its
    title. `locations` has where a file was named.
    """

    name: ThemeName = "broadsheet"
    colours: dict[Hue, tuple[str, str]] = field(default_factory=dict)
    density: Density = "comfortable"
    show: tuple[CardPart, ...] = get_args(CardPart)
    wordmark: str | None = None
    logo: str | None = None
    css: str | None = None
    templates: str | None = None
    locations: dict[str, Location] = field(default_factory=dict)


Tls = Literal["starttls", "tls", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpSettings:
    """The server that takes the newsletter; without a `port` it is the usual one of `tls`. `none` is for this machine alone."""

    host: str = "localhost"
    port: int | None = None
    tls: Tls = "starttls"


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailSettings:
    """The newsletter: whom it comes from, who gets it, and how it is left.

    `subscribers` is a file relative to the folder of site.yaml. In `unsubscribe_url` `{address}` and `{token}` stand for what
    a subscriber has. At most `per_minute` messages are sent in a minute. `imprint` is text that stands at its end.
    """

    sender: MailAddress | None = None
    from_name: str | None = None
    reply_to: MailAddress | None = None
    subscribers: str | None = None
    unsubscribe_url: str | None = None
    unsubscribe_address: MailAddress | None = None
    imprint: str | None = None
    per_minute: int | None = None
    smtp: SmtpSettings = field(default_factory=SmtpSettings)
    location: Location | None = field(default=None, compare=False)
    subscribers_location: Location | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteConfig:
    """All of site.yaml; `folder` is absolute and the root of every relative path in it.

    `files` are those that the settings were read from, `path` first, relative to the folder where possible.
    A paper that no topic takes is given the nearest one from the share `nearest_topic` of its threshold on.
    """

    folder: Path
    path: str
    site: SiteSettings
    sources: tuple[SourceSettings, ...]
    topics: tuple[TopicSettings, ...] = ()
    nearest_topic: float | None = None
    lists: dict[str, Node] = field(default_factory=dict)
    collections: tuple[CollectionSettings, ...] = ()
    overrides: tuple[OverrideSettings, ...] = ()
    dates: DateSettings = field(default_factory=DateSettings)
    pages: PageSettings = field(default_factory=PageSettings)
    feeds: FeedSettings = field(default_factory=FeedSettings)
    search: SearchSettings = field(default_factory=SearchSettings)
    theme: ThemeSettings = field(default_factory=ThemeSettings)
    email: EmailSettings = field(default_factory=EmailSettings)
    host: Host | None = None
    files: tuple[str, ...] = ()
