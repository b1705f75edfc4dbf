"""What peers make pages of, for benchmarks/building.py: not a benchmark itself.

Enters: the papers as `broadsheet papers --format jsonl` gives them, and the settings of the digest. Leaves: for each
paper all that stands on its page and in its card, so that no peer has to work out what Broadsheet works out before
it renders.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

DESCRIPTION = "Machine-learning papers, by topic and by day."
_LEAD = 240


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedPaper:
    """A paper as its page shows it; `links` are pairs of a kind and an address."""

    slug: str
    title: str
    abstract: str
    lead: str
    authors: str
    topics: tuple[str, ...]
    day: dt.date | None
    links: tuple[tuple[str, str], ...]
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedTopic:
    """A topic as its pages show it."""

    slug: str
    title: str
    description: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SitePlan:
    """A site to make: a file of papers, which may be large, and the topics."""

    file: Path
    count: int
    topics: tuple[PlannedTopic, ...]
    text_bytes: int

    def papers(self) -> Iterator[PlannedPaper]:
        """Give the papers, in the order of the file."""
        return (_planned(paper) for paper in _exported(self.file))


def read_plan(papers: Path, config: Path) -> SitePlan:
    """Read the papers once, to count them and the bytes of their titles and abstracts."""
    count = text_bytes = 0
    for paper in _exported(papers):
        count += 1
        text_bytes += len(f"{paper['title']}{paper['abstract']}".encode())
    settings = yaml.safe_load(config.read_text(encoding="utf-8"))
    topics = tuple(
        PlannedTopic(
            slug=topic["slug"], title=topic["title"], description=topic.get("description", "")
        )
        for topic in settings["topics"]
    )
    return SitePlan(file=papers, count=count, topics=topics, text_bytes=text_bytes)


def written_day(day: dt.date) -> str:
    """Give a day as pages write it."""
    return f"{day.day} {day:%B %Y}"


def _exported(file: Path) -> Iterator[dict[str, Any]]:
    with file.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _planned(paper: dict[str, Any]) -> PlannedPaper:
    source = paper["sources"][0]
    return PlannedPaper(
        slug=paper["slug"],
        title=paper["title"],
        abstract=paper["abstract"] or "",
        lead=_lead(paper["abstract"] or ""),
        authors=", ".join(paper["authors"]),
        topics=tuple(paper["topics"]),
        day=dt.date.fromisoformat(paper["dates"][0]) if paper["dates"] else None,
        links=tuple((link["kind"], link["url"]) for link in paper["links"]),
        source=f"{source['path']}, line {source['line']}",
    )


def _lead(abstract: str) -> str:
    """Give the first sentence, or as many words as a card has room for."""
    end = abstract.find(". ")
    if 0 < end < _LEAD:
        return abstract[: end + 1]
    if len(abstract) <= _LEAD:
        return abstract
    return abstract[: _LEAD - 1].rsplit(" ", 1)[0] + "…"
