"""A new digest of any papers: what is proposed of them, and the settings that are written."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

from generator.classify import classify
from generator.cli.init import read_title
from generator.config import load_config
from generator.papers.merge import merge_records
from generator.rules import compile_rules
from generator.starting.placing import SourceEntry, can_be_named
from generator.starting.proposal import propose_topics
from generator.starting.site_yaml import settings_text
from tests.support import record

_FEWEST, _MOST = 4, 40  # papers


@cache
def _folder() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="broadsheet-fuzz-")


def new_digest(data: bytes) -> None:
    """From any papers, a title and a path come settings that hold what was proposed, and give papers those topics.

    The first line is the title and the path, parted by a tab; each other a paper's title and abstract.
    """
    head, *lines = data.decode("utf-8", "replace").split("\n")
    rows = [line.partition("\t") for line in lines if line.strip()][:_MOST]
    if not rows:
        return
    # Phrases have to come again to be a subject.
    papers = tuple(
        merge_records(
            record(
                f"{title.strip()} {n}" if title.strip() else None, f"{abstract.strip()} It is {n}."
            )
            for n in range(-(-_FEWEST // len(rows)) + 1)
            for title, _, abstract in rows
        )
    )
    topics = propose_topics(papers)
    assert topics == propose_topics(papers)
    said, _, path = head.partition("\t")
    title = read_title(f"T {said}")
    file = Path(_folder().name) / "site.yaml"
    source = SourceEntry(path=path if path and can_be_named(path) else "x.txt", year=2025)
    text = settings_text(title, "https://example.org/", [source], topics, "papers")
    file.write_text(text, encoding="utf-8", newline="\n")
    config = load_config(file)
    assert config.site.title == title
    assert (config.sources[0].pattern, config.sources[0].year) == (source.path, 2025)
    assert [(t.slug, t.title) for t in config.topics] == [(t.slug, t.title) for t in topics]
    given = {slug for one in classify(papers, compile_rules(config)) for slug in one.topics}
    assert given == {topic.slug for topic in topics}
