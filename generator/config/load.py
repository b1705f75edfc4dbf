"""site.yaml and the files that it includes to `SiteConfig`.

Enters: a path. Leaves: `SiteConfig`. Refuses, all at once and each with its line: what is not YAML,
unknown keys, values of the wrong kind, missing keys, and what the sections refuse. The conditions of a
topic are compiled by `generator.rules`.
"""

from __future__ import annotations

from pathlib import Path
from typing import cast, get_args

from generator.config.date_section import read_dates
from generator.config.document import Mapping
from generator.config.email_section import read_email
from generator.config.feed_section import read_feeds
from generator.config.files import included_documents, read_document
from generator.config.key import names
from generator.config.keys import INCLUDED, PAGES, SEARCH, SETTINGS
from generator.config.override_section import read_overrides
from generator.config.reader import Problems, Section
from generator.config.settings import Host, PageSettings, SearchSettings, SiteConfig
from generator.config.site_section import read_site
from generator.config.source_section import read_sources
from generator.config.theme_section import read_theme
from generator.config.topic_section import read_collections, read_lists, read_topics
from generator.errors import Location


def load_config(file: Path) -> SiteConfig:
    """Read site.yaml; raises `InputError` with every mistake in it."""
    path = file.name
    root = read_document(file, path)
    problems = Problems()
    if not isinstance(root, Mapping):
        problems.add(
            Location(path=path, line=root.location.line),
            "the file holds no settings; expected a mapping with the keys site and sources; "
            "write: site: {title: My digest}",
        )
        problems.raise_any()
    config = _load(cast("Mapping", root), file.parent.resolve(), path, problems)
    problems.raise_any()
    return config


def _load(root: Mapping, folder: Path, path: str, problems: Problems) -> SiteConfig:
    top = Section("", root, names(SETTINGS), problems)
    documents = list(included_documents(root.get("include"), folder, problems))
    included = [Section("", node, names(INCLUDED), problems) for _, node in documents]
    topics = read_topics([top, *included], problems)
    return SiteConfig(
        folder=folder,
        path=path,
        site=read_site(top, problems),
        sources=tuple(read_sources(top, problems)),
        topics=topics,
        nearest_topic=top.share("nearest_topic", example=0.5),
        lists=read_lists([top, *included], problems),
        collections=read_collections([top, *included], problems),
        overrides=read_overrides([top, *included], topics, problems),
        dates=read_dates(top, problems),
        pages=_pages(top),
        feeds=read_feeds(top),
        search=_search(top),
        theme=read_theme(top, problems),
        email=read_email(top, problems),
        host=cast("Host | None", top.choice("host", get_args(Host))),
        files=(path, *(included_path for included_path, _ in documents)),
    )


def _pages(top: Section) -> PageSettings:
    section = top.section("pages", names(PAGES))
    if section is None:
        return PageSettings()
    size = section.integer("papers_per_page", 1, 10_000, example=60)
    papers = section.flag("papers", example=False)
    default = PageSettings()
    return PageSettings(
        papers_per_page=default.papers_per_page if size is None else size,
        papers=default.papers if papers is None else papers,
    )


def _search(top: Section) -> SearchSettings:
    section = top.section("search", names(SEARCH))
    boost = section.integer("title_boost", 1, 100, example=5) if section else None
    most = section.integer("whole_index_megabytes", 1, 1000, example=8) if section else None
    usual = SearchSettings()
    return SearchSettings(
        title_boost=usual.title_boost if boost is None else boost,
        whole_index_megabytes=usual.whole_index_megabytes if most is None else most,
    )
