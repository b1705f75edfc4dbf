"""What the process that serves and the one that renders say to each other.

A `generation` counts the changes that were seen: what is said of an older one is out of date.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from jinja2 import TemplateSyntaxError

from generator.config import SiteConfig
from generator.errors import BroadsheetError, InputError
from generator.outcome import BuildReport
from generator.progress import Progress
from generator.urls import base_path


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What is built and served: `origin` is scheme, host and port; `show` gives what tells of the first build's progress."""

    config_file: Path
    output: Path
    origin: str
    accept_feed_changes: bool
    show: Callable[[], AbstractContextManager[Progress]]

    def url_of(self, config: SiteConfig) -> str:
        """Give the address of the site, which stands under the path of its address elsewhere."""
        return self.origin + (base_path(config.site.url) if config.site.url else "/")


@dataclass(frozen=True, slots=True)
class Changed:
    """Something that a build reads changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A page is asked for, by its path in the output folder."""

    ticket: int
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The page that was asked for under a ticket; `None` where the digest has none there."""

    ticket: int
    data: bytes | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """The folders whose entries are to be watched, and the path under which the site stands."""

    base: str
    folders: frozenset[Path]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fresh:
    """Pages can be had as they will be once the build behind is done, and these static files with them, by path."""

    generation: int
    files: dict[str, bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrong:
    """One thing that is wrong, where it is ("" where nobody knows) and what; a place is relative to the folder of site.yaml where `is_input`."""

    place: str
    text: str
    is_input: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Why there is no new site; the old one stands."""

    generation: int
    problems: tuple[Wrong, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """The site in the output folder is that of a generation."""

    generation: int
    report: BuildReport


def problems_of(error: Exception) -> tuple[Wrong, ...]:
    """Say what an error says, place by place; one that is nobody's on purpose with the line where it arose."""
    if isinstance(error, InputError):
        return tuple(
            Wrong(place=str(each.location), text=each.message, is_input=True)
            for each in error.problems
        )
    if isinstance(error, BroadsheetError):
        place, parted, text = str(error).partition(": ")
        return (Wrong(place=place, text=text) if parted else Wrong(place="", text=place),)
    said = f"{type(error).__name__}: {error}"
    if isinstance(error, TemplateSyntaxError):
        return (Wrong(place=f"{error.filename}:{error.lineno}", text=said),)
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{frames[-1].filename}:{frames[-1].lineno}" if frames else ""
    return (Wrong(place=place, text=said),)
