"""A gate before feeds that would lose or rename what they have published, for readers would show it all again.

Enters: the published site, and the feeds of the new one. Leaves: nothing. Refuses a feed in which more than a share of the
published entries is of no paper any more that the feed has or ever had room for, and the end of a feed that has some: its readers
would never hear of it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from generator.config import SiteConfig
from generator.errors import InputError, Location, OutputError, Problem, quoted
from generator.feeds import FeedMaker

_ENTRY_ID = re.compile(rb"<entry>\s*<id>([^<]*)</id>")


def refuse_lost_entries(output: Path, feeds: FeedMaker, config: SiteConfig) -> None:
    """Raise `InputError`, which names every feed that would lose too much, or end."""
    problems = list(_ended(output, feeds, config))
    for source in feeds.sources:
        published = list(_published(output / source.path))
        lost = [each for each in published if not feeds.knows(source, each)]
        if len(lost) > config.feeds.most_lost * len(published):
            problems.append(
                Problem(
                    location=Location(path=_shown(output / source.path, config.folder)),
                    message=f"{len(lost)} of its {len(published)} entries would be gone or have other ids, "
                    f"the first of them {lost[0]}; expected no more than a share of {config.feeds.most_lost}, "
                    "which is feeds.most_lost, for feed readers may show the rest again; correct what changed "
                    "them, such as site.tag, or build with --accept-feed-changes",
                )
            )
    if problems:
        raise InputError(problems)


def _ended(output: Path, feeds: FeedMaker, config: SiteConfig) -> Iterator[Problem]:
    """Find the feeds with entries that no topic or collection has any more."""
    kept = {output / source.path for source in feeds.sources}
    for kind in ("topics", "collections"):
        for file in sorted((output / kind).glob("*/feed.xml")):
            count = 0 if file in kept else len(list(_published(file)))
            if count:
                slug = quoted(file.parent.name)
                yield Problem(
                    location=Location(path=_shown(file, config.folder)),
                    message=f"the feed and its {count} entries would be gone, for {kind} have no {slug} any more; "
                    "expected a feed wherever one was published, for those who follow it would hear no more of it; "
                    f"give {slug} back under {kind}, or build with --accept-feed-changes",
                )


def _published(file: Path) -> Iterator[str]:
    """Give the ids of the entries of a feed in Atom, none where it does not stand."""
    try:
        data = file.read_bytes()
    except FileNotFoundError:
        return
    except OSError as error:
        # Taken for none, its entries could be lost without a word.
        raise OutputError(
            f"{file}: cannot be read ({error.strerror}); expected the feed that stands, of which this build "
            "must not lose entries; correct its rights, or remove it"
        ) from None
    for match in _ENTRY_ID.finditer(data):
        yield match[1].decode("utf-8", "replace")


def _shown(file: Path, folder: Path) -> str:
    return Path(os.path.relpath(file.absolute(), folder)).as_posix()
