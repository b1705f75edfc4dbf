"""The sections `topics`, `collections` and `lists`, in site.yaml and in the files that it includes.

Enters: top levels. Leaves: settings with their rules as written; `generator.rules` compiles them.
Refuses two topics under one slug, a parent that no topic has, and a circle of parents.
"""

from __future__ import annotations

import re
from collections.abc import Mapping as Mappings
from collections.abc import Sequence as Many
from typing import TypeVar

from generator.config.circles import circles
from generator.config.document import Mapping, Node, Scalar, describe
from generator.config.key import names
from generator.config.reader import Problems, Section
from generator.config.rule_keys import COLLECTION, RULE, SLUG_FORM, TOPIC
from generator.config.settings import CollectionSettings, TopicSettings
from generator.errors import Location, did_you_mean, quoted
from generator.models import Slug
from generator.text.slugs import slugify

_SLUG = re.compile(SLUG_FORM)
# No folder can have these names there, and none of a checkout or an archive of the site.
_DEVICES = frozenset(
    ("con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10)))
)
_NO_DEVICE = re.compile(rf"(?!(?:{'|'.join(sorted(_DEVICES))})$){SLUG_FORM}")

Settings = TypeVar("Settings", TopicSettings, CollectionSettings)


def read_topics(tops: Many[Section], problems: Problems) -> tuple[TopicSettings, ...]:
    """Read the topics of all files, in their order."""
    found: dict[Slug, TopicSettings] = {}
    for top in tops:
        for entry in top.mappings("topics", "- {slug: graphs, title: Graphs, any: [graph]}"):
            section = Section(_name("topic", entry), entry, names(TOPIC), problems)
            slug, title = _slug(section), section.required_text("title", "title: Graphs")
            parent = section.text("parent")
            if slug is not None:
                topic = TopicSettings(
                    slug=slug,
                    title=title or slug,
                    location=_location(entry),
                    rule=_rule(entry),
                    description=section.text("description"),
                    parent=Slug(parent) if parent else None,
                    includes=tuple(map(Slug, section.texts("includes", "includes: [graphs]"))),
                )
                _keep(found, topic, "topic", problems)
    _check_parents(found, problems)
    return tuple(found.values())


def read_collections(tops: Many[Section], problems: Problems) -> tuple[CollectionSettings, ...]:
    """Read the collections of all files, in their order."""
    found: dict[Slug, CollectionSettings] = {}
    for top in tops:
        example = "- {slug: with-code, title: With code, any: [{links.kind: code}]}"
        for entry in top.mappings("collections", example):
            section = Section(_name("collection", entry), entry, names(COLLECTION), problems)
            slug, title = _slug(section), section.required_text("title", "title: With code")
            if slug is not None:
                collection = CollectionSettings(
                    slug=slug,
                    title=title or slug,
                    location=_location(entry),
                    rule=_rule(entry),
                    description=section.text("description"),
                )
                _keep(found, collection, "collection", problems)
    return tuple(found.values())


def read_lists(tops: Many[Section], problems: Problems) -> dict[str, Node]:
    """Read the named lists of all files; their terms are read where a rule uses them."""
    found: dict[str, Node] = {}
    for top in tops:
        lists = top.node.get("lists")
        if lists is None:
            continue
        if not isinstance(lists, Mapping):
            problems.add(
                lists.location,
                f'"lists" is {describe(lists)}; expected names with lists of terms; '
                "write lists: {vision-words: [image, video]}",
            )
            continue
        for key, node in lists.entries:
            if key.text in found:
                problems.add(
                    key.location,
                    f"list {quoted(key.text)} stands twice (first at {found[key.text].location}); "
                    "expected each name once; rename one or merge the two",
                )
            found.setdefault(key.text, node)
    return found


def is_slug(text: str) -> bool:
    """Tell whether a topic or a collection may have this slug."""
    return _NO_DEVICE.fullmatch(text) is not None


def _name(kind: str, entry: Mapping) -> str:
    slug = entry.get("slug")
    return f"{kind} {quoted(slug.text)}" if isinstance(slug, Scalar) and slug.text else f"a {kind}"


def _location(entry: Mapping) -> Location:
    return (entry.get("slug") or entry).location


def _rule(entry: Mapping) -> Mapping:
    pairs = tuple(pair for pair in entry.entries if pair[0].text in names(RULE))
    return Mapping(location=entry.location, entries=pairs)


def _slug(section: Section) -> Slug | None:
    slug = section.required_text("slug", "slug: graphs")
    if slug is None:
        return None
    example = slugify(slug) or "graphs"
    if slug in _DEVICES:
        kept = f"a word that Windows does not keep for a device, such as {slug}-papers"
        section.check_form("slug", _NO_DEVICE, kept)
        return Slug(slug)
    section.check_form(
        "slug", _SLUG, f"lower-case letters, digits and single hyphens such as {example}"
    )
    return Slug(slug)


def _keep(found: dict[Slug, Settings], settings: Settings, kind: str, problems: Problems) -> None:
    first = found.setdefault(settings.slug, settings)
    if first is settings:
        return
    same_file = first.location.path == settings.location.path
    where = f"in line {first.location.line}" if same_file else f"at {first.location}"
    problems.add(
        settings.location,
        f"{kind} {quoted(settings.slug)} stands twice (first {where}); "
        "expected each slug once; rename one or merge the two",
    )


def _check_parents(topics: Mappings[Slug, TopicSettings], problems: Problems) -> None:
    for topic in topics.values():
        if topic.parent is not None and topic.parent not in topics:
            problems.add(
                topic.location,
                f"topic {quoted(topic.slug)} has the unknown parent {quoted(topic.parent)}; "
                "expected the slug of another topic"
                + (
                    did_you_mean(topic.parent, list(topics)) or "; add that topic, or remove parent"
                ),
            )
    parents = {slug: [topic.parent] if topic.parent else [] for slug, topic in topics.items()}
    for circle in circles(parents):
        names = " -> ".join((*circle, circle[0]))
        problems.add(
            topics[circle[0]].location,
            f"the parents of topics go round in a circle: {names}; expected a tree; remove one parent",
        )
