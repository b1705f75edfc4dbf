"""Finding and reading site.yaml.

Enters: a path. Leaves: `SiteConfig`. Refuses, all at once and each with its line: what is not YAML,
unknown keys, values of the wrong kind, missing keys, two topics under one slug, a parent that no
topic has, and a circle of parents. The conditions of a topic are compiled by `generator.rules`.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import cast
from urllib.parse import urlsplit

from generator.config.document import Mapping, Node, Scalar, Sequence, parse_document
from generator.config.reader import Problems, Section
from generator.config.settings import (
    DEFAULT_ABOUT,
    DEFAULT_LANGUAGE,
    FeedSettings,
    PageSettings,
    SearchSettings,
    SiteConfig,
    SiteSettings,
    SourceSettings,
    TopicSettings,
)
from generator.errors import InputError, Location, Problem, did_you_mean, quoted
from generator.models import Slug
from generator.sources import known_formats
from generator.sources.columns import FIELDS
from generator.text.lines import NotUtf8Error, decode_lines
from generator.text.slugs import slugify

CONFIG_NAME = "site.yaml"
RULE_KEYS = ("any", "all", "none", "threshold")

_TOP_KEYS = ("site", "sources", "topics", "pages", "feeds", "search")
_SITE_KEYS = ("title", "description", "url", "language", "about", "tag")
_SOURCE_KEYS = ("path", "format", "year", "columns")
_TOPIC_KEYS = ("slug", "title", "description", "parent", *RULE_KEYS)
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")
_TAG = re.compile(r"[A-Za-z0-9.@-]+,[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?")


def find_config(start: Path) -> Path:
    """Find site.yaml in a folder or the nearest one above it; raises `InputError`."""
    for folder in (start, *start.parents):
        candidate = folder / CONFIG_NAME
        if candidate.is_file():
            return candidate
    raise InputError(
        [
            Problem(
                location=Location(path=CONFIG_NAME),
                message="not found in this folder or any above it; expected the settings of a digest; "
                "go to its folder, or name the file with --config",
            )
        ]
    )


def load_config(file: Path) -> SiteConfig:
    """Read site.yaml; raises `InputError` with every mistake in it."""
    path = file.name
    root = parse_document(_text(file, path), path)
    problems = Problems()
    if not isinstance(root, Mapping):
        problems.add(
            Location(path=path, line=root.location.line),
            "the file holds no settings; expected a mapping with the keys site and sources; "
            "write: site: {title: My digest}",
        )
        problems.raise_any()
    config = _Loader(problems, path).load(cast("Mapping", root), file.parent.resolve())
    problems.raise_any()
    return config


def _text(file: Path, path: str) -> str:
    try:
        return "\n".join(decode_lines(file.read_bytes()))
    except NotUtf8Error as error:
        line, found = error.line, f"byte 0x{error.byte:02X} is not UTF-8"
        raise InputError(
            [
                Problem(
                    location=Location(path=path, line=line),
                    message=f"{found}; expected UTF-8 text; save the file as UTF-8",
                )
            ]
        ) from None
    except OSError as error:
        raise InputError(
            [
                Problem(
                    location=Location(path=path),
                    message=f"cannot be read ({error.strerror}); expected a readable file; "
                    "check the path given to --config",
                )
            ]
        ) from None


class _Loader:
    """Reads the sections of one file into settings."""

    def __init__(self, problems: Problems, path: str) -> None:
        self._problems = problems
        self._path = path

    def load(self, root: Mapping, folder: Path) -> SiteConfig:
        top = Section("", root, _TOP_KEYS, self._problems)
        pages = top.section("pages", ("papers_per_page",))
        feeds = top.section("feeds", ("entries",))
        search = top.section("search", ("title_boost",))
        topics = tuple(self._topics(top))
        self._check_parents(topics)
        return SiteConfig(
            folder=folder,
            path=self._path,
            site=self._site(top),
            sources=tuple(self._sources(top)),
            topics=topics,
            pages=PageSettings(
                papers_per_page=(pages and pages.integer("papers_per_page", 1, 10_000, example=60))
                or PageSettings().papers_per_page
            ),
            feeds=FeedSettings(
                entries=(feeds and feeds.integer("entries", 1, 10_000, example=50))
                or FeedSettings().entries
            ),
            search=SearchSettings(
                title_boost=(search and search.integer("title_boost", 1, 100, example=5))
                or SearchSettings().title_boost
            ),
        )

    def _site(self, top: Section) -> SiteSettings:
        if top.node.get("site") is None:
            self._problems.add(
                top.node.location,
                'there is no "site"; expected the site\'s settings; write: site: {title: My digest}',
            )
        section = top.section("site", _SITE_KEYS)
        if section is None:
            return SiteSettings(title="")
        language = section.text("language")
        if language is not None:
            self._match(
                section, "language", _LANGUAGE, language, "a language tag such as en or pt-BR"
            )
        tag = section.text("tag")
        if tag is not None:
            self._match(
                section, "tag", _TAG, tag, "a name and a date such as example.org,2025-01-01"
            )
        return SiteSettings(
            title=section.required_text("title", "title: My digest") or "",
            description=section.text("description"),
            url=self._url(section),
            language=language or DEFAULT_LANGUAGE,
            about=section.text("about") or DEFAULT_ABOUT,
            tag=tag,
        )

    def _url(self, section: Section) -> str | None:
        url = section.text("url")
        if url is None:
            return None
        if (reason := url_fault(url)) is not None:
            node = section.node.get("url") or section.node
            self._problems.add(
                node.location,
                f'"url" in "site" is {quoted(url)}, {reason}; expected the address of the site; '
                "write, for instance, url: https://example.org/digest/",
            )
        return url if url.endswith("/") else url + "/"

    def _sources(self, top: Section) -> list[SourceSettings]:
        found: list[SourceSettings] = []
        for entry in top.mappings("sources", "- path: seeds/*.txt"):
            section = Section("a source", entry, _SOURCE_KEYS, self._problems)
            pattern = section.required_text("path", "path: seeds/*.txt")
            form_node = entry.get("format")
            if pattern is not None:
                node = entry.get("path") or entry
                found.append(
                    SourceSettings(
                        pattern=pattern,
                        location=node.location,
                        format=section.choice("format", known_formats()) if form_node else None,
                        format_location=form_node.location if form_node else None,
                        year=section.integer("year", 1000, 9999, example=2025),
                        columns=self._columns(section),
                    )
                )
        listed = top.node.get("sources")
        if listed is None or (isinstance(listed, Sequence) and not listed.entries):
            self._problems.add(
                (listed or top.node).location,
                f'{"there is no" if listed is None else "nothing stands under"} "sources"; '
                'expected a list of dumps; write: sources: [{path: "seeds/*.txt"}]',
            )
        return found

    def _columns(self, section: Section) -> tuple[tuple[str, str], ...]:
        columns = section.section("columns", FIELDS)
        if columns is None:
            return ()
        named = ((key.text, columns.text(key.text)) for key, _ in columns.node.entries)
        return tuple((field, head) for field, head in named if head is not None)

    def _topics(self, top: Section) -> list[TopicSettings]:
        found: dict[str, TopicSettings] = {}
        for entry in top.mappings("topics", "- {slug: graphs, title: Graphs, any: [graph]}"):
            topic = self._topic(entry)
            if topic is None:
                continue
            if topic.slug in found:
                first = found[topic.slug].location.line
                self._problems.add(
                    topic.location,
                    f"topic {quoted(topic.slug)} stands twice (first in line {first}); "
                    "expected each slug once; rename one or merge the two",
                )
                continue
            found[topic.slug] = topic
        return list(found.values())

    def _topic(self, entry: Mapping) -> TopicSettings | None:
        slug_node = entry.get("slug")
        slug_text = slug_node.text if isinstance(slug_node, Scalar) else None
        name = f"topic {quoted(slug_text)}" if slug_text else "a topic"
        section = Section(name, entry, _TOPIC_KEYS, self._problems)
        slug = section.required_text("slug", "slug: graphs")
        title = section.required_text("title", "title: Graphs")
        parent = section.text("parent")
        if slug is None:
            return None
        self._match(
            section,
            "slug",
            _SLUG,
            slug,
            f"lower-case letters, digits and single hyphens such as {slugify(slug) or 'graphs'}",
        )
        rule = tuple(pair for pair in entry.entries if pair[0].text in RULE_KEYS)
        return TopicSettings(
            slug=Slug(slug),
            title=title or slug,
            location=(slug_node or entry).location,
            rule=Mapping(location=entry.location, entries=rule),
            description=section.text("description"),
            parent=Slug(parent) if parent else None,
        )

    def _match(
        self, section: Section, key: str, form: re.Pattern[str], value: str, expected: str
    ) -> None:
        if not form.fullmatch(value):
            node: Node = section.node.get(key) or section.node
            self._problems.add(
                node.location,
                f"{quoted(key)} in {section.name} is {quoted(value)}; expected {expected}; correct it",
            )

    def _check_parents(self, topics: tuple[TopicSettings, ...]) -> None:
        by_slug = {topic.slug: topic for topic in topics}
        for topic in topics:
            if topic.parent is not None and topic.parent not in by_slug:
                self._problems.add(
                    topic.location,
                    f"topic {quoted(topic.slug)} has the unknown parent {quoted(topic.parent)}; "
                    "expected the slug of another topic"
                    + (
                        did_you_mean(topic.parent, list(by_slug))
                        or "; add that topic, or remove parent"
                    ),
                )
        for circle in _circles(by_slug):
            names = " -> ".join((*circle, circle[0]))
            self._problems.add(
                by_slug[circle[0]].location,
                f"the parents of topics go round in a circle: {names}; expected a tree; remove one parent",
            )


def _circles(by_slug: dict[Slug, TopicSettings]) -> list[list[Slug]]:
    found: list[list[Slug]] = []
    done: set[Slug] = set()
    for start in by_slug:
        path: list[Slug] = []
        slug: Slug | None = start
        while slug is not None and slug in by_slug and slug not in done and slug not in path:
            path.append(slug)
            slug = by_slug[slug].parent
        if slug is not None and slug in path:
            found.append(path[path.index(slug) :])
        done.update(path)
    return found


def url_fault(url: str) -> str | None:
    """Say what is wrong with the address of a site, or `None` when nothing is.

    >>> url_fault("https://example.org/digest/") is None
    True
    >>> url_fault("example.org")
    'which has no http:// or https://'
    """
    try:
        parts = urlsplit(url)
        host = parts.hostname
        _ = parts.port
    except ValueError:
        return "which is not an address"
    if parts.scheme not in {"http", "https"}:
        return "which has no http:// or https://"
    if not host:
        return "which has no host"
    if parts.query or parts.fragment:
        return "which has a query or a fragment"
    if re.search(r"[\s\"'<>\\]", url):
        return "which has characters that an address may not have"
    return None
