"""The section `overrides`: what the owner knows better of some papers than sources and rules do.

Enters: top levels and the topics that there are. Leaves: `OverrideSettings` in the order of the files.
Refuses unknown topics, topics both added and removed, what is no day, addresses that are neither http
nor https, and overrides that do nothing. Whether a paper is meant is known when papers are read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Sequence as Many
from typing import cast, get_args
from urllib.parse import urlsplit

from generator.config.document import Mapping, Scalar, Sequence, describe
from generator.config.key import names
from generator.config.keys import LINK, OVERRIDE
from generator.config.reader import Problems, Section
from generator.config.settings import OverrideSettings, TopicSettings
from generator.errors import did_you_mean, quoted
from generator.models import Link, LinkKind, Slug
from generator.text.links import link_kind
from generator.text.normal import identity_key

_ACTIONS = tuple(key.name for key in OVERRIDE if not key.required)

_LONGEST_URL = 2000
_FORBIDDEN_IN_URL = re.compile(r"[\s\"'<>\\^`{|}\x00-\x1f\x7f]")


def read_overrides(
    tops: Many[Section], topics: Many[TopicSettings], problems: Problems
) -> tuple[OverrideSettings, ...]:
    """Read the overrides of all files, in their order."""
    parents = {topic.slug: topic.parent for topic in topics}
    found: list[OverrideSettings] = []
    for top in tops:
        for entry in top.mappings("overrides", '- {paper: "arxiv:1412.6980", pin: true}'):
            section = Section(_name(entry), entry, names(OVERRIDE), problems)
            override = _Reader(section, parents, problems).read()
            if override is not None:
                found.append(override)
    return tuple(found)


class _Reader:
    """Reads one override and notes what is wrong with it."""

    def __init__(
        self, section: Section, parents: dict[Slug, Slug | None], problems: Problems
    ) -> None:
        self._section = section
        self._parents = parents
        self._problems = problems

    def read(self) -> OverrideSettings | None:
        section, node = self._section, self._section.node
        paper = self._paper()
        if paper is not None:
            self._check_it_does_something()
        replaced = self._topics("topics") if node.get("topics") is not None else None
        added, removed = self._topics("add_topics"), self._topics("remove_topics")
        self._check_topics(added, removed)
        override = OverrideSettings(
            paper=paper or "",
            location=(node.get("paper") or node).location,
            topics=replaced,
            add_topics=added,
            remove_topics=removed,
            hide=self._flag("hide"),
            pin=self._flag("pin"),
            title=section.text("title", 'title: "The title as it should be"'),
            date=self._section.day("date"),
            links=tuple(self._links()),
        )
        return override if paper else None

    def _paper(self) -> str | None:
        paper = self._section.required_text("paper", 'paper: "arxiv:1412.6980"')
        if paper is None or identity_key(paper):
            return paper
        self._add(
            "paper",
            f"is {quoted(paper)}, which has no letter and no digit; expected an id, a title or a glob; "
            'write, for instance, paper: "arxiv:1412.6980"',
        )
        return None

    def _check_it_does_something(self) -> None:
        node = self._section.node
        done = [key for key in _ACTIONS if (value := node.get(key)) and not _is_false(value)]
        unknown = any(key.text not in names(OVERRIDE) for key, _ in node.entries)
        if not done and not unknown:
            self._problems.add(
                node.location,
                f"{self._section.name} does nothing; expected one of: {', '.join(_ACTIONS)}; "
                "write, for instance, hide: true, or remove it",
            )

    def _topics(self, key: str) -> tuple[Slug, ...]:
        node = self._section.node.get(key)
        if isinstance(node, Sequence) and not node.entries:
            if key != "topics":  # a paper may be taken out of all topics
                self._note_empty(key, "[graphs]")
            return ()
        slugs = self._section.texts(key, f"{key}: [graphs]")
        entries = node.entries if isinstance(node, Sequence) else (node,)
        for entry in entries:
            if not isinstance(entry, Scalar) or not entry.text.strip():
                continue
            slug = entry.text.strip()
            if slug not in self._parents:
                near = did_you_mean(slug, list(self._parents))
                self._problems.add(
                    entry.location,
                    f'"{key}" in {self._section.name} names the unknown topic {quoted(slug)}; '
                    f"expected the slug of a topic{near or '; correct or remove it'}",
                )
        return tuple(Slug(slug) for slug in dict.fromkeys(slugs))

    def _check_topics(self, added: tuple[Slug, ...], removed: tuple[Slug, ...]) -> None:
        node = self._section.node
        if node.get("topics") is not None:
            for key in ("add_topics", "remove_topics"):
                if node.get(key) is not None:
                    self._add(
                        key,
                        'stands beside "topics"; expected either all topics of the paper or changes '
                        "to those that rules gave; remove one of the two",
                    )
            return
        for slug in added:
            above = next((s for s in self._upward(slug) if s in removed), None)
            if above is not None:
                what = "it" if above == slug else f"{quoted(above)} above it"
                self._add(
                    "add_topics",
                    f'adds {quoted(slug)} while "remove_topics" removes {what}; '
                    "expected one or the other; remove one of the two",
                )

    def _upward(self, slug: Slug) -> Iterator[Slug]:
        """Give a topic and those above it; a circle of parents is a problem noted elsewhere."""
        seen: set[Slug] = set()
        above: Slug | None = slug
        while above is not None and above not in seen:
            seen.add(above)
            yield above
            above = self._parents.get(above)

    def _flag(self, key: str) -> bool:
        node = self._section.node.get(key)
        if node is None:
            return False
        if isinstance(node, Scalar) and isinstance(node.value, bool):
            return node.value
        self._add(key, f"is {describe(node)}; expected true or false; write {key}: true")
        return False

    def _links(self) -> Iterator[Link]:
        example = "[{url: https://github.com/a/b, kind: code}]"
        node = self._section.node.get("links")
        if isinstance(node, Sequence) and not node.entries:
            self._note_empty("links", example)
        for entry in self._section.mappings("links", f"links: {example}"):
            section = Section(f"a link of {self._section.name}", entry, names(LINK), self._problems)
            url = section.required_text("url", "url: https://github.com/a/b")
            kind = section.choice("kind", get_args(LinkKind))
            if url is None:
                continue
            if not _is_address(url):
                self._problems.add(
                    (entry.get("url") or entry).location,
                    f'"url" in {section.name} is {quoted(url)}; expected an http or https address; '
                    "write, for instance, https://github.com/a/b",
                )
                continue
            yield Link(url=url, kind=cast("LinkKind", kind) if kind else link_kind(url))

    def _note_empty(self, key: str, example: str) -> None:
        self._add(key, f"is empty; expected a list; write {key}: {example}, or remove it")

    def _add(self, key: str, rest: str) -> None:
        node = self._section.node.get(key) or self._section.node
        self._problems.add(node.location, f'"{key}" in {self._section.name} {rest}')


def _name(entry: Mapping) -> str:
    paper = entry.get("paper")
    named = isinstance(paper, Scalar) and paper.text.strip()
    return f"the override of {quoted(named)}" if named else "an override"


def _is_false(node: Scalar | Sequence | Mapping) -> bool:
    return isinstance(node, Scalar) and node.value is False


def _is_address(url: str) -> bool:
    """Say whether a text is an http or https address with a host.

    >>> _is_address("https://example.org/a"), _is_address("javascript:alert(1)"), _is_address("x.org")
    (True, False, False)
    """
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return False
    return (
        parts.scheme in {"http", "https"}
        and bool(parts.hostname)
        and len(url) <= _LONGEST_URL
        and not _FORBIDDEN_IN_URL.search(url)
    )
