"""A new digest, from what its owner answered to the folder.

Enters: a title, an address, a folder, and dumps or none. Leaves: a digest that builds at once, and `Started`, what is to be told of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from generator.classify import classify
from generator.config import load_config
from generator.config.files import CONFIG_NAME
from generator.config.settings import DEFAULT_ABOUT
from generator.models import Paper
from generator.rules import compile_rules
from generator.starting.dumps import Dumps
from generator.starting.folder import left_by_others, refuse_digest, settle_in, staged
from generator.starting.placing import SEEDS, Placed, SourceEntry, place
from generator.starting.proposal import propose_topics
from generator.starting.site_yaml import (
    about_text,
    first_dump,
    first_settings_text,
    ignored_text,
    settings_text,
)

FIRST_DUMP = f"{SEEDS}/first-day.txt"
_FIRST_YEAR = 2025
_IGNORED = ".gitignore"


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicCount:
    """A topic of the new digest, and how many of the papers have it."""

    title: str
    papers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    """What was written: paths in the folder, and where there were dumps the topics that their papers have.

    `remains` are folders that an `init` of the same digest left when it was killed.
    """

    files: tuple[str, ...]
    topics: tuple[TopicCount, ...] = ()
    papers: int = 0
    classified: int = 0
    placed: Placed | None = None
    remains: tuple[Path, ...] = ()


def refuse_old_digest(folder: Path) -> None:
    """Raise `InputError` where the folder has a digest already, before anything is asked or read."""
    refuse_digest(folder, (CONFIG_NAME, DEFAULT_ABOUT, _IGNORED, FIRST_DUMP))


def start_digest(folder: Path, title: str, url: str) -> Started:
    """Write a digest of made-up papers; raises `InputError` and `OutputError`, and then nothing was written."""
    source = SourceEntry(path=f"{SEEDS}/*.txt", year=_FIRST_YEAR)
    texts = {
        CONFIG_NAME: first_settings_text(title, url, source),
        FIRST_DUMP: first_dump(),
        **_beside(title),
    }
    with staged(folder, texts, ()) as staging:
        compile_rules(load_config(staging / CONFIG_NAME))
        settle_in(staging, folder)
    return Started(files=tuple(texts), remains=tuple(left_by_others(folder)))


def start_from(folder: Path, title: str, url: str, dumps: Dumps, *, refer: bool) -> Started:
    """Write a digest of real dumps, with topics proposed from their papers; raises as `start_digest`."""
    placed = place(dumps.dumps, folder, refer=refer)
    topics = propose_topics(dumps.papers)
    texts = {
        CONFIG_NAME: settings_text(title, url, placed.entries, topics, _papers(dumps)),
        **_beside(title),
    }
    with staged(folder, texts, placed.copies) as staging:
        counts, classified = _counted(staging / CONFIG_NAME, dumps.papers)
        settle_in(staging, folder)
    return Started(
        files=(*texts, *(path for _, path in placed.copies)),
        topics=counts,
        papers=len(dumps.papers),
        classified=classified,
        placed=placed,
        remains=tuple(left_by_others(folder)),
    )


def _beside(title: str) -> dict[str, str]:
    return {DEFAULT_ABOUT: about_text(title), _IGNORED: ignored_text()}


def _papers(dumps: Dumps) -> str:
    papers = f"{len(dumps.papers):,} papers"
    return f"{papers} of {dumps.entries:,} entries" if dumps.is_sample else papers


def _counted(config_file: Path, papers: Sequence[Paper]) -> tuple[tuple[TopicCount, ...], int]:
    """Count what the rules that were written give to papers, as a build will."""
    config = load_config(config_file)
    counts = {topic.slug: 0 for topic in config.topics}
    classified = 0
    for one in classify(papers, compile_rules(config)):
        classified += bool(one.topics)
        for slug in one.topics:
            counts[slug] += 1
    found = (TopicCount(title=topic.title, papers=counts[topic.slug]) for topic in config.topics)
    return tuple(found), classified
