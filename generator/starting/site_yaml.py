"""The text of a new site.yaml, and of what stands beside it.

Enters: answers of the owner, sources and proposed topics. Leaves: texts. Whatever a title or a path holds, it is one value of YAML.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from string import Template

from generator.starting.placing import SourceEntry
from generator.starting.proposal import ProposedTopic

_TEXTS = Path(__file__).resolve().parent / "texts"
_WIDTH = 100
# What YAML reads as text wherever it stands, and as nothing else (YAML 1.1, 5.3 and 10.3).
_PLAIN = re.compile(r"[A-Za-z_./][\w./+*-]*(?: [\w(/+][\w./+()-]*)*", re.ASCII)
_NOT_TEXT = frozenset("false n no null off on true y yes".split())
# What Markdown would make something else of, and takes a backslash before.
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+!.-])")


def scalar(text: str) -> str:
    r"""Write a text as one value of YAML.

    >>> scalar("My digest"), scalar("a: b"), scalar("yes"), scalar('say "hi"\n')
    ('My digest', '"a: b"', '"yes"', '"say \\"hi\\"\\n"')
    """
    if _PLAIN.fullmatch(text) and text.lower() not in _NOT_TEXT and not text.startswith("."):
        return text
    return '"' + "".join(map(_escaped, text)) + '"'


def _escaped(character: str) -> str:
    if character in '"\\':
        return f"\\{character}"
    if character == "\n":
        return "\\n"
    if character.isprintable():
        return character
    code = ord(character)
    return f"\\u{code:04X}" if code < 0x10000 else f"\\U{code:08X}"


def settings_text(
    title: str,
    url: str,
    sources: Iterable[SourceEntry],
    topics: Sequence[ProposedTopic],
    papers: str,
) -> str:
    """Write site.yaml with proposed topics; `papers` says of what they were proposed."""
    if not topics:
        return _settings(title, url, sources, _text("no-topics.yaml"))
    head = Template(_text("proposed-topics.yaml")).substitute(papers=papers)
    return _settings(title, url, sources, head + "\n".join(map(_topic, topics)))


def first_settings_text(title: str, url: str, source: SourceEntry) -> str:
    """Write site.yaml for made-up papers."""
    return _settings(title, url, [source], _text("first-topics.yaml"))


def about_text(title: str) -> str:
    """Write about.md."""
    shown = _MARKDOWN.sub(r"\\\1", title)
    shown = shown.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return Template(_text("about.md")).substitute(title=shown)


def ignored_text() -> str:
    """Give .gitignore."""
    return _text("gitignore")


def first_dump() -> str:
    """Give a dump of made-up papers; its days have no year."""
    return _text("first-day.txt")


def _text(name: str) -> str:
    return (_TEXTS / name).read_text(encoding="utf-8")


def _settings(title: str, url: str, sources: Iterable[SourceEntry], topics: str) -> str:
    return Template(_text("site.yaml")).substitute(
        title=scalar(title),
        url=scalar(url) if not re.fullmatch(r"https?://[\w./:~-]+", url) else url,
        sources="\n".join(_source(source) for source in sources),
        topics=topics.rstrip("\n"),
    )


def _source(source: SourceEntry) -> str:
    entry = f"  - path: {scalar(source.path)}"
    if source.year is not None:
        entry += (
            f'\n    year: {source.year}    # of days that are written without one, such as "Mar 14"'
        )
    if source.columns:
        columns = ", ".join(f"{field}: {scalar(name)}" for field, name in source.columns)
        entry += f"\n    columns: {{{columns}}}    # guessed from what stands in them"
    return entry


def _topic(topic: ProposedTopic) -> str:
    return "\n".join(
        [
            f"  - slug: {scalar(topic.slug)}",
            f"    title: {scalar(topic.title)}",
            "    any:",
            *_conditions(topic.terms),
        ]
    )


def _conditions(terms: Iterable[tuple[str, float]]) -> Iterator[str]:
    for weight, some in groupby(terms, key=lambda term: term[1]):
        texts = [scalar(text) for text, _ in some]
        if weight == 1:
            yield from (f"      - {text}" for text in texts)
        else:
            yield from textwrap.wrap(
                f"any: [{', '.join(texts)}]",
                _WIDTH,
                initial_indent="      - ",
                subsequent_indent="          ",
                break_long_words=False,
                break_on_hyphens=False,
            )
            yield f"        weight: {weight:g}"
