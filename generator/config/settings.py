"""What site.yaml says, as values: every default stands here and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from generator.config.document import Mapping
from generator.errors import Location
from generator.models import Slug

DEFAULT_LANGUAGE = "en"
DEFAULT_ABOUT = "about.md"


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteSettings:
    """What the site is called and where it stands; `url` ends in a slash."""

    title: str
    description: str | None = None
    url: str | None = None
    language: str = DEFAULT_LANGUAGE
    about: str = DEFAULT_ABOUT
    tag: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceSettings:
    """A path or glob of sources, relative to the folder of site.yaml; `-` is standard input.

    `columns` maps our names of fields to those of a generic format (JSON, CSV).
    """

    pattern: str
    location: Location
    format: str | None = None
    format_location: Location | None = None
    year: int | None = None
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


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSettings:
    """How many papers stand on one page of a list."""

    papers_per_page: int = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedSettings:
    """How many entries a feed holds at most."""

    entries: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchSettings:
    """How much more a word in the title counts than one in the abstract."""

    title_boost: int = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteConfig:
    """All of site.yaml; `folder` is absolute and the root of every relative path in it."""

    folder: Path
    path: str
    site: SiteSettings
    sources: tuple[SourceSettings, ...]
    topics: tuple[TopicSettings, ...] = ()
    pages: PageSettings = field(default_factory=PageSettings)
    feeds: FeedSettings = field(default_factory=FeedSettings)
    search: SearchSettings = field(default_factory=SearchSettings)
