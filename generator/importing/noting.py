"""What editions say besides their papers, as curators' notes.

Enters: editions that were read. Leaves: for each day one note, as the file that `editions/` is to have, and what stays out. A note is written anew
from blocks, so it holds no HTML, no command of a template, no picture and no link within the old site: `reading` has told of these.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from generator.config import SiteConfig
from generator.importing.blocks import Block, Span
from generator.importing.posts import LeftOut, ReadPost
from generator.importing.reading import described
from generator.notes.files import FOLDER
from generator.prose import ProseError, render_prose
from generator.sources.fields import link_of

_SIGNS = re.compile(r"[\\_\[\]{}`]")
# What would begin a heading, a list, a quote, a definition or code at the beginning of a line.
_BEGINS = re.compile(r"(?=[#>+-]|\*\s)")
_NUMBER = re.compile(r"(\d{1,9})(?=[.)])")
_ENTITIES = {":": "&#58;", "~": "&#126;", "|": "&#124;", "=": "&#61;"}


@dataclass(slots=True)
class Noting:
    """Notes by their paths from the folder of site.yaml, those that stand there already, and what stays out."""

    files: dict[str, str] = field(default_factory=dict)
    standing: int = 0
    left_out: list[LeftOut] = field(default_factory=list)


def notes_of(posts: Sequence[ReadPost], config: SiteConfig) -> Noting:
    """Make the notes of editions; none is made over a file that is there."""
    noting = Noting()
    for read in posts:
        if not read.spare:
            continue
        reason = _note(read, config, noting)
        if reason is not None:
            what = (
                LeftOut(path=read.post.path, line=b.first, what=f"{described(b)} ({reason})")
                for b in read.spare
            )
            noting.left_out.extend(what)
    return noting


def _note(read: ReadPost, config: SiteConfig, noting: Noting) -> str | None:
    """Add the note of an edition, or say why there is none."""
    post = read.post
    if post.date is None:
        return "without a day no note has a page"
    if "day" not in config.dates.group_by:
        return "days have no pages, see dates.group_by"
    path = f"{FOLDER}/{post.date.isoformat()}.md"
    if path in noting.files:
        return f"another post of that day is the note {path}"
    text = "\n\n".join(filter(None, map(_markdown, read.spare)))
    if not text.strip():
        return "nothing of it can be shown"
    try:
        render_prose(text)
    except ProseError as error:
        return str(error).partition(";")[0]
    written = f"{_head(read)}{text.strip()}\n"
    file = config.folder / path
    if file.exists():
        if _holds(file, written):
            noting.standing += 1
            return None
        return f"{path} is there already"
    noting.files[path] = written
    return None


def _markdown(block: Block) -> str:
    """Write a block as Markdown: its words, which are nothing but words, and its links to other sites."""
    text = "".join(map(_written, block.spans))
    text = " ".join(text.split())
    if not text:
        return ""
    if block.kind == "heading":
        return f"{'#' * block.level} {text}"
    if block.kind != "paragraph":
        return f"- {text}"
    return _guarded(text)


def _guarded(text: str) -> str:
    """Have a paragraph that looks like the beginning of something else be one."""
    if text[0] in _ENTITIES:
        return f"{_ENTITIES[text[0]]}{text[1:]}"
    if _BEGINS.match(text):
        return f"\\{text}"
    number = _NUMBER.match(text)
    return text if number is None else f"{number[1]}\\{text[number.end() :]}"


def _written(span: Span) -> str:
    words = _SIGNS.sub(r"\\\g<0>", span.text).replace("&", "&amp;").replace("<", "&lt;")
    link = link_of(span.url) if span.url else None
    return words if link is None or not words.strip() else f"[{words.strip()}](<{link.url}>)"


def _head(read: ReadPost) -> str:
    author = read.post.fields.get("author")
    values = {"title": read.post.title, "curator": author if isinstance(author, str) else None}
    # JSON's texts are YAML's, once they hold nothing that YAML forbids.
    lines = [
        f"{key}: {json.dumps(plain, ensure_ascii=False)}\n"
        for key, value in values.items()
        if value and (plain := "".join(sign if sign.isprintable() else " " for sign in value))
    ]
    return f"---\n{''.join(lines)}---\n" if lines else ""


def _holds(file: Path, text: str) -> bool:
    try:
        return file.read_bytes() == text.encode("utf-8", "replace")
    except OSError:
        return False
