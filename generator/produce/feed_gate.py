"""A gate before feeds that would lose or rename what they have published, for readers would show it all again.

Enters: the published site, and the feeds of the new one. Leaves: nothing. Refuses a feed in which more than a share of the
published entries is of no paper any more that the feed has or ever had room for, and the end of a feed that has some: its readers
would never hear of it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from generator.config import SiteConfig
from generator.errors import InputError, Location, Problem, quoted
from generator.feeds import FeedMaker
from generator.publish.standing import StandingSite

_ENTRY_ID = re.compile(rb"<entry>\s*<id>([^<]*)</id>")


def refuse_lost_entries(stands: StandingSite, feeds: FeedMaker, config: SiteConfig) -> None:
    """Raise `InputError`, which names every feed that would lose too much, or end."""
    problems = list(_ended(stands, feeds, config))
    files = stands.read_all(source.path for source in feeds.sources)
    for source, data in zip(feeds.sources, files, strict=True):
        published = list(_published(data))
        lost = [each for each in published if not feeds.knows(source, each)]
        if len(lost) > config.feeds.most_lost * len(published):
            problems.append(
                Problem(
                    location=Location(path=_shown(stands.place(source.path), config.folder)),
                    message=f"{len(lost)} of its {len(published)} entries would be gone or have other ids, "
                    f"the first of them {lost[0]}; expected no more than a share of {config.feeds.most_lost}, "
                    "which is feeds.most_lost, for feed readers may show the rest again; correct what changed "
                    "them, such as site.tag, or build with --accept-feed-changes",
                )
            )
    if problems:
        raise InputError(problems)


def _ended(stands: StandingSite, feeds: FeedMaker, config: SiteConfig) -> Iterator[Problem]:
    """Find the feeds with entries that no topic or collection has any more."""
    kept = {source.path for source in feeds.sources}
    for kind in ("topics", "collections"):
        ended = [path for path in stands.feeds_below(kind) if path not in kept]
        for path, data in zip(ended, stands.read_all(ended), strict=True):
            count = len(list(_published(data)))
            if count:
                slug = quoted(PurePosixPath(path).parent.name)
                yield Problem(
                    location=Location(path=_shown(stands.place(path), config.folder)),
                    message=f"the feed and its {count} entries would be gone, for {kind} have no {slug} any more; "
                    "expected a feed wherever one was published, for those who follow it would hear no more of it; "
                    f"give {slug} back under {kind}, or build with --accept-feed-changes",
                )


def _published(data: bytes | None) -> Iterator[str]:
    """Give the ids of the entries of a feed in Atom, none where it does not stand."""
    for match in _ENTRY_ID.finditer(data or b""):
        yield match[1].decode("utf-8", "replace")


def _shown(place: Path | str, folder: Path) -> str:
    if isinstance(place, str):
        return place
    return Path(os.path.relpath(place.absolute(), folder)).as_posix()
